"""What a payment request's state reads like on the pay page: face, state, heading, explanation."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bot.screens.formats import msgid
from domain.payment_request import RequestState


class Face(StrEnum):
    """How the page looks: its colours and its sign."""

    ASKING = "asking"
    CHECKING = "checking"
    PAID = "paid"
    ENDED = "ended"


Standing = tuple[Face, str, str, str]
ASKED: Final = (
    Face.ASKING,
    msgid("결제 요청중"),
    msgid("결제를 기다리고 있어요"),
    msgid("금액을 확인하고 결제해 주세요."),
)
PAUSED: Final = (
    Face.CHECKING,
    msgid("결제 요청중"),
    msgid("취소 요청을 확인하고 있어요"),
    msgid("가게가 취소 요청을 확인하는 동안에는 결제할 수 없어요. 결과는 채팅으로 알려 드려요."),
)
EXPIRED: Final = (
    Face.ENDED,
    msgid("만료"),
    msgid("결제 기한이 지났어요"),
    msgid("결제되지 않았어요. 결제가 필요하면 채팅에서 가게에 새 링크를 요청해 주세요."),
)
STANDINGS: Final[dict[RequestState, Standing]] = {
    RequestState.REQUESTED: ASKED,
    RequestState.PROCESSING: (
        Face.CHECKING,
        msgid("결제 확인중"),
        msgid("결제를 확인하고 있어요"),
        msgid("다시 결제하지 말고 잠시만 기다려 주세요. 이 화면을 닫아도 결과를 채팅으로 알려 드려요."),
    ),
    RequestState.AWAITING_DEPOSIT: (
        Face.ASKING,
        msgid("입금 대기"),
        msgid("입금을 기다리고 있어요"),
        msgid("아래 계좌로 정확한 금액을 입금해 주세요. 입금이 확인되면 채팅으로 알려 드려요."),
    ),
    RequestState.PAID: (
        Face.PAID,
        msgid("결제완료"),
        msgid("결제가 완료됐어요"),
        msgid("고맙습니다. 이 화면을 닫고 채팅으로 돌아가 주세요."),
    ),
    RequestState.PARTIALLY_REFUNDED: (
        Face.PAID,
        msgid("결제완료"),
        msgid("일부 금액이 환불됐어요"),
        msgid("카드사에 따라 며칠 뒤에 보일 수 있어요. 자세한 내용은 채팅에서 확인해 주세요."),
    ),
    RequestState.REFUNDED: (
        Face.ENDED,
        msgid("환불완료"),
        msgid("결제 금액이 환불됐어요"),
        msgid("카드사에 따라 며칠 뒤에 보일 수 있어요. 자세한 내용은 채팅에서 확인해 주세요."),
    ),
    RequestState.CANCELED: (
        Face.ENDED,
        msgid("취소됨"),
        msgid("결제 요청이 취소됐어요"),
        msgid("이 링크로는 결제되지 않아요. 궁금한 점은 채팅으로 가게에 물어봐 주세요."),
    ),
    RequestState.EXPIRED: EXPIRED,
    RequestState.DUE_ON_DELIVERY: (
        Face.ASKING,
        msgid("만나서 결제"),
        msgid("만나서 결제해 주세요"),
        msgid("지금은 결제하지 않으셔도 돼요."),
    ),
}

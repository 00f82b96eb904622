"""What the bot says when the domain refuses: what happened, and what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.i18n import Translator
from bot.screens.fitting import clip
from bot.screens.formats import msgid, short_moment, won
from domain import errors as e
from domain.errors import DomainError
from domain.money import Money

MOST_ALERT: Final = 200
"""As long as Telegram lets an alert be, in characters."""

_TEXTS: Final = {
    DomainError.code: msgid("지금은 할 수 없어요. 화면을 다시 열고 시도해 주세요."),
    e.OrderNotFound.code: msgid("주문을 찾을 수 없어요. 목록을 다시 열어 확인해 주세요."),
    e.ShopNotFound.code: msgid("가게를 찾을 수 없어요. 가게에서 받은 링크를 다시 열어 주세요."),
    e.NotAllowed.code: msgid("이 작업을 할 수 있는 권한이 없어요. 매니저나 사장님에게 부탁해 주세요."),
    e.OrderChangedMeanwhile.code: msgid("이미 변경된 주문이에요. 화면을 새로 고쳤어요."),
    e.ReasonRequired.code: msgid("사유가 필요해요. 사유를 직접 적어 주세요."),
    e.PaymentMissing.code: msgid("미결제 {won} 금액이 있어 완료할 수 없어요. 입금을 먼저 확인해 주세요."),
    e.NothingToCollect.code: msgid("확인할 입금이 없어요. 주문을 다시 열어 결제 상태를 확인해 주세요."),
    e.NothingToRefund.code: msgid("환불할 금액이 없어요. 주문을 다시 열어 결제 상태를 확인해 주세요."),
    e.InvalidRefundAccount.code: msgid(
        "“{given}” : 은행, 계좌번호, 예금주를 한 번에 보내 주세요. 예) 국민은행 123456-04-567890 홍길동"
    ),
    e.InvalidDeposit.code: msgid("“{given}” : 들어온 금액을 숫자로 보내 주세요. 예) 8,000"),
    e.WrongHandover.code: msgid("이 주문에 맞지 않는 배송 방법이에요. 주문을 다시 열고 선택해 주세요."),
    e.EmptyOrder.code: msgid("담은 상품이 없어요. 상품을 먼저 담아 주세요."),
    e.InvalidQuantity.code: msgid("수량은 1개부터 {most}개까지 가능해요. 수량을 바꿔 주세요."),
    e.InvalidAmount.code: msgid("금액이 너무 커요. 수량을 줄여 주세요."),
    e.InvalidText.code: msgid("내용이 비었거나 너무 길어요. {most}자 이내로 다시 적어 주세요."),
    e.InvalidPhone.code: msgid("“{given}” : 연락처 형식이 아니에요. 예) 010-1234-5678"),
    e.ProductGone.code: msgid("더 이상 판매하지 않는 상품이 있어요. 담은 상품을 확인해 주세요."),
    e.PriceChanged.code: msgid("그 사이 가격이 바뀌었어요. 새 금액 {won} 확인 후 다시 주문해 주세요."),
    e.PaymentNotOffered.code: msgid("이 가게에서 쓸 수 없는 결제 방법이에요. 결제 방법을 다시 골라 주세요."),
    e.ConsentMissing.code: msgid("먼저 개인정보 처리에 동의해 주세요. 가게 링크를 열면 동의 화면이 나와요."),
    e.LinkInvalid.code: msgid("사용할 수 없는 링크예요. 가게에 새 링크를 요청해 주세요."),
    e.AlreadyOnStaff.code: msgid("이미 이 가게의 직원이에요. /home 명령으로 주문관리를 열어 주세요."),
    e.AlreadyAnswered.code: msgid("이미 처리한 초대예요. 직원 목록에서 확인해 주세요."),
    e.MemberNotFound.code: msgid("이 가게의 직원이 아니에요. 직원 목록을 다시 열어 확인해 주세요."),
    e.OwnerStays.code: msgid("사장님은 제외하거나 바꿀 수 없어요. 먼저 다른 직원에게 가게를 넘겨 주세요."),
    e.TooManyOrders.code: msgid("한 시간에 {most}건까지 주문할 수 있어요. 잠시 후 다시 주문해 주세요."),
    e.InvalidHours.code: msgid("“{given}” : 시간을 읽지 못했어요. 예) 09:00-21:00"),
    e.InvalidDay.code: msgid("“{given}” : 오늘부터 1년 안의 날짜를 보내 주세요. 예) 12월 25일"),
    e.TooManyClosings.code: msgid("임시 휴무일은 {most}일까지 정할 수 있어요. 다른 휴무일을 먼저 취소해 주세요."),
    e.OrdersPaused.code: msgid("지금은 주문을 받지 않고 있어요. {until}부터 다시 주문할 수 있어요."),
    e.OrdersStopped.code: msgid("지금은 주문을 받지 않고 있어요. 잠시 후 가게 링크를 다시 열어 주세요."),
    e.ReminderOver.code: msgid("이미 끝난 알림이에요. 주문을 열어 지금 상태를 확인해 주세요."),
    e.ThreadNotFound.code: msgid("대화를 찾을 수 없어요. 문의내역을 다시 열어 확인해 주세요."),
    e.SomeoneElseAnswers.code: msgid("{name} 님이 답하는 중이에요. [이어서 답하기]를 누르면 대신 답할 수 있어요."),
    e.NothingWaits.code: msgid("그 사이 답장했거나 새 메시지가 왔어요. 문의내역을 다시 열어 확인해 주세요."),
    e.QuickReplyGone.code: msgid("이미 바뀐 답장이에요. 대화를 다시 열고 골라 주세요."),
    e.TooManyQuickReplies.code: msgid("자주 쓰는 답장은 {most}개까지 둘 수 있어요. 하나를 지우고 추가해 주세요."),
    e.NoNumberLeft.code: msgid("주문번호를 만들지 못했어요. 잠시 후 다시 시도해 주세요."),
    e.ChangePending.code: msgid("주문서를 수정하고 있어요. 고객 확인을 받거나 수정을 취소한 뒤 완료해 주세요."),
    e.CancelRequestPending.code: msgid("취소 요청을 확인하고 있습니다. 결정된 뒤에 다시 시도해 주세요."),
    e.SomeoneElseEditing.code: msgid("{name} 님이 수정 중이에요. 이어서 수정하려면 편집을 넘겨받아 주세요."),
    e.NewerSheet.code: msgid("주문서가 다시 변경되었습니다. 새 주문서를 확인해 주세요."),
    e.NothingToSend.code: msgid("수정한 내용이 없어요. 주문서를 먼저 수정해 주세요."),
    e.NothingToUndo.code: msgid("되돌릴 내용이 없어요. 줄 삭제로 지울 수 있어요."),
    e.NotOnSheet.code: msgid("주문서에 없거나 이미 취소한 상품이에요. 주문서를 다시 열어 확인해 주세요."),
    e.TotalBelowZero.code: msgid("결제 총 금액이 0원보다 작아져요. 금액을 다시 확인해 주세요."),
    e.TooManyLines.code: msgid("주문서에는 {most}줄까지 담을 수 있어요. 다른 줄을 먼저 지워 주세요."),
    e.InvalidPrice.code: msgid("상품과 배송비는 0원 이상, 추가금액은 0원이 아닌 금액으로 적어 주세요."),
    e.PaymentRequestLive.code: msgid("결제 요청중이에요. 요청을 취소한 뒤 다시 시도해 주세요."),
    e.PaymentInProgress.code: msgid("결제 확인중이에요. 결과가 나온 뒤에 다시 시도해 주세요."),
    e.PaymentsUnsettled.code: msgid(
        "아직 끝나지 않은 결제가 있어요 : {numbers}. 결제나 환불이 끝나거나 요청취소한 뒤 다시 시도해 주세요."
    ),
    e.PaymentLinkDead.code: msgid("사용할 수 없는 결제 링크예요. 가게에 새 결제 요청을 부탁해 주세요."),
    e.MethodAtTheDoor.code: msgid("만나서 결제하는 주문이에요. 결제방법을 먼저 변경해 주세요."),
    e.TooManyAttempts.code: msgid("결제를 너무 여러 번 시도했어요. 가게에 새 결제 요청을 부탁해 주세요."),
    e.GroupsNotOffered.code: msgid("이 가게에서는 변경 내용을 한 번에 확인하거나 거절해 주세요."),
}


def alert_text(error: DomainError, t: Translator) -> str:
    """Plain text of at most 200 characters; an error without a text of its own gets a general one."""
    params = dict(error.params)
    if isinstance(error, e.PaymentMissing | e.PriceChanged) and isinstance(amount := params["won"], int):
        params["won"] = won(Money(amount), t)
    if isinstance(until := params.get("until"), datetime):
        params["until"] = short_moment(until, t)
    return clip(t.plain(_TEXTS.get(error.code, _TEXTS[DomainError.code]), **params), MOST_ALERT)

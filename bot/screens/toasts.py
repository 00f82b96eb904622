"""What the bot says in passing: the toasts of buttons, and replies of one sentence."""

from __future__ import annotations

from typing import Final

from bot.i18n import Html, Translator
from bot.screens.fitting import stack
from bot.screens.formats import msgid, with_number

# An order, for the staff

CONFIRMED: Final = msgid("주문확인으로 변경했어요")
COMPLETED: Final = msgid("주문완료로 변경했어요")
CANCELED: Final = msgid("주문을 취소했어요")
APPROVED: Final = msgid("취소 요청을 승인했어요")
KEPT: Final = msgid("주문을 계속 진행해요")
PAYMENT_REQUESTED: Final = msgid("결제를 요청했어요")
PAYMENT_REMINDED: Final = msgid("결제를 다시 알렸어요")
PAYMENT_WITHDRAWN: Final = msgid("결제 요청을 취소했어요")
PAYMENT_UNWANTED: Final = msgid("결제 확인중이에요. 승인되면 바로 환불할게요")
NOT_PAID_YET: Final = msgid("아직 미입금이라고 알렸어요")
DEPOSIT_UNDONE: Final = msgid("입금확인을 취소했어요")
METHOD_CHANGED: Final = msgid("결제방법을 바꿨어요")
REFUND_STARTED: Final = msgid("환불을 시작했어요")
DEPOSIT_BOOKED: Final = msgid("입금을 기록했어요")
DEPOSIT_REPORTED: Final = msgid("입금을 가게에 알렸어요")
DEPOSIT_CONFIRMED: Final = msgid("입금을 확인했어요")
REFUND_RECORDED: Final = msgid("환불완료로 기록했어요")
REFRESHED: Final = msgid("새로 고쳤어요")


# The order sheet, for the staff

LINES_SAVED: Final = msgid("저장했어요")
LINE_DROPPED: Final = msgid("삭제했어요")
UNDONE: Final = msgid("되돌렸어요")
DISCARDED: Final = msgid("수정을 모두 취소했어요")
TAKEN_OVER: Final = msgid("이어서 수정해요")
CHANGE_SENT: Final = msgid("고객님께 확인을 요청했어요")
CHANGE_PULLED_BACK: Final = msgid("확인요청을 취소했어요")
COUNTER_ACCEPTED: Final = msgid("고객 선택대로 확정했어요")


def digits_needed(given: str, t: Translator) -> Html:
    """What was typed holds no 송장번호."""
    return t("송장번호를 숫자로 보내 주세요. 받은 내용 : {given}", given=given[:100])


CLOSED_UNANSWERED: Final = msgid("답장 없이 닫았어요")
QUICK_REPLY_ADDED: Final = msgid("자주 쓰는 답장에 추가했어요")
QUICK_REPLY_REMOVED: Final = msgid("자주 쓰는 답장에서 지웠어요")

# An order, for its customer

CANCEL_REQUESTED: Final = msgid("취소 신청을 가게에 전했어요")
WITHDRAWN: Final = msgid("취소 신청을 철회했어요")
SHEET_APPROVED: Final = msgid("주문서를 확인했어요")
CHANGE_DECLINED: Final = msgid("변경을 거절했어요")
CHOICE_SENT: Final = msgid("선택한 내용을 가게에 보냈어요")
CONSENTED: Final = msgid("동의해 주셔서 고마워요")
ORDERED: Final = msgid("주문했어요")
ORDERED_ALREADY: Final = msgid("이미 처리된 화면이에요. /orders 명령으로 주문을 볼 수 있어요.")


def order_received(number: int, seen_later: Html | None, t: Translator) -> Html:
    """A notice to the customer, so in 합니다체; outside business hours it says when the shop will see the order."""
    return stack(with_number(t("주문이 접수되었습니다"), number), seen_later)


def sent_to_shop(number: int | None, t: Translator) -> Html:
    """`number` is that of the order that it is about."""
    text = t("가게에 전했어요. 답장은 이 채팅으로 와요.")
    return text if number is None else with_number(text, number)


# The staff

GROUPS_ON: Final = msgid("고객이 하나씩 고를 수 있어요")
GROUPS_OFF: Final = msgid("고객이 한 번에 확인하거나 거절해요")
DUTY_ON: Final = msgid("알림을 켰어요")
DUTY_OFF: Final = msgid("알림을 껐어요")
ROLE_CHANGED: Final = msgid("역할을 바꿨어요")
MEMBER_REMOVED: Final = msgid("직원에서 제외했어요")
HANDED_OVER: Final = msgid("가게를 넘겼어요")
JOIN_ACCEPTED: Final = msgid("추가했어요")
JOIN_REFUSED: Final = msgid("거절했어요")


# Hours

HOURS_SAVED: Final = msgid("영업시간을 저장했어요")
ORDERS_PAUSED: Final = msgid("새 주문을 잠시 받지 않아요")
ORDERS_RESUMED: Final = msgid("주문을 다시 받아요")
REMINDED_LATER: Final = msgid("1시간 뒤에 다시 알려 드려요")
REMINDED_NO_MORE: Final = msgid("이 알림은 그만 보내요")
ALERTS_SAVED: Final = msgid("알림을 저장했어요")

ACCOUNT_ASKED: Final = msgid("입금 전용 계좌를 준비하고 있어요")
ACCOUNTS_ON: Final = msgid("고객이 가상계좌로 입금할 수 있어요")
ACCOUNTS_OFF: Final = msgid("가상계좌를 껐어요")
REFUND_ACCOUNT_GIVEN: Final = msgid("환불 계좌를 가게에 전했어요")
ACCOUNT_SAVED: Final = msgid("입금 계좌를 저장했어요")
ACCOUNT_OUTDATED: Final = msgid("이 화면의 계좌는 저장하지 않았어요. 결제 설정에서 다시 입력해 주세요.")
ACCOUNT_REMOVED: Final = msgid("입금 계좌를 삭제했어요")
KEYS_REMOVED: Final = msgid("결제 키를 삭제했어요")
PAYMENT_TIMES_SAVED: Final = msgid("결제 기한을 저장했어요")
KEY_OUT_OF_PLACE: Final = msgid("결제 키는 환경설정의 결제 화면에서 입력해 주세요. 보낸 키는 저장하지 않았어요.")
DELETE_YOUR_KEY: Final = msgid("보낸 메시지를 지우지 못했어요. 키가 남지 않도록 직접 지워 주세요.")


def member_added(name: str, t: Translator) -> Html:
    return t("{name} 님을 추가했어요.", name=name)


def member_refused(name: str, t: Translator) -> Html:
    return t("{name} 님의 초대를 거절했어요.", name=name)


# Input of any kind

INPUT_CANCELED: Final = msgid("입력을 취소했어요")
NO_INPUT: Final = msgid("취소할 입력이 없어요.")
NOT_PASSED_ON: Final = msgid("글이나 사진으로 보내 주세요. 파일, 동영상, 스티커, 음성, 위치, 연락처는 전할 수 없어요.")
TEXT_ONLY: Final = msgid("지금은 글로 적어 주세요. 그만두려면 /cancel 을 보내 주세요.")
EDIT_PASSED_ON: Final = msgid("고친 내용을 가게에 전했어요.")
EDIT_STAYS_HERE: Final = msgid("고친 내용은 전해지지 않아요. 새 메시지로 다시 보내 주세요.")
TOO_LATE: Final = msgid("입력 시간이 지나 저장하지 않았어요. 버튼을 다시 눌러 주세요.")
FIRST_PAGE: Final = msgid("첫 페이지예요")
LAST_PAGE: Final = msgid("마지막 페이지예요")
BUTTON_OUTDATED: Final = msgid("이 버튼은 더 이상 쓸 수 없어요. /start 로 다시 시작해 주세요.")
TOO_FAST: Final = msgid("너무 빨라요. 10초쯤 뒤에 다시 해 주세요.")

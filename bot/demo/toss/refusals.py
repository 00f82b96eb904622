"""The error answers of the local Toss: code, HTTP status and Toss's own words."""

from __future__ import annotations

from typing import Any, Final

_BAD: Final = 400
# The status says nothing about the money: PROVIDER_ERROR is a 400, a card's refusal may be a 403.
_STATUSES: Final = {
    "UNAUTHORIZED_KEY": 401,
    "INCORRECT_BASIC_AUTH_FORMAT": 403,
    "FORBIDDEN_REQUEST": 403,
    "REJECT_CARD_COMPANY": 403,
    "REJECT_CARD_PAYMENT": 403,
    "REJECT_ACCOUNT_PAYMENT": 403,
    "EXCEED_MAX_AUTH_COUNT": 403,
    "FDS_ERROR": 403,
    "NOT_CANCELABLE_AMOUNT": 403,
    "NOT_CANCELABLE_PAYMENT": 403,
    "NOT_ALLOWED_PARTIAL_REFUND": 403,
    "NOT_FOUND_PAYMENT": 404,
    "NOT_FOUND_PAYMENT_SESSION": 404,
    "IDEMPOTENT_REQUEST_PROCESSING": 409,
    "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING": 500,
    "FAILED_INTERNAL_SYSTEM_PROCESSING": 500,
    "UNKNOWN_PAYMENT_ERROR": 500,
}
_MESSAGES: Final = {
    "ALREADY_CANCELED_PAYMENT": "이미 취소된 결제 입니다.",
    "ALREADY_PROCESSED_PAYMENT": "이미 처리된 결제 입니다.",
    "FORBIDDEN_REQUEST": "허용되지 않은 요청입니다.",
    "INVALID_API_KEY": "잘못된 시크릿키 연동 정보 입니다.",
    "INVALID_REFUND_ACCOUNT_INFO": "환불 계좌번호와 예금주명이 일치하지 않습니다.",
    "INVALID_REQUEST": "잘못된 요청입니다.",
    "NOT_CANCELABLE_AMOUNT": "취소 할 수 없는 금액 입니다.",
    "NOT_CANCELABLE_PAYMENT": "취소 할 수 없는 결제 입니다.",
    "NOT_FOUND_PAYMENT": "존재하지 않는 결제 정보 입니다.",
    "NOT_FOUND_PAYMENT_SESSION": "결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.",
    "PROVIDER_ERROR": "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.",
    "REJECT_CARD_COMPANY": "결제 승인이 거절되었습니다.",
    "REJECT_CARD_PAYMENT": "한도초과 혹은 잔액부족으로 결제에 실패했습니다.",
    "UNAUTHORIZED_KEY": "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.",
}


class TossRefusal(Exception):
    """An answer that is an error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def status(self) -> int:
        return _STATUSES.get(self.code, _BAD)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": message_of(self.code)}


def message_of(code: str) -> str:
    return _MESSAGES.get(code, "오류가 발생했습니다.")

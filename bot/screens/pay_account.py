"""환경설정 → 결제 → 입금 계좌: asked for in one message, looked at once more, then saved; or removed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from bot.callbacks import Close, Home, PaySettings, PayStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, escaped, stack
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from domain.shop import BankAccount, Shop
from domain.use_cases.change_account import AccountChange


def account_line(account: BankAccount | None, t: Translator) -> Html:
    """`🏦 입금 계좌 : 국민은행 123456-04-567890 (샵앤샵)`."""
    if account is None:
        return t("🏦 입금 계좌 : 없음")
    bank, number, holder = (clip(one, 40) for one in (account.bank, account.number, account.holder))
    return t("🏦 입금 계좌 : {bank} {number} ({holder})", bank=bank, number=number, holder=holder)


def account_rows(shop: Shop, t: Translator) -> Rows:
    """Below the settings: the first account, or another one and none."""
    if shop.account is None:
        return rows_of([_to(shop.id, t.plain("🏦 계좌 입력"), PayStep.ACCOUNT_ASK)])
    change = _to(shop.id, t.plain("🏦 계좌 바꾸기"), PayStep.ACCOUNT_ASK)
    return rows_of([change, _to(shop.id, t.plain("계좌 삭제"), PayStep.ACCOUNT_DROP_ASK)])


def account_prompt(shop: Shop, t: Translator) -> Screen:
    """Waits for bank, number and holder."""
    return Screen(
        stack(
            bold(t("🏦 입금 계좌")),
            account_line(shop.account, t) if shop.account else None,
            t("고객님이 무통장 입금할 은행, 계좌번호, 예금주를 한 번에 보내 주세요."),
            t("예) 국민 123-456-789012 홍길동"),
        ),
        rows_of([_to(shop.id, t.plain("닫기"), PayStep.SHOW)]),
    )


def account_preview(change: AccountChange, account: BankAccount, t: Translator) -> Screen:
    """What was understood, digit by digit, and who will hear of it: nothing is saved before [저장]."""
    save = PaySettings(step=PayStep.ACCOUNT_SAVE, shop=change.shop.id, arg=fingerprint(account))
    return Screen(
        stack(
            bold(t("이 계좌로 저장할까요?")),
            escaped(f"🏪 {clip(change.shop.name, 100)}"),
            GAP,
            t("은행 : {bank}", bank=clip(account.bank, 40)),
            t("계좌번호 : {number}", number=clip(account.number, 40)),
            t("예금주 : {holder}", holder=clip(account.holder, 40)),
            GAP,
            _told(change.told, t),
            t("다르면 다시 보내 주세요."),
        ),
        rows_of([Button(t.plain("닫기"), Close()), Button(t.plain("저장"), save, Style.PRIMARY)]),
    )


def account_saved(shop: Shop, t: Translator) -> Screen:
    """What is left of the preview."""
    return Screen(stack(t("✅ 입금 계좌를 저장했어요."), account_line(shop.account, t)))


def drop_dialog(change: AccountChange, t: Translator) -> Screen:
    """The second tap stands elsewhere."""
    shop_id = change.shop.id
    return Screen(
        stack(
            bold(t("입금 계좌 삭제")),
            account_line(change.shop.account, t),
            GAP,
            t("고객님이 더 이상 무통장 입금을 고를 수 없어요."),
            t("입금을 기다리는 주문 {n}건의 고객님께 입금하지 말라고 알려요.", n=change.told) if change.told else None,
            t("다른 결제방법은 주문상세의 [결제방법 변경]에서 골라 주세요.") if change.told else None,
        ),
        rows_of(
            [
                _to(shop_id, t.plain("닫기"), PayStep.SHOW),
                _to(shop_id, t.plain("삭제"), PayStep.ACCOUNT_DROP, Style.DANGER),
            ]
        ),
    )


def account_news(payload: Mapping[str, Any], t: Translator) -> Screen:
    """To everybody else on the staff: whoever changes an account changes where the money goes."""
    parts = payload["account"]
    return Screen(
        stack(
            bold(t("🏦 입금 계좌가 바뀌었어요") if parts else t("🏦 입금 계좌가 삭제됐어요")),
            t("가게 : {shop}", shop=clip(payload["shop"], 100)),
            account_line(BankAccount(*parts) if parts else None, t),
            t("바꾼 사람 : {name}", name=clip(payload["name"], 100)),
            GAP,
            t("모르는 변경이면 사장님에게 바로 확인해 주세요."),
        ),
        rows_of([Button(t.plain("🏪 주문관리"), Home(shop=int(payload["shop_id"])), Style.PRIMARY)]),
    )


def fingerprint(account: BankAccount) -> int:
    """Ties [저장] to the account that its message shows: a later one may have been typed since."""
    return zlib.crc32("|".join((account.bank, account.number, account.holder)).encode())


def _told(n: int, t: Translator) -> Html | None:
    return t("입금을 기다리는 주문 {n}건의 고객님께 새 계좌를 알려요.", n=n) if n else None


def _to(shop_id: int, label: str, step: PayStep, style: Style | None = None) -> Button:
    return Button(label, PaySettings(step=step, shop=shop_id), style)

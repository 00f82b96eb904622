"""환경설정 → 결제: the shop's keys, of which only the ends are shown, and how long money is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bot.callbacks import Close, PaySettings, PayStep, Settings
from bot.i18n import Html, Translator
from bot.payments.toss_api import TossKeys
from bot.payments.toss_keys import KeyMistake, tail_of
from bot.screens.fitting import GAP, bold, clip, escaped, stack
from bot.screens.formats import msgid
from bot.screens.pay_account import account_line, account_rows
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from domain.payment_news import KeyVerdict
from domain.payment_ports import ShopGateway
from domain.shop import Shop
from domain.use_cases.set_payments import DAYS, GRACES, PaymentSettings

_HOUR: Final = timedelta(hours=1)
_MISTAKES: Final = {
    KeyMistake.CLIENT: msgid(
        "결제위젯의 클라이언트 키가 아니에요. test_gck_ 또는 live_gck_ 로 시작하는 키를 보내 주세요."
    ),
    KeyMistake.SECRET: msgid("결제위젯의 시크릿 키가 아니에요. test_gsk_ 또는 live_gsk_ 로 시작하는 키를 보내 주세요."),
    KeyMistake.MIXED: msgid("테스트 키와 라이브 키가 섞였어요. 같은 종류의 키 두 개를 보내 주세요."),
}
_NO_KEY: Final = msgid("키를 찾지 못했어요. 토스 개발자센터에서 복사한 그대로 보내 주세요.")
_NO_CLIENT: Final = msgid("클라이언트 키를 먼저 보내 주세요. 그다음 시크릿 키를 보내 주세요.")


def pay_settings(view: PaymentSettings, t: Translator) -> Screen:
    """How the shop is paid now, and what the owner may change of it."""
    shop = view.shop
    return Screen(
        stack(
            bold(t("💳 결제")),
            escaped(f"🏪 {clip(shop.name, 100)}"),
            GAP,
            account_line(shop.account, t),
            GAP,
            *_gateway(view, t),
            GAP,
            t("⏳ 결제 기한 : {days}일 · 입금은 {hours}시간 더 기다려요.", days=shop.payment_days, hours=_hours(shop)),
        ),
        rows_of(
            *account_rows(shop, t),
            *_key_rows(view, t),
            (_to(shop.id, t.plain("⏳ 결제 기한"), PayStep.TIMES),),
            (_settings(shop, t),),
        ),
    )


def keys_prompt(shop_id: int, t: Translator) -> Screen:
    """Waits for both keys, in one message or two."""
    return Screen(
        stack(
            bold(t("🔑 토스 키 입력")),
            t("토스 개발자센터의 내 개발정보, API 키에서 결제위젯 연동 키 두 개를 복사해 보내 주세요."),
            GAP,
            t("1. 클라이언트 키 : 예) test_gck_…"),
            t("2. 시크릿 키 : 예) test_gsk_…"),
            GAP,
            t("보낸 메시지는 바로 지워요. 테스트 키로는 실제 돈이 움직이지 않으니 먼저 시험해 보세요."),
        ),
        rows_of([_to(shop_id, t.plain("닫기"), PayStep.SHOW)]),
    )


def next_key(client: str, problem: str, t: Translator) -> Screen:
    """Waits for the secret key after `client`, or for better ones."""
    got = t("클라이언트 키 …{tail} 확인. 이제 시크릿 키를 보내 주세요.", tail=tail_of(client)) if client else None
    wrong = t("⚠️ {problem}", problem=t(problem)) if problem else None
    return Screen(stack(wrong, got), rows_of([Button(t.plain("닫기"), Close())]))


def being_tried(tail: str, t: Translator) -> Html:
    """The company is asked by the worker; until then nothing changes."""
    return t("🔎 새 키 …{tail} 확인중이에요. 결과를 채팅으로 알려 드려요.", tail=tail)


def key_problem(keys: TossKeys, mistake: KeyMistake | None) -> str:
    """What is to be said about what was sent; empty for a good beginning and for good keys."""
    if not keys.client_key:
        return _NO_CLIENT if keys.secret_key else _NO_KEY
    if not keys.secret_key and not keys.client_key.startswith(("test_gck_", "live_gck_")):
        mistake = KeyMistake.CLIENT
    return _MISTAKES[mistake] if mistake else ""


def remove_dialog(shop_id: int, t: Translator) -> Screen:
    """The second tap stands elsewhere."""
    return Screen(
        stack(
            bold(t("결제 키 삭제")),
            t("고객님이 더 이상 결제 링크로 결제할 수 없어요. 보낸 링크도 쓸 수 없게 돼요."),
            t("이미 받은 돈의 환불은 토스페이먼츠에서 직접 해 주세요."),
        ),
        rows_of(
            [_to(shop_id, t.plain("닫기"), PayStep.SHOW), _to(shop_id, t.plain("삭제"), PayStep.REMOVE, Style.DANGER)]
        ),
    )


def times(shop: Shop, t: Translator) -> Screen:
    """How long the customer has, and how much longer a transfer may take to show up."""
    days = [_choice(shop, PayStep.DAYS, n, t.plain("{n}일", n=n), n == shop.payment_days) for n in DAYS]
    graces = [
        _choice(shop, PayStep.GRACE, grace // _HOUR, t.plain("{n}시간", n=grace // _HOUR), grace == shop.payment_grace)
        for grace in GRACES
    ]
    return Screen(
        stack(
            bold(t("⏳ 결제 기한")),
            t("결제를 요청하고 {n}일 안에 결제해야 해요. 지나면 요청이 만료돼요.", n=shop.payment_days),
            t(
                "무통장 입금은 기한이 지나고 {n}시간 더 기다려요. 마지막 날 보낸 돈이 늦게 보일 수 있어요.",
                n=_hours(shop),
            ),
            t("앞으로 요청하는 결제부터 바뀌어요."),
        ),
        rows_of(days[:3], days[3:], graces[:2], graces[2:], [_to(shop.id, t.plain("닫기"), PayStep.SHOW)]),
    )


def tried_keys(payload: Mapping[str, Any], t: Translator) -> Screen:
    """To the owner: what the payment company said about the keys."""
    verdict, links = KeyVerdict(payload["verdict"]), t.links
    is_taken = verdict is KeyVerdict.TAKEN
    hook = links.webhook(str(payload["public_id"])) if links and is_taken else ""
    copy = Button(t.plain("📋 웹훅 주소 복사"), copy=hook) if hook else None
    return Screen(
        stack(
            escaped(f"🏪 {clip(payload['shop'], 100)}"),
            _verdict(verdict, bool(payload["is_test"]), str(payload.get("numbers", "")), t),
            GAP,
            t("마지막으로 토스 개발자센터의 웹훅에 아래 주소를 등록해 주세요.") if hook else None,
            t("이벤트 : PAYMENT_STATUS_CHANGED, DEPOSIT_CALLBACK") if hook else None,
            escaped(hook) if hook else None,
        ),
        rows_of([copy], [to_settings(int(payload["shop_id"]), t)]),
    )


def to_settings(shop_id: int, t: Translator) -> Button:
    """[💳 결제 설정 열기] below news about the keys."""
    return _to(shop_id, t.plain("💳 결제 설정 열기"), PayStep.SHOW, Style.PRIMARY)


def _verdict(verdict: KeyVerdict, is_test: bool, numbers: str, t: Translator) -> Html:
    match verdict:
        case KeyVerdict.TAKEN if is_test:
            return t("✅ 테스트 키를 연결했어요. 실제 돈은 움직이지 않아요.")
        case KeyVerdict.TAKEN:
            return t("✅ 토스페이먼츠를 연결했어요. 이제 고객님이 링크로 결제할 수 있어요.")
        case KeyVerdict.REFUSED:
            return t("⚠️ 토스페이먼츠가 이 키를 받지 않았어요. 키를 다시 복사해 입력해 주세요.")
        case KeyVerdict.UNREACHED:
            return t("⚠️ 지금은 토스페이먼츠에 연결할 수 없어요. 잠시 후 키를 다시 입력해 주세요.")
        case KeyVerdict.UNSETTLED:
            return stack(
                t(
                    "⚠️ 키를 바꾸지 않았어요. 아직 끝나지 않은 결제가 이 키의 토스 계정에 없어요 : {numbers}",
                    numbers=numbers,
                ),
                t("다른 토스 계정으로 바꾼다면 결제나 환불이 끝난 뒤 키를 다시 입력해 주세요."),
                t("입금을 기다리는 가상계좌는 요청취소로 끝낼 수 있어요."),
            )


def _gateway(view: PaymentSettings, t: Translator) -> list[Html]:
    if t.links is None:
        return [
            t("🔗 결제 링크 : 아직 쓸 수 없어요."),
            t("운영자에게 설정 payments.secret, web.port, web.public_url 추가를 부탁해 주세요."),
        ]
    lines = [_connected(view.gateway, t)]
    if view.gateway:
        client, secret = tail_of(view.gateway.client_key), view.gateway.secret_tail or "****"
        lines.append(t("클라이언트 키 …{client} · 시크릿 키 …{secret}", client=client, secret=secret))
        on = view.shop.offers_accounts
        lines.append(
            t("🏦 가상계좌 : 켜짐") if on else t("🏦 가상계좌 : 꺼짐 · 토스와 가상계좌 계약이 있으면 켜 주세요.")
        )
    if view.trial:
        lines.append(being_tried(view.trial.gateway.secret_tail, t))
    return lines


def _connected(gateway: ShopGateway | None, t: Translator) -> Html:
    if gateway is None:
        return t("🔗 결제 링크 : 꺼짐 · 토스페이먼츠와 계약한 가게는 키를 입력해 켤 수 있어요.")
    return t("🔗 결제 링크 : 토스페이먼츠 · 테스트") if gateway.is_test else t("🔗 결제 링크 : 토스페이먼츠")


def _key_rows(view: PaymentSettings, t: Translator) -> Rows:
    shop_id = view.shop.id
    if t.links is None:
        return ()
    if view.gateway is None and view.trial is None:
        return rows_of([_to(shop_id, t.plain("🔑 토스 키 입력"), PayStep.KEYS, Style.PRIMARY)])
    change = _to(shop_id, t.plain("🔑 키 바꾸기"), PayStep.KEYS)
    return rows_of([change, _to(shop_id, t.plain("키 삭제"), PayStep.REMOVE_ASK)], [_switch(view, t)])


def _switch(view: PaymentSettings, t: Translator) -> Button | None:
    """Virtual accounts on or off, once there is a contract that may have them."""
    if view.gateway is None:
        return None
    is_on = view.shop.offers_accounts
    label = t.plain("🏦 가상계좌 끄기") if is_on else t.plain("🏦 가상계좌 켜기")
    return Button(label, PaySettings(step=PayStep.ACCOUNTS, shop=view.shop.id, arg=int(not is_on)))


def _hours(shop: Shop) -> int:
    return shop.payment_grace // _HOUR


def _choice(shop: Shop, step: PayStep, value: int, label: str, is_set: bool) -> Button:
    return Button(f"• {label}" if is_set else label, PaySettings(step=step, shop=shop.id, arg=value))


def _to(shop_id: int, label: str, step: PayStep, style: Style | None = None) -> Button:
    return Button(label, PaySettings(step=step, shop=shop_id), style)


def _settings(shop: Shop, t: Translator) -> Button:
    return Button(t.plain("닫기"), Settings(shop=shop.id))

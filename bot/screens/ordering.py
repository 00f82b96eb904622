"""The steps from a filled basket to the order: delivery, person, payment, summary."""

from __future__ import annotations

from bot.basket import BasketDraft
from bot.callbacks import Buy, BuyStep
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, shorten_lines, stack
from bot.screens.formats import full_phone, payment_label, won
from bot.screens.order_facts import WISHES
from bot.screens.own_lines import recipient_lines, shop_name, wish_lines
from bot.screens.products import basket_lines
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.catalog import basket_total
from domain.fulfillment import FulfillmentKind
from domain.money import ZERO, Money
from domain.people import Recipient
from domain.use_cases.see_own import CatalogView


def order_total(view: CatalogView, basket: BasketDraft) -> Money:
    """결제 총 금액 at today's prices; a pick-up costs no delivery fee."""
    fee = view.shop.delivery_fee if basket.is_delivery else ZERO
    return basket_total(view.products, basket.quantities) + fee


# Choices


def fulfillment_choice(view: CatalogView, basket: BasketDraft, t: Translator) -> Screen:
    """배송 or 픽업, with what the delivery costs."""
    fee = view.shop.delivery_fee
    text = stack(
        bold(t("어떻게 받으시겠어요?")),
        t("배송비 {fee} (픽업은 없음)", fee=won(fee, t)) if fee else t("배송비는 없어요."),
    )
    delivery = Button(t.plain("🚚 배송"), _buy(basket, BuyStep.DELIVERY))
    pickup = Button(t.plain("🛍 픽업"), _buy(basket, BuyStep.PICKUP))
    return Screen(text, rows_of((delivery, pickup), _way_out(basket, BuyStep.FULFILLMENT, t)))


def payment_choice(view: CatalogView, basket: BasketDraft, t: Translator) -> Screen:
    """What the shop takes, with the total it is about."""
    text = stack(
        bold(t("어떻게 결제하시겠어요?")),
        t("결제 총 금액: {amount}", amount=won(order_total(view, basket), t)),
    )
    methods = (
        (Button(payment_label(method, t), _buy(basket, BuyStep.PAYMENT, method.value)),)
        for method in view.shop.payment_methods
    )
    return Screen(text, rows_of(*methods, _way_out(basket, BuyStep.PAYMENT, t)))


def out_of_stock_choice(basket: BasketDraft, t: Translator) -> Screen:
    """품절이면? A wish, not an approval (D24)."""
    text = stack(bold(t("상품이 품절이면 어떻게 할까요?")), t("가게에서 참고해요."))
    wishes = (
        (Button(t.plain(label), _buy(basket, BuyStep.OUT_OF_STOCK, wish.value)),) for wish, label in WISHES.items()
    )
    return Screen(text, rows_of(*wishes, _way_out(basket, BuyStep.OUT_OF_STOCK, t)))


# Prompts; `bad` quotes what came and could not be taken


def name_prompt(
    view: CatalogView, basket: BasketDraft, t: Translator, telegram_name: str = "", bad: str | None = None
) -> Screen:
    """Who gets the order; the saved name and the one in Telegram are buttons."""
    saved = view.customer.name
    known = ((saved, "saved"), (telegram_name if telegram_name != saved else "", "telegram"))
    buttons = ((Button(cut(name, BUDGET[1]), _buy(basket, BuyStep.NAME, arg)),) for name, arg in known if name)
    text = stack(
        bold(t("받으실 분의 이름을 적어 주세요.")),
        _quoted(bad, t),
        t("{most}자 이내로 적어 주세요.", most=40) if bad is not None else None,
        t("예) 홍길동"),
    )
    return Screen(text, rows_of(*buttons, _way_out(basket, BuyStep.NAME, t)))


def phone_prompt(view: CatalogView, basket: BasketDraft, t: Translator, bad: str | None = None) -> Screen:
    """The phone number; the saved one is a button."""
    saved = view.customer.phone
    button = Button(cut(full_phone(saved), BUDGET[1]), _buy(basket, BuyStep.PHONE, "saved")) if saved else None
    text = stack(
        bold(t("연락처를 적어 주세요.")),
        _quoted(bad, t),
        t("연락처 형식이 아니에요.") if bad is not None else None,
        t("예) 010-1234-5678"),
    )
    return Screen(text, rows_of((button,), _way_out(basket, BuyStep.PHONE, t)))


def address_prompt(view: CatalogView, basket: BasketDraft, t: Translator, bad: str | None = None) -> Screen:
    """Where to deliver; the saved address stands in the text, for a button would cut it."""
    saved = view.customer.address
    button = Button(t.plain("저장된 주소로 받기"), _buy(basket, BuyStep.ADDRESS, "saved")) if saved else None
    text = stack(
        bold(t("받으실 주소를 적어 주세요.")),
        _quoted(bad, t),
        t("주소가 비었거나 너무 길어요.") if bad is not None else None,
        t("예) 경기 부천시 조마루로 385번길 122, 101동 1001호"),
        GAP,
        t("저장된 주소 : {address}", address=clip(saved, 300)) if saved else None,
    )
    return Screen(text, rows_of((button,), _way_out(basket, BuyStep.ADDRESS, t)))


def note_prompt(basket: BasketDraft, t: Translator, bad: str | None = None) -> Screen:
    """Anything the shop should know; [닫기] leaves the note as it is."""
    text = stack(
        bold(t("요청사항을 적어 주세요.")),
        _quoted(bad, t),
        t("내용이 비었거나 너무 길어요.") if bad is not None else None,
        t("예) 문 앞에 놓아 주세요."),
        GAP,
        t("지금 요청사항 : {note}", note=clip(basket.note, 500)) if basket.note else None,
    )
    return Screen(text, rows_of((Button(t.plain("닫기"), _buy(basket, BuyStep.SUMMARY)),)))


# The end


def summary(view: CatalogView, basket: BasketDraft, t: Translator) -> Screen:
    """Everything once more before the order; the button carries the total that was shown.

    The basket must be complete. Raises InvalidAmount.
    """
    total = order_total(view, basket)
    head = stack(bold(t("주문 내용을 확인해 주세요.")), escaped(shop_name(view.shop)))
    text = shorten_lines(Html(f"{head}\n"), basket_lines(view, basket, t), _summary_rest(view, basket, t), t, 3000)
    place = Button(
        t.plain("{amount} 주문하기", amount=won(total, t)),
        _buy(basket, BuyStep.PLACE, str(total.won)),
        Style.SUCCESS,
    )
    quit_ = Button(t.plain("그만두기"), _buy(basket, BuyStep.QUIT))
    return Screen(text, rows_of((place,), *_change_rows(basket, t), (quit_,)))


def quit_done(t: Translator) -> Screen:
    """The customer stopped ordering; nothing was kept."""
    return Screen(t("주문을 그만두었어요. 다시 주문하려면 /shop 명령을 보내 주세요."))


def _summary_rest(view: CatalogView, basket: BasketDraft, t: Translator) -> Html:
    kind = basket.fulfillment or FulfillmentKind.PICKUP
    fee = view.shop.delivery_fee if basket.is_delivery else ZERO
    return stack(
        t("배송비 {fee}", fee=won(fee, t)) if fee else None,
        bold(t("결제 총 금액: {amount}", amount=won(order_total(view, basket), t))),
        t("결제 정보: {method}", method=payment_label(basket.payment_method, t)) if basket.payment_method else None,
        GAP,
        *recipient_lines(Recipient(basket.name, basket.phone, basket.address), kind, t),
        GAP,
        *(wish_lines(basket.out_of_stock, basket.note, t) if basket.out_of_stock else []),
    )


def _change_rows(basket: BasketDraft, t: Translator) -> list[tuple[Button, ...]]:
    """One key for each part, so that nobody has to start again."""
    address = (Button(t.plain("✏️ 주소"), _buy(basket, BuyStep.ADDRESS)),) if basket.is_delivery else ()
    note = t.plain("✏️ 요청사항") if basket.note else t.plain("요청사항 적기")
    return [
        (
            Button(t.plain("✏️ 상품"), _buy(basket, BuyStep.PRODUCTS)),
            Button(t.plain("✏️ 받는 방법"), _buy(basket, BuyStep.FULFILLMENT)),
        ),
        (
            Button(t.plain("✏️ 이름"), _buy(basket, BuyStep.NAME)),
            Button(t.plain("✏️ 연락처"), _buy(basket, BuyStep.PHONE)),
        ),
        (*address, Button(t.plain("✏️ 결제"), _buy(basket, BuyStep.PAYMENT))),
        (
            Button(t.plain("✏️ 품절이면"), _buy(basket, BuyStep.OUT_OF_STOCK)),
            Button(note, _buy(basket, BuyStep.NOTE)),
        ),
    ]


def _way_out(basket: BasketDraft, step: BuyStep, t: Translator) -> tuple[Button, ...]:
    """Back to the step before, or to the summary if the customer came from there."""
    if basket.is_complete:
        return (Button(t.plain("닫기"), _buy(basket, BuyStep.SUMMARY)),)
    return (
        Button(t.plain("◀ 뒤로"), _buy(basket, basket.before(step))),
        Button(t.plain("그만두기"), _buy(basket, BuyStep.QUIT)),
    )


def _quoted(bad: str | None, t: Translator) -> Html | None:
    one_line = " ".join((bad or "").split())
    return t("받은 내용 : “{bad}”", bad=clip(one_line, 60)) if one_line else None


def _buy(basket: BasketDraft, step: BuyStep, arg: str = "") -> Buy:
    return Buy(step=step, shop=basket.shop, arg=arg)

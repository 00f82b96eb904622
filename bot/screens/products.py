"""What a shop sells, with − n + for each product, and the basket with its running total."""

from __future__ import annotations

from typing import Final

from bot.basket import BasketDraft
from bot.callbacks import Buy, BuyStep, Close, Noop
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, fitting, shorten_lines, stack, width
from bot.screens.formats import won
from bot.screens.own_lines import MOST_NAME, shop_name
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.catalog import Product, basket_total
from domain.use_cases.see_own import CatalogView

PRODUCTS_PER_PAGE: Final = 5


def products(view: CatalogView, basket: BasketDraft, t: Translator, page: int = 1) -> Screen:
    """One page of the catalogue, the page clamped. Raises InvalidAmount for a basket beyond all bounds."""
    pages = max(1, -(-len(view.products) // PRODUCTS_PER_PAGE))
    page = min(max(page, 1), pages)
    shown = view.products[(page - 1) * PRODUCTS_PER_PAGE : page * PRODUCTS_PER_PAGE]
    return Screen(
        _text(view, basket, t),
        rows_of(
            *(row for product in shown for row in _product_rows(product, basket, t)),
            _pager(view.shop.id, page, pages),
            (_order_button(view, basket, t),),
            (Button(t.plain("그만두기"), Buy(step=BuyStep.QUIT, shop=view.shop.id)),),
        ),
    )


def page_of(view: CatalogView, product_id: int) -> int:
    """The page on which a product stands; the first one for a product that is gone."""
    ids = [product.id for product in view.products]
    return ids.index(product_id) // PRODUCTS_PER_PAGE + 1 if product_id in ids else 1


def picture_caption(product: Product, basket: BasketDraft, t: Translator) -> Screen:
    """The caption and the keyboard of a product's picture."""
    text = stack(bold(escaped(clip(product.name, 200))), escaped(won(product.price, t)))
    close = Button(t.plain("닫기"), Close())
    return Screen(text, rows_of(_stepper(product, basket), (close,)))


def basket_lines(view: CatalogView, basket: BasketDraft, t: Translator) -> list[Html]:
    """`사이다 100g × 2  6,000원`, in the catalogue's order."""
    return [
        t(
            "{name} × {quantity}  {amount}",
            name=clip(product.name, MOST_NAME),
            quantity=basket.quantities[product.id],
            amount=won(product.price * basket.quantities[product.id], t),
        )
        for product in view.products
        if basket.quantities.get(product.id)
    ]


def _text(view: CatalogView, basket: BasketDraft, t: Translator) -> Html:
    head = bold(t("🛍 {shop}", shop=shop_name(view.shop)))
    if not view.products:
        return stack(head, GAP, t("지금은 판매하는 상품이 없어요. 나중에 다시 열어 주세요."))
    fee = t("배송비 {fee} (픽업은 없음)", fee=won(view.shop.delivery_fee, t)) if view.shop.delivery_fee else None
    lines = basket_lines(view, basket, t)
    if not lines:
        return stack(head, GAP, t("상품을 골라 주세요."), fee)
    total = t("합계 {amount}", amount=won(basket_total(view.products, basket.quantities), t))
    return shorten_lines(Html(f"{head}\n"), lines, stack(bold(total), fee), t, 1500)


def _product_rows(product: Product, basket: BasketDraft, t: Translator) -> list[tuple[Button, ...]]:
    """The product's own key, and − n ＋ once there is one, or where its own key shows the picture instead."""
    is_in_basket = bool(basket.quantities.get(product.id))
    if product.has_image:
        key = Button(_label("🖼️", product, t), Buy(step=BuyStep.PICTURE, shop=product.shop_id, arg=str(product.id)))
    else:
        key = Button(_label("＋", product, t), _add(product))
    return [(key,), _stepper(product, basket)] if is_in_basket or product.has_image else [(key,)]


def _label(icon: str, product: Product, t: Translator) -> str:
    price = won(product.price, t)
    room = BUDGET[1] - width(f"{icon}  {price}")
    return f"{icon} {cut(product.name, room)} {price}"


def _stepper(product: Product, basket: BasketDraft) -> tuple[Button, ...]:
    count = basket.quantities.get(product.id, 0)
    less = Buy(step=BuyStep.REMOVE, shop=product.shop_id, arg=str(product.id)) if count else Noop()
    return (Button("−", less), Button(str(count), Noop()), Button("＋", _add(product)))


def _add(product: Product) -> Buy:
    return Buy(step=BuyStep.ADD, shop=product.shop_id, arg=str(product.id))


def _pager(shop_id: int, page: int, pages: int) -> tuple[Button, ...]:
    """Nothing while there is one page only; at either end the arrow says so."""
    if pages == 1:
        return ()
    newer = Buy(step=BuyStep.PRODUCTS, shop=shop_id, arg=str(page - 1)) if page > 1 else Noop(says="first")
    older = Buy(step=BuyStep.PRODUCTS, shop=shop_id, arg=str(page + 1)) if page < pages else Noop(says="last")
    here = fitting(BUDGET[3], f"{page} / {pages}", f"{page}/{pages}", str(page))
    return (Button("◀", newer), Button(here, Noop()), Button("▶", older))


def _order_button(view: CatalogView, basket: BasketDraft, t: Translator) -> Button | None:
    total = basket_total(view.products, basket.quantities)
    if not basket_lines(view, basket, t):
        return None
    step = BuyStep.SUMMARY if basket.is_complete else BuyStep.FULFILLMENT
    label = t.plain("주문하기 · {amount}", amount=won(total, t))
    return Button(label, Buy(step=step, shop=view.shop.id), Style.PRIMARY)

"""The screens of ordering: the catalogue, the choices, the prompts, the summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.basket import BasketDraft
from bot.callbacks import Buy, BuyStep, Close, Noop
from bot.i18n import Translator
from bot.screens import ordering
from bot.screens.fitting import units
from bot.screens.products import page_of, picture_caption, products
from bot.screens.screen import Screen
from domain.errors import InvalidAmount
from domain.fulfillment import FulfillmentKind
from domain.money import ZERO, Money
from domain.people import Customer
from tests.bot.screens.customer_samples import (
    CATALOG,
    CIDER_100G,
    COLA_1L,
    DEAR_CATALOG,
    FULL_BASKET,
    HOSTILE_CATALOG,
    hostile_basket,
)
from tests.bot.screens.drawing import drawn, labels
from tests.bot.screens.samples import BOTH, ENGLISH, KOREAN, SHOP

EMPTY = BasketDraft(SHOP.id)
HALF = BasketDraft(SHOP.id, {11: 1}, FulfillmentKind.DELIVERY)
NEW_CUSTOMER = replace(CATALOG, customer=Customer(SHOP.id, 500))


def _taps(screen: Screen) -> list[Buy]:
    return [key.tap for keys in screen.rows for key in keys if isinstance(key.tap, Buy)]


def _buy(step: BuyStep, arg: str = "") -> Buy:
    return Buy(step=step, shop=SHOP.id, arg=arg)


def test_an_empty_basket_shows_what_is_sold_and_no_way_to_order() -> None:
    assert drawn(products(CATALOG, EMPTY, KOREAN)) == (
        "🛍 샵앤샵 미니샵\n\n"
        "상품을 골라 주세요.\n"
        "배송비 3,000원 (픽업은 없음)\n"
        "---\n"
        "[＋ 사이다 100g 3,000원]\n"
        "[🖼️ 콜라 1L 3,500원]\n"
        "[−] [0] [＋]\n"
        "[그만두기]"
    )


def test_a_filled_basket_shows_the_running_total() -> None:
    draft = BasketDraft(SHOP.id, {11: 2, 12: 1})
    screen = products(CATALOG, draft, KOREAN)
    assert drawn(screen) == (
        "🛍 샵앤샵 미니샵\n\n"
        "사이다 100g × 2  6,000원\n"
        "콜라 1L × 1  3,500원\n"
        "합계 9,500원\n"
        "배송비 3,000원 (픽업은 없음)\n"
        "---\n"
        "[＋ 사이다 100g 3,000원]\n"
        "[−] [2] [＋]\n"
        "[🖼️ 콜라 1L 3,500원]\n"
        "[−] [1] [＋]\n"
        "[주문하기 · 9,500원 🔵]\n"
        "[그만두기]"
    )
    assert _taps(screen) == [
        _buy(BuyStep.ADD, "11"),
        _buy(BuyStep.REMOVE, "11"),
        _buy(BuyStep.ADD, "11"),
        _buy(BuyStep.PICTURE, "12"),
        _buy(BuyStep.REMOVE, "12"),
        _buy(BuyStep.ADD, "12"),
        _buy(BuyStep.FULFILLMENT),
        _buy(BuyStep.QUIT),
    ]


def test_a_basket_that_lacks_nothing_goes_straight_back_to_the_summary() -> None:
    assert _buy(BuyStep.SUMMARY) in _taps(products(CATALOG, FULL_BASKET, KOREAN))


def test_a_shop_that_sells_nothing_says_so() -> None:
    screen = products(replace(CATALOG, products=[]), EMPTY, KOREAN)
    assert "판매하는 상품이 없어요" in screen.text
    assert labels(screen) == ["그만두기"]


def test_a_basket_of_which_nothing_is_sold_any_more_cannot_be_ordered() -> None:
    screen = products(CATALOG, BasketDraft(SHOP.id, {99: 1}), KOREAN)
    assert _buy(BuyStep.FULFILLMENT) not in _taps(screen)


@pytest.mark.parametrize(("asked", "shown"), [(-1, "1 / 24"), (2, "2 / 24"), (24, "24 / 24"), (999, "24 / 24")])
def test_the_page_is_clamped(asked: int, shown: str) -> None:
    assert shown in labels(products(HOSTILE_CATALOG, EMPTY, KOREAN, asked))


def test_arrows_lead_to_the_pages_beside_and_say_so_at_the_ends() -> None:
    def arrows(page: int) -> list[object]:
        keys = [key for keys in products(HOSTILE_CATALOG, EMPTY, KOREAN, page).rows for key in keys]
        return [key.tap for key in keys if key.label in "◀▶"]

    shop = HOSTILE_CATALOG.shop.id
    first, last = Noop(says="first"), Noop(says="last")
    assert arrows(1) == [first, Buy(step=BuyStep.PRODUCTS, shop=shop, arg="2")]
    assert arrows(24) == [Buy(step=BuyStep.PRODUCTS, shop=shop, arg="23"), last]


def test_a_product_is_found_on_its_page() -> None:
    ids = [product.id for product in HOSTILE_CATALOG.products]
    assert [page_of(HOSTILE_CATALOG, ids[n]) for n in (0, 4, 5, 119)] == [1, 1, 2, 24]
    assert page_of(HOSTILE_CATALOG, -1) == 1


def test_a_long_name_is_cut_before_the_price_and_never_the_price() -> None:
    for t in BOTH:
        prices = [label for label in labels(products(DEAR_CATALOG, EMPTY, t)) if "999,996,999" in label]
        assert len(prices) == 1
        assert "… " in prices[0]


def test_a_picture_has_the_same_keys_as_its_product() -> None:
    screen = picture_caption(COLA_1L, BasketDraft(SHOP.id, {12: 2}), KOREAN)
    assert drawn(screen) == "콜라 1L\n3,500원\n---\n[−] [2] [＋]\n[닫기]"
    assert [key.tap for keys in screen.rows for key in keys] == [
        _buy(BuyStep.REMOVE, "12"),
        Noop(),
        _buy(BuyStep.ADD, "12"),
        Close(),
    ]


def test_a_caption_keeps_its_limit() -> None:
    assert units(picture_caption(replace(CIDER_100G, name="👍" * 5000), EMPTY, KOREAN).text) <= 1024


def test_the_longest_basket_still_shows_its_total() -> None:
    for t in BOTH:
        basket = hostile_basket()
        assert "162,328,320" in products(HOSTILE_CATALOG, basket, t).text
        assert "662,328,320" in ordering.summary(HOSTILE_CATALOG, basket, t).text


def test_an_amount_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(InvalidAmount):
        products(DEAR_CATALOG, BasketDraft(SHOP.id, {11: 2}), KOREAN)


def test_delivery_or_pickup() -> None:
    screen = ordering.fulfillment_choice(CATALOG, BasketDraft(SHOP.id, {11: 1}), KOREAN)
    assert drawn(screen) == (
        "어떻게 받으시겠어요?\n배송비 3,000원 (픽업은 없음)\n---\n[🚚 배송] [🛍 픽업]\n[◀ 뒤로] [그만두기]"
    )
    assert _taps(screen) == [
        _buy(BuyStep.DELIVERY),
        _buy(BuyStep.PICKUP),
        _buy(BuyStep.PRODUCTS),
        _buy(BuyStep.QUIT),
    ]


def test_payment_offers_what_the_shop_takes() -> None:
    screen = ordering.payment_choice(CATALOG, HALF, KOREAN)
    assert drawn(screen) == (
        "어떻게 결제하시겠어요?\n결제 총 금액: 6,000원\n---\n"
        "[무통장 입금]\n[만나서 / 카드]\n[만나서 / 현금]\n[◀ 뒤로] [그만두기]"
    )
    assert _taps(screen)[:2] == [_buy(BuyStep.PAYMENT, "bank_transfer"), _buy(BuyStep.PAYMENT, "door_card")]
    without_account = replace(CATALOG, shop=replace(SHOP, account=None))
    assert "무통장 입금" not in labels(ordering.payment_choice(without_account, HALF, KOREAN))


def test_out_of_stock_offers_every_wish() -> None:
    screen = ordering.out_of_stock_choice(HALF, KOREAN)
    assert labels(screen)[:4] == ["전화 주세요", "비슷한 것으로", "빼 주세요", "전체 취소"]
    assert _taps(screen)[:2] == [_buy(BuyStep.OUT_OF_STOCK, "call"), _buy(BuyStep.OUT_OF_STOCK, "similar")]


def test_saved_details_are_buttons() -> None:
    name = ordering.name_prompt(CATALOG, HALF, KOREAN, telegram_name="Gildong")
    assert _taps(name)[:2] == [_buy(BuyStep.NAME, "saved"), _buy(BuyStep.NAME, "telegram")]
    assert labels(name)[:2] == ["홍길동", "Gildong"]
    assert labels(ordering.phone_prompt(CATALOG, HALF, KOREAN))[0] == "010-1234-1234"
    address = ordering.address_prompt(CATALOG, HALF, KOREAN)
    assert _taps(address)[0] == _buy(BuyStep.ADDRESS, "saved")
    assert "저장된 주소 : 경기 부천시 조마루로 385번길 122" in address.text


def test_the_same_name_is_offered_once_and_nothing_to_a_new_customer() -> None:
    assert labels(ordering.name_prompt(CATALOG, HALF, KOREAN, "홍길동")) == ["홍길동", "◀ 뒤로", "그만두기"]
    for prompt in (ordering.name_prompt, ordering.phone_prompt, ordering.address_prompt):
        assert labels(prompt(NEW_CUSTOMER, HALF, KOREAN)) == ["◀ 뒤로", "그만두기"]


@pytest.mark.parametrize("t", BOTH, ids=["ko", "en"])
def test_a_bad_value_is_quoted_beside_an_example(t: Translator) -> None:
    bad = "<b>\n x"
    screens = [
        ordering.name_prompt(CATALOG, HALF, t, bad=bad),
        ordering.phone_prompt(CATALOG, HALF, t, bad),
        ordering.address_prompt(CATALOG, HALF, t, bad),
        ordering.note_prompt(FULL_BASKET, t, bad),
    ]
    for screen in screens:
        assert "“&lt;b&gt; x”" in screen.text
        assert "예) " in screen.text or "e.g. " in screen.text


def test_an_empty_bad_value_is_not_quoted_but_asked_for_again() -> None:
    text = ordering.phone_prompt(CATALOG, HALF, KOREAN, " ").text
    assert "“" not in text
    assert "연락처 형식이 아니에요." in text


def test_a_prompt_reached_from_the_summary_closes_to_the_summary() -> None:
    screen = ordering.phone_prompt(NEW_CUSTOMER, FULL_BASKET, KOREAN)
    assert _taps(screen) == [_buy(BuyStep.SUMMARY)]
    assert labels(screen) == ["닫기"]


def test_the_summary_shows_everything_and_carries_the_total() -> None:
    screen = ordering.summary(CATALOG, FULL_BASKET, KOREAN)
    assert drawn(screen) == (
        "주문 내용을 확인해 주세요.\n"
        "샵앤샵 미니샵\n\n"
        "사이다 100g × 2  6,000원\n"
        "콜라 1L × 1  3,500원\n"
        "배송비 3,000원\n"
        "결제 총 금액: 12,500원\n"
        "결제 정보: 무통장 입금\n\n"
        "배송\n"
        "홍길동 · 010-1234-1234\n"
        "경기 부천시 조마루로 385번길 122\n\n"
        "품절이면 : 전화 주세요\n"
        "요청사항 : 문 앞에 놓아 주세요.\n"
        "---\n"
        "[12,500원 주문하기 🟢]\n"
        "[✏️ 상품] [✏️ 받는 방법]\n"
        "[✏️ 이름] [✏️ 연락처]\n"
        "[✏️ 주소] [✏️ 결제]\n"
        "[✏️ 품절이면] [✏️ 요청사항]\n"
        "[그만두기]"
    )
    assert screen.rows[0][0].tap == _buy(BuyStep.PLACE, "12500")


def test_a_pickup_costs_no_delivery() -> None:
    pickup = replace(FULL_BASKET, fulfillment=FulfillmentKind.PICKUP, note="")
    screen = ordering.summary(CATALOG, pickup, KOREAN)
    assert screen.rows[0][0].tap == _buy(BuyStep.PLACE, "9500")
    assert "부천시" not in screen.text
    assert "✏️ 주소" not in labels(screen)
    assert "요청사항 적기" in labels(screen)
    assert ordering.order_total(replace(CATALOG, shop=replace(SHOP, delivery_fee=ZERO)), FULL_BASKET) == Money(9500)


def test_the_summary_speaks_english() -> None:
    screen = ordering.summary(CATALOG, FULL_BASKET, ENGLISH)
    assert labels(screen)[0] == "Order for ₩12,500"
    assert "Grand total: ₩12,500" in screen.text


def test_stopping_says_how_to_start_again() -> None:
    assert "/shop" in ordering.quit_done(KOREAN).text

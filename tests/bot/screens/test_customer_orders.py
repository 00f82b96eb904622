"""The customer's card, 주문내역, 내 주문 and the ways to cancel, as the specification draws them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.callbacks import Close, OwnOrder, OwnOrders, OwnStep, Visit
from bot.screens.fitting import MOST_TEXT, units
from bot.screens.own_cancel import (
    REQUEST_REASONS,
    ask_prompt,
    ask_shop_prompt,
    own_cancel_dialog,
    request_dialog,
    request_prompt,
)
from bot.screens.own_orders import own_card, own_detail, own_list
from domain.fulfillment import Parcel
from domain.hours import Span, every_day
from domain.lifecycle import Action
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import Role
from domain.use_cases.see_own import PersonView
from tests.bot.screens.drawing import drawn, labels
from tests.bot.screens.samples import (
    CUSTOMER,
    ENGLISH,
    KOREAN,
    LONG,
    MANAGER,
    SHOP,
    asked_to_cancel,
    canceled,
    canceled_by_customer,
    completed,
    confirmed,
    every_order,
    hostile,
    hostile_in_every_state,
    order,
    order_7741169,
    paid,
    refunded,
    row,
    seoul,
    view,
)


def _card(example: Order) -> str:
    return drawn(own_card(view(example, CUSTOMER), KOREAN))


def test_a_received_order_can_be_cancelled_right_away() -> None:
    assert _card(order()) == (
        "📥 주문접수 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵\n\n"
        "사이다 100g × 1  3,000원\n"
        "배송비 3,000원\n"
        "결제 총 금액: 6,000원\n\n"
        "가게에서 주문을 확인하고 있습니다.\n"
        "지금은 바로 취소할 수 있어요.\n"
        "---\n"
        "[💬 문의하기] [주문취소 🔴]\n"
        "[📄 주문내역]"
    )


def test_a_confirmed_order_says_where_to_transfer_the_money() -> None:
    assert _card(confirmed(order())) == (
        "📦 주문확인 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵\n\n"
        "가게에서 상품을 준비하고 있습니다.\n"
        "결제 총 금액: 6,000원 · 무통장 입금\n"
        "취소하려면 가게의 승인이 필요해요.\n\n"
        "입금 계좌 : 국민은행 123-45-678901\n"
        "예금주 : 샵앤샵\n"
        "입금 금액 : 6,000원\n"
        "---\n"
        "[💬 문의하기] [취소 신청]\n"
        "[📋 계좌번호 복사] [📄 주문내역]"
    )


def test_the_account_is_copied_as_bare_digits() -> None:
    screen = own_card(view(confirmed(order()), CUSTOMER), KOREAN)
    assert [key.copy for keys in screen.rows for key in keys if key.copy] == ["12345678901"]


@pytest.mark.parametrize(
    "example",
    [order(), paid(order()), confirmed(order(payment_method=PaymentMethod.DOOR_CARD)), asked_to_cancel(order())],
    ids=["not confirmed yet", "paid", "paid at the door", "asked to cancel"],
)
def test_no_account_is_shown_while_no_transfer_is_awaited(example: Order) -> None:
    assert "계좌" not in _card(example)


def test_a_shop_without_account_shows_none() -> None:
    seen = view(confirmed(order()), CUSTOMER, shop=replace(SHOP, account=None))
    assert "계좌" not in drawn(own_card(seen, KOREAN))


def test_a_cancel_request_waits_for_the_shop() -> None:
    assert _card(asked_to_cancel(order())) == (
        "⚠️ 취소요청 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵\n\n"
        "취소 요청을 가게에서 확인하고 있습니다.\n"
        "요청사유 : 배송이 늦어져서요.\n\n"
        "결제 총 금액: 6,000원 · 무통장 입금 · 💰 결제완료\n"
        "---\n"
        "[취소 신청 철회] [💬 문의하기]\n"
        "[📄 주문내역]"
    )


def test_a_parcel_can_be_tracked() -> None:
    screen = own_card(view(completed(order(), Parcel("cj", "123456789012")), CUSTOMER), KOREAN)
    assert drawn(screen) == (
        "✅ 주문완료 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵\n\n"
        "택배사 : CJ 대한통운\n"
        "송장번호 : 1234-5678-9012\n"
        "완료일시 : 2021. 5. 31 18:00:00\n\n"
        "결제 총 금액: 6,000원 · 무통장 입금 · 💰 결제완료\n"
        "---\n"
        "[🚚 배송조회 ↗ 🔵] [📋 송장번호 복사]\n"
        "[💬 문의하기] [📄 주문내역]"
    )
    track, copy = screen.rows[0]
    assert track.url == "https://trace.cjlogistics.com/next/tracking.html?wblNo=123456789012"
    assert copy.copy == "123456789012"


def test_a_parcel_without_number_cannot_be_tracked() -> None:
    text = _card(completed(order(), Parcel("lotte")))
    assert "택배사 : 롯데택배\n완료일시" in text
    assert "송장번호" not in text


def test_own_delivery_and_pickup_say_so() -> None:
    assert "가게에서 직접 배송했습니다." in _card(completed(order()))
    assert "픽업이 완료되었습니다." in _card(completed(order_7741169()))


def test_a_parcel_of_a_returned_order_is_not_tracked_any_more() -> None:
    returned = completed(order(), Parcel("cj", "123456789012"))
    returned.cancel("반품", MANAGER, seoul(2021, 6, 2, 9, 0))
    assert "배송조회" not in _card(returned)


def test_a_cancelled_order_says_why_and_what_is_paid_back() -> None:
    assert _card(canceled(order())) == (
        "❌ 취소완료 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵\n\n"
        "주문이 취소되었습니다.\n"
        "취소사유 : 재고 부족\n"
        "환불 예정 6,000원\n"
        "---\n"
        "[🏦 환불 계좌 보내기 🔵]\n"
        "[💬 문의하기] [📄 주문내역]"
    )
    assert "환불이 완료되었습니다." in _card(refunded(order()))
    assert "환불" not in _card(canceled_by_customer(order()))


_BUTTONS = {
    Action.CANCEL: OwnStep.CANCEL_ASK,
    Action.REQUEST_CANCEL: OwnStep.REQUEST_ASK,
    Action.WITHDRAW_CANCEL: OwnStep.WITHDRAW,
}


@pytest.mark.parametrize(("name", "example"), list(every_order()))
def test_the_card_offers_exactly_what_the_table_grants_the_customer(name: str, example: Order) -> None:
    screen = own_card(view(example, CUSTOMER), KOREAN)
    taps = [key.tap for keys in screen.rows for key in keys if isinstance(key.tap, OwnOrder)]
    granted = {step for action, step in _BUTTONS.items() if example.allows(action, Role.CUSTOMER)}
    assert {tap.step for tap in taps} & set(_BUTTONS.values()) == granted, name
    assert {(tap.order, tap.version) for tap in taps} == {(example.id, example.version)}


def test_a_long_order_is_shortened_on_the_card() -> None:
    text = own_card(view(hostile(), CUSTOMER), KOREAN).text
    assert units(text) <= 1200
    assert "\n외 1" in text


# 주문내역


def test_the_detail_shows_the_whole_order() -> None:
    assert drawn(own_detail(view(completed(order(note="문 앞에 놓아 주세요.")), CUSTOMER), KOREAN)) == (
        "주문내역 · 주문번호 : 3309803\n"
        "샵앤샵 미니샵 · ✅ 주문완료\n"
        "주문일자 2021. 5. 31 16:51:58\n\n"
        "상품 정보\n"
        "1. 사이다 100g\n"
        "   3,000원 × 1 = 3,000원\n\n"
        "배송비 3,000원\n"
        "결제 총 금액: 6,000원\n"
        "결제 정보: 무통장 입금 · 💰 결제완료\n\n"
        "배송\n"
        "홍길동 · 010-1234-1234\n"
        "13480 경기 성남시 분당구 대왕판교로 477 (판교동, 낙생고등학교) 1521호\n"
        "품절이면 : 비슷한 것으로\n"
        "요청사항 : 문 앞에 놓아 주세요.\n\n"
        "가게에서 직접 배송했습니다.\n"
        "완료일시 : 2021. 5. 31 18:00:00\n\n"
        "메시지 내역 (최근 3건)\n"
        "가게 › 주문이 확인되었습니다.\n"
        "가게 › 입금 6,000원이 확인되었습니다.\n"
        "가게 › 주문이 완료되었습니다.\n"
        "---\n"
        "[닫기]"
    )


def test_the_detail_of_a_pickup_shows_no_address_and_no_fee() -> None:
    text = own_detail(view(order_7741169(), CUSTOMER), KOREAN).text
    assert "<b>픽업</b>\n홍길동 · 010-1234-1234\n품절이면" in text
    assert "배송비" not in text


def test_the_detail_counts_what_it_leaves_out_of_a_long_history() -> None:
    seen = replace(view(completed(order()), CUSTOMER), timeline_length=42)
    assert "메시지 내역 (최근 3건)</b>\n외 39건\n" in own_detail(seen, KOREAN).text


def test_the_longest_order_still_shows_total_and_newest_message() -> None:
    for name, seen in hostile_in_every_state():
        text = own_detail(replace(seen, viewer=CUSTOMER), KOREAN).text
        assert units(text) <= MOST_TEXT, name
        assert "결제 총 금액" in text
        assert "메시지 내역" in text


# 내 주문


def test_the_list_opens_orders_by_number_and_takes_new_ones() -> None:
    person = PersonView([], [SHOP], [row(confirmed(order())), row(order_7741169())])
    screen = own_list(person, KOREAN)
    assert drawn(screen) == (
        "내 주문 · 2건\n\n"
        "1  3309803 · 5. 31 · 📦 주문확인 · 6,000원\n"
        "2  7741169 · 5. 31 · 📥 주문접수 · 4,500원\n"
        "---\n"
        "[1] [2]\n"
        "[🛍 새로 주문하기 🔵]"
    )
    assert [key.tap for keys in screen.rows for key in keys] == [
        OwnOrders(order=77),
        OwnOrders(order=77),
        Visit(shop=SHOP.id),
    ]


def test_ten_orders_stand_in_two_rows_of_numbers() -> None:
    screen = own_list(PersonView([], [], [row(order())] * 10), KOREAN)
    assert [len(keys) for keys in screen.rows] == [5, 5]


def test_every_visited_shop_takes_a_new_order() -> None:
    screen = own_list(PersonView([], [SHOP, replace(SHOP, id=2, name="<b>" + LONG)], []), KOREAN)
    assert labels(screen)[0] == "🛍 샵앤샵 미니샵"
    assert "아직 주문이 없어요." in screen.text
    assert [key.tap for keys in screen.rows for key in keys] == [Visit(shop=1), Visit(shop=2)]


# Cancelling and asking


def test_cancelling_takes_a_second_tap() -> None:
    assert drawn(own_cancel_dialog(view(order(), CUSTOMER), KOREAN)) == (
        "주문취소 · 주문번호 : 3309803\n주문을 취소할까요? 되돌릴 수 없어요.\n---\n[주문취소 🔴]\n[닫기]"
    )


def test_a_request_to_cancel_offers_reasons() -> None:
    screen = request_dialog(view(confirmed(order()), CUSTOMER), KOREAN)
    assert drawn(screen) == (
        "취소 신청 · 주문번호 : 3309803\n"
        "이미 준비 중인 주문이에요.\n"
        "가게에서 승인하면 취소돼요.\n\n"
        "취소 사유를 선택하거나 적어 주세요.\n"
        "---\n"
        "[단순 변심] [잘못 주문했어요]\n"
        "[배송이 늦어요] [✍️ 직접 입력]\n"
        "[닫기]"
    )
    reasons = [
        (key.label, key.tap.arg)
        for keys in screen.rows
        for key in keys
        if isinstance(key.tap, OwnOrder) and key.tap.step is OwnStep.REQUEST_REASON
    ]
    assert reasons == [(reason, str(index)) for index, reason in enumerate(REQUEST_REASONS)]


def test_after_a_refusal_only_a_typed_reason_is_offered() -> None:
    again = asked_to_cancel(order())
    again.keep("이미 배송이 시작됐어요", MANAGER, seoul(2021, 5, 31, 17, 30))
    screen = request_dialog(view(again, CUSTOMER), KOREAN)
    assert labels(screen) == ["✍️ 직접 입력", "닫기"]
    assert "지난 취소 요청이 승인되지 않았어요." in screen.text


def test_prompts_show_an_example_and_an_exit() -> None:
    back = OwnOrder(step=OwnStep.CARD, order=77, version=1)
    seen = view(confirmed(order()), CUSTOMER)
    for screen, way_out in (
        (request_prompt(seen, KOREAN), back),
        (ask_prompt(seen, seoul(2021, 5, 31, 16, 51), KOREAN), Close()),
    ):
        assert "예) " in screen.text
        assert [key.tap for keys in screen.rows for key in keys] == [way_out]


def test_the_card_speaks_english() -> None:
    assert drawn(own_card(view(confirmed(order()), CUSTOMER), ENGLISH)) == (
        "📦 Confirmed · Order no. 3309803\n"
        "샵앤샵 미니샵\n\n"
        "The shop is preparing your order.\n"
        "Grand total: ₩6,000 · Bank transfer\n"
        "Cancelling now needs the shop's approval.\n\n"
        "Transfer to: 국민은행 123-45-678901\n"
        "Account holder: 샵앤샵\n"
        "Amount: ₩6,000\n"
        "---\n"
        "[💬 Ask shop] [Ask to cancel]\n"
        "[📋 Account no.] [📄 My order]"
    )


@pytest.mark.parametrize(("hour", "says"), [(16, "지금 영업중"), (22, "지금 영업종료")])
def test_whoever_asks_sees_whether_the_shop_is_open(hour: int, says: str) -> None:
    shop = replace(SHOP, hours=every_day(Span(9 * 60, 21 * 60)))
    now, line = seoul(2021, 5, 31, hour, 0), f"\n\n영업시간 09:00~21:00 · {says}"
    assert ask_prompt(replace(view(order(), CUSTOMER), shop=shop), now, KOREAN).text.endswith(line)
    assert ask_shop_prompt(shop, now, KOREAN).text.endswith(line)
    assert "영업" not in ask_shop_prompt(SHOP, now, KOREAN).text, "nobody has set any hours"


def test_on_a_day_off_whoever_asks_reads_so() -> None:
    shop = replace(SHOP, hours=every_day(Span(9 * 60, 21 * 60)).on(0, ()))
    assert "\n\n오늘은 쉬는 날이에요." in ask_shop_prompt(shop, seoul(2021, 5, 31, 12, 0), KOREAN).text
    assert "\n\nClosed today." in ask_shop_prompt(shop, seoul(2021, 5, 31, 12, 0), ENGLISH).text

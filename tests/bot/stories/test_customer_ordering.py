"""A customer fills a basket and orders: products, pictures, prices that change, double taps (M1)."""

import asyncio

from domain.money import Money
from domain.use_cases.create_shop import NewProduct
from tests.bot.stories.customer_steps import comes, enters, goods, opens_shop, presses, reaches_summary, sql
from tests.desk import Desk
from tests.people import small_picture


async def test_a_basket_of_several_products_becomes_one_order(desk: Desk) -> None:
    customer = desk.customer
    shelf = await enters(desk, customer)
    assert shelf.labels[:3] == ["＋ 사이다 100g 3,000원", "＋ 콜라 1L 3,500원", "＋ 과자 세트 10,000원"]
    await customer.taps("사이다 100g")
    await customer.sees("사이다 100g × 1  3,000원")
    await presses(customer, "＋", "사이다 100g")
    await customer.sees("사이다 100g × 2  6,000원")
    await customer.taps("콜라 1L")
    await customer.sees("콜라 1L × 1  3,500원")
    await customer.taps("과자 세트")
    await customer.sees("합계 19,500원")
    await presses(customer, "−", "과자 세트")
    await customer.sees("합계 9,500원")
    await customer.taps("주문하기 · 9,500원")
    await customer.taps("배송")
    await customer.taps("홍길동")
    await customer.sees("연락처를 적어 주세요")
    await customer.says("+82 10 1234 5678")
    await customer.sees("주소를 적어 주세요")
    await customer.says("경기 부천시 조마루로 385번길 122")
    await customer.sees("결제 총 금액: 12,500원")
    await customer.taps("만나서 / 카드")
    await customer.taps("빼 주세요")
    summary = await customer.sees("주문 내용을 확인해 주세요")
    for line in ("사이다 100g × 2  6,000원", "배송비 3,000원", "홍길동 · 010-1234-5678", "조마루로 385번길 122"):
        assert line in summary.text
    assert "품절이면 : 빼 주세요" in summary.text
    assert (await customer.taps("12,500원 주문하기")).text == "주문했어요"
    card = await customer.sees("주문접수 · 주문번호")
    assert "결제 총 금액: 12,500원" in card.text
    assert "[상품 2 개] 12,500원" in (await desk.staff.sees("주문접수 · 주문번호")).text
    assert (await customer.message(summary.message_id)).rows == []


async def test_the_last_one_taken_out_leaves_nothing_to_order(desk: Desk) -> None:
    await enters(desk, desk.customer)
    await desk.customer.taps("사이다 100g")
    shelf = await desk.customer.sees("합계 3,000원")
    await presses(desk.customer, "−", "사이다 100g")
    await desk.customer.sees("상품을 골라 주세요.")
    assert not any("주문하기 ·" in label for label in (await desk.customer.message(shelf.message_id)).labels)


async def test_a_pickup_costs_no_delivery_and_needs_no_address(desk: Desk) -> None:
    summary = await reaches_summary(desk, desk.customer)
    assert "결제 총 금액: 3,000원" in summary.text
    assert "배송비" not in summary.text
    await desk.customer.sees_no("주소를 적어 주세요")
    await desk.customer.taps("3,000원 주문하기")
    assert "픽업" in (await desk.staff.sees("주문접수 · 주문번호")).text


async def test_a_picture_is_uploaded_once_and_counts_along_with_the_list(desk: Desk) -> None:
    shop = await opens_shop(desk, "그림 가게", [NewProduct("포스터", Money(5000), image=small_picture())])
    person = await comes(desk, shop=shop)
    await person.taps("동의하고 시작")
    shelf = await person.sees_button("포스터")
    for _ in range(2):
        await person.taps("포스터", message_id=shelf.message_id)
        await desk.settled()
    picture = await person.last()
    assert picture.photo is not None
    assert picture.text == "포스터\n5,000원"
    assert picture.rows == [["−", "0", "＋"], ["닫기"]]
    first, second = await desk.phones.calls("sendPhoto")
    assert second["params"]["photo"] == first["result"]["photo"][-1]["file_id"]
    await person.taps("＋", message_id=picture.message_id)
    await person.taps("＋", message_id=picture.message_id)
    await desk.settled()
    assert (await person.message(picture.message_id)).rows[0] == ["−", "2", "＋"]
    assert "포스터 × 2  10,000원" in (await person.message(shelf.message_id)).text
    await person.taps("−", message_id=picture.message_id)
    await person.sees("포스터 × 1  5,000원")


async def test_a_picture_closes_also_when_its_button_is_tapped_twice(desk: Desk) -> None:
    shop = await opens_shop(desk, "그림 가게", [NewProduct("포스터", Money(5000), image=small_picture())])
    person = await comes(desk, shop=shop)
    await person.taps("동의하고 시작")
    await person.taps("포스터")
    picture = await person.sees_button("닫기")
    taps = [person.taps("닫기", message_id=picture.message_id, answered=False) for _ in range(2)]
    for tap in await asyncio.gather(*taps):
        assert (await person.answer_to(tap.query_id)).answered
    await desk.settled()
    assert all(message.photo is None for message in await person.bot_messages())
    assert sql(desk, "select count(*) from inbox_update where status <> 'done' or attempts > 0") == [(0,)]


async def test_a_price_that_changed_before_the_tap_is_shown_first(desk: Desk) -> None:
    summary = await reaches_summary(desk, desk.customer)
    sql(desk, "update product set price = 5000 where name = '사이다 100g'")
    answer = await desk.customer.taps("3,000원 주문하기")
    assert answer.show_alert
    assert answer.text == "그 사이 가격이 바뀌었어요. 새 금액 5,000원 확인 후 다시 주문해 주세요."
    await desk.settled()
    assert "결제 총 금액: 5,000원" in (await desk.customer.message(summary.message_id)).text
    assert sql(desk, "select count(*) from shop_order") == [(0,)]
    await desk.customer.taps("5,000원 주문하기")
    assert "5,000원" in (await desk.customer.sees("주문접수 · 주문번호")).text


async def test_a_product_that_is_gone_leaves_the_basket_and_says_so(desk: Desk) -> None:
    await enters(desk, desk.customer)
    await desk.customer.taps("콜라 1L")
    await desk.customer.sees("콜라 1L × 1  3,500원")
    summary = await reaches_summary(desk, desk.customer)
    assert "결제 총 금액: 6,500원" in summary.text
    sql(desk, "delete from product where name = '콜라 1L'")
    answer = await desk.customer.taps("6,500원 주문하기")
    assert answer.show_alert
    assert answer.text == "더 이상 판매하지 않는 상품이 있어요. 담은 상품을 확인해 주세요."
    await desk.customer.sees_button("3,000원 주문하기")
    assert "콜라" not in (await desk.customer.message(summary.message_id)).text
    await desk.customer.taps("3,000원 주문하기")
    await desk.customer.sees("주문접수 · 주문번호")


async def test_a_button_of_a_product_that_is_gone_says_so(desk: Desk) -> None:
    shelf = await enters(desk, desk.customer)
    sql(desk, "delete from product where name = '콜라 1L'")
    answer = await desk.customer.taps("콜라 1L", message_id=shelf.message_id)
    assert (answer.text or "").startswith("더 이상 판매하지 않는 상품이 있어요.")


async def test_a_double_tap_on_the_order_button_gives_one_order(desk: Desk) -> None:
    summary = await reaches_summary(desk, desk.customer)
    label = "3,000원 주문하기"
    taps = [desk.customer.taps(label, message_id=summary.message_id, answered=False) for _ in range(2)]
    answers = [await desk.customer.answer_to(tap.query_id) for tap in await asyncio.gather(*taps)]
    assert sorted(answer.text or "" for answer in answers) == [
        "이미 처리된 화면이에요. /orders 명령으로 주문을 볼 수 있어요.",
        "주문했어요",
    ]
    await desk.settled()
    assert sql(desk, "select count(*) from shop_order") == [(1,)]
    assert "주문이 접수되었습니다" in (await desk.customer.message(summary.message_id)).text


async def test_stopping_keeps_nothing(desk: Desk) -> None:
    summary = await reaches_summary(desk, desk.customer)
    await desk.customer.taps("그만두기")
    stopped = await desk.customer.sees("주문을 그만두었어요.")
    assert (stopped.message_id, stopped.rows) == (summary.message_id, [])
    assert "상품을 골라 주세요." in (await enters(desk, desk.customer)).text


async def test_a_basket_stays_with_its_shop(desk: Desk) -> None:
    await enters(desk, desk.customer)
    await desk.customer.taps("사이다 100g")
    await desk.customer.sees("합계 3,000원")
    shop = await opens_shop(desk, "둘째 가게", goods(700))
    await enters(desk, desk.customer, shop)
    await desk.customer.taps("동의하고 시작")
    await desk.customer.taps("상품 1")
    shelf = await desk.customer.sees("합계 700원")
    assert "사이다" not in shelf.text

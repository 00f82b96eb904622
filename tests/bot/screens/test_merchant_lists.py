"""The navigator: home, lists and search."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import ChooseShop, Home, Noop, OpenOrder, OrderList, Search, Tab
from bot.screens.home import home, shop_choice
from bot.screens.orders import TAB_CONCERNS, TAB_STATUSES, order_list, search_prompt, search_results
from domain.concerns import Concern
from domain.hours import Span, every_day
from domain.lifecycle import OrderStatus
from domain.money import Takings
from domain.order import Order
from domain.order_ports import Counts
from domain.payment import PaymentMethod
from domain.use_cases.see_shop import MOST_FOUND, HomeView, ListView
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, button, drawn, grid

T = s.KOREAN
NOW = s.seoul(2021, 5, 31, 16, 51, 30)
OPEN = replace(s.SHOP, hours=every_day(Span(9 * 60, 21 * 60)))
COUNTS = Counts(
    {OrderStatus.PLACED: 2, OrderStatus.CONFIRMED: 9, OrderStatus.CANCEL_REQUESTED: 1}, 14, Takings(312_000), 3
)


def _list(examples: list[Order], found: int = 9, page: int = 1, pages: int = 2) -> ListView:
    return ListView(s.SHOP, s.rows(examples), found, page, pages, False)


def _five() -> list[Order]:
    transfer, door = PaymentMethod.BANK_TRANSFER, PaymentMethod.DOOR_CARD
    return [
        s.confirmed(s.order(id=5)),
        s.paid(s.order(9255048, id=4, placed_at=s.seoul(2021, 5, 31, 16, 25))),
        s.confirmed(replace(s.order_7741169(), id=3)),
        s.confirmed(s.order(9359746, id=2, placed_at=s.seoul(2021, 5, 19, 12, 32), payment_method=transfer)),
        s.confirmed(s.order(4358006, id=1, placed_at=s.seoul(2021, 5, 7, 13, 49), payment_method=door)),
    ]


def test_m1_home() -> None:
    assert drawn(home(HomeView(OPEN, COUNTS, 1), NOW, T)) == as_drawn("""
🏪 샵앤샵 미니샵 · 주문관리
🟢 영업중 · 09:00~21:00

📥 주문접수  2건
📦 주문확인  9건
⚠️ 취소대기  1건
💬 새 문의  3건

오늘 주문완료 14건 · 312,000원
2021. 5. 31 16:51 기준
---
[📥 주문접수 2 🔵] [📦 주문확인 9]
[⚠️ 취소대기 1 🔴] [📋 전체]
[🔎 주문 검색] [💬 문의내역 3 🔵]
[⚙️ 환경설정] [🔄 새로고침]
[⏸️ 주문 중단]
""")


def test_home_is_coloured_only_where_something_waits() -> None:
    assert grid(home(HomeView(s.SHOP, Counts({}, 0, Takings(0)), 1), NOW, T))[:2] == [
        "[📥 주문접수 0] [📦 주문확인 0]",
        "[⚠️ 취소대기 0] [📋 전체]",
    ]


def test_a_count_that_does_not_fit_its_button_takes_the_icons_place() -> None:
    counts = Counts({OrderStatus.PLACED: 1234}, 0, Takings(0))
    screen = home(HomeView(s.SHOP, counts, 1), NOW, T)
    assert grid(screen)[0] == "[주문접수 1234 🔵] [📦 주문확인 0]"
    assert "📥 주문접수  1234건" in screen.text


def test_home_offers_other_shops_only_to_those_who_have_some() -> None:
    assert button(home(HomeView(s.SHOP, COUNTS, 2), NOW, T), "🏪 다른 가게").tap == ChooseShop()


def test_shops_are_chosen_by_name() -> None:
    other = replace(s.SHOP, id=2, name="가나다라마바사아자차카타파하 미니샵")
    screen = shop_choice([s.SHOP, other], T)
    assert grid(screen) == ["[🏪 샵앤샵 미니샵]", "[🏪 가나다라마바사아자차카타파하…]"]
    assert screen.rows[1][0].tap == Home(shop=2)


def test_m2_list() -> None:
    assert drawn(order_list(_list(_five()), Tab.CONFIRMED, T)) == as_drawn("""
📦 주문확인 · 검색결과 9건 (1/2)

1  3309803 · 5. 31 16:51
[상품 1 개] 6,000원 · 배송 · 무통장 입금
경기 성남시 분당구 …
2  9255048 · 5. 31 16:25
[상품 1 개] 6,000원 · 배송 · 무통장 입금 · 💰 결제완료
경기 성남시 분당구 …
3  7741169 · 5. 31 10:50
[상품 2 개] 4,500원 · 픽업 · 무통장 입금
4  9359746 · 5. 19 12:32
[상품 1 개] 6,000원 · 배송 · 무통장 입금
경기 성남시 분당구 …
5  4358006 · 5. 7 13:49
[상품 1 개] 6,000원 · 배송 · 만나서 / 카드
경기 성남시 분당구 …
---
[1] [2] [3] [4] [5]
[◀] [1 / 2] [▶]
[📋 전체] [📥 주문접수]
[• 주문확인] [⚠️ 취소대기]
[🏠 홈]
""")


def test_a_number_opens_its_order() -> None:
    screen = order_list(_list(_five()), Tab.CONFIRMED, T)
    assert [key.tap for key in screen.rows[0]] == [OpenOrder(order=n) for n in (5, 4, 3, 2, 1)]


def test_pages_lie_beside_the_first_and_the_last_order_shown() -> None:
    screen = order_list(_list(_five(), 14, 2, 3), Tab.CONFIRMED, T)
    assert button(screen, "◀").tap == OrderList(shop=1, tab=Tab.CONFIRMED, page=1, anchor=5, newer=True)
    assert button(screen, "▶").tap == OrderList(shop=1, tab=Tab.CONFIRMED, page=3, anchor=1)


def test_the_arrows_say_so_at_either_end() -> None:
    first, last = (order_list(_list(_five(), 9, page), Tab.ALL, T) for page in (1, 2))
    assert button(first, "◀").tap == Noop(says="first")
    assert button(last, "▶").tap == Noop(says="last")


def test_a_single_page_has_no_arrows() -> None:
    screen = order_list(_list(_five(), 5, 1, 1), Tab.ALL, T)
    assert "◀" not in "".join(grid(screen))


def test_a_list_of_several_statuses_names_them() -> None:
    text = order_list(_list([s.order_5803116()]), Tab.ALL, T).text
    assert "<b>1  5803116</b> · 4. 8 15:35 · 📥 주문접수" in text


def test_a_list_names_its_shop_only_to_those_who_work_in_several() -> None:
    one = _list([s.order_5803116()])
    assert s.SHOP.name not in order_list(one, Tab.PLACED, T).text
    several = replace(one, names_shop=True)
    assert drawn(order_list(several, Tab.PLACED, T)).startswith(
        "📥 주문접수 · 검색결과 9건 (1/2)\n🏪 샵앤샵 미니샵\n\n1  5803116"
    )
    assert "🏪 샵앤샵 미니샵" in search_results(several, "홍길동", T).text


def test_an_empty_list_says_so_kindly() -> None:
    assert drawn(order_list(_list([], 0, 1, 1), Tab.CANCEL_REQUESTED, T)) == as_drawn("""
⚠️ 취소대기 · 검색결과 0건 (1/1)

지금은 여기에 주문이 없어요. 새 주문이 오면 바로 알려 드릴게요.
---
[📋 전체] [📥 주문접수]
[📦 주문확인] [• 취소대기]
[🏠 홈]
""")


def test_every_tab_lists_statuses_or_a_concern_and_all_has_every_status() -> None:
    assert TAB_STATUSES.keys() | TAB_CONCERNS.keys() == set(Tab)
    assert set(TAB_CONCERNS.values()) == set(Concern)
    assert set(TAB_STATUSES[Tab.ALL]) == set(OrderStatus)


def test_m1_shows_what_is_not_zero_with_a_list_for_each() -> None:
    counts = replace(COUNTS, by_concern={Concern.APPROVAL: 2, Concern.PAYMENT: 0, Concern.REFUND: 1})
    screen = home(HomeView(OPEN, counts, 1), NOW, T)
    assert "💬 새 문의  3건\n⏳ 고객 확인 대기  2건\n💸 환불 필요  1건\n\n" in drawn(screen)
    assert button(screen, "⏳ 고객 확인 대기 2").tap == OrderList(shop=1, tab=Tab.APPROVAL)
    assert button(screen, "💸 환불 필요 1").tap == OrderList(shop=1, tab=Tab.REFUND)
    assert "미결제" not in drawn(screen)


def test_m17_search_prompt() -> None:
    screen = search_prompt(1, T)
    assert drawn(screen) == as_drawn("""
🔎 주문 검색
주문번호, 이름, 연락처 뒤 4자리를 보내 주세요.

예) 5803116 · 홍길동 · 1234
---
[✅ 주문완료] [❌ 취소완료]
[닫기]
""")
    assert [key.tap for row in screen.rows for key in row] == [
        OrderList(shop=1, tab=Tab.COMPLETED),
        OrderList(shop=1, tab=Tab.CANCELED),
        Home(shop=1),
    ]


def test_search_quotes_what_was_looked_for() -> None:
    screen = search_results(_list([s.order_5803116()], 1, 1, 1), "<홍길동>", T)
    assert screen.text.startswith("<b>🔎 &lt;홍길동&gt; · 검색결과 1건 (1/1)</b>")
    assert grid(screen) == ["[1]", "[🔎 다시 검색] [🏠 홈]"]


def test_a_search_that_found_all_it_may_says_or_more() -> None:
    screen = search_results(_list(_five(), MOST_FOUND, 2, 20), "홍", T)
    assert "검색결과 100건 이상 (2/20)" in screen.text
    assert button(screen, "▶").tap == Search(shop=1, page=3)
    assert button(screen, "◀").tap == Search(shop=1, page=1)


def test_a_search_that_found_nothing_helps() -> None:
    text = search_results(_list([], 0, 1, 1), "없음", T).text
    assert "찾는 주문이 없어요. 주문번호나 이름을 다시 확인해 주세요." in text

"""The screens on which a customer answers a changed order sheet (D1, D23)."""

from __future__ import annotations

from bot.screens import own_orders, own_sheet
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, drawn
from tests.bot.screens.sheet_samples import countered, requested

T = s.KOREAN


def test_c3_what_changes_and_what_it_comes_to() -> None:
    screen = own_orders.own_card(s.view(requested(), s.CUSTOMER), T)
    assert drawn(screen) == as_drawn("""
✏️ 주문서변경 · 주문번호 : 3309803
샵앤샵 미니샵에서 주문서를 수정했습니다.

＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원
배송비 3,000원 → 3,500원

결제 총 금액
6,000원 → 8,000원 (+2,000원)

확인하시면 변경이 적용됩니다.
---
[8,000원으로 확인 🟢]
[변경 거절] [하나씩 고르기]
[💬 문의하기] [📄 전체 주문서]
[취소 신청]
""")


def test_one_by_one_with_everything_taken_is_an_approval() -> None:
    screen = own_sheet.group_choice(s.view(requested(), s.CUSTOMER), (), 1, T)
    assert drawn(screen) == as_drawn("""
하나씩 고르기 · 주문번호 : 3309803
원하지 않는 변경을 눌러 ❌로 바꿔 주세요. 함께 묶인 줄은 같이 바뀌어요.

✅ 1
＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원
✅ 2
배송비 3,000원 → 3,500원

결제 총 금액: 8,000원
---
[✅ 1. 콜라 1L 외 2건 +1,500원]
[✅ 2. 배송비 +500원]
[8,000원으로 확인 🟢]
[닫기]
""")


def test_one_by_one_with_a_part_refused() -> None:
    screen = own_sheet.group_choice(s.view(requested(), s.CUSTOMER), (0,), 1, T)
    assert drawn(screen) == as_drawn("""
하나씩 고르기 · 주문번호 : 3309803
원하지 않는 변경을 눌러 ❌로 바꿔 주세요. 함께 묶인 줄은 같이 바뀌어요.

❌ 1
＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원
✅ 2
배송비 3,000원 → 3,500원

결제 총 금액: 6,500원
---
[❌ 1. 콜라 1L 외 2건 +1,500원]
[✅ 2. 배송비 +500원]
[선택대로 보내기 · 6,500원 🔵]
[닫기]
""")


def test_one_by_one_with_nothing_taken_is_a_refusal() -> None:
    screen = own_sheet.group_choice(s.view(requested(), s.CUSTOMER), (0, 1), 1, T)
    assert drawn(screen) == as_drawn("""
하나씩 고르기 · 주문번호 : 3309803
원하지 않는 변경을 눌러 ❌로 바꿔 주세요. 함께 묶인 줄은 같이 바뀌어요.

❌ 1
＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원
❌ 2
배송비 3,000원 → 3,500원

결제 총 금액: 6,000원
---
[❌ 1. 콜라 1L 외 2건 +1,500원]
[❌ 2. 배송비 +500원]
[변경 거절 🔴]
[닫기]
""")


def test_declining_asks_why_and_does_not_insist() -> None:
    screen = own_sheet.decline_dialog(s.view(requested(), s.CUSTOMER), T)
    assert drawn(screen) == as_drawn("""
변경 거절 · 주문번호 : 3309803
거절하면 지금 주문서(6,000원)가 그대로 유지돼요.

이유를 알려 주시면 가게에 도움이 돼요. (선택)
---
[금액이 생각과 달라요]
[다른 상품은 원하지 않아요]
[빠진 상품이 필요해요]
[✍️ 직접 입력]
[이유 없이 거절 🔴]
[닫기]
""")


def test_what_the_customer_chose_stands_on_the_card_while_the_shop_decides() -> None:
    screen = own_orders.own_card(s.view(countered(), s.CUSTOMER), T)
    assert "선택하신 내용을 가게에서 확인하고 있습니다. 선택하신 금액 : 6,500원\n결제 총 금액: 6,000원" in drawn(screen)

"""The screens on which the shop edits an order sheet and asks for approval (M8–M10, D23)."""

from __future__ import annotations

from dataclasses import replace

from bot.pending_lines import PendingLines
from bot.screens import card, sheet_editor, sheet_prompts, sheet_request
from domain.sheet_input import Fault, Unread
from domain.use_cases.see_offers import Offers
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, drawn
from tests.bot.screens.sheet_samples import COLA, approved, countered, declined, drafted, requested

T = s.KOREAN
_SEVERAL = PendingLines(77, (COLA, replace(COLA, name="과자", quantity=2)), (Unread("사이다", Fault.NO_PRICE),))
_THREE = s.confirmed(s.order(lines=(replace(s.CIDER, quantity=3),)))


def test_m8_the_editor_of_a_sheet_that_nobody_has_touched() -> None:
    screen = sheet_editor.editor(s.view(s.confirmed(s.order())), T)
    assert drawn(screen) == as_drawn("""
상품 추가 및 수정 · 3309803
품절이면 : 비슷한 것으로

상품 정보
1. 사이다 100g  3,000 × 1 = 3,000원

배송비: 3,000원
결제 총 금액: 6,000원

한 줄로 적어 보내면 바로 추가돼요.
예) 콜라 1L 3500 1
---
[🔁 비슷한 상품으로 변경]
[＋ 상품 추가 🟢] [− 금액 취소]
[± 추가금액] [🚚 배송비]
[닫기]
""")


def test_m8_the_editor_of_the_worked_example() -> None:
    screen = sheet_editor.editor(s.view(drafted()), T)
    assert drawn(screen) == as_drawn("""
상품 추가 및 수정 · 3309803
주문서상태 : 수정중
품절이면 : 비슷한 것으로

상품 정보
1. 사이다 100g  3,000 × 1 = 3,000원
추가상품 정보
1. 콜라 1L  3,500 × 1 = 3,500원
2. 콜라 1L 취소  −3,500 × 1 = −3,500원
3. 사이다 1L로 변경 추가금  1,500 × 1 = 1,500원

배송비 3,000원 → 3,500원
결제 총 금액: 8,000원
이전 6,000원 → 8,000원 (+2,000원)

한 줄로 적어 보내면 바로 추가돼요.
예) 콜라 1L 3500 1
---
[🔁 비슷한 상품으로 변경]
[＋ 상품 추가 🟢] [− 금액 취소]
[± 추가금액] [🚚 배송비]
[🗑 줄 삭제] [↩️ 되돌리기]
[고객에게 주문서수정 확인요청 🔵]
[🗑 수정 전체 취소]
[닫기]
""")


def test_m9_waits_for_lines_with_what_was_added_lately_above_the_products() -> None:
    screen = sheet_prompts.goods_prompt(s.view(drafted()), Offers([COLA], [replace(s.CIDER, quantity=1)]), 0, 1, T)
    assert drawn(screen) == as_drawn("""
＋ 상품 추가 · 3309803
상품명, 가격, 수량을 한 줄로 보내 주세요. 여러 줄도 한 번에 보낼 수 있어요.

예) 콜라 1L 3500 1
수량을 빼면 1개로 저장돼요.
---
[최근: 콜라 1L 3,500원]
[사이다 100g 3,000원]
[닫기]
""")


def test_m9b_a_line_is_shown_before_it_is_saved() -> None:
    screen = sheet_prompts.goods_preview(s.view(s.confirmed(s.order())), PendingLines(77, (COLA,)), T)
    assert drawn(screen) == as_drawn("""
＋ 상품 추가 · 3309803
1. 콜라 1L  3,500 × 1 = 3,500원

저장하면 결제 총 금액: 9,500원
---
[−] [수량 1] [＋]
[저장 🔵]
[저장하고 확인요청]
[다시 입력] [닫기]
""")


def test_m9b_several_lines_have_no_stepper_and_bad_ones_are_quoted() -> None:
    screen = sheet_prompts.goods_preview(s.view(s.confirmed(s.order())), _SEVERAL, T)
    assert drawn(screen) == as_drawn("""
＋ 상품 추가 · 3309803
1. 콜라 1L  3,500 × 1 = 3,500원
2. 과자  3,500 × 2 = 7,000원

저장하면 결제 총 금액: 16,500원

읽지 못한 줄
“사이다” : 가격이 없어요
고쳐서 다시 보내 주세요.
---
[저장 🔵]
[저장하고 확인요청]
[다시 입력] [닫기]
""")


def test_m9c_which_goods_are_cancelled() -> None:
    screen = sheet_editor.void_choice(s.view(s.confirmed(s.order(lines=(s.CIDER, COLA)))), 1, T)
    assert drawn(screen) == as_drawn("""
− 금액 취소 · 3309803
취소할 상품을 선택해 주세요.
선택하면 같은 금액의 취소 줄이 추가돼요.
---
[사이다 100g −3,000원]
[콜라 1L −3,500원]
[닫기]
""")


def test_m9c_how_many_of_them_are_cancelled() -> None:
    screen = sheet_editor.void_amount(s.view(_THREE), _THREE.drafted_sheet.goods_left[0], 2, T)
    assert drawn(screen) == as_drawn("""
− 금액 취소 · 3309803
1. 사이다 100g  −3,000 × 2 = −6,000원

저장하면 결제 총 금액: 6,000원
---
[−] [수량 2] [＋]
[전부 · 3개]
[저장 🔵]
[닫기]
""")


def test_m10_the_last_step_says_what_the_customer_will_read() -> None:
    screen = sheet_request.request_dialog(s.view(drafted()), T)
    assert drawn(screen) == as_drawn("""
고객에게 주문서수정 확인요청
주문번호 : 3309803

＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원
배송비 3,000원 → 3,500원
결제 총 금액 6,000원 → 8,000원 (+2,000원)

주문서변경 알림이 고객님께 전송됩니다.
확인요청 후 주문서 수정은 불가능 합니다.
---
[확인요청 보내기 🔵]
[닫기]
""")


def test_m11_the_card_while_the_customer_is_asked() -> None:
    screen = card.shop_card(s.view(requested()), T)
    assert drawn(screen) == as_drawn("""
📦 주문확인 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 6,000원 (고객 확인 대기 : 8,000원)
🚚 배송 · 무통장 입금

주문서상태 : 확인 요청중 ⏳ (16:58 전송)
고객님이 아직 확인하지 않으셨어요.

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

처리 : 김민수 · 16:58
---
[📄 주문상세] [⏪ 확인요청 취소]
[입금확인] [💬 메시지 전송]
[주문취소 🔴]
""")


def test_the_card_of_an_approved_sheet() -> None:
    screen = card.shop_card(s.view(approved()), T)
    assert drawn(screen) == as_drawn("""
📦 주문확인 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 8,000원 (배송비 3,500원)
🚚 배송 · 무통장 입금
결제문자 요청 : 전송 전

주문서상태 : 확인 완료 ☑️

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

처리 : 김민수 · 16:58
---
[📄 주문상세] [주문완료 🔵]
[상품 추가 및 수정] [💳 결제문자전송]
[입금확인] [💬 메시지 전송]
[주문취소 🔴]
""")


def test_the_card_of_a_declined_round_says_why() -> None:
    screen = card.shop_card(s.view(declined()), T)
    assert drawn(screen) == as_drawn("""
📦 주문확인 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 6,000원 (배송비 3,000원)
🚚 배송 · 무통장 입금

주문서상태 : 수정중 ✏️ (고객 확인 전 : 8,000원)
↩️ 변경 거절 · 사유 : 금액이 생각과 달라요

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

처리 : 김민수 · 16:58
---
[고객에게 주문서수정 확인요청 🔵]
[📄 주문상세] [상품 추가 및 수정]
[입금확인] [💬 메시지 전송]
[주문취소 🔴]
""")


def test_a_counter_proposal_says_what_was_taken_and_what_was_refused() -> None:
    screen = card.shop_card(s.view(countered()), T)
    assert drawn(screen) == as_drawn("""
📦 주문확인 · 주문번호 : 3309803
2021. 5. 31 16:51:58

[상품 1 개] 6,000원 (배송비 3,000원)
🚚 배송 · 무통장 입금

주문서상태 : 수정중 ✏️ (고객 확인 전 : 6,500원)
고객님이 일부만 선택하셨어요.
✅ 선택
배송비 3,000원 → 3,500원
❌ 거절
＋ 콜라 1L × 1  3,500원
－ 콜라 1L 취소  −3,500원
＋ 사이다 1L로 변경 추가금  1,500원

홍길동 · 010-****-1234
경기 성남시 분당구 …

품절이면 : 비슷한 것으로

처리 : 김민수 · 16:58
---
[고객 선택대로 확정 🔵]
[📄 주문상세] [다시 수정]
[입금확인] [💬 메시지 전송]
[주문취소 🔴]
""")


def test_someone_else_is_editing_and_what_was_typed_is_kept() -> None:
    screen = sheet_request.someone_else(s.view(drafted(), s.STAFF), 2, T)
    assert drawn(screen) == as_drawn("""
상품 추가 및 수정 · 3309803
김민수 님이 수정 중이에요.
이어서 수정하면 지금까지의 수정 내용이 그대로 이어져요.
적어 주신 2줄은 그대로 있어요. 이어서 수정하면 저장할 수 있어요.
---
[이어서 수정 🔵]
[닫기]
""")

"""An order sheet is edited and approved on the demo's page; a picture of every state lies in build/screens."""

from __future__ import annotations

from tests.bot.demo.browser import DemoPage, PhoneOnPage

_ORDER = "주문번호 : 3309803"


async def test_the_worked_example_is_edited_chosen_from_and_agreed(demo: DemoPage) -> None:
    staff, customer = demo.staff, demo.customer
    await _opens_the_order(staff)
    await staff.sees("확인 요청중 ⏳")
    await customer.sees("6,000원 → 8,000원")
    await demo.picture("60-sheet-asked")
    await staff.presses("확인요청 취소", on="확인 요청중 ⏳")
    await staff.sees("고객 확인 전 : 8,000원")
    await _edits(demo)
    await _sends(demo)
    await _chooses(demo)
    await staff.presses("고객 선택대로 확정", on="고객님이 일부만 선택하셨어요.")
    await customer.sees("선택하신 대로 주문서가 변경되었습니다.")
    await staff.sees("확인 완료 ☑️")
    await demo.picture("71-sheet-agreed")
    await staff.presses("주문상세", on="확인 완료 ☑️")
    await staff.sees("차 주문서를 고객 선택대로 확정했습니다.")
    await demo.picture("72-sheet-history")


async def _opens_the_order(staff: PhoneOnPage) -> None:
    await staff.writes("/search")
    await staff.sees("주문번호, 이름, 연락처 뒤 4자리를 보내 주세요.")
    await staff.writes("3309803")
    await staff.presses("1", on="검색결과 1건")
    await staff.sees(_ORDER)


async def _edits(demo: DemoPage) -> None:
    staff = demo.staff
    await staff.presses("상품 추가 및 수정", on="고객 확인 전 : 8,000원")
    await staff.sees("한 줄로 적어 보내면 바로 추가돼요.")
    await demo.picture("61-sheet-editor")
    await staff.presses("− 금액 취소", on="한 줄로 적어 보내면")
    await staff.sees("취소할 상품을 선택해 주세요.")
    await demo.picture("62-sheet-void")
    await staff.presses("닫기", on="취소할 상품을 선택해 주세요.")
    await staff.presses("＋ 상품 추가", on="한 줄로 적어 보내면")
    await staff.sees("상품명, 가격, 수량을 한 줄로 보내 주세요.")
    await demo.picture("63-sheet-add")
    await staff.writes("과자 1,000원 2개\n컵")
    await staff.sees("저장하면 결제 총 금액: 10,000원")
    await demo.picture("64-sheet-preview")
    await staff.presses("저장", on="저장하면 결제 총 금액: 10,000원")
    await staff.sees("이전 6,000원 → 10,000원")
    await demo.picture("65-sheet-editor-saved")


async def _sends(demo: DemoPage) -> None:
    staff = demo.staff
    await staff.presses("고객에게 주문서수정 확인요청", on="이전 6,000원 → 10,000원")
    await staff.sees("확인요청 후 주문서 수정은 불가능 합니다.")
    await demo.picture("66-sheet-ask")
    await staff.presses("확인요청 보내기", on="확인요청 후 주문서 수정은 불가능 합니다.")
    await demo.customer.sees("6,000원 → 10,000원")
    await demo.picture("67-sheet-question")


async def _chooses(demo: DemoPage) -> None:
    customer = demo.customer
    await customer.presses("하나씩 고르기", on="6,000원 → 10,000원")
    await customer.sees("원하지 않는 변경을 눌러")
    await demo.picture("68-sheet-one-by-one")
    await customer.presses("과자", on="원하지 않는 변경을 눌러")
    await customer.sees("결제 총 금액: 8,000원")
    await demo.picture("69-sheet-refused-one")
    await customer.presses("선택대로 보내기 · 8,000원", on="원하지 않는 변경을 눌러")
    await demo.staff.sees("고객님이 일부만 선택하셨어요.")
    await demo.picture("70-sheet-part-chosen")

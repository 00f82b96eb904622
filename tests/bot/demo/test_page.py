"""Whole stories on the demo's page, as a visitor plays them; a picture of every state lies in build/screens."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, FilePayload, Route, expect

from tests.bot.demo.browser import NARROW, DemoPage, open_page
from tests.people import small_picture

FIRST = "주문번호 : 5803116"


async def test_an_order_is_placed_confirmed_and_completed_with_a_tracking_number(demo: DemoPage) -> None:
    staff, customer = demo.staff, demo.customer
    await customer.sees(FIRST)
    await demo.picture("01-first-sight")
    await _fills_the_basket(demo)
    await _says_where_and_who(demo)
    await customer.presses("만나서 / 카드", on="어떻게 결제하시겠어요")
    await customer.sees("상품이 품절이면")
    await demo.picture("10-customer-out-of-stock")
    await customer.presses("비슷한 것으로", on="상품이 품절이면")
    await customer.sees("주문 내용을 확인해 주세요")
    await demo.picture("11-customer-summary")
    await customer.presses("20,000원 주문하기", on="주문 내용을 확인해 주세요")
    await customer.toasts("주문했어요")
    receipt = await customer.sees("주문이 접수되었습니다")
    number = (await receipt.inner_text()).partition("·")[2].split()[0]
    await staff.sees(f"주문접수 · 주문번호 : {number}")
    await expect(staff.node.locator(".bell")).to_be_visible()
    await expect(customer.node.locator(".bell")).to_be_hidden()  # the phone in the hand does not ring
    await demo.picture("12-staff-new-order")
    await _confirms(demo, number)
    await _completes(demo, number)


async def _fills_the_basket(demo: DemoPage) -> None:
    customer = demo.customer
    await customer.node.get_by_role("button", name="명령어").click()
    await demo.picture("02-customer-commands")
    await customer.node.locator(".choice").filter(has_text="/shop").click()
    await customer.sees_below("/shop", "상품을 골라 주세요")
    await demo.picture("03-customer-products")
    await customer.presses("콜라 1L", on="상품을 골라 주세요")
    picture = customer.node.locator(".message.with-photo").last
    await expect(picture.locator("img")).to_be_visible()
    await picture.locator(".key").filter(has_text="＋").click()
    await expect(picture.locator(".key").filter(has_text="1")).to_be_visible()
    await picture.locator(".key").filter(has_text="＋").click()
    await expect(picture.locator(".key").filter(has_text="2")).to_be_visible()
    await demo.picture("04-customer-product-picture")
    await picture.locator(".key").filter(has_text="닫기").click()
    await expect(picture).to_have_count(0)
    shelf = await customer.sees("콜라 1L × 2")
    snacks = shelf.locator(".row:has(.key:has-text('과자 세트')) + .row .key")
    await snacks.filter(has_text="＋").click()
    await customer.sees("과자 세트 × 1")
    await demo.picture("05-customer-basket")
    await customer.presses("주문하기", on="과자 세트 × 1")


async def _says_where_and_who(demo: DemoPage) -> None:
    customer = demo.customer
    await customer.sees("어떻게 받으시겠어요?")
    await demo.picture("06-customer-delivery-or-pickup")
    await customer.presses("배송", on="어떻게 받으시겠어요?")
    await customer.sees("이름을 적어 주세요")
    await demo.picture("07-customer-name")
    await customer.writes("홍길동")
    await customer.sees("연락처를 적어 주세요")
    await customer.writes("12")
    await customer.sees("연락처 형식이 아니에요")
    await demo.picture("08-customer-wrong-phone")
    await customer.writes("010-1234-1234")
    await customer.sees("주소를 적어 주세요")
    await customer.writes("경기 부천시 조마루로 385번길 122")
    await customer.sees("어떻게 결제하시겠어요")
    await expect(customer.node.locator(".key").filter(has_text="010-1234-1234")).to_have_count(0)  # answered questions
    await demo.picture("09-customer-payment")


async def _confirms(demo: DemoPage, number: str) -> None:
    card = f"주문번호 : {number}"
    await demo.staff.presses("주문상세", on=card)
    await demo.staff.sees("주문상세보기")
    await demo.picture("13-staff-details")
    await demo.staff.presses("닫기", on=card)
    await demo.staff.sees(f"주문접수 · {card}")
    await demo.staff.presses("주문확인", on=f"주문접수 · {card}")
    await demo.staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
    await demo.picture("14-staff-confirm-dialog")
    await demo.staff.presses("주문확인", on="해당 주문건을 주문확인으로 변경 할까요?")
    await demo.staff.toasts("주문확인으로 변경했어요")
    await demo.owner.sees(f"주문확인 · {card}")
    await demo.customer.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    await demo.picture("15-confirmed")


async def _completes(demo: DemoPage, number: str) -> None:
    staff, card = demo.staff, f"주문번호 : {number}"
    await staff.presses("주문완료", on=f"주문확인 · {card}")
    await staff.sees("배송 방법을 선택해 주세요.")
    await demo.picture("16-staff-complete-dialog")
    await staff.presses("택배배송", on="배송 방법을 선택해 주세요.")
    await staff.sees("송장번호를 입력해 주세요.")
    await demo.picture("17-staff-tracking-prompt")
    await staff.writes("1234-5678-9012")
    await staff.sees("송장번호 : 1234-5678-9012")
    await demo.picture("18-staff-complete-last-step")
    await staff.presses("주문완료", on="송장번호 : 1234-5678-9012")
    await staff.toasts("주문완료로 변경했어요")
    await expect(await staff.sees(f"주문완료 · {card}")).to_contain_text("처리 : 김민수")
    await demo.customer.sees("송장번호 : 1234-5678-9012")
    await expect(
        demo.customer.message(f"주문완료 · {card}").locator(".key").filter(has_text="배송조회")
    ).to_be_visible()
    await demo.picture("19-completed")


async def test_a_request_to_cancel_is_declined_with_a_reason(demo: DemoPage) -> None:
    staff, customer = demo.staff, demo.customer
    await staff.presses("주문확인", on=f"주문접수 · {FIRST}")
    await staff.presses("주문확인", on="해당 주문건을 주문확인으로 변경 할까요?")
    await customer.sees("주문이 확인되었습니다.")
    await demo.picture("20-first-order-confirmed")
    await customer.presses("취소 신청", on=f"주문확인 · {FIRST}")
    await customer.sees("취소 사유를 선택하거나 적어 주세요.")
    await demo.picture("21-customer-asks-to-cancel")
    await customer.presses("배송이 늦어요", on="취소 사유를 선택하거나 적어 주세요.")
    await staff.sees("홍길동 고객님이 취소를 요청하셨습니다. 승인하시겠습니까?")
    await demo.picture("22-staff-cancel-request")
    await staff.presses("취소완료", on="취소를 요청하셨습니다.")
    await staff.sees("취소완료상태로 변경되며")
    await demo.picture("23-staff-approve-dialog")
    await staff.presses("닫기", on="취소완료상태로 변경되며")
    await staff.presses("주문확인", on="취소를 요청하셨습니다.")
    await staff.sees("변경사유를 작성해주세요.")
    await demo.picture("24-staff-reason-prompt")
    await staff.writes("이미 배송이 시작됐어요")
    notice = await customer.sees("취소 요청이 승인되지 않았습니다.")
    await expect(notice).to_contain_text("변경사유 : 이미 배송이 시작됐어요")
    await customer.sees(f"주문확인 · {FIRST}")
    await staff.sees(f"주문확인 · {FIRST}")
    await demo.picture("25-kept")


async def test_a_question_is_answered_and_pictures_reach_the_shop(demo: DemoPage) -> None:
    staff, customer = demo.staff, demo.customer
    await customer.writes("언제쯤 도착할까요?")
    await customer.presses("5803116", on="어느 주문에 대한 문의인가요?")
    await staff.sees("언제쯤 도착할까요?")
    await demo.picture("26-question")
    await staff.presses("답장", on="언제쯤 도착할까요?")
    await staff.sees("답장을 이 채팅에 바로 적어 주세요.")
    await demo.picture("27-staff-answers")
    await staff.writes("오늘 저녁에 도착해요.")
    await staff.sees("홍길동 고객님께 보냈어요 · 5803116")
    await customer.sees("오늘 저녁에 도착해요.")
    photos = [FilePayload(name="box.png", mimeType="image/png", buffer=small_picture(red)) for red in (40, 200)]
    await customer.node.locator("textarea").fill("두 군데가 찌그러졌어요")
    await customer.node.locator("input[type=file]").set_input_files(photos)
    await expect(customer.node.locator(".message[data-from=person] img")).to_have_count(2)
    await customer.presses("5803116", on="어느 주문에 대한 문의인가요?")
    await staff.sees("홍길동 고객님 · 5803116\n두 군데가 찌그러졌어요")
    await expect(staff.node.locator(".message.in-album img")).to_have_count(2)
    await demo.picture("28-answer-and-album")
    own = customer.message("언제쯤 도착할까요?")
    await own.hover()
    await own.locator(".edit").click()
    await customer.writes("언제쯤 도착할까요? 급해요.")
    await staff.sees("고객님이 고친 메시지예요.")
    await demo.picture("29-edited")


async def test_a_stale_tap_is_answered_by_an_alert(demo: DemoPage) -> None:
    """The owner's phone lags behind while the staff acts on the same order."""
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await demo.page.route("**/sim/chats/*/1001", hold)
    await demo.staff.presses("주문확인", on=f"주문접수 · {FIRST}")
    await demo.staff.presses("주문확인", on="해당 주문건을 주문확인으로 변경 할까요?")
    await demo.staff.sees(f"주문확인 · {FIRST}")
    await demo.owner.presses("주문확인", on=f"주문접수 · {FIRST}")
    alert = demo.owner.node.get_by_role("alertdialog")
    await expect(alert).to_contain_text("이미 변경된 주문이에요.")
    await demo.picture("29-stale-tap-alert")
    held.set()
    await alert.get_by_role("button", name="확인").click()
    await expect(alert).to_have_count(0)
    await demo.owner.sees(f"주문확인 · {FIRST}")


async def test_the_pinned_message_is_one_tap_away(demo: DemoPage) -> None:
    home = demo.owner.message("🏪 샵앤샵 · 주문관리")
    for _ in range(3):
        await demo.owner.writes("/help")
    await expect(home).not_to_be_in_viewport()
    await demo.owner.node.locator(".pinned").click()
    await expect(home).to_be_in_viewport()
    await demo.picture("30-pinned-home")
    await demo.owner.presses("주문확인", on="🏪 샵앤샵 · 주문관리")
    await demo.owner.sees("검색결과 5건")
    await demo.picture("31-owner-list")


async def test_one_phone_at_a_time_confirms_an_order_on_a_narrow_screen(browser: Browser, demo_url: str) -> None:
    async with open_page(browser, demo_url, NARROW) as demo:
        await expect(demo.customer.node).to_be_hidden()
        await demo.picture("32-narrow-owner")
        await demo.page.locator(".tab").filter(has_text="김민수").click()
        await demo.staff.presses("주문확인", on=f"주문접수 · {FIRST}")
        await demo.staff.presses("주문확인", on="해당 주문건을 주문확인으로 변경 할까요?")
        await demo.staff.toasts("주문확인으로 변경했어요")
        tab = demo.page.locator(".tab").filter(has_text="홍길동")
        await expect(tab.locator(".badge")).to_have_text("🔔 1")
        await demo.picture("33-narrow-confirmed")
        await tab.click()
        await expect(tab.locator(".badge")).to_be_hidden()
        await demo.customer.sees("주문이 확인되었습니다.")
        await demo.picture("34-narrow-customer")


async def test_the_page_has_a_dark_side(browser: Browser, demo_url: str) -> None:
    async with open_page(browser, demo_url, colors="dark") as demo:
        await demo.picture("35-dark-first-sight")
        await demo.staff.presses("주문취소", on=f"주문접수 · {FIRST}")
        await demo.staff.sees("취소사유를 작성해주세요.")
        await demo.picture("36-dark-cancel-dialog")

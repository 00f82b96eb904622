"""The pay page over HTTP: what it shows in every state, what changes something, and what never does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.payments.desk_key import DeskKey
from bot.web.client_pace import ASKS
from domain.depositing import confirm_deposit, undo_deposit
from domain.editing import add_goods
from domain.money import Money
from domain.payment_request import AttemptState, RequestState
from domain.people import Role
from domain.sheet import OrderLine
from domain.virtual_accounts import ask_account
from tests.bot.web.pay_desk import PayDesk, open_pay_desk
from tests.factories import a_shop, actor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[PayDesk]:
    async with open_pay_desk(tmp_path) as desk:
        yield desk


# What it shows


async def test_page_says_who_asks_for_what_in_plain_words(desk: PayDesk) -> None:
    page = await desk.page()
    for words in (
        "결제 요청중",
        "부천 미니샵",
        "7741169",
        "사이다 100g 외 1건",
        "4,500원 결제하기",
        "외부 브라우저로 열기",
    ):
        assert words in page
    assert 'lang="ko"' in page


async def test_page_shows_no_personal_data(desk: PayDesk) -> None:
    page = await desk.page()
    order = await desk.order()
    for secret in (order.recipient.name, order.recipient.phone):
        assert secret not in page


async def test_page_speaks_the_language_of_the_browser(desk: PayDesk) -> None:
    english = await desk.page(**{"Accept-Language": "fr-FR, en-US;q=0.8, ko;q=0.5"})
    assert "Pay ₩4,500" in english
    assert 'lang="en"' in english
    assert "결제하기" in await desk.page(**{"Accept-Language": "fr-FR"})


async def test_page_shows_the_shops_account_beside_the_window(desk: PayDesk) -> None:
    page = await desk.page()
    for words in ("계좌이체로 보내기", "국민은행", "123456-01-123456", "김사장", "1169"):
        assert words in page
    assert 'data-copy="12345601123456"' in page  # digits only, as banking apps want it pasted
    assert 'data-copy="4500"' in page


async def test_page_may_be_kept_by_nobody_and_load_nothing_foreign(desk: PayDesk) -> None:
    async with desk.customer.get(f"/p/{desk.token}") as page:
        headers = page.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


async def test_only_the_window_page_loads_the_providers_script(desk: PayDesk) -> None:
    async with desk.customer.post(f"/p/{desk.token}/open") as page:
        policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
        text = await page.text()
    assert policy["script-src"] == f"'self' {desk.toss.base_url}"
    assert f'src="{desk.toss.script_url}"' in text
    assert "test_gsk" not in text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("ends", "words"),
    [("withdrawn", "취소됨"), ("expired", "만료"), ("paid", "결제완료"), ("paused", "취소 요청을 확인")],
)
async def test_page_of_a_request_that_is_over_offers_no_payment(desk: PayDesk, ends: str, words: str) -> None:
    match ends:
        case "withdrawn":
            await desk.withdraws()
        case "expired":
            desk.clock.ahead = timedelta(days=3, seconds=1)
        case "paid":
            await desk.pays()
            await desk.works()
        case "paused":
            await desk.does(
                lambda order, at: order.request_cancel("마음이 바뀌었어요", actor(Role.CUSTOMER), at, typed=True)
            )
    page = await desk.page()
    assert words in page
    assert "4,500원 결제하기" not in page
    before = await desk.order()
    async with desk.customer.post(f"/p/{desk.token}/open") as answer:
        assert "4,500원 결제하기" not in await answer.text()
    after = await desk.order()
    assert (after.version, len(after.requests[-1].attempts)) == (before.version, len(before.requests[-1].attempts))


async def test_page_waits_while_the_payment_is_checked(desk: PayDesk) -> None:
    page = await desk.pays()
    assert "결제 확인중" in page
    assert "data-poll=" in page
    assert 'http-equiv="refresh"' in page  # for those without JavaScript
    seen = await _mark(desk)
    await desk.works()
    assert await _mark(desk) != seen
    page = await desk.page()
    assert "결제완료" in page
    assert "영수증 보기" in page
    assert await desk.movements() == [("capture", 4500)]


async def _mark(desk: PayDesk) -> str:
    async with desk.customer.get(f"/p/{desk.token}/state") as answer:
        return await answer.text()


# What becomes of a try


async def test_declined_card_leaves_the_link_usable_and_says_why(desk: PayDesk) -> None:
    await desk.pays("short")
    await desk.works()
    page = await desk.page()
    assert "결제가 승인되지 않았고" in page
    assert "한도초과" in page
    await desk.pays("card")
    await desk.works()
    assert await desk.state() is RequestState.PAID
    assert await desk.movements() == [("capture", 4500)]


async def test_window_that_says_in_another_word_that_it_was_closed_is_no_declined_card(desk: PayDesk) -> None:
    asked = await desk.opens()
    page = await desk.comes_back(f"{desk.link}/failed?code=USER_CANCEL&message=-&orderId={asked['orderId']}")
    assert "결제창을 닫으셨어요" in page
    assert "결제가 승인되지 않았고" not in page


async def test_account_that_was_refused_in_the_chat_is_no_declined_card(desk: PayDesk) -> None:
    offers = a_shop(has_gateway=True, offers_accounts=True)
    await desk.does(lambda order, at: ask_account(order, offers, "toss", "own-account-1", actor(Role.CUSTOMER), at))
    desk.toss.faults.add("error", "/v1/virtual-accounts", code="REJECT_ACCOUNT_PAYMENT")
    await desk.works()
    assert "결제가 승인되지 않았고" not in await desk.page()


@pytest.mark.parametrize(("choice", "words"), [("close", "결제창을 닫으셨어요"), ("reject", "결제가 승인되지 않았고")])
async def test_window_that_ended_without_a_payment_can_be_opened_again(desk: PayDesk, choice: str, words: str) -> None:
    page = await desk.pays(choice)
    assert words in page
    assert "4,500원 결제하기" in page
    assert await desk.state() is RequestState.REQUESTED


async def test_request_that_is_withdrawn_while_the_window_is_open_takes_no_money(desk: PayDesk) -> None:
    back = await desk.in_window("card", await desk.opens())
    await desk.withdraws()
    assert "취소됨" in await desk.comes_back(back)
    await desk.works()
    assert await desk.state() is RequestState.CANCELED
    assert await desk.movements() == []
    assert [payment.status for payment in desk.toss.books.payments.values()] == ["IN_PROGRESS"]


async def test_deposit_that_was_a_mistake_is_no_refund(desk: PayDesk) -> None:
    boss, cola = actor(Role.OWNER), OrderLine("콜라", Money(1000), 1)
    await desk.does(lambda order, at: confirm_deposit(order, boss, at))
    await desk.does(lambda order, at: add_goods(order, [cola], boss, at))
    await desk.does(lambda order, at: undo_deposit(order, boss, at))
    page = await desk.page()
    assert "취소됨" in page, "the sheet is being edited: nobody is asked for the amount of before"
    assert "환불" not in page, "no money has moved"


async def test_everything_twice_is_paid_once(desk: PayDesk) -> None:
    back = await desk.in_window("card", await desk.opens())
    for _ in range(2):
        await desk.comes_back(back)
    await desk.works()
    desk.toss.webhooks.repeat()
    await desk.hears()
    assert "결제완료" in await desk.comes_back(back)
    await desk.works()
    assert await desk.movements() == [("capture", 4500)]
    assert [one["status"] for one in desk.toss.books.transactions] == ["DONE"]


async def test_payment_whose_return_never_came_is_settled_by_the_webhook(desk: PayDesk) -> None:
    """The desk's confirm got through, its memory of the return did not: the provider's record is what counts."""
    asked = await desk.opens()
    await desk.in_window("card", asked)
    payment = next(iter(desk.toss.books.payments.values()))
    desk.toss.books.confirm(payment, asked["orderId"], 4500)
    await desk.hears()
    assert await desk.state() is RequestState.PAID
    assert await desk.movements() == [("capture", 4500)]


async def test_webhook_before_the_return_changes_nothing_of_the_outcome(desk: PayDesk) -> None:
    asked = await desk.opens()
    back = await desk.in_window("card", asked)
    desk.toss.books.confirm(next(iter(desk.toss.books.payments.values())), asked["orderId"], 4500)
    await desk.hears()
    assert "결제완료" in await desk.comes_back(back)
    await desk.works()
    assert await desk.movements() == [("capture", 4500)]


# What changes nothing


async def test_looking_changes_nothing_however_often_and_by_whatever_robot(desk: PayDesk) -> None:
    before = await desk.order()
    for path in ("", "/state", "?note=closed"):
        async with desk.customer.get(f"/p/{desk.token}{path}") as answer:
            assert answer.status == 200
        async with desk.customer.head(f"/p/{desk.token}{path}"):
            pass
    assert (await desk.order()).version == before.version


async def test_guessed_and_mistyped_tokens_get_one_answer(desk: PayDesk) -> None:
    before = await desk.order()
    seen = set()
    for path in ("A" * 22, "x", desk.token[:-1] + "!", "A" * 22 + "/done?paymentKey=tpk_123456&orderId=o&amount=1", ""):
        async with desk.customer.get(f"/p/{path}") as answer:
            seen.add((answer.status, await answer.text()))
    async with desk.customer.post(f"/p/{'A' * 22}/open") as answer:
        seen.add((answer.status, await answer.text()))
    assert len({text for _, text in seen}) <= 2  # a return leads to the page of its link, which does not exist
    assert {status for status, _ in seen} == {404}
    assert (await desk.order()).version == before.version


async def test_old_link_of_a_withdrawn_request_stays_dead_when_a_new_one_is_sent(desk: PayDesk) -> None:
    old, asked = desk.token, await desk.opens()
    back = await desk.in_window("card", asked)
    await desk.withdraws()
    await desk.asks_again()
    assert old != desk.token
    assert "취소됨" in await desk.comes_back(back)
    async with desk.customer.post(f"/p/{old}/open") as answer:
        assert answer.status == 404
    await desk.works()
    assert await desk.movements() == []
    assert await desk.state() is RequestState.REQUESTED


async def test_payment_of_an_earlier_try_is_not_the_next_ones(desk: PayDesk) -> None:
    """A provider's name belongs to one try, whoever brings it."""
    back = await desk.in_window("short", await desk.opens())
    await desk.comes_back(back)
    await desk.works()
    asked = await desk.opens()
    before = await desk.order()
    key = before.requests[-1].attempts[0].payment_ref
    query = {"paymentKey": key, "orderId": asked["orderId"], "amount": "4500"}
    async with desk.customer.get(f"/p/{desk.token}/done", params=query) as answer:
        assert (answer.status, "4,500원 결제하기" in await answer.text()) == (200, True)
    assert (await desk.order()).version == before.version


async def test_old_link_brings_no_return_of_the_new_one(desk: PayDesk) -> None:
    old = desk.token
    await desk.withdraws()
    await desk.asks_again()
    back = await desk.in_window("card", await desk.opens())
    before = await desk.order()
    assert "취소됨" in await desk.comes_back(back.replace(desk.token, old))
    assert (await desk.order()).version == before.version


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "1"},
        {"amount": "450000"},
        {"orderId": "somebody-elses-order"},
        {"paymentKey": ""},
        {"paymentKey": "../../x"},
        {"amount": "abc"},
    ],
)
async def test_forged_return_takes_no_money(desk: PayDesk, changes: dict[str, str]) -> None:
    asked = await desk.opens()
    query = {"paymentKey": "tpk_of_nobody", "orderId": asked["orderId"], "amount": "4500", **changes}
    async with desk.customer.get(f"/p/{desk.token}/done", params=query) as answer:
        assert answer.status == 200
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    assert await desk.movements() == []


async def test_return_with_an_invented_payment_does_not_lock_out_the_shop(desk: PayDesk) -> None:
    asked = await desk.opens()
    query = {"paymentKey": "tpk_of_nobody", "orderId": asked["orderId"], "amount": "4500"}
    async with desk.customer.get(f"/p/{desk.token}/done", params=query) as answer:
        assert answer.status == 200
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    await desk.withdraws()
    assert await desk.state() is RequestState.CANCELED


async def test_cheaper_payment_of_ones_own_pays_nothing(desk: PayDesk) -> None:
    """The customer calls the provider's script with another amount, and then claims the right one."""
    asked = await desk.opens()
    back = await desk.in_window("card", {**asked, "amount": "100"})
    assert "amount=100" in back
    await desk.comes_back(back.replace("amount=100", "amount=4500"))
    await desk.works()
    desk.clock.ahead += timedelta(seconds=10)  # in doubt, the record is read
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    assert await desk.movements() == []
    assert desk.toss.books.transactions == []


async def test_keys_that_cannot_be_read_open_no_window_and_say_so(desk: PayDesk) -> None:
    asked = await desk.opens()
    desk.gateways._key = DeskKey("another secret, with which nothing was sealed")
    async with desk.customer.post(f"/p/{desk.token}/open") as answer:
        assert (answer.status, "결제창을 열지 못했어요" in await answer.text()) == (200, True)
    query = {"paymentKey": "tpk_of_nobody", "orderId": asked["orderId"], "amount": "4500"}
    async with desk.customer.get(f"/p/{desk.token}/done", params=query) as answer:
        assert (answer.status, "4,500원 결제하기" in await answer.text()) == (200, True)
    assert await desk.state() is RequestState.REQUESTED


async def test_another_sites_form_opens_nothing(desk: PayDesk) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        async with desk.customer.post(f"/p/{desk.token}/open", headers=headers) as answer:
            assert "data-settings" not in await answer.text()
    assert (await desk.request()).attempts == ()
    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": desk.url}):
        async with desk.customer.post(f"/p/{desk.token}/open", headers=headers) as answer:
            assert "data-settings" in await answer.text()
    assert [one.state for one in (await desk.request()).attempts] == [AttemptState.OPENED] * 2


async def test_who_hammers_is_asked_to_wait(desk: PayDesk) -> None:
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 5 * ASKS:
        async with desk.customer.get(f"/p/{desk.token}/state") as answer:
            statuses.append(answer.status)
    assert len(statuses) > ASKS
    async with desk.customer.get(f"/p/{desk.token}") as answer:
        assert answer.status == 429
        assert "요청이 너무 많아요" in await answer.text()
    # Somebody else is not held up: the web server in front says who it is.
    async with desk.customer.get(f"/p/{desk.token}", headers={"X-Forwarded-For": "203.0.113.7"}) as answer:
        assert answer.status == 200
    desk.clock.ahead += timedelta(minutes=1)
    assert "결제 요청중" in await desk.page()


async def test_text_of_the_provider_and_of_the_shop_is_only_text(tmp_path: Path) -> None:
    lines = (OrderLine('<script>alert("1")</script>', Money(4500), 1),)
    async with open_pay_desk(tmp_path, lines=lines) as desk:
        asked = await desk.opens()
        query = {"code": "X", "message": "<img src=x onerror=alert(1)>", "orderId": asked["orderId"]}
        async with desk.customer.get(f"/p/{desk.token}/failed", params=query) as answer:
            page = await answer.text()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;img" in page

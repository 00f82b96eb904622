"""People come to the bot: with and without a link, and agree before anything personal is asked (D15, D18)."""

from datetime import datetime

from bot.callbacks import Buy, BuyStep
from bot.clock import utc_now
from bot.links import CUSTOMERS, INVITE
from domain.people import CONSENT_VERSION
from tests.bot.stories.customer_steps import comes, enters, goods, opens_shop, reaches_summary, sql
from tests.desk import USERNAME, Desk


async def test_a_stranger_without_a_link_learns_how_to_get_one(desk: Desk) -> None:
    stranger = await desk.phones.person(USERNAME, "이영수")
    await stranger.starts()
    answer = await stranger.sees("미니샵 주문 봇이에요")
    assert "링크나 QR 코드를 열어 주세요" in answer.text
    assert answer.rows == []


async def test_a_customer_without_a_link_finds_the_shop_and_the_open_orders(desk: Desk) -> None:
    await desk.customer.starts()
    home = await desk.customer.sees("진행 중인 주문 · 0건")
    assert home.labels == ["🛍 새로 주문하기"]
    number = await desk.orders()
    await desk.customer.starts()
    home = await desk.customer.sees("진행 중인 주문 · 1건")
    assert f"1  {number} · " in home.text
    assert home.rows == [["1"], ["📄 내 주문"], ["🛍 새로 주문하기"]]


async def test_staff_without_a_link_get_their_home_screen(desk: Desk) -> None:
    before = await desk.staff.sees("주문관리")
    await desk.staff.starts()
    await desk.settled()
    assert (await desk.staff.last()).message_id > before.message_id
    assert await desk.staff.pinned() == [(await desk.staff.last()).message_id]


async def test_a_link_that_nobody_gave_out_says_so(desk: Desk) -> None:
    person = await desk.phones.person(USERNAME, "이영수")
    for payload in (f"{CUSTOMERS}nonsense", f"{INVITE}nonsense", "x", CUSTOMERS, "하나 둘"):
        await person.starts(payload)
        await desk.settled()
        assert "사용할 수 없는 링크예요." in (await person.last()).text
    assert sql(desk, "select count(*) from customer where user_id = ?", person.id) == [(0,)]


async def test_an_invite_works_once(desk: Desk) -> None:
    shop = await opens_shop(desk, "둘째 가게", goods(1000), invite="golden")
    first = await desk.phones.person(USERNAME, "최사장")
    second = await desk.phones.person(USERNAME, "나중에")
    await first.starts(f"{INVITE}golden")
    await first.sees("가게에 오신 것을 환영해요!")
    await second.starts(f"{INVITE}golden")
    await second.sees("사용할 수 없는 링크예요.")
    await second.sees_no("둘째 가게")
    assert sql(desk, "select user_id from shop_member where shop_id = ?", shop.id) == [(first.id,)]


async def test_links_of_another_bots_shop_do_not_work_here(desk: Desk) -> None:
    shop = await opens_shop(desk, "남의 가게", goods(1000), invite="foreign", bot_id=desk.app.bot.id + 1)
    person = await desk.phones.person(USERNAME, "이영수")
    for payload in (CUSTOMERS + shop.customer_token, f"{INVITE}foreign"):
        await person.starts(payload)
        await desk.settled()
        assert "사용할 수 없는 링크예요." in (await person.last()).text
    await person.sees_no("남의 가게")


async def test_consent_comes_before_anything_personal_and_says_what_it_means(desk: Desk) -> None:
    person = await comes(desk)
    asked = await person.sees("이름, 연락처, 주소를 받습니다")
    assert asked.rows == [["동의하고 시작", "자세히"], ["닫기"]]
    await person.taps("자세히")
    details = await person.sees("개인정보 수집·이용 안내")
    assert details.message_id == asked.message_id
    for said in ("항목 : 이름", "목적 : ", "5년", "해외에 있는 텔레그램 서버", "동의하지 않을 수 있습니다"):
        assert said in details.text
    await person.taps("닫기")
    await person.sees("이름, 연락처, 주소를 받습니다")
    assert sql(desk, "select consent_version from customer where user_id = ?", person.id) == [(None,)]


async def test_no_button_leads_around_the_consent(desk: Desk) -> None:
    person = await comes(desk)
    asked = await person.sees("이름, 연락처, 주소를 받습니다")
    for step in (BuyStep.PRODUCTS, BuyStep.NAME, BuyStep.PHONE, BuyStep.PLACE):
        await person.taps_data(Buy(step=step, shop=desk.shop.id).pack(), asked.message_id)
    await desk.settled()
    assert (await person.last()).text == asked.text
    await person.says("홍길동")
    await person.sees("먼저 개인정보 처리에 동의해 주세요.")


async def test_version_and_time_of_the_consent_are_kept(desk: Desk) -> None:
    person = await comes(desk)
    asked = await person.sees("이름, 연락처, 주소를 받습니다")
    before = utc_now()
    assert (await person.taps("동의하고 시작")).text == "동의해 주셔서 고마워요"
    await person.sees("상품을 골라 주세요")
    [(version, at)] = sql(desk, "select consent_version, consent_at from customer where user_id = ?", person.id)
    assert version == CONSENT_VERSION
    assert before <= datetime.fromisoformat(at) <= utc_now()
    await desk.settled()
    assert (await person.message(asked.message_id)).rows == []


async def test_a_consent_to_an_older_text_is_asked_for_again(desk: Desk) -> None:
    person = desk.customer
    summary = await reaches_summary(desk, person)
    sql(desk, "update customer set consent_version = '2020-01' where user_id = ?", person.id)
    await person.taps("원 주문하기", message_id=summary.message_id)
    asked = await person.sees("이름, 연락처, 주소를 받습니다")
    assert asked.message_id == summary.message_id
    assert sql(desk, "select count(*) from shop_order") == [(0,)]
    assert "이름, 연락처, 주소를 받습니다" in (await enters(desk, person)).text
    await person.taps("동의하고 시작")
    assert sql(desk, "select consent_version from customer where user_id = ?", person.id) == [(CONSENT_VERSION,)]


async def test_words_typed_after_the_consent_text_changed_are_not_kept(desk: Desk) -> None:
    person = desk.customer
    await enters(desk, person)
    await person.taps("사이다 100g")
    await person.taps("주문하기 ·")
    await person.taps("픽업")
    await person.sees("이름을 적어 주세요")
    sql(desk, "update customer set consent_version = '2020-01' where user_id = ?", person.id)
    await person.says("비밀이름")
    await person.sees("이름, 연락처, 주소를 받습니다")
    await desk.settled()
    assert "비밀이름" not in str(sql(desk, "select data from dialog"))

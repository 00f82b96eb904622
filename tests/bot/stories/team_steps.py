"""What several of the stories about a shop's staff do: invite, join, open one's own screens, a second shop."""

from __future__ import annotations

from bot.links import CUSTOMERS
from domain.people import Role
from domain.shop import Shop
from tests.bot.stories.customer_steps import goods, opens_shop
from tests.desk import USERNAME, Desk, hire
from tests.people import Message, Person

STAFF_COMMANDS = ["home", "new", "confirmed", "cancels", "inquiries", "search", "help", "cancel"]
CUSTOMER_COMMANDS = ["orders", "ask", "shop", "help", "cancel"]
AS = {"직원": "직원으로", "매니저": "매니저로"}
NO_ORDER = "주문을 찾을 수 없어요. 목록을 다시 열어 확인해 주세요."
NO_SHOP = "가게를 찾을 수 없어요. 가게에서 받은 링크를 다시 열어 주세요."


async def navigator(person: Person) -> Message:
    """The pinned 주문관리 as it is now."""
    [pinned] = await person.pinned()
    return await person.message(pinned)


async def goes(person: Person, *labels: str) -> Message:
    """Taps these buttons of the navigator one after the other; the navigator once it shows the last one's screen."""
    [pinned] = await person.pinned()
    shown = await person.message(pinned)
    for label in labels:
        before = shown
        await person.taps(label, message_id=pinned)

        async def changed(before: Message = before) -> Message | None:
            now = await person.message(pinned)
            return now if (now.html, now.buttons) != (before.html, before.buttons) else None

        found: Message | None = await person.telegram.until(changed)
        assert found, f"[{label}] does not change the navigator\n\n{await person.as_text()}"
        shown = found
    return shown


async def opens_home(person: Person) -> Message:
    """A new navigator with the home screen."""
    said = await person.says("/home")

    async def pinned_anew() -> bool:
        return [message_id > said for message_id in await person.pinned()] == [True]

    assert await person.telegram.until(pinned_anew), await person.as_text()
    return await navigator(person)


async def opens_staff(owner: Person) -> Message:
    """A new navigator: ⚙️ 환경설정 → 👥 직원."""
    await opens_home(owner)
    return await goes(owner, "⚙️ 환경설정", "👥 직원")


async def invites(owner: Person, role: str = "직원") -> str:
    """The owner makes an invite; the payload of its link."""
    await opens_staff(owner)
    shown = await goes(owner, "＋ 직원 초대", role)
    assert f"{role} 초대 링크" in shown.text
    return shown.text.partition(f"https://t.me/{owner.bot}?start=")[2].split()[0]


async def newcomer(desk: Desk, name: str = "최민준", bot: str = USERNAME) -> Person:
    """Somebody with a phone of whom the desk has never heard."""
    return await desk.phones.person(bot, name)


async def joins(desk: Desk, name: str = "최민준", role: str = "직원") -> Person:
    """Somebody new is invited, opens the link, and the owner agrees."""
    person = await newcomer(desk, name)
    await person.starts(await invites(desk.owner, role))
    await person.sees("사장님께 알렸어요")
    asked = await desk.owner.sees(f"{name} 님을 {AS[role]} 추가할까요?")
    await desk.owner.taps("추가", message_id=asked.message_id)
    await person.sees("가게에 추가되었어요.")
    await desk.settled()
    return person


async def second_shop(desk: Desk, name: str = "둘째 가게", *, bot_id: int = 0, owner: int = 1001) -> Shop:
    """One more shop with one product, in which this person is the owner."""
    shop = await opens_shop(desk, name, goods(1000), bot_id=bot_id)
    await desk.app.store.run(hire, shop.id, owner, Role.OWNER, "주인")
    return shop


async def buys(desk: Desk, person: Person, shop: Shop, product: str = "상품 1") -> int:
    """The person orders one product of that shop for pick-up; the order's number."""
    await person.starts(CUSTOMERS + shop.customer_token)
    await desk.settled()
    if "동의하고 시작" in (await person.last()).labels:
        await person.taps("동의하고 시작")
    await person.sees("상품을 골라 주세요")
    await person.taps(product)
    await person.taps("주문하기 ·")
    await person.taps("픽업")
    await person.sees("이름을 적어 주세요")
    await person.says("이영수")
    await person.sees("연락처를 적어 주세요")
    await person.says("010-2222-3333")
    await person.sees("어떻게 결제하시겠어요")
    await person.taps("만나서 / 현금")
    await person.taps("전화 주세요")
    await person.sees("주문 내용을 확인해 주세요")
    await person.taps("원 주문하기")
    card = await person.sees("주문접수 · 주문번호")
    return int(card.text.partition("주문번호 : ")[2].split()[0])

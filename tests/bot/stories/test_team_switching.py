"""The desk changes from polling to a webhook and back, and nothing that was sent meanwhile is lost or done twice."""

from pathlib import Path

import pytest

from bot.links import CUSTOMERS
from tests.bot.stories.customer_steps import sql
from tests.desk import USERNAME, Mode, open_desk


@pytest.mark.parametrize(("before", "after"), [("polling", "webhook"), ("webhook", "polling")])
async def test_what_is_sent_while_the_desk_changes_its_way_is_handled_once(
    tmp_path: Path, before: Mode, after: Mode
) -> None:
    async with open_desk(tmp_path, before) as desk:
        for mode, words in ((after, "언제 와요?"), (before, "문 앞에 놓아 주세요")):
            number = await desk.places()
            card = await desk.card(desk.staff, number)
            await desk.staff.taps("주문확인", message_id=card.message_id)
            await desk.staff.sees_button("주문확인")
            await desk.settled()
            await desk.stops()
            tapped = await desk.staff.taps("주문확인", message_id=card.message_id, answered=False)
            for part in (1, 2, 3):
                await desk.owner.says(f"/help {part}")
            person = await desk.phones.person(USERNAME, "이영수")
            await person.starts(CUSTOMERS + desk.shop.customer_token)
            await desk.customer.says(words)
            assert not tapped.answered
            await desk.starts_again(mode)
            await desk.settled()
            assert (await desk.staff.answer_to(tapped.query_id)).text == "주문확인으로 변경했어요"
            assert "📦 주문확인" in (await desk.staff.message(card.message_id)).text
            await person.sees_button("동의하고 시작")
            await desk.customer.sees("어느 주문에 대한 문의인가요?" if mode == before else "가게에 전했어요.")
            assert (await desk.phones.pending(USERNAME))["pending"] == 0
        helps = [m for m in await desk.owner.bot_messages() if m.text.startswith("도움말")]
        assert len(helps) == 6
        assert sql(desk, "select count(*) from inbox_update where status != 'done'") == [(0,)]
        assert sql(desk, "select count(*) from timeline_entry where kind = 'confirmed'") == [(2,)]
        assert await desk.phones.violations() == []

"""Conversations, inquiries and quick replies against the pictures in `screens.md`."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Home, Inquiries, QuickReplies, QuickStep, ShopOrder, ShopStep, Talk, TalkStep
from bot.screens import inquiries, talk
from domain.thread import Claim, Delivery
from domain.use_cases.keep_quick_replies import MOST_QUICK_REPLIES
from domain.use_cases.see_thread import InquiriesView
from tests.bot.screens import samples as s
from tests.bot.screens.drawing import as_drawn, button, drawn, grid, labels
from tests.bot.screens.talk_samples import SINCE, about_none, conversation, waiting, written

T = s.KOREAN


def test_m15_conversation() -> None:
    refused = s.asked_to_cancel(s.order())
    refused.keep("취소불가", s.STAFF, s.seoul(2021, 5, 31, 16, 40))
    entries = [s.view(refused).timeline[-1], *conversation().entries]
    screen = talk.thread(conversation(refused, entries), T)
    assert drawn(screen) == as_drawn("""
💬 메시지 내역 · 주문번호 : 3309803
홍길동 · 📦 주문확인

샵 5. 31 16:40
취소 요청이 승인되지 않았습니다. 변경사유 : 취소불가
고객 5. 31 16:44
네 알겠습니다.
고객 5. 31 16:50 · 새 메시지
언제쯤 도착할까요?

답장을 이 채팅에 바로 적어 주세요. 사진도 보낼 수 있어요.
---
[지금 출발했어요]
[오늘 중 도착해요]
[잠시만 기다려 주세요]
[답장 없이 닫기]
[📄 주문상세] [닫기]
""")
    assert button(screen, "답장 없이 닫기").tap == Talk(step=TalkStep.CLOSE, thread=9, arg=1)
    assert button(screen, "닫기").tap == Talk(step=TalkStep.LEAVE, thread=9)
    assert button(screen, "📄 주문상세").tap == ShopOrder(step=ShopStep.DETAIL, order=77, version=1)


def test_who_else_answers_is_named_and_can_be_relieved() -> None:
    screen = talk.thread(conversation(other_holder=Claim(1, "김민수", SINCE)), T)
    assert "✍️ 김민수 님이 답하는 중이에요." in screen.text
    assert "바로 적어 주세요" not in screen.text
    assert grid(screen)[0] == "[이어서 답하기 🔵]"
    assert "지금 출발했어요" not in labels(screen)


def test_every_answer_says_who_wrote_it_and_what_became_of_it() -> None:
    entries = [written("지금 가요", s.STAFF, delivery=delivery) for delivery in Delivery]
    text = talk.thread(conversation(entries=entries), T).text
    for label in ("보내는 중", "보냄", "차단됨", "실패"):
        assert f"샵 5. 31 16:44 · 박민수 · {label}" in text


def test_whoever_cannot_be_reached_is_to_be_called() -> None:
    gone = conversation(is_customer_reachable=False)
    assert "📞 연락처 : 010-1234-1234" in talk.thread(gone, T).text
    assert drawn(talk.receipt(gone, Delivery.BLOCKED, T)) == (
        "🚫 차단됨 · 고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요. · 3309803\n📞 연락처 : 010-1234-1234"
    )
    assert "⚠️ 실패" in talk.receipt(gone, Delivery.FAILED, T).text
    assert drawn(talk.receipt(gone, Delivery.SENT, T)) == "홍길동 고객님께 보냈어요 · 3309803"
    assert drawn(talk.receipt(about_none(gone), Delivery.SENT, T)) == "홍길동 고객님께 보냈어요"


def test_what_is_passed_on_says_whose_it_is() -> None:
    view = conversation()
    assert talk.from_customer(view, T) == "💬 홍길동 고객님 · 3309803"
    assert talk.from_customer(about_none(view), T) == "💬 홍길동 고객님 · 주문 없는 문의\n최근 주문 : 3309803"
    edited = talk.from_customer(replace(view, names_shop=True), T, is_edited=True)
    assert edited == "🏪 샵앤샵 미니샵\n💬 홍길동 고객님 · 3309803\n✏️ 고객님이 고친 메시지예요."
    held = replace(view, other_holder=Claim(1, "김민수", SINCE))
    assert talk.from_customer(held, T).endswith("✍️ 김민수 님이 답하는 중이에요.")


def test_the_history_is_turned_page_by_page() -> None:
    newest = talk.thread(conversation(pages=3), T)
    assert button(newest, "◀").tap == Talk(step=TalkStep.OPEN, thread=9, arg=2)
    assert "3 / 3" in labels(newest)
    oldest = talk.thread(conversation(pages=3, page=3), T)
    assert button(oldest, "▶").tap == Talk(step=TalkStep.OPEN, thread=9, arg=2)
    assert "새 메시지" not in oldest.text


def test_inquiries_wait_in_their_order() -> None:
    screen = inquiries.inquiries(InquiriesView(s.SHOP, [waiting(), waiting(None)], 7, 1, 2, False), T)
    assert drawn(screen) == as_drawn("""
💬 문의내역 · 7건 (1/2)

1  홍길동 · 3309803
5. 31 16:44부터 · 메시지 2개
언제쯤 도착할까요?
2  홍길동 · 주문 없는 문의
5. 31 16:44부터 · 메시지 2개
언제쯤 도착할까요?
---
[1] [2]
[◀] [1 / 2] [▶]
[🏠 홈]
""")
    assert button(screen, "1").tap == Talk(step=TalkStep.OPEN, thread=9)
    assert button(screen, "▶").tap == Inquiries(shop=1, page=2)
    assert button(screen, "🏠 홈").tap == Home(shop=1)


def test_nothing_waits_is_said_too() -> None:
    screen = inquiries.inquiries(InquiriesView(s.SHOP, [], 0, 1, 1, False), T)
    assert "답장을 기다리는 문의가 없어요." in screen.text
    assert labels(screen) == ["🏠 홈"]


def test_quick_replies_are_listed_until_there_are_enough() -> None:
    screen = inquiries.quick_reply_list(s.SHOP, talk.QUICK_REPLIES, T)
    assert drawn(screen) == as_drawn("""
💬 자주 쓰는 답장 · 3개

1. 지금 출발했어요
2. 오늘 중 도착해요
3. 잠시만 기다려 주세요
---
[지금 출발했어요]
[오늘 중 도착해요]
[잠시만 기다려 주세요]
[＋ 답장 추가 🔵]
[닫기]
""")
    key = talk.key_of("지금 출발했어요")
    assert button(screen, "지금 출발했어요").tap == QuickReplies(step=QuickStep.SHOW, shop=1, key=key)
    full = inquiries.quick_reply_list(s.SHOP, [f"답장 {n}" for n in range(MOST_QUICK_REPLIES)], T)
    assert "＋ 답장 추가" not in labels(full)


def test_conversations_speak_english() -> None:
    text = talk.thread(conversation(), s.ENGLISH).text
    assert "Customer 05-31 16:50 · new" in text
    assert labels(talk.thread(conversation(), s.ENGLISH))[:3] == [
        "On its way now",
        "Arriving today",
        "One moment please",
    ]

"""From an intent of a conversation to one call of Telegram: what one side wrote as the other side is shown it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.i18n import Html, Translator
from bot.screens import talk
from bot.screens.fitting import MOST_TEXT, clip, escaped, units
from bot.screens.screen import Rows, Screen
from bot.screens.staff import no_longer_seen
from bot.screens.timeline import said
from domain.access import thread_for_customer, thread_for_staff
from domain.delivery import Chat, Intent, IntentKind, Side
from domain.errors import NotAllowed, ThreadNotFound
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.relays import CAPTION, PHOTO, RECEIPT, TEXT, is_long
from domain.thread import Delivery, Photo, RelayedMessage, photos_of, texts_of
from domain.timeline import TimelineEntry
from domain.use_cases.see_thread import ThreadView, see_thread

MOST_CAPTION: Final = 1024
MOST_PHOTOS: Final = 10
"""In one album."""


@dataclass(frozen=True, slots=True)
class Relay:
    """New messages, one for each of `pieces`, which are remembered by them; several are an album.

    `photos` have their captions as HTML; a text has none. `screen` holds the text, and the keys.
    """

    screen: Screen
    is_silent: bool
    reply_to: int | None = None
    photos: tuple[Photo, ...] = ()
    shows: tuple[RelayedMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Revise:
    """A copy shows what its writer changed it to."""

    message_id: int
    screen: Screen
    is_caption: bool
    hides_picture: bool = False


@dataclass(frozen=True, slots=True)
class _Scene:
    """One intent with all that its plan looks at: who is shown which entry, and what they have of it already."""

    uow: UnitOfWork
    intent: Intent
    viewer: Caller
    t: Translator
    now: datetime
    view: ThreadView | None
    entry: TimelineEntry
    copies: dict[str, int] = field(default_factory=dict)

    @property
    def piece(self) -> tuple[str, int]:
        kind, _, place = str(self.intent.payload["piece"]).partition(":")
        return kind, int(place)

    @property
    def heading(self) -> Html:
        """Above the words; only the shop's side has the conversation in view."""
        if self.view is not None:
            return talk.from_customer(self.view, self.t)
        thread = self.uow.threads.get(int(self.intent.payload["thread"]))
        return talk.from_shop(self.uow.shops.get(thread.shop_id), self.t)

    @property
    def rows(self) -> Rows:
        return talk.reply_rows(self.view, self.t) if self.view else ()

    def shows(self, piece: str) -> RelayedMessage:
        intent = self.intent
        thread_id, entry_id = int(intent.payload["thread"]), int(intent.payload["entry"])
        return RelayedMessage(intent.chat, 0, intent.side, thread_id, entry_id, piece)


def conversation_plan(
    uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime
) -> Relay | Revise | None:
    """None when it is shown already, or is none of the viewer's business any more."""
    if "withdraw" in intent.payload:
        return _withdrawal(uow, intent, viewer, t)
    try:
        scene = _scene(uow, intent, viewer, t, now)
    except (ThreadNotFound, NotAllowed):
        return None
    return _PLANS[intent.kind](scene)


def _withdrawal(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator) -> Revise | None:
    """Whoever is on the staff again meanwhile keeps it."""
    try:
        thread_for_staff(uow, int(intent.payload["thread"]), viewer)
    except (ThreadNotFound, NotAllowed):
        is_picture = str(intent.payload["piece"]).startswith(PHOTO)
        return Revise(int(intent.payload["withdraw"]), no_longer_seen(t), is_picture, hides_picture=is_picture)
    return None


def _scene(uow: UnitOfWork, intent: Intent, viewer: Caller, t: Translator, now: datetime) -> _Scene:
    """Raises ThreadNotFound, NotAllowed."""
    thread_id, entry_id = int(intent.payload["thread"]), int(intent.payload["entry"])
    view = None
    if intent.side is Side.SHOP:
        view = see_thread(uow, thread_id, viewer, now)
    else:
        thread_for_customer(uow, thread_id, viewer)
    shown = {
        copy.piece: copy.message_id for copy in uow.threads.copies(intent.chat, entry_id) if copy.side is intent.side
    }
    return _Scene(uow, intent, viewer, t, now, view, uow.threads.entry(entry_id), shown)


def _relay(scene: _Scene) -> Relay | None:
    kind, place = scene.piece
    if f"{kind}:{place}" in scene.copies:
        return None
    match kind:
        case _ if kind == TEXT:
            texts = texts_of(said(scene.entry.data, scene.t))
            return _text(scene, texts[place], has_keys=place == len(texts) - 1)
        case _ if kind == CAPTION:
            return _text(scene, photos_of(scene.entry.data)[place].caption, has_keys=False)
        case _:
            return _pictures(scene, place)


def _text(scene: _Scene, text: str, *, has_keys: bool) -> Relay:
    kind, place = scene.piece
    screen = Screen(_below(scene.heading, text, MOST_TEXT), scene.rows if has_keys else ())
    return Relay(screen, not scene.intent.loud, _reply_to(scene), shows=(scene.shows(f"{kind}:{place}"),))


def _pictures(scene: _Scene, first: int) -> Relay:
    """All pictures from this one on that are there by now and have not been shown."""
    photos = photos_of(scene.entry.data)
    places = [n for n in range(first, len(photos)) if f"{PHOTO}:{n}" not in scene.copies][:MOST_PHOTOS]
    shown = [
        Photo(photos[n].file_id, photos[n].unique_id, _caption(scene, photos[n], has_heading=n == places[0]))
        for n in places
    ]
    rows = scene.rows if len(photos) == 1 else ()
    return Relay(
        Screen(shown[0].caption, rows),
        not scene.intent.loud,
        _reply_to(scene),
        tuple(shown),
        tuple(scene.shows(f"{PHOTO}:{n}") for n in places),
    )


def _caption(scene: _Scene, photo: Photo, *, has_heading: bool) -> str:
    """A long caption went ahead as a text."""
    caption = "" if is_long(photo) else photo.caption
    if not has_heading:
        return escaped(caption)
    return _below(scene.heading, caption, MOST_CAPTION) if caption else scene.heading


def _below(heading: Html, text: str, most: int) -> str:
    return f"{heading}\n{escaped(clip(text, most - units(heading) - 1))}"


def _reply_to(scene: _Scene) -> int | None:
    """The order's card; for the customer rather their own words."""
    uow, intent = scene.uow, scene.intent
    if intent.side is Side.CUSTOMER and (own := _own_words(uow, intent)) is not None:
        return own
    card = uow.chats.card(intent.chat, intent.side, intent.order_id) if intent.order_id else None
    return card.message_id if card else None


def _own_words(uow: UnitOfWork, intent: Intent) -> int | None:
    """What is answered, as it stands in the customer's chat; else what they wrote last."""
    if answers := intent.payload.get("answers"):
        shown = [copy for copy in uow.threads.copies(intent.chat, int(answers)) if copy.side is Side.CUSTOMER]
        if shown:
            return shown[0].message_id
    last = uow.threads.last_own(int(intent.payload["thread"]), intent.chat)
    return last.message_id if last else None


def their_words(uow: UnitOfWork, chat: Chat, view: ThreadView) -> int | None:
    """The message of this staff chat that shows what the customer wrote last."""
    said = [entry.id for entry in view.entries if entry.is_from_customer and entry.id]
    copies = [copy for entry_id in said for copy in uow.threads.copies(chat, entry_id) if copy.side is Side.SHOP]
    return copies[-1].message_id if copies else None


def _revision(scene: _Scene) -> Relay | Revise | None:
    assert scene.view is not None, "only the staff's copies are revised"
    edit = scene.uow.threads.entry(int(scene.intent.payload["edit"])).data
    kind, place = scene.piece
    heading = talk.from_customer(scene.view, scene.t, is_edited=True)
    if kind == PHOTO:
        return _new_caption(scene, heading, str(edit["text"]), place)
    return _new_text(scene, heading, texts_of(str(edit["text"])), place)


def _new_text(scene: _Scene, heading: Html, texts: list[str], place: int) -> Relay | Revise | None:
    copy, is_there = scene.copies.get(f"{TEXT}:{place}"), place < len(texts)
    text = texts[place] if is_there else talk.removed_part(scene.t)
    screen = Screen(_below(heading, text, MOST_TEXT), scene.rows)
    if copy is not None:
        return Revise(copy, screen, is_caption=False)
    first = scene.copies.get(f"{TEXT}:0")
    if first is None or not is_there:
        return None
    return Relay(screen, True, first, shows=(scene.shows(f"{TEXT}:{place}"),))


def _new_caption(scene: _Scene, heading: Html, caption: str, place: int) -> Relay | Revise | None:
    """Where the caption is; one that has grown too long for the picture comes as a text that replies to it."""
    text, picture = scene.copies.get(f"{CAPTION}:{place}"), scene.copies.get(f"{PHOTO}:{place}")
    if text is not None:
        return Revise(text, Screen(_below(heading, caption, MOST_TEXT)), is_caption=False)
    if picture is None:
        return None
    if units(heading) + units(escaped(caption)) < MOST_CAPTION:
        has_keys = len(photos_of(scene.entry.data)) == 1
        screen = Screen(_below(heading, caption, MOST_CAPTION), scene.rows if has_keys else ())
        return Revise(picture, screen, is_caption=True)
    screen = Screen(_below(heading, caption, MOST_TEXT))
    return Relay(screen, True, picture, shows=(scene.shows(f"{CAPTION}:{place}"),))


def _receipt(scene: _Scene) -> Relay | None:
    assert scene.view is not None, "only the staff get receipts"
    delivery = Delivery(str(scene.intent.payload["delivery"]))
    own = next(iter(scene.copies.values()), None)
    screen = talk.receipt(scene.view, delivery, scene.t)
    return Relay(screen, delivery is Delivery.SENT, own, shows=(scene.shows(RECEIPT),))


_PLANS: Final[dict[IntentKind, Callable[[_Scene], Relay | Revise | None]]] = {
    IntentKind.RELAY: _relay,
    IntentKind.REVISE: _revision,
    IntentKind.RECEIPT: _receipt,
}


def remember_relay(uow: UnitOfWork, relay: Relay, message_ids: tuple[int, ...]) -> None:
    """Replies to these messages, and edits of what they show, find them."""
    for shown, message_id in zip(relay.shows, message_ids, strict=False):
        copy = RelayedMessage(shown.chat, message_id, shown.side, shown.thread_id, shown.entry_id, shown.piece)
        uow.threads.remember(copy)

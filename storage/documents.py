"""A shop's settings that are read as a whole, to JSON documents and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.hours import BusinessHours, Span
from domain.reminders import Cadence, Reminder, ReminderSettings


def hours_document(hours: BusinessHours | None) -> dict[str, Any] | None:
    """The week from Monday on; times are minutes after midnight."""
    if hours is None:
        return None
    return {
        "week": [[[span.opens, span.closes] for span in spans] for spans in hours.week],
        "closings": sorted(day.isoformat() for day in hours.closings),
        "holidays": hours.closes_on_holidays,
    }


def to_hours(document: dict[str, Any] | None) -> BusinessHours | None:
    if document is None:
        return None
    return BusinessHours(
        tuple(tuple(Span(opens, closes) for opens, closes in spans) for spans in document["week"]),
        frozenset(date.fromisoformat(day) for day in document["closings"]),
        document["holidays"],
    )


def reminders_document(settings: ReminderSettings) -> dict[str, Any] | None:
    """Only what the shop has changed."""
    changed = settings.changed.items()
    return {kind.value: [c.first, c.repeat, c.most, c.is_on] for kind, c in changed} or None


def to_reminders(document: dict[str, Any] | None) -> ReminderSettings:
    if document is None:
        return ReminderSettings()
    return ReminderSettings({Reminder(kind): Cadence(*values) for kind, values in document.items()})

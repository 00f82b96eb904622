"""The Bot API method that answers a tap."""

from bot.demo.telegram import refusals
from bot.demo.telegram.context import Call, Context
from bot.demo.telegram.refusals import bad_request


def answer_callback_query(context: Context, call: Call) -> bool:
    """A query takes one answer, in time."""
    query = context.world.queries.get(call.values["callback_query_id"])
    if query is None or query.bot_id != call.bot.id or query.answered:
        raise bad_request(refusals.QUERY_TOO_OLD)
    if context.world.clock() - query.asked_at > context.query_age:
        raise bad_request(refusals.QUERY_TOO_OLD)
    query.answered, query.text, query.url = True, call.get("text"), call.get("url")
    query.show_alert = bool(call.get("show_alert"))
    context.world.changes.answer(query.id, call.bot.username, query.user_id, query.text, query.show_alert)
    return True

"""Bot API methods by which a bot gets its updates: getUpdates, or a webhook."""

from typing import Any
from urllib.parse import urlsplit

from bot.demo.telegram.context import Call, Context
from bot.demo.telegram.keyboards import is_loopback
from bot.demo.telegram.refusals import bad_request, webhook_is_active
from bot.demo.telegram.updates import MAX_LIMIT, MAX_TIMEOUT, Webhook


async def get_updates(_: Context, call: Call) -> list[dict[str, Any]]:
    """Long poll. `limit` and `timeout` are cut to what Telegram allows."""
    updates = call.bot.updates
    if updates.webhook.url:
        raise webhook_is_active()
    if "allowed_updates" in call.values:
        updates.allowed = call.values["allowed_updates"]
    limit = min(max(call.get("limit", MAX_LIMIT), 1), MAX_LIMIT)
    timeout = min(max(call.get("timeout", 0), 0), MAX_TIMEOUT)
    return await updates.poll(call.get("offset", 0), limit, timeout)


def set_webhook(context: Context, call: Call) -> bool:
    """Telegram wants HTTPS; a server on this machine passes without. An empty url deletes the webhook."""
    url = call.get("url", "")
    parts = urlsplit(url)
    if url and not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if "allowed_updates" in call.values:
        call.bot.updates.allowed = call.values["allowed_updates"]
    webhook = Webhook(url, call.get("secret_token", ""), call.get("max_connections", 40))
    return _use(context, call, webhook)


def delete_webhook(context: Context, call: Call) -> bool:
    return _use(context, call, Webhook())


def _use(context: Context, call: Call, webhook: Webhook) -> bool:
    call.bot.updates.webhook = webhook
    if call.get("drop_pending_updates"):
        call.bot.updates.drop()
    if webhook.url:
        call.bot.updates.interrupt()
    context.webhooks.follow(call.bot)
    context.world.changes.bump()
    return True


def get_webhook_info(_: Context, call: Call) -> dict[str, Any]:
    updates = call.bot.updates
    info: dict[str, Any] = {
        "url": updates.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
        "max_connections": updates.webhook.max_connections,
    }
    if updates.webhook.last_error:
        info["last_error_date"] = updates.webhook.last_error_at
        info["last_error_message"] = updates.webhook.last_error
    if updates.allowed:
        info["allowed_updates"] = updates.allowed
    return info

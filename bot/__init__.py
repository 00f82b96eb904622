"""Everyone who talks to the shop: Telegram, HTTP, the clock, the local demo."""

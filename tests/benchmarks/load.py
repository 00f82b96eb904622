"""Posts the updates that come on standard input, one a line, to a webhook; so many at once.

Imports nothing of the desk's: it would take longer than the posting.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import aiohttp


async def main(url: str, secret: str, at_once: int) -> None:
    updates = iter(sys.stdin.buffer.read().splitlines())
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        await asyncio.gather(*(_post(session, url, updates) for _ in range(at_once)))


async def _post(session: aiohttp.ClientSession, url: str, updates: Iterator[bytes]) -> None:
    for update in updates:
        async with session.post(url, data=update) as answer:
            answer.raise_for_status()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

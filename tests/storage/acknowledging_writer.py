"""A process that stores orders as fast as it can and prints each customer once acknowledged, until it is killed."""

import asyncio
import itertools
import sys

from storage.engine import Store, open_store
from tests.storage.contract_model import ShopUnit, create_order


async def acknowledge(store: Store[ShopUnit], customers: "itertools.count[int]") -> None:
    while True:
        customer = next(customers)
        await store.run(create_order, customer, ["a", "b"])
        sys.stdout.write(f"{customer}\n")
        sys.stdout.flush()


async def main(url: str, first: int) -> None:
    store = open_store(url, ShopUnit)
    await store.start()
    customers = itertools.count(first)
    await asyncio.gather(*(acknowledge(store, customers) for _ in range(16)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

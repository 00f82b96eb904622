"""What a shop sells, and the basket a customer fills from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import EmptyOrder, ProductGone
from domain.money import Money, total_of
from domain.sheet import OrderLine


@dataclass(frozen=True, slots=True)
class Product:
    """Something on sale; `has_image` says whether a picture is stored for it."""

    id: int
    shop_id: int
    name: str
    price: Money
    code: str = ""
    has_image: bool = False


def basket_lines(products: Sequence[Product], quantities: Mapping[int, int]) -> tuple[OrderLine, ...]:
    """The order lines of a basket (product id → quantity), in the catalogue's order, at today's prices.

    Raises EmptyOrder, InvalidQuantity, and ProductGone when a product of the basket is not among `products`.
    """
    wanted = {product_id: n for product_id, n in quantities.items() if n}
    if not wanted:
        raise EmptyOrder()
    if missing := wanted.keys() - {product.id for product in products}:
        raise ProductGone(count=len(missing))
    return tuple(OrderLine(p.name, p.price, wanted[p.id], p.code) for p in products if p.id in wanted)


def basket_total(products: Sequence[Product], quantities: Mapping[int, int]) -> Money:
    """The running total of what can still be bought, without delivery."""
    return total_of([p.price * quantities[p.id] for p in products if quantities.get(p.id)])

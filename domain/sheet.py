"""The order sheet (주문서): goods as ordered, the lines added later and the delivery fee, which come to the total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import InvalidQuantity, NotOnSheet, TooManyLines, TotalBelowZero
from domain.money import ZERO, Money, sum_of, total_of

MOST_QUANTITY: Final = 999
MOST_LINES: Final = 100
MOST_LINE_NAME: Final = 64


class OutOfStockWish(StrEnum):
    """What the customer would like if something is sold out (D24): a wish, not an approval."""

    CALL = "call"
    SIMILAR = "similar"
    LEAVE_OUT = "leave_out"
    CANCEL_ALL = "cancel_all"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Goods as ordered: name and price are copies, so that a later change of the catalogue changes no order."""

    name: str
    unit_price: Money
    quantity: int
    code: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_QUANTITY:
            raise InvalidQuantity(most=MOST_QUANTITY)

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


class LineKind(StrEnum):
    """What an added line does (M8)."""

    ADDITION = "addition"
    CANCELLATION = "cancellation"
    SURCHARGE = "surcharge"
    """추가금액; a discount is one below zero."""


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A line of 추가상품 정보. A cancellation bears the name, the code and the negative price of the line it cancels.

    Keys are unique within an order: goods as ordered are 1 to n, added lines go on from there.
    """

    key: int
    kind: LineKind
    name: str
    unit_price: Money
    quantity: int = 1
    code: str = ""
    cancels: int = 0
    """The key of the line that a cancellation takes back, wholly or in part."""

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_QUANTITY:
            raise InvalidQuantity(most=MOST_QUANTITY)

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Edits:
    """What one round adds to the sheet: its lines in the order of typing, and the new delivery fee if it changes."""

    lines: tuple[AddedLine, ...] = ()
    delivery_fee: Money | None = None

    def __bool__(self) -> bool:
        return bool(self.lines) or self.delivery_fee is not None


NO_EDITS: Final = Edits()


@dataclass(frozen=True, slots=True)
class GoodsLeft:
    """Goods on the sheet, ordered or added, and how many of them nobody has cancelled."""

    key: int
    goods: OrderLine
    quantity: int

    @property
    def amount(self) -> Money:
        return self.goods.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order sheet at one moment."""

    ordered: tuple[OrderLine, ...]
    delivery_fee: Money
    added: tuple[AddedLine, ...] = ()

    @property
    def lines_total(self) -> Money:
        return total_of([*(line.amount for line in self.ordered), *(line.amount for line in self.added)])

    @property
    def total(self) -> Money:
        """결제 총 금액: all lines and the delivery fee."""
        return self.lines_total + self.delivery_fee

    @property
    def item_count(self) -> int:
        """[상품 N 개]: the number of goods lines that are not wholly cancelled."""
        return len(self.goods_left)

    @property
    def goods_left(self) -> tuple[GoodsLeft, ...]:
        """What can still be cancelled, in the order of the sheet."""
        goods = self._goods()
        left = {key: line.quantity for key, line in goods.items()}
        for line in self.added:
            if line.kind is LineKind.CANCELLATION:
                left[line.cancels] -= line.quantity
        return tuple(GoodsLeft(key, goods[key], quantity) for key, quantity in left.items() if quantity)

    def left_of(self, key: int) -> GoodsLeft:
        """Raises NotOnSheet when there are no such goods, or none of them left."""
        for left in self.goods_left:
            if left.key == key:
                return left
        raise NotOnSheet()

    def with_edits(self, edits: Edits) -> Sheet:
        """The sheet as it is once these edits are approved."""
        fee = self.delivery_fee if edits.delivery_fee is None else edits.delivery_fee
        return Sheet(self.ordered, fee, (*self.added, *edits.lines))

    def check(self) -> None:
        """Raises TooManyLines, TotalBelowZero, and InvalidAmount when it comes to more than any order holds."""
        if len(self.ordered) + len(self.added) > MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        if self.total < ZERO:
            raise TotalBelowZero(won=self.total.won)

    def _goods(self) -> dict[int, OrderLine]:
        goods = dict(enumerate(self.ordered, start=1))
        additions = (line for line in self.added if line.kind is LineKind.ADDITION)
        return goods | {a.key: OrderLine(a.name, a.unit_price, a.quantity, a.code) for a in additions}


@dataclass(frozen=True, slots=True)
class Group:
    """Edits that the customer takes or refuses as a whole (D23)."""

    edits: Edits
    difference: Money
    """By how much the total changes with it."""


def groups(sheet: Sheet, edits: Edits) -> tuple[Group, ...]:
    """The edits of a round on this sheet, parted into what belongs together; the delivery fee stands alone.

    A cancellation goes with the line it cancels if the round added that; an addition right after a cancellation is its
    replacement; a surcharge goes with the line before it.
    """
    parts: list[list[AddedLine]] = []
    for line in edits.lines:
        part = _part_of(line, parts, edits.lines)
        if part is None:
            parts.append([line])
        else:
            part.append(line)
    found = [Group(Edits(tuple(part)), sum_of([line.amount for line in part])) for part in parts]
    if edits.delivery_fee is not None:
        found.append(Group(Edits((), edits.delivery_fee), edits.delivery_fee - sheet.delivery_fee))
    return tuple(found)


def joined(edits: Edits, chosen: Iterable[Group]) -> Edits:
    """What the chosen groups of these edits come to, in the order of the edits."""
    chosen = tuple(chosen)
    keys = {line.key for group in chosen for line in group.edits.lines}
    has_fee = any(group.edits.delivery_fee is not None for group in chosen)
    return Edits(tuple(line for line in edits.lines if line.key in keys), edits.delivery_fee if has_fee else None)


def _part_of(line: AddedLine, parts: list[list[AddedLine]], lines: tuple[AddedLine, ...]) -> list[AddedLine] | None:
    before = lines[lines.index(line) - 1] if line is not lines[0] else None
    if line.kind is LineKind.CANCELLATION:
        partner = line.cancels
    elif before and (line.kind is LineKind.SURCHARGE or before.kind is LineKind.CANCELLATION):
        partner = before.key
    else:
        return None
    return next((part for part in parts if any(other.key == partner for other in part)), None)

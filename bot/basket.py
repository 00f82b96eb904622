"""What a customer has put together so far, kept in their dialog between two taps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.callbacks import BuyStep
from domain.fulfillment import FulfillmentKind
from domain.money import Money
from domain.payment import PaymentMethod
from domain.people import Recipient
from domain.sheet import MOST_QUANTITY, OutOfStockWish
from domain.use_cases.place_order import Basket


@dataclass(frozen=True, slots=True)
class BasketDraft:
    """An order in the making; empty and None parts are still to be asked for. `quantities`: product id → 1 … 999."""

    shop: int
    quantities: Mapping[int, int] = field(default_factory=dict)
    fulfillment: FulfillmentKind | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    payment_method: PaymentMethod | None = None
    out_of_stock: OutOfStockWish | None = None
    note: str = ""

    @property
    def is_delivery(self) -> bool:
        return self.fulfillment is FulfillmentKind.DELIVERY

    @property
    def steps(self) -> tuple[BuyStep, ...]:
        """The way to the summary, which ends it; only a delivery needs an address."""
        address = (BuyStep.ADDRESS,) if self.is_delivery else ()
        before = (BuyStep.PRODUCTS, BuyStep.FULFILLMENT, BuyStep.NAME, BuyStep.PHONE)
        return (*before, *address, BuyStep.PAYMENT, BuyStep.OUT_OF_STOCK, BuyStep.SUMMARY)

    @property
    def next_step(self) -> BuyStep:
        """The first step whose answer is missing; SUMMARY when the order can be placed."""
        answers = {
            BuyStep.PRODUCTS: self.quantities,
            BuyStep.FULFILLMENT: self.fulfillment,
            BuyStep.NAME: self.name,
            BuyStep.PHONE: self.phone,
            BuyStep.ADDRESS: self.address,
            BuyStep.PAYMENT: self.payment_method,
            BuyStep.OUT_OF_STOCK: self.out_of_stock,
        }
        return next((step for step in self.steps if not answers.get(step)), BuyStep.SUMMARY)

    @property
    def is_complete(self) -> bool:
        return self.next_step is BuyStep.SUMMARY

    def before(self, step: BuyStep) -> BuyStep:
        """Where [◀ 뒤로] leads; for what is no step of this basket (any more) to the first missing answer."""
        if step not in self.steps:
            return self.next_step
        return self.steps[max(self.steps.index(step) - 1, 0)]

    def changed(self, product_id: int, by: int) -> BasketDraft:
        """With so many more or fewer of a product, never below 0 or above 999."""
        count = min(max(self.quantities.get(product_id, 0) + by, 0), MOST_QUANTITY)
        others = {known: n for known, n in self.quantities.items() if known != product_id}
        return replace(self, quantities=others | {product_id: count} if count else others)

    def only(self, product_ids: Collection[int]) -> BasketDraft:
        """Without what is not among these products: what the shop no longer sells."""
        return replace(self, quantities={known: n for known, n in self.quantities.items() if known in product_ids})

    def to_basket(self, total: Money) -> Basket:
        """The order to place, `total` being what the customer was shown. Raises ValueError while a step is missing."""
        if self.fulfillment is None or self.payment_method is None or self.out_of_stock is None or not self.is_complete:
            raise ValueError(f"the basket still lacks {self.next_step.name}")
        return Basket(
            self.shop,
            self.quantities,
            self.fulfillment,
            Recipient(self.name, self.phone, self.address if self.is_delivery else ""),
            self.payment_method,
            self.out_of_stock,
            total,
            self.note,
        )

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values, for a dialog."""
        return {
            "shop": self.shop,
            "quantities": {str(product_id): n for product_id, n in self.quantities.items()},
            "fulfillment": self.fulfillment and self.fulfillment.value,
            "name": self.name,
            "phone": self.phone,
            "address": self.address,
            "payment_method": self.payment_method and self.payment_method.value,
            "out_of_stock": self.out_of_stock and self.out_of_stock.value,
            "note": self.note,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> BasketDraft:
        """What `to_data` wrote, also when it went through JSON; further keys are ignored."""
        return cls(
            data["shop"],
            {int(product_id): n for product_id, n in data["quantities"].items()},
            data["fulfillment"] and FulfillmentKind(data["fulfillment"]),
            data["name"],
            data["phone"],
            data["address"],
            data["payment_method"] and PaymentMethod(data["payment_method"]),
            data["out_of_stock"] and OutOfStockWish(data["out_of_stock"]),
            data["note"],
        )

"""Who plays in the demo, and the orders that are there when the curtain rises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.payments.toss_api import TossKeys
from domain.fulfillment import FulfillmentKind
from domain.hours import SEOUL
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import Recipient
from domain.sheet import OrderLine, OutOfStockWish

BOT_TOKEN: Final = "7000000001:demo-bot-of-this-computer-only_not-secret"
BOT_USERNAME: Final = "shopnshop_bot"
SHOP_NAME: Final = "샵앤샵"
PAYMENT_SECRET: Final = "of this computer's demo only, and not secret"
TOSS_KEYS: Final = TossKeys("test_gck_demo_of_this_computer_only", "test_gsk_demo_not_secret")
TOSS_PUBLIC_ID: Final = "shopnshop-demo"
"""The shop's name in its webhook's address."""


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo; those with a title have a phone on the page."""

    id: int
    name: str
    title: str = ""
    title_en: str = ""


OWNER: Final = Player(1001, "박영희", "사장님", "Owner")
STAFF: Final = Player(1002, "김민수", "직원", "Staff")
CUSTOMER: Final = Player(2001, "홍길동", "고객님", "Customer")
OTHERS: Final = (Player(2002, "이순신"), Player(2003, "신사임당"), Player(2004, "강감찬"))
PHONES: Final = (OWNER, STAFF, CUSTOMER)


INQUIRY: Final = "오늘 6시쯤 찾으러 가도 될까요?"
INQUIRY_CAPTION: Final = "지난번처럼 이 사이다로 부탁드려요."


@dataclass(frozen=True, slots=True)
class Past:
    """An order of the manual's screenshots, and how far it got."""

    order: Order
    status: OrderStatus
    is_paid: bool = False
    is_asked: bool = False
    """Whether the worked example's change of the order sheet waits for the customer's answer."""


_ADDRESS: Final = "경기 부천시 조마루로 385번길 122"
_CIDER: Final = OrderLine("사이다 100g", Money(3000), 1, "9100000000017")
_WATER: Final = OrderLine("생수 2L", Money(1500), 1, "9100000000048")
_WATERS: Final = OrderLine("생수 2L", Money(1500), 4, "9100000000048")
_COLAS: Final = OrderLine("콜라 1L", Money(3500), 2, "9100000000024")
_SNACKS: Final = OrderLine("과자 세트", Money(10000), 1, "9100000000055")
_TWO_SNACKS: Final = OrderLine("과자 세트", Money(10000), 2, "9100000000055")
_MANDARINS: Final = OrderLine("감귤 3kg", Money(14000), 1, "9100000000062")

_TRANSFER, _LINK, _CARD = PaymentMethod.BANK_TRANSFER, PaymentMethod.PAY_LINK, PaymentMethod.DOOR_CARD


def past_orders(shop_id: int) -> tuple[Past, ...]:
    """The orders of before, oldest first; the last one is the customer's, fresh in."""
    lee, shin, kang = OTHERS
    confirmed = OrderStatus.CONFIRMED
    return (
        Past(
            _order(shop_id, 7552330, shin, "2021-03-26 15:35:54", (_TWO_SNACKS,), _CARD, fee=0), OrderStatus.COMPLETED
        ),
        Past(_order(shop_id, 4358006, kang, "2021-05-07 13:49:21", (_WATERS, _SNACKS), _CARD), confirmed),
        Past(_order(shop_id, 9359746, lee, "2021-05-19 12:32:07", (_MANDARINS,), _LINK), confirmed),
        Past(_order(shop_id, 7741169, shin, "2021-05-31 10:50:40", (_CIDER, _WATER), _LINK, fee=None), confirmed),
        Past(_order(shop_id, 9255048, kang, "2021-05-31 16:25:12", (_CIDER,), _TRANSFER), confirmed, is_paid=True),
        Past(_order(shop_id, 3309803, CUSTOMER, "2021-05-31 16:51:58", (_CIDER,), _TRANSFER), confirmed, is_asked=True),
    )


def fresh_order(shop_id: int) -> Order:
    """5803116, which waits for the staff on their phones."""
    return _order(
        shop_id, 5803116, CUSTOMER, "2021-04-08 15:35:54", (_COLAS, _SNACKS), _CARD, note="문 앞에 놓아 주세요."
    )


def _order(
    shop_id: int,
    number: int,
    customer: Player,
    placed_at: str,
    lines: tuple[OrderLine, ...],
    method: PaymentMethod,
    *,
    fee: int | None = 3000,
    note: str = "",
) -> Order:
    """`fee` None: the customer comes for it."""
    is_pickup = fee is None
    return Order(
        id=0,
        shop_id=shop_id,
        number=number,
        customer_id=customer.id,
        placed_at=datetime.fromisoformat(placed_at).replace(tzinfo=SEOUL),
        lines=lines,
        ordered_fee=Money(fee) if fee else ZERO,
        fulfillment=FulfillmentKind.PICKUP if is_pickup else FulfillmentKind.DELIVERY,
        recipient=Recipient(customer.name, "01012341234", "" if is_pickup else _ADDRESS),
        payment_method=method,
        out_of_stock=OutOfStockWish.SIMILAR,
        note=note,
    )

"""Whether a bank's name of a sender may be a customer's."""

import pytest

from domain.depositing import fits_name
from domain.people import Recipient
from tests.factories import an_order


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("홍길동", True),
        ("홍 길 동", True),
        ("홍길동3803", True),
        ("홍*동", True),
        ("홍○동", True),
        ("홍길순", False),
        ("길동", False),
        ("홍", False),
        ("*", False),
        ("홍길동3804", False),
        (".*", False),
    ],
)
def test_banks_mask_and_cut_names_but_do_not_invent_them(name: str, fits: bool) -> None:
    order = an_order(number=3303803, recipient=Recipient("홍길동", "01012341234"))
    assert fits_name(order, name) is fits


def test_a_long_name_may_be_cut_off() -> None:
    order = an_order(recipient=Recipient("Alexandra Lee", "01012341234"))
    assert fits_name(order, "ALEXANDRA")
    assert not fits_name(order, "ALE")

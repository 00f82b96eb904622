"""A shop and its products from a file: TOML for everything, CSV for a list of products."""

from __future__ import annotations

import csv
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.fulfillment import COURIERS
from domain.money import Money
from domain.shop import BankAccount, Shop
from domain.text import clean
from domain.use_cases.create_shop import NewProduct

MOST_IMAGE_BYTES: Final = 5_000_000
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff")


class ShopFileError(Exception):
    """The file cannot be used; `problems` has one sentence for each reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Product(_Part):
    name: Annotated[str, Field(min_length=1, max_length=64)]
    price: Annotated[int, Field(ge=0, le=99_999_999)]
    code: Annotated[str, Field(max_length=32)] = ""
    image: str = ""


class _Account(_Part):
    bank: Annotated[str, Field(min_length=1, max_length=40)]
    number: Annotated[str, Field(pattern=r"^[0-9][0-9 -]{5,30}$")]
    holder: Annotated[str, Field(min_length=1, max_length=40)]


class _ShopFile(_Part):
    delivery_fee: Annotated[int, Field(ge=0, le=9_999_999)] = 0
    courier: Annotated[str, Field(pattern="^(" + "|".join(c.code for c in COURIERS) + ")$")] = "cj"
    account: _Account | None = None
    products: Annotated[tuple[_Product, ...], Field(max_length=200)] = ()


def read_shop_file(path: Path | None, name: str, bot_id: int) -> tuple[Shop, list[NewProduct]]:
    """The shop called `name` with what the file says; without a file one that sells nothing yet.

    Raises ShopFileError.
    """
    if not clean(name, one_line=True):
        raise ShopFileError("the shop needs a name")
    content = _parsed(path) if path else _ShopFile()
    account = content.account
    shop = Shop(
        0,
        bot_id,
        clean(name, one_line=True)[:64],
        secrets.token_urlsafe(18),
        Money(content.delivery_fee),
        content.courier,
        BankAccount(account.bank, account.number, account.holder) if account else None,
    )
    folder = path.parent if path else Path()
    images = _images(folder, content.products)
    return shop, [_product(product, images.get(product.image)) for product in content.products]


def _parsed(path: Path) -> _ShopFile:
    try:
        raw = _csv(path) if path.suffix.lower() == ".csv" else _toml(path)
        return _ShopFile.model_validate(raw)
    except OSError as error:
        raise ShopFileError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ShopFileError(f"{path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ShopFileError(f"{path} is not valid TOML: {error}") from None
    except ValidationError as error:
        raise ShopFileError(*(_problem(path, detail) for detail in error.errors())) from None


def _toml(path: Path) -> dict[str, Any]:
    raw = tomllib.loads(path.read_text("utf-8"))
    if isinstance(raw.get("products"), list):
        raw["products"] = tuple(raw["products"])
    return raw


def _csv(path: Path) -> dict[str, Any]:
    """Columns name and price, and code and image if there are any; prices may be written 3,000원."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if any(row.values())]
    return {"products": tuple(_csv_row(row) for row in rows)}


def _csv_row(row: Mapping[str | None, Any]) -> dict[str, Any]:
    given = {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    digits = given.get("price", "").replace(",", "").removesuffix("원").strip()
    return given | {"price": int(digits) if digits.isascii() and digits.isdecimal() else digits}


def _problem(path: Path, detail: Any) -> str:
    *where, last = [str(int(part) + 1) if isinstance(part, int) else part for part in detail["loc"]] or ["file"]
    place = " ".join([*where, last])
    return f"{path}: {place}: {detail['msg']}"


def _images(folder: Path, products: Iterable[_Product]) -> dict[str, bytes]:
    """Every picture by the name the file gives it. Raises ShopFileError with all that cannot be used."""
    images: dict[str, bytes] = {}
    problems: list[str] = []
    for name in dict.fromkeys(product.image for product in products if product.image):
        try:
            images[name] = _image(folder / name)
        except ShopFileError as error:
            problems += error.problems
    if problems:
        raise ShopFileError(*problems)
    return images


def _product(product: _Product, image: bytes | None) -> NewProduct:
    return NewProduct(clean(product.name, one_line=True), Money(product.price), clean(product.code), image)


def _image(path: Path) -> bytes:
    try:
        image = path.read_bytes()
    except OSError as error:
        raise ShopFileError(f"{path} cannot be read: {error.strerror}") from None
    if not image.startswith(_IMAGES) or len(image) > MOST_IMAGE_BYTES:
        raise ShopFileError(f"{path} must be a PNG or JPEG picture of at most {MOST_IMAGE_BYTES:,} bytes")
    return image

"""What goods may say of themselves: names, codes, quantities, units and days; pure, raises InvalidRequest."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import check_gtin
from foodtrace.places import fold
from foodtrace.plain_text import clean_text
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply.goods import Item, Product, Supplier

__all__ = [
    "MAX_AHEAD_S",
    "MAX_QUANTITY",
    "check_day",
    "check_item",
    "check_moment",
    "check_supplier",
    "exact",
    "lot_key",
    "one_lot",
    "parse_quantity",
    "tax_code",
]

#: More than any kitchen gets of anything: a number beyond it is a slip of the keyboard.
MAX_QUANTITY: Final = Decimal(10_000_000)
_MAX_DECIMALS: Final = 6
#: How far a sender's clock may be ahead of this one.
MAX_AHEAD_S: Final = 900
_OLDEST_YEARS: Final = 10
_MAX_SHELF_DAYS: Final = 3650
# As long as an electronic invoice may have them.
_MAX_NAME: Final = 500
_MAX_UNIT: Final = 50
_MAX_LOT: Final = 60
_SEVERAL_LOTS = re.compile(r"\w\s*(?:[;,+&]|\bvà\b)\s*\w")
_TAX_CODE = re.compile(r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")


def parse_quantity(text: str) -> Decimal:
    """An exact decimal of "12.5", "12,5", "1.234,50" or "0000012.500000"; refuses what is no number.

    A group of three after one mark alone ("1.234") could be either: it is read as a decimal point where
    it is a point, and refused where it is a comma.
    """
    bare = text.strip()
    if _THOUSANDS.fullmatch(bare) and (bare.count(",") + bare.count(".") > 1):
        decimal_mark = "," if bare.rfind(",") > bare.rfind(".") else "."
        if bare.count(decimal_mark) > 1:  # "1.234.567": thousands only
            bare = bare.replace(decimal_mark, "")
        other = "." if decimal_mark == "," else ","
        bare = bare.replace(other, "").replace(decimal_mark, ".")
    elif re.fullmatch(r"-?[0-9]+,[0-9]+", bare):
        if re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", bare):
            raise _quantity(text, "a number that can be read in one way; write 1234 or 1.234")
        bare = bare.replace(",", ".")
    if not _NUMBER.fullmatch(bare):
        raise _quantity(text, "a number such as 12.5")
    try:
        return Decimal(bare)
    except InvalidOperation:
        raise _quantity(text, "a number such as 12.5") from None


def one_lot(text: str) -> str | None:
    """A lot as a person writes it, None for nothing. Raises InvalidRequest (lot) where several stand there.

    Of several it is not said how much came of which, and as one code they would be found by none.
    """
    if _SEVERAL_LOTS.search(text):
        raise InvalidRequest(
            f"expected one lot, got {text[:40]!r}; record the goods of each lot by themselves",
            code="lot",
        )
    return text or None


def exact(quantity: Decimal) -> str:
    """The quantity as text without padding: 12.500 gives "12.5", 1E+2 gives "100"."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def check_item(item: Item, day: datetime.date) -> Item:
    """The item with clean texts. Raises InvalidRequest: product, quantity, unit, lot, use_by."""
    if not isinstance(item.quantity, Decimal) or not item.quantity.is_finite():
        raise _quantity(item.quantity, "an exact decimal number")
    if item.quantity <= 0:
        raise _quantity(item.quantity, "more than 0; goods that went back are a correction")
    if item.quantity > MAX_QUANTITY:
        raise _quantity(item.quantity, f"at most {MAX_QUANTITY:,}; check the unit")
    if len(exact(item.quantity).partition(".")[2]) > _MAX_DECIMALS:
        raise _quantity(item.quantity, f"at most {_MAX_DECIMALS} decimals")
    if item.use_by is not None and not 0 <= (item.use_by - day).days <= _MAX_SHELF_DAYS:
        raise InvalidRequest(
            f"expected a use-by day within ten years from {day}, got {item.use_by}; compare it with "
            "the label",
            code="use_by",
        )
    lot = None if item.lot is None else _text(item.lot, "lot", _MAX_LOT)
    return Item(
        check_product(item.product),
        item.quantity,
        _text(item.unit, "unit", _MAX_UNIT),
        lot,
        item.use_by,
    )


@functools.lru_cache(4096)
def check_product(product: Product) -> Product:
    """The product with a clean name that has a letter or digit, and a GTIN of 14 digits or none.

    Raises InvalidRequest: product, gtin, in_store.
    """
    name = _text(product.name, "product", _MAX_NAME)
    if not fold(name):
        raise InvalidRequest(
            f"expected the name of a product, got {name!r}; give a name in words", code="product"
        )
    return Product(name, None if product.gtin is None else check_gtin(product.gtin))


@functools.lru_cache(4096)
def check_supplier(supplier: Supplier) -> Supplier:
    """The supplier with clean texts. Raises InvalidRequest: supplier, tax_code."""
    code = None if supplier.tax_code is None else tax_code(supplier.tax_code)
    name = _text(supplier.name, "supplier", _MAX_NAME)
    if code is None and not fold(name):
        raise InvalidRequest(
            f"expected the name of a supplier, got {name!r}; give a name in words", code="supplier"
        )
    return Supplier(name, code, clean_text(supplier.address)[:_MAX_NAME])


def tax_code(text: str) -> str:
    """A tax code in its usual form, 0400123456 or 0400123456-001 or 12 digits; its check digit is not judged."""
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{13}", digits):
        digits = f"{digits[:10]}-{digits[10:]}"
    if not (digits.isascii() and _TAX_CODE.fullmatch(digits)):
        raise InvalidRequest(
            f"expected a tax code of 10, 12 or 13 digits, got {text[:30]!r}", code="tax_code"
        )
    return digits


@functools.lru_cache(4096)
def lot_key(code: str) -> str:
    """What two spellings of one lot code have in common; letters keep their Vietnamese marks.

    Signs that nobody sees, as a code pasted from elsewhere brings them, make no difference.
    """
    bare = "".join(unicodedata.normalize("NFC", code).upper().split())
    if bare.isascii() and bare.isprintable():
        return bare
    return "".join(sign for sign in bare if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def check_day(day: datetime.date, now: int) -> None:
    """Raises InvalidRequest (day) for a day that has not begun or is ten years past."""
    today = civil_date(civil_day(now + MAX_AHEAD_S))
    if day > today:
        raise InvalidRequest(
            f"expected a day up to {today}, got {day}; compare the date and the clock of the sender",
            code="day",
        )
    if (today - day).days > _OLDEST_YEARS * 366:
        raise InvalidRequest(f"expected a day of the last ten years, got {day}", code="day")


def check_moment(at: int, day: datetime.date, now: int) -> None:
    """Raises InvalidRequest (received_at) for a moment ahead of this clock or of another day."""
    if at > now + MAX_AHEAD_S:
        raise InvalidRequest(
            f"the goods are said to come {at - now} seconds from now; set the clock of the sender right",
            code="received_at",
        )
    if civil_date(civil_day(at)) != day:
        raise InvalidRequest(
            f"expected a moment of {day}, got one of {civil_date(civil_day(at))}",
            code="received_at",
        )


# A list names the same goods again and again.
@functools.lru_cache(4096)
def _text(text: str, what: str, most: int) -> str:
    clean = " ".join(clean_text(text).split())
    if not clean:
        raise InvalidRequest(f"expected a {what}, got nothing; give one", code=what)
    if len(clean) > most:
        raise InvalidRequest(
            f"expected a {what} of at most {most} characters, got {len(clean)}", code=what
        )
    return clean


def _quantity(found: object, expected: str) -> InvalidRequest:
    return InvalidRequest(
        f"expected a quantity, {expected}; got {str(found)[:30]!r}", code="quantity"
    )

"""The shapes of the record: who delivered what to whom, and what was made of it; shapes only."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

__all__ = [
    "DOCUMENT_KINDS",
    "SIGNATURES",
    "Dispatch",
    "Item",
    "KeptReceipt",
    "Papers",
    "Product",
    "Receipt",
    "Recorded",
    "Supplier",
    "Transformation",
    "correction_key",
]

#: What goods are recorded from.
DOCUMENT_KINDS: Final = ("invoice", "file", "phone", "scan", "epcis", "correction")
#: The state of a document's own signature. "valid" says that the document is as it was signed; the
#: issuer of the certificate is never checked here.
SIGNATURES: Final = ("valid", "invalid", "none", "not_checked")


class Supplier(msgspec.Struct, frozen=True):
    """Known by the tax code; without one (a farmer, a boat) by its name as the kitchen writes it."""

    name: str
    tax_code: str | None = None
    address: str = ""


class Product(msgspec.Struct, frozen=True):
    """Known by its folded name; `gtin` (14 digits) leads to it too."""

    name: str
    gtin: str | None = None


class Item(msgspec.Struct, frozen=True):
    """A quantity of a product, of a lot where one is known; `quantity` is exact and never a float."""

    product: Product
    quantity: Decimal
    unit: str
    lot: str | None = None
    use_by: datetime.date | None = None


class Receipt(msgspec.Struct, frozen=True):
    """Goods that came to an establishment from a supplier on a civil day (UTC+7).

    `received_at` (unix seconds) is the moment, where it is known. `line` is the line of the papers.
    """

    establishment_id: int
    supplier: Supplier
    item: Item
    day: datetime.date
    received_at: int | None = None
    line: int = 0


class Dispatch(msgspec.Struct, frozen=True):
    """Goods that went from one establishment to another on a civil day (UTC+7)."""

    from_id: int
    to_id: int
    item: Item
    day: datetime.date
    received_at: int | None = None
    line: int = 0


class Transformation(msgspec.Struct, frozen=True):
    """What an establishment made of what, on a civil day: a pig into portions, a shift's cooking."""

    establishment_id: int
    day: datetime.date
    inputs: tuple[Item, ...]
    outputs: tuple[Item, ...]


class Papers(msgspec.Struct, frozen=True):
    """What goods are recorded from; the same `key` again is the same papers and changes nothing.

    `changes_key` is the key of the papers that these replace or adjust, known here or not; `change` is
    "replaces" or "adjusts". `detail` holds what the papers say of themselves.
    """

    key: str
    kind: str
    content_sha256: bytes
    number: str = ""
    signature: str = "none"
    changes_key: str | None = None
    change: str | None = None
    detail: dict[str, Any] = {}


def correction_key(receipt: int) -> str:
    """The key of the papers that put a receipt right or withdraw it: there are none twice."""
    return f"correction:{receipt}"


class Recorded(msgspec.Struct, frozen=True):
    """What papers brought. `known`: they had been recorded before, and nothing changed.

    `receipt_ids` are those in force; `ended_ids` are earlier receipts that these papers took out of it.
    """

    document_id: int
    receipt_ids: tuple[int, ...]
    transformation_ids: tuple[int, ...] = ()
    ended_ids: tuple[int, ...] = ()
    known: bool = False


class KeptReceipt(msgspec.Struct, frozen=True):
    """A receipt as the registry holds it. `ended_at`: from then on it no longer counts."""

    id: int
    establishment_id: int
    supplier: Supplier | None
    from_establishment_id: int | None
    item: Item
    day: datetime.date
    received_at: int | None
    document_id: int
    document_kind: str
    document_number: str
    signature: str
    line: int
    corrects: int | None
    ended_at: int | None

"""What a recall answers: establishments, how sure each is, and the receipts that say so; shapes only."""

from __future__ import annotations

import datetime
from typing import Final

import msgspec

__all__ = [
    "CERTAINTIES",
    "DEFAULT_SHELF_LIFE_DAYS",
    "Recall",
    "RecallQuestion",
    "TracedEstablishment",
    "TracedReceipt",
    "TracedSupplier",
]

#: From the surest to the least sure; a chain is as sure as its weakest link.
#: "lot": the lot's code is on the record. "product and day": no lot there, but the product and a day on
#: which the goods were at hand. "supplier and day": only the supplier and the day were asked for.
CERTAINTIES: Final = ("lot", "product and day", "supplier and day")
#: How long goods count as at hand where neither a use-by day nor the product's own shelf life is known:
#: what came on day d may have been used or sent on from d to d + 7.
DEFAULT_SHELF_LIFE_DAYS: Final = 7


class RecallQuestion(msgspec.Struct, frozen=True):
    """Forward: at least one of `supplier` (tax code or local name), `product` and `lot`; the days are those of
    delivery, both counted in. Backward: `served_at` (an establishment) and `on`."""

    supplier: str | None = None
    product: str | None = None
    lot: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    served_at: int | None = None
    on: datetime.date | None = None


class TracedReceipt(msgspec.Struct, frozen=True, gc=False):
    """One receipt that a recall reached. `supplier` is a tax code, or a name where there is none."""

    id: int
    day: datetime.date
    product: str
    lot: str | None
    quantity: str
    unit: str
    supplier: str | None
    from_typed_code: str | None
    document: str
    certainty: str
    steps: int


class TracedEstablishment(msgspec.Struct, frozen=True):
    """An establishment with the best certainty and the fewest steps of what was found there.

    Forward `steps` counts deliveries from the supplier (1 is direct; 0 made the lot itself), backward
    deliveries to the place that was asked for (0 is the place itself).
    """

    id: int
    typed_code: str
    name: str
    certainty: str
    steps: int
    receipts: tuple[TracedReceipt, ...]


class TracedSupplier(msgspec.Struct, frozen=True):
    """A supplier whose goods a recall reached; `receipts` are numbers of those above."""

    tax_code: str | None
    name: str
    certainty: str
    steps: int
    receipts: tuple[int, ...]


class Recall(msgspec.Struct, frozen=True):
    """The whole answer, surest and nearest first. `transformations` are numbers of those on the way."""

    question: RecallQuestion
    as_of: int
    establishments: tuple[TracedEstablishment, ...]
    suppliers: tuple[TracedSupplier, ...]
    transformations: tuple[int, ...] = ()

"""What a meal could be made of, each kind of goods once: what an officer asks for next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.supply import CERTAINTIES

from foodtrace_api.office.recall_asking import Asked

if TYPE_CHECKING:
    from foodtrace.supply import Recall

__all__ = ["MealGoods", "goods_of"]


class MealGoods(msgspec.Struct, frozen=True):
    """Goods of a supplier that were in a meal; `href` asks where else they went."""

    supplier_name: str
    product: str
    lot: str
    certainty: str
    href: str


def goods_of(answer: Recall, path: str) -> tuple[MealGoods, ...]:
    """The goods of suppliers in the answer, surest first; their questions are asked at `path`."""
    names = {one.tax_code or one.name: one.name for one in answer.suppliers}
    found: dict[tuple[str, str, str], MealGoods] = {}
    for one in answer.establishments:
        for each in one.receipts:
            if each.supplier is None:
                continue
            key = (each.supplier, each.product, each.lot or "")
            asked = Asked(supplier=each.supplier, product=each.product, lot=each.lot or "")
            if not each.lot:
                day = each.day.isoformat()
                asked = msgspec.structs.replace(asked, since=day, until=day)
            known = found.get(key)
            if known is None or CERTAINTIES.index(each.certainty) < CERTAINTIES.index(
                known.certainty
            ):
                found[key] = MealGoods(
                    names.get(each.supplier, each.supplier),
                    each.product,
                    each.lot or "",
                    each.certainty,
                    asked.href(path),
                )
    return tuple(
        sorted(
            found.values(),
            key=lambda goods: (CERTAINTIES.index(goods.certainty), goods.product, goods.lot),
        )
    )

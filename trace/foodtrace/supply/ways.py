"""The way of goods through a recall's answer: from whom through whose hands to each establishment; pure."""

from __future__ import annotations

from typing import Final

import msgspec

from foodtrace.supply.answers import CERTAINTIES, Recall, TracedEstablishment, TracedReceipt

__all__ = ["Stop", "ways_of"]

# A way is told as far as people read it; the receipts tell the rest.
_LONGEST: Final = 12


class Stop(msgspec.Struct, frozen=True):
    """A supplier (`tax_code`, if it has one) or an establishment (`typed_code`) on the way of goods."""

    name: str
    typed_code: str | None = None
    tax_code: str | None = None


def ways_of(recall: Recall) -> dict[int, tuple[Stop, ...]]:
    """By establishment the surest and shortest way of the goods, in the order in which they moved.

    Looking forward it ends at the establishment; looking back it goes from who delivered to it on to the
    place of the meal.
    """
    walk = _Ways(recall)
    back = recall.question.served_at is not None
    return {
        one.id: (walk.to(one) + walk.on_from(one) if back else (*walk.to(one), _stop(one)))[
            :_LONGEST
        ]
        for one in recall.establishments
    }


class _Ways:
    def __init__(self, recall: Recall) -> None:
        self._places = {one.typed_code: one for one in recall.establishments}
        self._suppliers = {one.tax_code or one.name: one for one in recall.suppliers}
        self._received: dict[str, list[tuple[TracedEstablishment, TracedReceipt]]] = {}
        for one in recall.establishments:
            for receipt in one.receipts:
                if receipt.from_typed_code is not None:
                    self._received.setdefault(receipt.from_typed_code, []).append((one, receipt))
        self._back = recall.question.served_at is not None

    def to(self, place: TracedEstablishment) -> tuple[Stop, ...]:
        """The hands through which the goods came to the place, the first one first."""
        stops: list[Stop] = []
        seen = {place.typed_code}
        here: TracedEstablishment | None = place
        while here is not None and here.receipts and len(stops) < _LONGEST:
            best = min(here.receipts, key=_rank)
            sender = best.from_typed_code
            # Looking back, the senders of a place have lines of their own.
            if sender is None or self._back:
                if best.supplier is not None:
                    stops.append(self._supplier(best.supplier))
                break
            if sender in seen:
                break
            seen.add(sender)
            here = self._places.get(sender)
            stops.append(Stop(sender, sender) if here is None else _stop(here))
        return tuple(reversed(stops))

    def on_from(self, place: TracedEstablishment) -> tuple[Stop, ...]:
        """The place and those to which it delivered, up to where the meal was served."""
        stops = [_stop(place)]
        seen = {place.typed_code}
        here = place
        while here.steps > 0 and len(stops) < _LONGEST:
            nearer = [
                (one, receipt)
                for one, receipt in self._received.get(here.typed_code, ())
                if receipt.steps < here.steps and one.typed_code not in seen
            ]
            if not nearer:
                break
            here = min(nearer, key=lambda each: _rank(each[1]))[0]
            seen.add(here.typed_code)
            stops.append(_stop(here))
        return tuple(stops)

    def _supplier(self, key: str) -> Stop:
        found = self._suppliers.get(key)
        return Stop(key) if found is None else Stop(found.name, tax_code=found.tax_code)


def _stop(place: TracedEstablishment) -> Stop:
    return Stop(place.name, place.typed_code)


def _rank(receipt: TracedReceipt) -> tuple[int, int, int]:
    return CERTAINTIES.index(receipt.certainty), receipt.steps, receipt.id

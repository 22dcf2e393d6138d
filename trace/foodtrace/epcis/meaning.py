"""What an event says of goods here: who sent what to whom, or what was made of what; pure.

The register's own knowledge comes as `Known`. Nothing is guessed: what cannot be said is a fault, and an
event that says nothing of goods at a place of ours stays an event.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from foodtrace.epcis.items import Items, Known, wrong
from foodtrace.epcis.naming import gln_of
from foodtrace.epcis.parsing import Captured, Fault
from foodtrace.epcis.shapes import (
    Destination,
    ObjectEvent,
    Source,
    TransactionEvent,
    TransformationEvent,
)
from foodtrace.epcis.terms import bare
from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import check_gln
from foodtrace.sticker import civil_date
from foodtrace.supply import Dispatch, Receipt, Supplier, Transformation

__all__ = ["UNNAMED", "Meaning", "meaning_of", "places_of", "things_of"]

#: Who delivered, where an event of receiving does not say it: a gap that stays to be seen.
UNNAMED: Final = "Bên gửi không được nêu"
_DAY_MS: Final = 86_400_000
_SEVEN_HOURS_MS: Final = 7 * 3_600_000
# The first that is there is where the goods really are.
_PARTIES: Final = ("location", "possessing_party", "owning_party")


class Meaning(msgspec.Struct, frozen=True):
    """At most one of the three kinds holds anything."""

    places: tuple[int, ...]
    receipts: tuple[Receipt, ...] = ()
    dispatches: tuple[Dispatch, ...] = ()
    transformations: tuple[Transformation, ...] = ()
    step: str = ""
    papers: str = ""
    #: The GLN of a supplier that is to be remembered with its name.
    gln: str | None = None

    @property
    def acting(self) -> int | None:
        """The establishment that tells it: who received, sent or made the goods."""
        if self.receipts:
            return self.receipts[0].establishment_id
        if self.dispatches:
            one = self.dispatches[0]
            return one.to_id if self.step == "receiving" else one.from_id
        return self.transformations[0].establishment_id if self.transformations else None


def places_of(event: Captured) -> list[tuple[str, str]]:
    """Every location that the event names, with its JSON path below the event's."""
    shape = event.shape
    found = []
    if shape.biz_location:
        found.append((shape.biz_location.id, ".bizLocation.id"))
    if shape.read_point:
        found.append((shape.read_point.id, ".readPoint.id"))
    found += [
        (each.source, f".sourceList[{number}].source")
        for number, each in enumerate(shape.source_list)
    ]
    found += [
        (each.destination, f".destinationList[{number}].destination")
        for number, each in enumerate(shape.destination_list)
    ]
    return found


def things_of(event: Captured) -> Iterable[tuple[str, str]]:
    """Field and identifier of all goods that the event names."""
    shape = event.shape
    for name in ("epc_list", "child_epcs", "input_epc_list", "output_epc_list"):
        for uri in getattr(shape, name, None) or ():
            yield name, uri
    for name in (
        "quantity_list",
        "child_quantity_list",
        "input_quantity_list",
        "output_quantity_list",
    ):
        for each in getattr(shape, name, None) or ():
            yield name, each.epc_class
    parent = getattr(shape, "parent_id", None)
    if parent is not None:
        yield "parent_id", parent


def meaning_of(event: Captured, known: Known) -> Meaning | Fault:
    """What the event means for the record, or why it cannot be taken."""
    try:
        return _Reader(event, known).read()
    except InvalidRequest as error:
        where = str(error.fields.get("where", ""))
        return Fault(event.path + where, error.code, error.message)


class _Reader:
    def __init__(self, event: Captured, known: Known) -> None:
        self._event = event
        self._known = known
        at = event.event_ms
        self._day: datetime.date = civil_date((at + _SEVEN_HOURS_MS) // _DAY_MS)
        self._items = Items(event, known, self._day)

    def read(self) -> Meaning:
        here = self._here()
        if self._event.declares_error:
            return Meaning(here)
        shape = self._event.shape
        if isinstance(shape, TransformationEvent):
            return self._made(shape, here)
        step = bare("bizStep", shape.biz_step) if shape.biz_step else ""
        if not isinstance(shape, ObjectEvent | TransactionEvent) or shape.action == "DELETE":
            return Meaning(here)
        if step == "receiving":
            return self._received(here)
        if step == "shipping":
            return self._shipped(shape, here)
        return Meaning(here)

    def _here(self) -> tuple[int, ...]:
        """The establishments of ours that the event is about; one at least."""
        named = places_of(self._event)
        found = dict.fromkeys(
            place for uri, _ in named if (place := self._known.places.get(uri)) is not None
        )
        if found:
            return tuple(found)
        if not named:
            raise wrong(
                "",
                "expected a place in bizLocation, readPoint, sourceList or destinationList, got none",
            )
        uri, where = named[0]
        raise wrong(
            where,
            f"expected a place of this register, by its GLN or its page, got {uri[:80]}; have its GLN "
            "entered at the office first",
            "epcis_place",
        )

    def _received(self, here: tuple[int, ...]) -> Meaning:
        to = self._to()
        if to is None:
            # Somebody else received what one of ours had sent.
            return Meaning(here)
        items = self._items.of("quantity_list", "epc_list")
        sender = self._from()
        at = (
            None
            if self._event.own(self._known.names.namespace, "dayOnly")
            else self._event.event_ms // 1000
        )
        if sender == to:
            raise wrong(
                ".sourceList",
                "goods that go from an establishment to itself are no delivery; name who sent them",
                "loop",
            )
        if isinstance(sender, int):
            sent = [
                Dispatch(sender, to, item, self._day, at, line)
                for line, item in enumerate(items, 1)
            ]
            return Meaning(here, dispatches=tuple(sent), step="receiving", papers=self._papers())
        supplier, gln = self._supplier()
        taken = [
            Receipt(to, supplier, item, self._day, at, line) for line, item in enumerate(items, 1)
        ]
        return Meaning(
            here, receipts=tuple(taken), step="receiving", papers=self._papers(), gln=gln
        )

    def _shipped(self, shape: ObjectEvent | TransactionEvent, here: tuple[int, ...]) -> Meaning:
        sender, to = self._from() or self._place_of(shape), self._to(only_named=True)
        if not isinstance(sender, int) or to is None or sender == to:
            return Meaning(here)
        items = self._items.of("quantity_list", "epc_list")
        sent = [
            Dispatch(sender, to, item, self._day, None, line) for line, item in enumerate(items, 1)
        ]
        return Meaning(here, dispatches=tuple(sent), step="shipping", papers=self._papers())

    def _made(self, shape: TransformationEvent, here: tuple[int, ...]) -> Meaning:
        place = self._place_of(shape)
        if place is None:
            return Meaning(here)
        inputs = self._items.of("input_quantity_list", "input_epc_list", ilmd=False)
        outputs = self._items.of("output_quantity_list", "output_epc_list")
        if not inputs or not outputs:
            # One half of a transformation that is told in several events.
            return Meaning(here)
        made = Transformation(place, self._day, tuple(inputs), tuple(outputs))
        return Meaning(here, transformations=(made,), step="transforming", papers=self._papers())

    def _place_of(self, shape: Any) -> int | None:
        for place in (shape.biz_location, shape.read_point):
            if place is not None and place.id in self._known.places:
                return self._known.places[place.id]
        return None

    def _to(self, *, only_named: bool = False) -> int | None:
        shape = self._event.shape
        named = _first(shape.destination_list, lambda each: each.destination)
        if named is not None:
            return self._known.places.get(named)
        return None if only_named else self._place_of(shape)

    def _from(self) -> int | None:
        named = _first(self._event.shape.source_list, lambda each: each.source)
        return None if named is None else self._known.places.get(named)

    def _supplier(self) -> tuple[Supplier, str | None]:
        """Who sold the goods; whoever owned them stands for it before whoever carried them."""
        shape = self._event.shape
        uri = _first(shape.source_list, lambda each: each.source, _PARTIES[::-1])
        if uri is None:
            return Supplier(UNNAMED), None
        if uri in self._known.suppliers:
            return self._known.suppliers[uri], None
        said = self._known.said.get(uri, {})
        gln = gln_of(uri)
        if gln is not None:
            check_gln(gln)
        name = said.get("name") or (f"GLN {gln}" if gln else "")
        if not name:
            raise wrong(
                ".sourceList",
                f"expected a supplier with a GLN, or with a name in epcisHeader, got {uri[:80]}",
            )
        return Supplier(name, None, said.get("streetAddressOne", "")), gln

    def _papers(self) -> str:
        """What people call the papers: our own field, or the end of the first identifier."""
        own = self._event.own(self._known.names.namespace, "papers")
        if isinstance(own, str):
            return own[:100]
        listed = self._event.shape.biz_transaction_list
        kinds = ("inv", "desadv", "recadv", "po")
        order = sorted(
            listed,
            key=lambda each: (
                kinds.index(kind)
                if each.type and (kind := bare("bizTransaction", each.type)) in kinds
                else len(kinds)
            ),
        )
        return (
            order[0].biz_transaction.rstrip("/").replace(":", "/").rpartition("/")[2][:100]
            if order
            else ""
        )


def _first(
    listed: Sequence[Source] | Sequence[Destination],
    uri: Callable[[Any], str],
    order: Sequence[str] = _PARTIES,
) -> str | None:
    for kind in order:
        for each in listed:
            if bare("source", each.type) == kind:
                return uri(each)
    return uri(listed[0]) if listed else None

"""The events of a document into the record, inside its write: which are new, what they mean, and their goods."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.epcis.canonical import canonical
from foodtrace.epcis.documents import known_as_ours
from foodtrace.epcis.items import Known
from foodtrace.epcis.knowing import covered_places, look_up, parts
from foodtrace.epcis.meaning import Meaning, meaning_of, things_of
from foodtrace.epcis.meeting import not_yet_received, sent_before
from foodtrace.epcis.naming import Names
from foodtrace.epcis.parsing import Captured, Fault, ParsedDocument
from foodtrace.epcis.terms import NAMESPACES, bare
from foodtrace.epcis.writing import encode, iso
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.places import fold
from foodtrace.registry import Event, record_events
from foodtrace.registry.epcis_schema import epcis_event, epcis_event_place, epcis_event_thing
from foodtrace.registry.supply_schema import receipt, supplier, supply_document, transformation
from foodtrace.supply import MAX_AHEAD_S, Papers, Recorded, record_goods

__all__ = ["Refused", "Taking"]

_FIELDS: Final = {
    "epc_list": "epcList",
    "child_epcs": "childEPCs",
    "input_epc_list": "inputEPCList",
    "output_epc_list": "outputEPCList",
    "quantity_list": "quantityList",
    "child_quantity_list": "childQuantityList",
    "input_quantity_list": "inputQuantityList",
    "output_quantity_list": "outputQuantityList",
    "parent_id": "parentID",
}


class Refused(Exception):
    """Ends the write: nothing of the document is taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = list(faults)[:20]


class Taking:
    """One document's events, judged and then taken in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, names: Names, who: Who, now: int) -> None:
        self._connection, self._names, self._who, self._now = connection, names, who, now

    async def judge(self, document: ParsedDocument) -> tuple[list[Captured], list[Meaning]]:
        """The events that are new, with what they mean. Raises Refused with every fault."""
        faults = [fault for event in document.events if (fault := self._ahead(event))]
        fresh, differing = await self._fresh(document.events)
        known = await look_up(self._connection, fresh, self._names, document.said)
        places = await covered_places(self._connection, self._who, known.places.values())
        meanings = []
        for event in fresh:
            meaning = meaning_of(event, known)
            if isinstance(meaning, Meaning) and not self._may(meaning, places):
                meaning = meaning_of(event, _blind(known, places))
            if isinstance(meaning, Fault):
                faults.append(meaning)
            else:
                meanings.append(meaning)
        faults += differing
        if faults:
            raise Refused(sorted(faults, key=lambda fault: _order(fault.path)))
        return fresh, meanings

    async def take(self, event: Captured, meaning: Meaning, number: int) -> None:
        """Record an event and the goods that it speaks of."""
        papers = await self._record(event, meaning, number)
        shape = event.shape
        values = {
            "event_id": event.event_id,
            "hash_id": event.hash_id,
            "declares_error": int(event.declares_error),
            "type": event.raw["type"],
            "event_time": event.event_ms,
            "record_time": self._now,
            "action": getattr(shape, "action", None),
            "biz_step": shape.biz_step and bare("bizStep", shape.biz_step),
            "disposition": shape.disposition and bare("disposition", shape.disposition),
            "read_point": shape.read_point and _same(shape.read_point.id),
            "biz_location": shape.biz_location and _same(shape.biz_location.id),
            "body": encode(self._body(event)).decode(),
            "capture_id": number,
            "document_id": papers,
        }
        made = insert(epcis_event).values(values).returning(epcis_event.c.seq)
        seq = int((await self._connection.execute(made)).scalar_one())
        things = {(_FIELDS[field], _same(uri)) for field, uri in things_of(event)}
        if things:
            rows = [
                {"event_seq": seq, "field": field, "value": value}
                for field, value in sorted(things)
            ]
            await self._connection.execute(insert(epcis_event_thing), rows)
        rows_of_places = [{"event_seq": seq, "establishment_id": place} for place in meaning.places]
        await self._connection.execute(insert(epcis_event_place), rows_of_places)

    def _ahead(self, event: Captured) -> Fault | None:
        ahead = event.event_ms // 1000 - self._now
        if ahead <= MAX_AHEAD_S:
            return None
        return Fault(
            f"{event.path}.eventTime",
            "event_time",
            f"expected a moment up to {iso(self._now)}, got one {ahead} seconds later; set the clock "
            "of the sender right",
        )

    async def _fresh(self, events: Sequence[Captured]) -> tuple[list[Captured], list[Fault]]:
        """Those not known yet, and faults of those that contradict one that is."""
        table = epcis_event.c
        by_id: dict[tuple[str, bool], str] = {}
        hashes: set[tuple[str, bool]] = set()
        for part in parts(name for event in events for name in (event.event_id, event.hash_id)):
            query = select(table.event_id, table.hash_id, table.declares_error)
            found = query.where(or_(table.event_id.in_(part), table.hash_id.in_(part)))
            for row in await self._connection.execute(found):
                by_id[row.event_id, bool(row.declares_error)] = row.hash_id
                hashes.add((row.hash_id, bool(row.declares_error)))
        fresh, faults = [], []
        for event in events:
            key = (event.event_id, event.declares_error)
            if (event.hash_id, event.declares_error) in hashes:
                continue
            if key in by_id:
                message = (
                    f"expected {event.event_id[:100]} to say what it said before, got another content; "
                    "declare the first an error and give the right one an eventID of its own"
                )
                faults.append(Fault(f"{event.path}.eventID", "event_differs", message))
                continue
            by_id[key] = event.hash_id
            hashes.add((event.hash_id, event.declares_error))
            fresh.append(event)
        return fresh, faults

    def _may(self, meaning: Meaning, places: frozenset[int]) -> bool:
        acting = meaning.acting
        if acting is not None:
            return acting in places
        return any(place in places for place in meaning.places)

    async def _record(self, event: Captured, meaning: Meaning, number: int) -> int | None:
        key = f"epcis:{event.hash_id}"
        detail = {"event": event.event_id, "capture": number}
        sha256 = hashlib.sha256(event.hash_id.encode()).digest()
        if event.declares_error:
            papers = Papers(f"{key}:error", "epcis", sha256, "", "none", key, "replaces", detail)
            made = await self._goods(event, papers, Meaning(meaning.places))
            await self._tell_ended(made, papers.key)
            await self._end_transformations(event)
            return None
        if not (meaning.receipts or meaning.dispatches or meaning.transformations):
            return None
        if await known_as_ours(self._connection, self._names, event):
            return None
        ends: list[int] = []
        if meaning.step == "receiving":
            ends = await sent_before(self._connection, meaning.dispatches)
        elif meaning.step == "shipping":
            left = await not_yet_received(self._connection, meaning.dispatches)
            if not left:
                return None
            meaning = msgspec.structs.replace(meaning, dispatches=left)
        papers = Papers(key, "epcis", sha256, meaning.papers, detail=detail)
        made = await self._goods(event, papers, meaning, ends)
        if meaning.gln is not None:
            await self._remember(meaning)
        await self._end_transformations(event)
        return made.document_id

    async def _goods(
        self, event: Captured, papers: Papers, meaning: Meaning, ends: Sequence[int] = ()
    ) -> Recorded:
        try:
            return await record_goods(
                self._connection,
                papers,
                receipts=meaning.receipts,
                dispatches=meaning.dispatches,
                transformations=meaning.transformations,
                ends=ends,
                actor=self._who.actor,
                now=self._now,
            )
        except (InvalidRequest, Conflict, NotFound) as error:
            raise Refused([_fault(event, error)]) from None

    async def _tell_ended(self, made: Recorded, key: str) -> None:
        if not made.ended_ids:
            return
        query = select(receipt.c.establishment_id).where(receipt.c.id.in_(made.ended_ids))
        places: list[int] = list((await self._connection.execute(query)).scalars())
        events = [
            Event(
                at=self._now,
                actor=self._who.actor,
                kind="goods_recorded",
                establishment_id=place,
                after={
                    "papers": key,
                    "kind": "epcis",
                    "receipts": 0,
                    "ended": places.count(place),
                },
            )
            for place in sorted(set(places))
        ]
        await record_events(self._connection, events)

    async def _end_transformations(self, event: Captured) -> None:
        """What was declared an error never happened; the declaration may have come first."""
        table = epcis_event.c
        if not event.declares_error:
            declared = select(table.seq).where(
                table.hash_id == event.hash_id, table.declares_error == 1
            )
            if (await self._connection.execute(declared)).first() is None:
                return
        papers = select(supply_document.c.id).where(
            supply_document.c.key == f"epcis:{event.hash_id}"
        )
        await self._connection.execute(
            update(transformation)
            .where(
                transformation.c.document_id.in_(papers.scalar_subquery()),
                transformation.c.ended_at.is_(None),
            )
            .values(ended_at=self._now)
        )

    async def _remember(self, meaning: Meaning) -> None:
        """Next time the supplier is known by its GLN."""
        name = meaning.receipts[0].supplier.name
        await self._connection.execute(
            update(supplier)
            .where(
                supplier.c.name_folded == fold(name),
                supplier.c.tax_code.is_(None),
                supplier.c.gln.is_(None),
            )
            .values(gln=meaning.gln)
        )

    def _body(self, event: Captured) -> dict[str, Any]:
        """The event as it is given out again: whole by itself, and with the time of its record."""
        own = {
            name: space for name, space in event.namespaces.items() if NAMESPACES.get(name) != space
        }
        raw = {name: value for name, value in event.raw.items() if name != "@context"}
        frame: dict[str, Any] = {"@context": own} if own else {}
        return {**frame, **raw, "eventID": event.event_id, "recordTime": iso(self._now)}


def _blind(known: Known, places: frozenset[int]) -> Known:
    """As if the register held only what lies within bounds."""
    within = {uri: place for uri, place in known.places.items() if place in places}
    return msgspec.structs.replace(known, places=within)


def _fault(event: Captured, error: InvalidRequest | Conflict | NotFound) -> Fault:
    return Fault(event.path, error.code, error.message)


def _same(uri: str) -> str:
    return canonical(uri) or uri


def _order(path: str) -> tuple[int, str]:
    number = path.partition("[")[2].partition("]")[0]
    return int(number) if number.isdigit() else 0, path

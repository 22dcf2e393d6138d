"""From what is on record to events and a document of EPCIS 2.0, in GS1's JSON-LD; pure."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from foodtrace.epcis.hashing import event_hash
from foodtrace.epcis.naming import Names
from foodtrace.epcis.terms import CONTEXT, NAMESPACES
from foodtrace.epcis.units import code_of

__all__ = [
    "OWN",
    "Goods",
    "Movement",
    "Processing",
    "decode",
    "document",
    "encode",
    "event_of",
    "iso",
    "made_event",
]

#: The prefix of our own fields; its namespace is that of the authority's host.
OWN: Final = "foodtrace"
_ZONE: Final = datetime.timezone(datetime.timedelta(hours=7))
_OFFSET: Final = "+07:00"
_PAPERS: Final = {"invoice": "inv", "file": "recadv", "phone": "recadv", "scan": "recadv"}
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Goods(msgspec.Struct, frozen=True):
    """An item with its name in events; `quantity` is exact."""

    uri: str
    product: str
    quantity: Decimal
    unit: str
    lot: str | None = None
    use_by: datetime.date | None = None


class Movement(msgspec.Struct, frozen=True):
    """Goods that came to a place: from a supplier, from an establishment (`sender`), or both in one.

    `ended_at` with no event that corrects it: it did not happen.
    """

    receipt_id: int
    goods: Goods
    to: str
    day: datetime.date
    recorded_at: int
    papers: str
    papers_kind: str
    papers_number: str
    supplier: str | None = None
    sender: str | None = None
    at: int | None = None
    ended_at: int | None = None


class Processing(msgspec.Struct, frozen=True):
    """What a place made of what."""

    transformation_id: int
    place: str
    day: datetime.date
    recorded_at: int
    inputs: tuple[Goods, ...]
    outputs: tuple[Goods, ...]


def event_of(
    one: Movement, names: Names, *, corrected_by: str | None = None
) -> list[dict[str, Any]]:
    """The event of goods received; before it the one of goods sent, where an establishment sent them."""
    receiving = _moved(one, "receiving", "in_progress", one.to)
    events = []
    if one.sender is not None:
        events.append(_moved(one, "shipping", "in_transit", one.sender))
    events.append(receiving)
    done = [_finished(event, names) for event in events]
    if one.ended_at is None:
        return done
    error: dict[str, Any] = {"declarationTime": iso(one.ended_at)}
    if corrected_by is None:
        error["reason"] = "did_not_occur"
    else:
        error |= {"reason": "incorrect_data", "correctiveEventIDs": [corrected_by]}
    return [{**event, "errorDeclaration": error} for event in done]


def made_event(one: Processing, names: Names) -> dict[str, Any]:
    """The event of a transformation."""
    event = {
        "type": "TransformationEvent",
        **_when(one.day, None, one.recorded_at),
        "inputQuantityList": [_quantity(each) for each in one.inputs],
        "outputQuantityList": [_quantity(each) for each in one.outputs],
        "transformationID": names.transformation(one.transformation_id),
        "bizStep": "commissioning",
        "disposition": "in_progress",
        "readPoint": {"id": one.place},
        "bizLocation": {"id": one.place},
        f"{OWN}:goods": [_own(each) for each in (*one.inputs, *one.outputs)],
    }
    # What is said of all that came out can be said of it only where one thing did.
    if len(one.outputs) == 1 and (ilmd := _ilmd(one.outputs[0])):
        event["ilmd"] = ilmd
    return _finished(event, names)


def document(
    events: Sequence[Mapping[str, Any]],
    names: Names,
    now: int,
    *,
    goods: Iterable[Goods] = (),
    places: Mapping[str, Mapping[str, str]] | None = None,
    spaces: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The document of these events with the names of what they are about.

    `places` are attributes (CBV master data) by the names of places and parties; `spaces` more prefixes.
    """
    classes = {
        one.uri: {"descriptionShort": one.product} | ({"lotNumber": one.lot} if one.lot else {})
        for one in goods
    }
    lists = [
        {
            "type": f"urn:epcglobal:epcis:vtype:{kind}",
            "vocabularyElementList": [
                {
                    "id": uri,
                    "attributes": [
                        {"id": f"cbvmda:{name}", "attribute": value} for name, value in said.items()
                    ],
                }
                for uri, said in sorted(found.items())
            ],
        }
        for kind, found in (("EPCClass", classes), ("SourceDest", dict(places or {})))
        if found
    ]
    header = {"epcisHeader": {"epcisMasterData": {"vocabularyList": lists}}} if lists else {}
    return {
        "@context": [
            CONTEXT,
            {OWN: names.namespace, "cbvmda": NAMESPACES["cbvmda"], **(spaces or {})},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": iso(now),
        **header,
        "epcisBody": {"eventList": list(events)},
    }


def encode(what: object) -> bytes:
    """JSON in which an exact decimal is a number as it stands."""
    return _ENCODER.encode(what)


def decode(text: str) -> Any:
    """What `encode` wrote; no number passes through a float."""
    return json.loads(text, parse_float=Decimal)


def iso(at: int) -> str:
    """A moment as events tell it."""
    return datetime.datetime.fromtimestamp(at, _ZONE).isoformat(timespec="milliseconds")


def _moved(one: Movement, step: str, disposition: str, read_at: str) -> dict[str, Any]:
    sources = []
    if one.supplier is not None:
        sources.append({"type": "owning_party", "source": one.supplier})
    if one.sender is not None:
        sources.append({"type": "location", "source": one.sender})
    papers: dict[str, Any] = {"bizTransaction": one.papers}
    kind = "desadv" if one.supplier is None else _PAPERS.get(one.papers_kind)
    if kind is not None:
        papers = {"type": kind, **papers}
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        **_when(one.day, one.at, one.recorded_at),
        "action": "OBSERVE",
        "bizStep": step,
        "disposition": disposition,
        "quantityList": [_quantity(one.goods)],
        "readPoint": {"id": read_at},
        "bizTransactionList": [papers],
        "sourceList": sources,
        "destinationList": [{"type": "location", "destination": one.to}],
        f"{OWN}:receipt": one.receipt_id,
        f"{OWN}:goods": [_own(one.goods)],
    }
    if step == "receiving":
        event["bizLocation"] = {"id": one.to}
    if one.papers_number:
        event[f"{OWN}:papers"] = one.papers_number
    return event


def _when(day: datetime.date, at: int | None, recorded_at: int) -> dict[str, Any]:
    if at is not None:
        return {
            "eventTime": iso(at),
            "eventTimeZoneOffset": _OFFSET,
            "recordTime": iso(recorded_at),
        }
    begin = datetime.datetime.combine(day, datetime.time(), _ZONE)
    return {
        "eventTime": begin.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": _OFFSET,
        "recordTime": iso(recorded_at),
        # No hour is on record: the day's first moment stands for the whole of it.
        f"{OWN}:dayOnly": True,
    }


def _quantity(one: Goods) -> dict[str, Any]:
    code = code_of(one.unit)
    # A unit without a code is left out together with its number: alone it would count pieces.
    return {"epcClass": one.uri} | ({} if code is None else {"quantity": _exact(one), "uom": code})


def _own(one: Goods) -> dict[str, Any]:
    said = {
        f"{OWN}:class": one.uri,
        f"{OWN}:product": one.product,
        f"{OWN}:quantity": _exact(one),
        f"{OWN}:unit": one.unit,
    }
    if one.lot is not None:
        said[f"{OWN}:lot"] = one.lot
    if one.use_by is not None:
        said[f"{OWN}:useBy"] = one.use_by.isoformat()
    return said


def _ilmd(one: Goods) -> dict[str, str]:
    said = {}
    if one.lot is not None:
        said["cbvmda:lotNumber"] = one.lot
    if one.use_by is not None:
        said["cbvmda:itemExpirationDate"] = one.use_by.isoformat()
    return said


def _exact(one: Goods) -> Decimal | int:
    whole = int(one.quantity)
    return whole if whole == one.quantity else one.quantity.normalize()


def _finished(event: dict[str, Any], names: Names) -> dict[str, Any]:
    spaces = {**NAMESPACES, OWN: names.namespace}
    return {"eventID": event_hash(event, spaces), **event}

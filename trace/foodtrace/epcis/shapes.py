"""The events of EPCIS 2.0 as the JSON schema has them, without the fields of others; shapes only."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple

import msgspec

__all__ = [
    "URI",
    "AggregationEvent",
    "AnyEvent",
    "AssociationEvent",
    "ErrorDeclaration",
    "ObjectEvent",
    "Place",
    "Quantity",
    "Text",
    "TransactionEvent",
    "TransformationEvent",
    "json_name",
]

_NAMES: Final = {
    "event_id": "eventID",
    "parent_id": "parentID",
    "transformation_id": "transformationID",
    "corrective_event_ids": "correctiveEventIDs",
    "child_epcs": "childEPCs",
    "input_epc_list": "inputEPCList",
    "output_epc_list": "outputEPCList",
}


def json_name(name: str) -> str:
    """What a field is called in JSON."""
    first, *rest = name.split("_")
    return _NAMES.get(name) or first + "".join(part.capitalize() for part in rest)


class Text(NamedTuple):
    """What a text must look like, and how that is told."""

    pattern: re.Pattern[str]
    expected: str


# Not msgspec's own patterns: with 0.22 an interpreter whose structs have many of them crashes at its end.
# RFC 3986, without the brackets that only an address of IP version 6 has.
_CHARACTER: Final = r"(?:[!$&'()*+,;=:@/?A-Za-z0-9._~\-]|%[0-9A-Fa-f]{2})"
URI: Final = Text(
    re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_CHARACTER}{{1,1000}}(?:#{_CHARACTER}*)?"), "a URI"
)
Uri = Annotated[str, URI]
Word = Annotated[str, Text(re.compile(r"\S.{0,1000}"), "a word of CBV 2.0, or a URI")]
Moment = Annotated[
    str,
    Text(
        re.compile(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
            r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
        ),
        "a moment such as 2026-11-21T07:00:00+07:00",
    ),
]
Offset = Annotated[
    str,
    Text(re.compile(r"[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)"), "an offset such as +07:00"),
]
Unit = Annotated[
    str, Text(re.compile(r"[A-Z0-9]{2,3}"), "a code of UN/ECE Recommendation 20 such as KGM")
]
Action = Annotated[str, Text(re.compile(r"ADD|OBSERVE|DELETE"), "ADD, OBSERVE or DELETE")]


class _Shape(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=json_name
):
    pass


class Place(_Shape, frozen=True, kw_only=True):
    """A read point or a business location."""

    id: Uri


class Quantity(_Shape, frozen=True, kw_only=True):
    """So much of a class of goods; without `uom` a number of pieces."""

    epc_class: Uri
    quantity: Decimal | None = None
    uom: Unit | None = None


class Papers(_Shape, frozen=True, kw_only=True):
    """A business transaction."""

    biz_transaction: Uri
    type: Word | None = None


class Source(_Shape, frozen=True, kw_only=True):
    """From whom or where."""

    type: Word
    source: Uri


class Destination(_Shape, frozen=True, kw_only=True):
    """To whom or where."""

    type: Word
    destination: Uri


class ErrorDeclaration(_Shape, frozen=True, kw_only=True):
    """Says that the event was an error."""

    declaration_time: Moment
    reason: Word | None = None
    corrective_event_ids: list[Uri] = []


class Lasting(_Shape, frozen=True, kw_only=True):
    """Dispositions that hold on."""

    set: list[Word] = []
    unset: list[Word] = []


class _Event(_Shape, frozen=True, kw_only=True, tag_field="type", tag=True):
    event_time: Moment
    event_time_zone_offset: Offset
    record_time: Moment | None = None
    event_id: Uri | None = None
    certification_info: Uri | list[Uri] | None = None
    error_declaration: ErrorDeclaration | None = None
    biz_step: Word | None = None
    disposition: Word | None = None
    read_point: Place | None = None
    biz_location: Place | None = None
    biz_transaction_list: list[Papers] = []
    source_list: list[Source] = []
    destination_list: list[Destination] = []
    sensor_element_list: list[dict[str, Any]] = []


class ObjectEvent(_Event, frozen=True, kw_only=True):
    """Goods were seen, came into being or ceased to be."""

    action: Action
    epc_list: list[Uri] | None = None
    quantity_list: list[Quantity] | None = None
    persistent_disposition: Lasting | None = None
    ilmd: dict[str, Any] | None = None


class AggregationEvent(_Event, frozen=True, kw_only=True):
    """Goods were put into something, or taken out."""

    action: Action
    parent_id: Uri | None = None
    child_epcs: list[Uri] | None = None
    child_quantity_list: list[Quantity] | None = None


class AssociationEvent(_Event, frozen=True, kw_only=True):
    """Something was fixed to something."""

    action: Action
    parent_id: Uri
    child_epcs: list[Uri] | None = None
    child_quantity_list: list[Quantity] | None = None


class TransactionEvent(_Event, frozen=True, kw_only=True):
    """Goods and papers belong to each other."""

    action: Action
    parent_id: Uri | None = None
    epc_list: list[Uri] | None = None
    quantity_list: list[Quantity] | None = None


class TransformationEvent(_Event, frozen=True, kw_only=True):
    """Goods were made of goods."""

    input_epc_list: list[Uri] | None = None
    input_quantity_list: list[Quantity] | None = None
    output_epc_list: list[Uri] | None = None
    output_quantity_list: list[Quantity] | None = None
    transformation_id: Uri | None = None
    persistent_disposition: Lasting | None = None
    ilmd: dict[str, Any] | None = None


AnyEvent = (
    ObjectEvent | AggregationEvent | AssociationEvent | TransactionEvent | TransformationEvent
)

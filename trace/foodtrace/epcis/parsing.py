"""A document of EPCIS 2.0 as it is captured: every event typed and hashed, or every fault with its place; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from foodtrace.epcis.hashing import event_hash
from foodtrace.epcis.reading import read_json
from foodtrace.epcis.shapes import (
    AggregationEvent,
    AnyEvent,
    AssociationEvent,
    ObjectEvent,
    TransactionEvent,
    TransformationEvent,
)
from foodtrace.epcis.terms import BIZ_STEPS, DISPOSITIONS, EVENT_TYPES, NAMESPACES, bare
from foodtrace.errors import InvalidRequest

__all__ = ["MAX_CAPTURE_EVENTS", "Captured", "Fault", "ParsedDocument", "parse_document", "refused"]

#: Events in one document.
MAX_CAPTURE_EVENTS: Final = 500
_FAULTS_TOLD: Final = 20
_FIELDS: Final = frozenset(
    (
        *(
            "@context",
            "id",
            "type",
            "schemaVersion",
            "creationDate",
            "instanceIdentifier",
            "sender",
        ),
        *("receiver", "epcisHeader", "epcisBody"),
    )
)
_PLACE_OF_FAULT: Final = re.compile(r"(.*) - at `\$(.*)`", re.DOTALL)
_PREFIX: Final = re.compile(r"[A-Za-z][\w.\-]*")
_EARLIEST: Final = datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC)
_VOCABULARIES: Final = {
    "biz_step": ("bizStep", BIZ_STEPS),
    "disposition": ("disposition", DISPOSITIONS),
}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a document, and where: `path` is a JSON path."""

    path: str
    code: str
    message: str


class Captured(msgspec.Struct, frozen=True):
    """One event. `raw` is as it came, numbers exact; times are unix milliseconds."""

    path: str
    shape: AnyEvent
    raw: dict[str, Any]
    namespaces: dict[str, str]
    hash_id: str
    event_ms: int

    @property
    def event_id(self) -> str:
        """Its own name, or the one that its content gives it."""
        return self.shape.event_id or self.hash_id

    @property
    def declares_error(self) -> bool:
        return self.shape.error_declaration is not None

    def own(self, namespace: str, name: str) -> Any:
        """A field of the event in another's namespace, whatever the prefix."""
        return field_of(self.raw, self.namespaces, namespace, name)


class ParsedDocument(msgspec.Struct, frozen=True):
    """`said` holds attributes of master data (CBV, without prefix) by the identifier they are of."""

    events: tuple[Captured, ...]
    said: dict[str, dict[str, str]]


def parse_document(raw: bytes) -> ParsedDocument:
    """Read an EPCISDocument in JSON or JSON-LD; no context is ever fetched.

    Raises InvalidRequest: epcis_json; epcis_document with `faults` for all that the document has.
    """
    tree = read_json(raw)
    spaces = _check_frame(tree)
    events = tree["epcisBody"]["eventList"]
    found: list[Captured] = []
    faults: list[Fault] = []
    for number, event in enumerate(events):
        path = f"$.epcisBody.eventList[{number}]"
        try:
            found.append(_event(event, spaces, path))
        except _Wrong as wrong:
            faults.append(Fault(path + wrong.where, wrong.code, wrong.message))
    if faults:
        raise refused(faults)
    return ParsedDocument(tuple(found), dict(_said(tree.get("epcisHeader"))))


def refused(faults: list[Fault]) -> InvalidRequest:
    """The error that tells these faults, at most the first of them."""
    first = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    code = "epcis_document" if len({each.code for each in faults}) > 1 else first.code
    return InvalidRequest(
        f"{first.path}: {first.message}{more}", code=code, faults=tuple(faults[:_FAULTS_TOLD])
    )


def field_of(
    found: Mapping[str, Any], namespaces: Mapping[str, str], namespace: str, name: str
) -> Any:
    """The value of a name in a namespace; None where there is none."""
    for prefix, space in namespaces.items():
        if space == namespace and f"{prefix}:{name}" in found:
            return found[f"{prefix}:{name}"]
    return found.get(namespace + name)


class _Wrong(Exception):
    def __init__(self, where: str, message: str, code: str = "epcis_document") -> None:
        super().__init__(message)
        self.where, self.message, self.code = where, message, code


def _check_frame(tree: Any) -> dict[str, str]:
    """The prefixes of the document's context. Raises InvalidRequest."""
    if not isinstance(tree, dict):
        raise _at("$", "an object of type EPCISDocument", _kind(tree))
    if tree.get("type") != "EPCISDocument":
        raise _at("$.type", "EPCISDocument", _shown(tree.get("type")))
    for name in tree:
        if name not in _FIELDS and ":" not in name:
            raise _at(
                "$", "the fields of a document, or those of others with a prefix", _shown(name)
            )
    version = tree.get("schemaVersion")
    if not (isinstance(version, str) and re.fullmatch(r"2(\.[0-9]{1,3}){0,2}", version)):
        raise _at("$.schemaVersion", 'a version 2, as "2.0"', _shown(version))
    if "@context" not in tree:
        raise _at("$", "an @context that names GS1's", "none")
    spaces = NAMESPACES | _prefixes(tree["@context"], "$.@context")
    body = tree.get("epcisBody")
    if not isinstance(body, dict) or not isinstance(body.get("eventList"), list):
        raise _at("$.epcisBody.eventList", "a list of events", _kind(body))
    if not 1 <= len(body["eventList"]) <= MAX_CAPTURE_EVENTS:
        raise InvalidRequest(
            f"$.epcisBody.eventList: expected 1 to {MAX_CAPTURE_EVENTS} events, got "
            f"{len(body['eventList'])}; send more in documents of their own",
            code="epcis_limit" if body["eventList"] else "epcis_document",
        )
    return spaces


def _prefixes(context: Any, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in context if isinstance(context, list) else [context]:
        if isinstance(each, dict):
            found |= {
                name: space
                for name, space in each.items()
                if isinstance(space, str) and _PREFIX.fullmatch(name)
            }
        elif not isinstance(each, str):
            raise _at(path, "addresses of contexts and objects with prefixes", _kind(each))
    return found


def _event(raw: Any, spaces: Mapping[str, str], path: str) -> Captured:
    if not isinstance(raw, dict):
        raise _Wrong("", f"expected an event, got {_kind(raw)}")
    if raw.get("type") not in EVENT_TYPES:
        raise _Wrong(
            ".type", f"expected one of {', '.join(EVENT_TYPES)}, got {_shown(raw.get('type'))}"
        )
    namespaces = dict(spaces)
    if "@context" in raw:
        try:
            namespaces |= _prefixes(raw["@context"], ".@context")
        except InvalidRequest as error:
            raise _Wrong(".@context", error.message.partition(": ")[2]) from None
    try:
        shape = msgspec.convert(_plain(raw), AnyEvent)
    except msgspec.ValidationError as error:
        match = _PLACE_OF_FAULT.fullmatch(str(error))
        said, where = (match[1], match[2]) if match else (str(error), "")
        raise _Wrong(where, f"{said[0].lower()}{said[1:]}") from None
    _check_words(shape)
    _check_content(shape)
    at = _moment(shape.event_time, ".eventTime")
    for text, where in (
        (shape.record_time, ".recordTime"),
        (shape.error_declaration and shape.error_declaration.declaration_time, ".errorDeclaration"),
    ):
        if text:
            _moment(text, where)
    try:
        hash_id = event_hash(raw, namespaces)
    except (AttributeError, TypeError, KeyError, ValueError, ArithmeticError):
        raise _Wrong("", "expected fields of EPCIS 2.0, got some of another form") from None
    own = {name: space for name, space in namespaces.items() if NAMESPACES.get(name) != space}
    used = {
        name: space for name, space in own.items() if f'"{name}:' in str(msgspec.json.encode(raw))
    }
    return Captured(path, shape, raw, NAMESPACES | used, hash_id, at)


def _plain(raw: Any) -> Any:
    """Without what is in the namespaces of others: what an event may have there is its own affair."""
    if isinstance(raw, dict):
        return {
            name: value if name in ("ilmd", "sensorElementList") else _plain(value)
            for name, value in raw.items()
            if ":" not in name and name != "@context"
        }
    return [_plain(each) for each in raw] if isinstance(raw, list) else raw


def _check_words(shape: AnyEvent) -> None:
    for name, (field, words) in _VOCABULARIES.items():
        value = getattr(shape, name)
        if value is None or bare(field, value) in words:
            if value is not None and value.startswith("urn:epcglobal:cbv:"):
                raise _Wrong(
                    f".{field}",
                    f"expected the short form {bare(field, value)!r}, got {_shown(value)}",
                )
            continue
        if ":" not in value:
            near = "receiving" if field == "bizStep" else "in_progress"
            raise _Wrong(
                f".{field}",
                f"expected a word of CBV 2.0 such as {near!r}, or a URI, got {_shown(value)}",
            )


def _check_content(shape: AnyEvent) -> None:
    if isinstance(shape, ObjectEvent | TransactionEvent):
        if not (shape.epc_list or shape.quantity_list or shape.sensor_element_list) and not (
            isinstance(shape, ObjectEvent) and shape.epc_list is not None
        ):
            raise _Wrong("", "expected goods in epcList or quantityList, got none")
        if isinstance(shape, TransactionEvent) and not shape.biz_transaction_list:
            raise _Wrong("", "expected papers in bizTransactionList, got none")
    elif isinstance(shape, AggregationEvent | AssociationEvent):
        if shape.action != "DELETE" and not (shape.child_epcs or shape.child_quantity_list):
            raise _Wrong("", "expected goods in childEPCs or childQuantityList, got none")
        if shape.action != "OBSERVE" and shape.parent_id is None:
            raise _Wrong("", "expected a parentID, got none")
    elif isinstance(shape, TransformationEvent):
        goes_in = shape.input_epc_list or shape.input_quantity_list
        comes_out = shape.output_epc_list or shape.output_quantity_list
        if not (goes_in and comes_out) and not (shape.transformation_id and (goes_in or comes_out)):
            raise _Wrong(
                "", "expected what went in and what came out, or one of them and a transformationID"
            )
    for name in (
        "quantity_list",
        "child_quantity_list",
        "input_quantity_list",
        "output_quantity_list",
    ):
        for number, each in enumerate(getattr(shape, name, None) or ()):
            if each.quantity is not None and each.quantity < 0:
                raise _Wrong(
                    f".{_camel(name)}[{number}].quantity",
                    f"expected 0 or more, got {each.quantity}",
                )


def _moment(text: str, where: str) -> int:
    """Unix milliseconds."""
    try:
        at = datetime.datetime.fromisoformat(text.upper())
        at = at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise _Wrong(
            where, f"expected a moment such as 2026-11-21T07:00:00+07:00, got {text}"
        ) from None
    if at < _EARLIEST:
        raise _Wrong(where, f"expected a moment after 1970, got {text}")
    return int(at.timestamp() * 1000)


def _said(header: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Master data of any kind, as far as it is well formed: it only gives names."""
    try:
        lists = header["epcisMasterData"]["vocabularyList"]
        for one in lists:
            for element in one.get("vocabularyElementList", ()):
                said = {
                    str(each["id"]).rpartition(":")[2].rpartition("#")[2]: each["attribute"]
                    for each in element.get("attributes", ())
                    if isinstance(each.get("attribute"), str)
                }
                yield str(element["id"]), said
    except (TypeError, KeyError, AttributeError):
        return


def _at(path: str, expected: str, came: str) -> InvalidRequest:
    return InvalidRequest(f"{path}: expected {expected}, got {came}", code="epcis_document")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _kind(found: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        type(None): "nothing",
    }
    return names.get(type(found), "a number")


def _shown(found: Any) -> str:
    return repr(found[:60]) if isinstance(found, str) else _kind(found)

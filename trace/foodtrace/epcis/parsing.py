"""A document of EPCIS 2.0 as it is captured: every event typed and hashed, or every fault with its place; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from foodtrace.epcis.checks import (
    Wrong,
    check_content,
    check_words,
    kind_of,
    moment,
    shape_of,
    shown,
)
from foodtrace.epcis.hashing import event_hash
from foodtrace.epcis.reading import read_json
from foodtrace.epcis.shapes import AnyEvent
from foodtrace.epcis.terms import EVENT_TYPES, NAMESPACES
from foodtrace.errors import InvalidRequest

__all__ = [
    "MAX_CAPTURE_EVENTS",
    "MAX_CAPTURE_LINES",
    "Captured",
    "Fault",
    "ParsedDocument",
    "parse_document",
    "refused",
]

#: Events in one document.
MAX_CAPTURE_EVENTS: Final = 500
#: Lines of goods and instances in all events of a document.
MAX_CAPTURE_LINES: Final = 5000
_LINES: Final = (
    *("epcList", "quantityList", "childEPCs", "childQuantityList", "inputEPCList"),
    *("inputQuantityList", "outputEPCList", "outputQuantityList"),
)
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
_PREFIX: Final = re.compile(r"[A-Za-z][\w.\-]*")


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
        except Wrong as wrong:
            faults.append(Fault(path + wrong.where, wrong.code, wrong.message))
    if faults:
        raise refused(faults)
    lines = sum(len(event.raw.get(name, ())) for event in found for name in _LINES)
    if lines > MAX_CAPTURE_LINES:
        raise InvalidRequest(
            f"expected at most {MAX_CAPTURE_LINES:,} lines of goods in a document, got {lines:,}; send "
            "them in documents of their own",
            code="epcis_limit",
        )
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


def _check_frame(tree: Any) -> dict[str, str]:
    """The prefixes of the document's context. Raises InvalidRequest."""
    if not isinstance(tree, dict):
        raise _at("$", "an object of type EPCISDocument", kind_of(tree))
    if tree.get("type") != "EPCISDocument":
        raise _at("$.type", "EPCISDocument", shown(tree.get("type")))
    for name in tree:
        if name not in _FIELDS and ":" not in name:
            raise _at(
                "$", "the fields of a document, or those of others with a prefix", shown(name)
            )
    version = tree.get("schemaVersion")
    if not (isinstance(version, str) and re.fullmatch(r"2(\.[0-9]{1,3}){0,2}", version)):
        raise _at("$.schemaVersion", 'a version 2, as "2.0"', shown(version))
    if "@context" not in tree:
        raise _at("$", "an @context that names GS1's", "none")
    spaces = NAMESPACES | _prefixes(tree["@context"], "$.@context")
    body = tree.get("epcisBody")
    if not isinstance(body, dict) or not isinstance(body.get("eventList"), list):
        raise _at("$.epcisBody.eventList", "a list of events", kind_of(body))
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
            raise _at(path, "addresses of contexts and objects with prefixes", kind_of(each))
    return found


def _event(raw: Any, spaces: Mapping[str, str], path: str) -> Captured:
    if not isinstance(raw, dict):
        raise Wrong("", f"expected an event, got {kind_of(raw)}")
    if raw.get("type") not in EVENT_TYPES:
        raise Wrong(
            ".type", f"expected one of {', '.join(EVENT_TYPES)}, got {shown(raw.get('type'))}"
        )
    namespaces = dict(spaces)
    if "@context" in raw:
        try:
            namespaces |= _prefixes(raw["@context"], ".@context")
        except InvalidRequest as error:
            raise Wrong(".@context", error.message.partition(": ")[2]) from None
    shape = shape_of(raw)
    check_words(shape)
    check_content(shape)
    at = moment(shape.event_time, ".eventTime")
    for text, where in (
        (shape.record_time, ".recordTime"),
        (shape.error_declaration and shape.error_declaration.declaration_time, ".errorDeclaration"),
    ):
        if text:
            moment(text, where)
    try:
        hash_id = event_hash(raw, namespaces)
    except (AttributeError, TypeError, KeyError, ValueError, ArithmeticError):
        raise Wrong("", "expected fields of EPCIS 2.0, got some of another form") from None
    own = {name: space for name, space in namespaces.items() if NAMESPACES.get(name) != space}
    used = {
        name: space for name, space in own.items() if f'"{name}:' in str(msgspec.json.encode(raw))
    }
    return Captured(path, shape, raw, NAMESPACES | used, hash_id, at)


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

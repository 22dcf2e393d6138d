"""What must hold of one event beyond its form: words, goods, moments; and how a wrong form is told; pure."""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import msgspec

from foodtrace.epcis.shapes import (
    URI,
    AggregationEvent,
    AnyEvent,
    AssociationEvent,
    ObjectEvent,
    Text,
    TransactionEvent,
    TransformationEvent,
    json_name,
)
from foodtrace.epcis.terms import bare, words_of

__all__ = ["Wrong", "check_content", "check_words", "kind_of", "moment", "shape_of", "shown"]

_PLACE_OF_FAULT: Final = re.compile(r"(.*) - at `\$(.*)`", re.DOTALL)
_EARLIEST: Final = datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC)
# The schema keeps these for the vocabulary itself, which has short forms.
_CBV_ELSEWHERE: Final = re.compile(r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/")
_QUANTITIES: Final = (
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputQuantityList",
)


class Wrong(Exception):
    """A fault of an event; `where` is the JSON path below it."""

    def __init__(self, where: str, message: str, code: str = "epcis_document") -> None:
        super().__init__(message)
        self.where, self.message, self.code = where, message, code


def shape_of(raw: Mapping[str, Any]) -> AnyEvent:
    """The event in its type. Raises Wrong."""
    try:
        shape: AnyEvent = msgspec.convert(_plain(raw, ""), AnyEvent)
    except msgspec.ValidationError as error:
        match = _PLACE_OF_FAULT.fullmatch(str(error))
        said, where = (match[1], match[2]) if match else (str(error), "")
        line = f"{said[0].lower()}{said[1:]}".replace(" | null", "")
        raise Wrong(where, line) from None
    _check_texts(shape, "")
    _check_numbers(raw)
    _check_sets(raw)
    return shape


def _check_texts(shape: msgspec.Struct, where: str) -> None:
    for name, hint in _hints(type(shape)).items():
        _check_text(getattr(shape, name), hint, f"{where}.{json_name(name)}")


def _check_text(value: Any, hint: Any, where: str) -> None:
    if isinstance(value, list):
        (inner,) = (get_args(arm)[0] for arm in (hint, *get_args(hint)) if get_origin(arm) is list)
        for number, each in enumerate(value):
            _check_text(each, inner, f"{where}[{number}]")
    elif isinstance(value, msgspec.Struct):
        _check_texts(value, where)
    elif isinstance(value, str):
        for arm in (hint, *get_args(hint)):
            if get_origin(arm) is Annotated:
                rule: Text = arm.__metadata__[0]
                if not rule.pattern.fullmatch(value):
                    raise Wrong(where, f"expected {rule.expected}, got {shown(value)}")


@functools.cache
def _hints(shape: Hashable) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


def _plain(raw: Any, where: str) -> Any:
    """Without what is in the namespaces of others: what an event may have there is its own affair."""
    if isinstance(raw, dict):
        for name in raw:
            if ":" in name and not URI.pattern.fullmatch(name):
                raise Wrong(where, f"expected the name of a field with a prefix, got {shown(name)}")
        return {
            name: value
            if name in ("ilmd", "sensorElementList")
            else _plain(value, f"{where}.{name}")
            for name, value in raw.items()
            if ":" not in name and name != "@context"
        }
    if raw is None:
        raise Wrong(where, "expected a value, got null; leave the field out instead")
    if isinstance(raw, list):
        return [_plain(each, f"{where}[{number}]") for number, each in enumerate(raw)]
    return raw


def _check_sets(raw: Mapping[str, Any]) -> None:
    lasting = raw.get("persistentDisposition")
    if lasting is not None:
        lists = {name: lasting[name] for name in ("set", "unset") if name in lasting}
        if not lists or not all(lists.values()):
            raise Wrong(".persistentDisposition", "expected words to set or to unset, got none")
        for name, words in lists.items():
            _check_once(words, f".persistentDisposition.{name}")
    for name in ("epcList", "inputEPCList", "outputEPCList"):
        _check_once(raw.get(name, []), f".{name}")


def _check_once(listed: list[str], where: str) -> None:
    if len(set(listed)) < len(listed):
        twice = Counter(listed).most_common(1)[0][0]
        raise Wrong(where, f"expected each once, got {shown(twice)} twice")


def _check_numbers(raw: Mapping[str, Any]) -> None:
    for name in _QUANTITIES:
        for number, each in enumerate(raw.get(name, ())):
            quantity = each.get("quantity", 0)
            # A text of digits would pass for a number.
            if isinstance(quantity, str) or quantity < 0:
                came = shown(quantity) if isinstance(quantity, str) else quantity
                raise Wrong(f".{name}[{number}].quantity", f"expected a number from 0, got {came}")


def check_words(shape: AnyEvent) -> None:
    """Raises Wrong for a word that is none of its vocabulary, nor a URI."""
    _check_word("bizStep", shape.biz_step, ".bizStep", "receiving")
    _check_word("disposition", shape.disposition, ".disposition", "in_progress")
    lasting = getattr(shape, "persistent_disposition", None)
    for name in ("set", "unset"):
        for number, each in enumerate(getattr(lasting, name, ())):
            where = f".persistentDisposition.{name}[{number}]"
            _check_word("disposition", each, where, "in_progress")
    for number, papers in enumerate(shape.biz_transaction_list):
        _check_word("bizTransaction", papers.type, f".bizTransactionList[{number}].type", "inv")
    for number, source in enumerate(shape.source_list):
        _check_word("source", source.type, f".sourceList[{number}].type", "location")
    for number, goal in enumerate(shape.destination_list):
        _check_word("destination", goal.type, f".destinationList[{number}].type", "location")
    if shape.error_declaration is not None:
        reason = shape.error_declaration.reason
        _check_word("reason", reason, ".errorDeclaration.reason", "did_not_occur")


def _check_word(field: str, value: str | None, where: str, near: str) -> None:
    if value is None or value in words_of(field):
        return
    if value.startswith("urn:epcglobal:cbv:"):
        raise Wrong(where, f"expected the short form {bare(field, value)!r}, got {shown(value)}")
    if not URI.pattern.fullmatch(value) or _CBV_ELSEWHERE.match(value):
        raise Wrong(
            where, f"expected a word of CBV 2.0 such as {near!r}, or a URI, got {shown(value)}"
        )


def check_content(shape: AnyEvent) -> None:
    """Raises Wrong for an event about no goods, or with an ilmd where none may be."""
    for name in getattr(shape, "ilmd", None) or ():
        if not URI.pattern.fullmatch(name):
            raise Wrong(".ilmd", f"expected names with a prefix, got {shown(name)}")
    if isinstance(shape, ObjectEvent | TransactionEvent):
        if not (shape.epc_list or shape.quantity_list or shape.sensor_element_list) and not (
            isinstance(shape, ObjectEvent) and shape.epc_list is not None
        ):
            raise Wrong("", "expected goods in epcList or quantityList, got none")
        if isinstance(shape, ObjectEvent) and shape.ilmd is not None and shape.action != "ADD":
            raise Wrong(
                ".ilmd",
                f"expected ilmd with the action ADD alone, got it with {shape.action}; write its fields "
                "beside those of the event",
            )
        if isinstance(shape, TransactionEvent) and not shape.biz_transaction_list:
            raise Wrong("", "expected papers in bizTransactionList, got none")
    elif isinstance(shape, AggregationEvent | AssociationEvent):
        if shape.action != "DELETE" and not (shape.child_epcs or shape.child_quantity_list):
            raise Wrong("", "expected goods in childEPCs or childQuantityList, got none")
        if shape.action != "OBSERVE" and shape.parent_id is None:
            raise Wrong("", "expected a parentID, got none")
    elif isinstance(shape, TransformationEvent):
        goes_in = shape.input_epc_list or shape.input_quantity_list
        comes_out = shape.output_epc_list or shape.output_quantity_list
        if not (goes_in and comes_out) and not (shape.transformation_id and (goes_in or comes_out)):
            raise Wrong(
                "", "expected what went in and what came out, or one of them and a transformationID"
            )


def moment(text: str, where: str) -> int:
    """Unix milliseconds of a text. Raises Wrong."""
    try:
        at = datetime.datetime.fromisoformat(text.upper())
        at = at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise Wrong(
            where, f"expected a moment such as 2026-11-21T07:00:00+07:00, got {text}"
        ) from None
    if at < _EARLIEST:
        raise Wrong(where, f"expected a moment after 1970, got {text}")
    return int(at.timestamp() * 1000)


def kind_of(found: Any) -> str:
    """What came, in a word."""
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        type(None): "nothing",
    }
    return names.get(type(found), "a number")


def shown(found: Any) -> str:
    """A stranger's value for the line of an error."""
    return repr(found[:60]) if isinstance(found, str) else kind_of(found)

"""The event hash id of CBV 2.0, section 8.9: the same for every way in which one event can be written; pure."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from foodtrace.epcis.canonical import canonical
from foodtrace.epcis.terms import expand

__all__ = ["event_hash", "pre_hash"]

# In the order in which the standard reads an event; a group is read item by item, sorted.
_EPC: Final = ("epcList", "inputEPCList", "childEPCs")
_ORDER: Final = (
    "eventTime",
    "eventTimeZoneOffset",
    "parentID",
    "epcList",
    "inputEPCList",
    "childEPCs",
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputEPCList",
    "outputQuantityList",
    "action",
    "transformationID",
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "sensorElementList",
)
_QUANTITY: Final = ("epcClass", "quantity", "uom")
_METADATA: Final = (
    *("time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData"),
    *("dataProcessingMethod", "bizRules"),
)
_REPORT: Final = (
    *("type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time"),
    *("microorganism", "chemicalSubstance", "value", "component", "stringValue", "booleanValue"),
    *("hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank"),
    *("percValue", "uom", "coordinateReferenceSystem"),
)
# What two records of one event may differ in, and what is no part of it.
_LEFT_OUT: Final = frozenset(
    {
        *("eventID", "recordTime", "errorDeclaration", "certificationInfo", "type", "@context"),
        *("rdfs:comment", "comment"),
    }
)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?|[+-]?\.[0-9]+")


def event_hash(event: Mapping[str, Any], namespaces: Mapping[str, str]) -> str:
    """The id of an event as it stands in JSON (numbers exact). `namespaces` are the prefixes of its context."""
    digest = hashlib.sha256(pre_hash(event, namespaces).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def pre_hash(event: Mapping[str, Any], namespaces: Mapping[str, str], join: str = "") -> str:
    """The text that is hashed; with `join` between its parts for people."""
    writer = _Writer(namespaces, join)
    parts = [f"eventType={writer.name(str(event['type']))}"]
    parts += [
        part for name in _ORDER if name in event and (part := writer.field(name, event[name]))
    ]
    own = {name: value for name, value in event.items() if name not in _ORDER}
    # CBV 2.0 gathers what others added inside of a field behind everything else, under the field's name.
    return join.join([*parts, *sorted([*writer.extensions(own), *writer.inside(event)])])


class _Writer:
    def __init__(self, namespaces: Mapping[str, str], join: str) -> None:
        self._namespaces = namespaces
        self._join = join

    def field(self, name: str, value: Any) -> str:
        """A field of the standard; "" for one that holds nothing."""
        if name.endswith("EPCList") or name in ("epcList", "childEPCs"):
            return self._group(name, (self._pair("epc", each) for each in value))
        if name.lower().endswith("quantitylist"):
            return self._group(
                name,
                (self._group("quantityElement", self._pairs(each, _QUANTITY)) for each in value),
            )
        if name in ("bizTransactionList", "sourceList", "destinationList"):
            return self._group(
                name, (self._typed(name.removesuffix("List"), each) for each in value)
            )
        if name == "sensorElementList":
            # The one list whose own name CBV 2.0 leaves out.
            return self._joined(sorted(self._sensor(each) for each in value))
        if name == "persistentDisposition":
            return self._group(
                name,
                (
                    self._joined(
                        sorted(self._pair(key, expand("disposition", each)) for each in value[key])
                    )
                    for key in ("set", "unset")
                    if value.get(key)
                ),
                sort=False,
            )
        if name in ("readPoint", "bizLocation"):
            return self._group(name, [self._pair("id", value.get("id", ""))])
        if isinstance(value, list):
            return self._joined(sorted(self._pair(name, each) for each in value))
        return self._pair(name, expand(name, value))

    def extensions(self, found: Mapping[str, Any], known: Iterable[str] = ()) -> list[str]:
        """What stands beside the fields of the standard, each with the whole name of its namespace."""
        skipped = _LEFT_OUT | set(known)
        parts: list[str] = []
        for name, value in found.items():
            if name not in skipped:
                parts += self._own(name, value)
        return sorted(parts)

    def _own(self, name: str, value: Any) -> list[str]:
        if isinstance(value, list):
            return [part for each in value for part in self._own(name, each)]
        whole = self.name(name)
        if isinstance(value, Mapping):
            return [self._joined([whole, *self.extensions(value)])]
        text = self._text(value)
        return [f"{whole}={text}" if text else whole]

    def name(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        space = self._namespaces.get(prefix)
        return f"{{{space}}}{local}" if colon and space is not None else name

    def _typed(self, name: str, item: Mapping[str, Any]) -> str:
        kind = item.get("type")
        parts = [] if kind is None else [self._pair("type", expand(name, kind))]
        return self._joined([*parts, self._pair(name, item.get(name, ""))])

    def inside(self, event: Mapping[str, Any]) -> list[str]:
        """What others added inside of the fields of the standard."""
        found = [
            self._group(name, self.extensions(event[name], {"id"}), sort=False)
            for name in ("readPoint", "bizLocation")
            if name in event
        ]
        for each in event.get("sensorElementList", ()):
            metadata, reports = each.get("sensorMetadata", {}), each.get("sensorReport", ())
            parts = [
                self._group("sensorMetadata", self.extensions(metadata, _METADATA), sort=False),
                *sorted(
                    self._group("sensorReport", self.extensions(report, _REPORT), sort=False)
                    for report in reports
                ),
                *self.extensions(each, ("sensorMetadata", "sensorReport")),
            ]
            found.append(self._group("sensorElement", parts, sort=False))
        return [part for part in found if part]

    def _sensor(self, item: Mapping[str, Any]) -> str:
        metadata = self._group(
            "sensorMetadata", self._pairs(item.get("sensorMetadata", {}), _METADATA), sort=False
        )
        reports = sorted(
            self._group("sensorReport", self._pairs(each, _REPORT), sort=False)
            for each in item.get("sensorReport", ())
        )
        return self._group("sensorElement", [metadata, *reports], sort=False)

    def _pairs(self, item: Mapping[str, Any], names: Iterable[str]) -> list[str]:
        return [
            pair
            for name in names
            if name in item and (pair := self._pair(name, expand(name, item[name])))
        ]

    def _group(self, name: str, parts: Iterable[str], *, sort: bool = True) -> str:
        inner = [part for part in parts if part]
        if not inner:
            return ""
        return name + self._joined(sorted(inner) if sort else inner)

    def _joined(self, parts: list[str]) -> str:
        return self._join.join(parts)

    def _pair(self, name: str, value: Any) -> str:
        if "time" in name.lower() and "offset" not in name.lower() and isinstance(value, str):
            return f"{name}={_in_utc(value)}"
        text = self._text(value)
        return f"{name}={text}" if text else ""

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | Decimal):
            return _plain(Decimal(value))
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            return _plain(Decimal(text))
        prefix, colon, local = text.partition(":")
        if colon and prefix in self._namespaces and not local.startswith("//"):
            text = self._namespaces[prefix] + local
        return canonical(text) or expand("", text)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _in_utc(text: str) -> str:
    try:
        at = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return text.strip()
    at = at.astimezone(datetime.UTC)
    # Halves to the even thousandth, as the reference does.
    at = at.replace(microsecond=0) + datetime.timedelta(microseconds=round(at.microsecond, -3))
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

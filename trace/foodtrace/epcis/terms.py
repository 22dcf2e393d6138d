"""Words of EPCIS 2.0 and CBV 2.0: namespaces, event types, and vocabularies by the field that uses them; pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

__all__ = [
    "BIZ_STEPS",
    "CONTEXT",
    "DISPOSITIONS",
    "EVENT_TYPES",
    "NAMESPACES",
    "bare",
    "expand",
    "words_of",
]

#: The context of GS1's that every document names first.
CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
#: The prefixes that this context defines.
NAMESPACES: Final = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": "urn:epcglobal:cbv:mda:",
    "gs1": "https://ref.gs1.org/voc/",
}
EVENT_TYPES: Final = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
BIZ_STEPS: Final = frozenset(
    [
        "accepting",
        "arriving",
        "assembling",
        "collecting",
        "commissioning",
        "consigning",
        "creating_class_instance",
        "cycle_counting",
        "decommissioning",
        "departing",
        "destroying",
        "disassembling",
        "dispensing",
        "encoding",
        "entering_exiting",
        "holding",
        "inspecting",
        "installing",
        "killing",
        "loading",
        "other",
        "packing",
        "picking",
        "receiving",
        "removing",
        "repackaging",
        "repairing",
        "replacing",
        "reserving",
        "retail_selling",
        "sampling",
        "sensor_reporting",
        "shipping",
        "staging_outbound",
        "stock_taking",
        "stocking",
        "storing",
        "transporting",
        "unloading",
        "unpacking",
        "void_shipping",
    ]
)
DISPOSITIONS: Final = frozenset(
    [
        "active",
        "available",
        "completeness_inferred",
        "completeness_verified",
        "conformant",
        "container_closed",
        "container_open",
        "damaged",
        "destroyed",
        "dispensed",
        "disposed",
        "encoded",
        "expired",
        "in_progress",
        "in_transit",
        "inactive",
        "mismatch_class",
        "mismatch_instance",
        "mismatch_quantity",
        "needs_replacement",
        "no_pedigree_match",
        "non_conformant",
        "non_sellable_other",
        "partially_dispensed",
        "recalled",
        "reserved",
        "retail_sold",
        "returned",
        "sellable_accessible",
        "sellable_not_accessible",
        "stolen",
        "unavailable",
        "unknown",
    ]
)
_TRANSACTIONS: Final = frozenset(
    [
        "bol",
        "cert",
        "desadv",
        "inv",
        "pedigree",
        "po",
        "poc",
        "prodorder",
        "recadv",
        "rma",
        "testprd",
        "testres",
        "upevt",
    ]
)
_PARTIES: Final = frozenset(("owning_party", "possessing_party", "location"))
_COMPONENTS: Final = frozenset(
    [
        "x",
        "y",
        "z",
        "axial_distance",
        "azimuth",
        "height",
        "spherical_radius",
        "polar_angle",
        "elevation_angle",
        "easting",
        "northing",
        "latitude",
        "longitude",
        "altitude",
    ]
)
_CBV: Final = NAMESPACES["cbv"]
_BY_FIELD: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "bizStep": (f"{_CBV}BizStep-", BIZ_STEPS),
    "disposition": (f"{_CBV}Disp-", DISPOSITIONS),
    "bizTransaction": (f"{_CBV}BTT-", _TRANSACTIONS),
    "source": (f"{_CBV}SDT-", _PARTIES),
    "destination": (f"{_CBV}SDT-", _PARTIES),
    "component": (f"{_CBV}Comp-", _COMPONENTS),
    "reason": (f"{_CBV}ER-", frozenset(("did_not_occur", "incorrect_data"))),
}
# The older spelling of the same words.
_URNS: Final = {
    "urn:epcglobal:cbv:bizstep:": f"{_CBV}BizStep-",
    "urn:epcglobal:cbv:disp:": f"{_CBV}Disp-",
    "urn:epcglobal:cbv:btt:": f"{_CBV}BTT-",
    "urn:epcglobal:cbv:sdt:": f"{_CBV}SDT-",
    "urn:epcglobal:cbv:er:": f"{_CBV}ER-",
}


def expand(field: str, value: Any) -> Any:
    """The whole Web URI of a word of the vocabulary; everything else as it is."""
    # No word is long: what strangers write at length is not kept in the cache.
    return _expanded(field, value) if isinstance(value, str) and len(value) <= 300 else value


# The same few words stand in every event.
@lru_cache(8192)
def _expanded(field: str, value: str) -> str:
    for urn, web in _URNS.items():
        if value.startswith(urn):
            return web + value.removeprefix(urn)
    if field in ("type", "exception") and value.isidentifier():
        return NAMESPACES["gs1"] + value
    start, words = _BY_FIELD.get(field, ("", frozenset()))
    if value in words:
        return start + value
    # The reference implementation asks for no field: a word is the same word everywhere.
    prefix, _, local = value.partition(":")
    return NAMESPACES[prefix] + local if prefix in ("cbv", "gs1", "epcis") else value


def words_of(field: str) -> frozenset[str]:
    """The short forms of a field's vocabulary."""
    return _BY_FIELD[field][1]


def bare(field: str, value: str) -> str:
    """A word of the vocabulary in its short form, whichever form it came in."""
    start, words = _BY_FIELD[field]
    whole = str(expand(field, value))
    short = whole.removeprefix(start)
    return short if short in words else value

"""EPCIS 2.0 and CBV 2.0 at the edge: events of goods, written, read, captured and asked for."""

from foodtrace.epcis.asking import MAX_PER_PAGE, EventQuery, parse_query
from foodtrace.epcis.canonical import canonical
from foodtrace.epcis.capturing import Capture, capture, read_capture
from foodtrace.epcis.documents import epcis_document
from foodtrace.epcis.hashing import event_hash, pre_hash
from foodtrace.epcis.parsing import MAX_CAPTURE_EVENTS, Fault, ParsedDocument, parse_document
from foodtrace.epcis.querying import EventPage, query_events, read_event, values_of
from foodtrace.epcis.reading import MAX_CAPTURE_BYTES
from foodtrace.epcis.terms import BIZ_STEPS, CONTEXT, DISPOSITIONS, EVENT_TYPES, NAMESPACES

__all__ = [
    "BIZ_STEPS",
    "CONTEXT",
    "DISPOSITIONS",
    "EVENT_TYPES",
    "MAX_CAPTURE_BYTES",
    "MAX_CAPTURE_EVENTS",
    "MAX_PER_PAGE",
    "NAMESPACES",
    "Capture",
    "EventPage",
    "EventQuery",
    "Fault",
    "ParsedDocument",
    "canonical",
    "capture",
    "epcis_document",
    "event_hash",
    "parse_document",
    "parse_query",
    "pre_hash",
    "query_events",
    "read_capture",
    "read_event",
    "values_of",
]

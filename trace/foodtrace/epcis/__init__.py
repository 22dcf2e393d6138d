"""EPCIS 2.0 and CBV 2.0 at the edge: events of goods, written, read, captured and asked for."""

from foodtrace.epcis.canonical import canonical
from foodtrace.epcis.documents import epcis_document
from foodtrace.epcis.hashing import event_hash

__all__ = ["canonical", "epcis_document", "event_hash"]

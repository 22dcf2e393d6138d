"""XML that a stranger sent into a tree of elements, within bounds of size, depth and number; pure.

An invoice has some hundred lines of twenty elements, ten deep. What is refused here costs neither time nor memory:
entities that grow, a hundred thousand elements inside one another, a million side by side.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from foodtrace.errors import IntakeRefused

__all__ = ["MAX_INVOICE_BYTES", "child_of", "invoice_tree", "local_name", "text_in"]

#: A long invoice has some hundred lines and well under a megabyte.
MAX_INVOICE_BYTES: Final = 5 * 1024 * 1024
# Some thousand lines with as much beside them as any seller writes; each could be an element of its own.
_MOST_TAGS: Final = 200_000
_MOST_ATTRIBUTES: Final = 100_000
_DEEPEST: Final = 60


def invoice_tree(raw: bytes, filename: str) -> Element:
    """The root of the document. Raises IntakeRefused: too_large, invoice_xml."""
    if len(raw) > MAX_INVOICE_BYTES:
        raise IntakeRefused(
            f"{filename}: expected an invoice of at most {MAX_INVOICE_BYTES >> 20} MiB, got "
            f"{len(raw) >> 20} MiB",
            code="too_large",
        )
    # Counted before anything is built: an element takes fifty times what its tag does.
    if raw.count(b"<") > _MOST_TAGS or raw.count(b"=") > _MOST_ATTRIBUTES:
        raise _refused(filename, "far more elements than an invoice has")
    try:
        root = SafeTree.fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise _refused(
            filename, "a document type or entities in it, which no invoice needs"
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise _refused(filename, f"what cannot be read ({str(error)[:80]})") from None
    assert isinstance(root, Element)
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in each]
        if not level:
            return root
    raise _refused(filename, f"elements more than {_DEEPEST} deep inside one another")


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child_of(parent: Element, name: str) -> Element | None:
    """The first element of this name right below `parent`."""
    return next((each for each in parent if local_name(each) == name), None)


def text_in(parent: Element, name: str) -> str:
    """What stands in that element, on one line; "" where it is empty or missing."""
    found = child_of(parent, name)
    return " ".join((found.text or "").split()) if found is not None else ""


def _refused(filename: str, found: str) -> IntakeRefused:
    return IntakeRefused(
        f"{filename}: expected the XML of an invoice, got {found}; ask the seller for the file as the "
        "invoice system made it",
        code="invoice_xml",
    )

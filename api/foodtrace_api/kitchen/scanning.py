"""A code that was photographed, typed or sent by a scanner: read, judged, and filled into the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.barcodes import read_codes
from foodtrace.errors import InvalidRequest
from foodtrace.kitchen import Label, label_of, sticker_text
from foodtrace.sticker import encode_typed_code

from foodtrace_api.kitchen.reading import shown_quantity

if TYPE_CHECKING:
    from foodtrace.kitchen import Kitchen
    from foodtrace.registry import Registry

    from foodtrace_api.kitchen.form import Typed
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.words import Words

__all__ = ["scanned"]

# Codes on one picture: more is a page of a catalogue.
_MOST: Final = 8
_STICKERS: Final = ("sticker_forged", "sticker_own", "sticker_unknown")


async def scanned(
    registry: Registry, lookup: Lookup, kitchen: Kitchen, typed: Typed, w: Words, now: int
) -> tuple[Typed, str, str]:
    """The form with what the code says, the words to say so, and the words of what is wrong; one of the two is ""."""
    try:
        texts = [typed.scan_text] if typed.scan_text else await read_codes(typed.scan)
    except InvalidRequest:
        texts = []
    if not texts:
        return typed, "", w("kitchen_scan_unreadable")
    best, fault = None, ""
    for text in texts[:_MOST]:
        try:
            verdict = lookup.verdict(sticker_text(text), now).verdict
            label = await label_of(registry, kitchen, text, verdict, now=now)
        except InvalidRequest as error:
            code = error.code if error.code in _STICKERS else "unknown"
            fault = fault or w(f"kitchen_scan_{code}")
        else:
            best = max(best or label, label, key=_weight)
    if best is None:
        return typed, "", fault
    return _filled(typed, best, w), _said(best, w), ""


def _weight(label: Label) -> int:
    return sum(each not in ("", None) for each in msgspec.structs.astuple(label))


def _filled(typed: Typed, label: Label, w: Words) -> Typed:
    filled = {
        "product": label.product,
        "gtin": label.gtin,
        "lot": label.lot,
        "use_by": label.use_by.isoformat() if label.use_by else "",
        "quantity": shown_quantity(label.quantity, w) if label.quantity else "",
        "unit": label.unit,
        "sender": encode_typed_code(label.sender_id) if label.sender_id else "",
        "supplier": label.sender,
    }
    fields = typed.fields | {name: value for name, value in filled.items() if value}
    if label.gtin and not label.product and typed["gtin"] != label.gtin:
        # The name that stands there is of something else.
        fields["product"] = ""
    return msgspec.structs.replace(typed, fields=fields, scan_text="", scan=b"")


def _said(label: Label, w: Words) -> str:
    if label.sender_id is not None:
        said = w("kitchen_scan_sender", name=label.sender)
        if label.standing in ("in force", "unknown"):
            return said
        return f"{said} {w('kitchen_scan_standing')} {w('standing_' + label.standing.replace(' ', '_'))}."
    return w("kitchen_scan_goods" if label.product else "kitchen_scan_new")

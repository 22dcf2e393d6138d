"""What a report says as it was typed, and what is wrong with it, field by field; nothing is sent here."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.feedback import CATEGORIES, KINDS, MAX_CONTACT, MAX_TEXT
from foodtrace.pictures import MAX_PHOTO_BYTES
from foodtrace.plain_text import clean_text

from foodtrace_api.form_token import LIFE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace_api.uploads import Part
    from foodtrace_api.words import Words

__all__ = ["HEADINGS", "MOST_BYTES", "MOST_MEGABYTES", "Fault", "Typed", "kind_of", "typed_of"]

MOST_MEGABYTES: Final = 6
# A photo of 5 MB, the text, and what the form puts around them.
MOST_BYTES: Final = MOST_MEGABYTES * 1_000_000
# The words of each kind: what the action, the form and the thanks are called.
HEADINGS: Final = {
    "another_place": ("report_wrong_place", "report_wrong_place_done"),
    "damaged": ("report_damaged", "report_damaged_done"),
    "other": ("report_other", "report_other_done"),
}
_LONGEST_CODE: Final = 40
# The refusals of the photo by their code; a person needs to know what to do, not how it was found.
_PHOTO_FAULTS: Final = {
    "photo_too_large": "report_fault_photo_large",
    "photo_too_many_pixels": "report_fault_photo_large",
    "photo_format": "report_fault_photo_format",
    "photo_broken": "report_fault_photo_broken",
}


class Fault(msgspec.Struct, frozen=True):
    """Words on one field; `field` is "" for the report as a whole."""

    field: str
    words: str


class Typed(msgspec.Struct, frozen=True):
    """The fields as they were typed; a form that comes back shows exactly these."""

    code: str = ""
    category: str = "other"
    text: str = ""
    contact: str = ""
    token: str = ""
    photo: bytes | None = None

    def sending(self, about: str, kind: str) -> bytes:
        """32 bytes for this form as it was sent: the token is its own, and the same words sent again
        from it are the same report. Other words, or another kind in another tab, are another.
        """
        photo = hashlib.sha256(self.photo or b"").hexdigest()
        parts = (self.token, about, kind, self.category, self.text, self.contact, photo)
        return hashlib.sha256(msgspec.json.encode(parts)).digest()

    def faults(self, kind: str, w: Words) -> list[Fault]:
        """What can be told without looking at the photo."""
        found = []
        length = len(clean_text(self.text))
        if kind == "other" and not length:
            found.append(Fault("text", w("report_fault_text_missing")))
        if length > MAX_TEXT:
            most = w.number(MAX_TEXT)
            words = w("report_fault_text_long", n=w.number(length), most=most)
            found.append(Fault("text", words))
        length = len(clean_text(self.contact))
        if length > MAX_CONTACT:
            most = w.number(MAX_CONTACT)
            words = w("report_fault_contact_long", n=w.number(length), most=most)
            found.append(Fault("contact", words))
        if kind == "other" and self.category not in CATEGORIES:
            found.append(Fault("category", w("report_fault_category")))
        return found


def kind_of(asked: str) -> str:
    """The kind a link names; for any other text the one that takes everything."""
    return asked if asked in KINDS else "other"


def typed_of(parts: Sequence[Part]) -> Typed:
    """The first field of each name; a file nobody chose comes as an empty one."""
    first: dict[str, bytes] = {}
    for part in parts:
        first.setdefault(part.name, part.content)
    texts = {name: content.decode(errors="replace") for name, content in first.items()}
    return Typed(
        code=texts.get("code", "").strip()[:_LONGEST_CODE],
        category=texts.get("category", "other"),
        text=texts.get("text", ""),
        contact=texts.get("contact", ""),
        token=texts.get("token", ""),
        photo=first.get("photo") or None,
    )


def photo_fault(code: str, w: Words) -> Fault | None:
    """The words for a photo that the register refused; None if `code` is not about the photo."""
    key = _PHOTO_FAULTS.get(code)
    return None if key is None else Fault("photo", w(key))


def fields_of(
    kind: str, typed: Typed, faults: Sequence[Fault], had_photo: bool, w: Words
) -> dict[str, Any]:
    """What the template sets: labels with their numbers, choices, and the words beside each field."""
    beside = {fault.field: fault.words for fault in faults if fault.field}
    whole = next((fault.words for fault in faults if not fault.field), None)
    return {
        "heading": w(HEADINGS[kind][0]),
        "kind": kind,
        "typed": typed,
        "beside": beside,
        "summary": whole or (w("report_not_sent_text") if beside else None),
        "photo_again": w("report_photo_again") if had_photo else None,
        "text_label": w(f"report_text_{kind}"),
        "text_most": w("report_text_most", n=w.number(MAX_TEXT)),
        "max_text": MAX_TEXT,
        "max_contact": MAX_CONTACT,
        "photo_text": w("report_photo_text", n=w.number(MAX_PHOTO_BYTES // 1_000_000)),
        "privacy": w("report_privacy", n=w.number(LIFE_SECONDS // 60)),
        "categories": [(name, w(f"report_category_{name}")) for name in CATEGORIES]
        if kind == "other"
        else [],
    }

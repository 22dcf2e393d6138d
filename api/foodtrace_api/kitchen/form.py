"""What came today as it was typed; a form that comes back shows exactly this."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.gs1 import MAX_SCAN
from foodtrace.kitchen import (
    PhoneTimes,
)
from foodtrace.plain_text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace_api.uploads import Part

__all__ = ["UNITS", "Typed", "typed_of"]

#: What kitchens buy by; any other word can be typed.
UNITS: Final = ("kg", "g", "lít", "con", "quả", "bó", "thùng", "hộp", "gói", "chai")
# A unit alone is only what stands there by choice.
_NEW: Final = ("product", "quantity", "supplier", "lot", "use_by")
_LONGEST_KEPT: Final = 400
_LINE: Final = re.compile(r"take-([0-9]{1,18})")


class Typed(msgspec.Struct, frozen=True):
    """The fields as they were typed; a form that comes back shows exactly these."""

    fields: dict[str, str] = {}
    photos: tuple[bytes, ...] = ()
    scan: bytes = b""
    scan_text: str = ""

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    def has_new(self) -> bool:
        """Whether anything was typed of something new."""
        return any(self[field] for field in _NEW)

    def has_scan(self) -> bool:
        """Whether a code waits to be read, whichever button was pressed: a scanner ends with Enter."""
        return bool(self.scan or self.scan_text)

    def lines(self) -> list[int]:
        """The usual goods that came: those that were ticked, and those whose quantity was changed."""
        numbers = [int(found[1]) for name in self.fields if (found := _LINE.fullmatch(name))]
        changed = [
            int(name.removeprefix("was-"))
            for name, was in self.fields.items()
            if re.fullmatch(r"was-[0-9]{1,18}", name)
            and self[name.replace("was", "quantity", 1)] not in ("", was)
        ]
        return list(dict.fromkeys(numbers + changed))

    def sha256(self) -> bytes:
        """Of what was typed; not of what a later sending says of itself."""
        kept = {k: v for k, v in self.fields.items() if k not in ("csrf", "sent_at", "do")}
        photos = [hashlib.sha256(photo).hexdigest() for photo in self.photos]
        content = msgspec.json.encode([kept, photos], order="deterministic")
        return hashlib.sha256(content).digest()

    def times(self) -> PhoneTimes | None:
        """Both moments of the phone's clock; None where its script did not run."""
        pressed, sent = self["pressed_at"], self["sent_at"]
        both = (pressed, sent)
        if not all(each.isascii() and each.isdecimal() and len(each) < 12 for each in both):
            return None
        return PhoneTimes(int(pressed), int(sent))

    def days_ago(self) -> int:
        return int(self["ago"]) if self["ago"] in ("0", "1", "2") else 0


def typed_of(parts: Sequence[Part]) -> Typed:
    """The first text of each name, and every photo that was chosen."""
    fields: dict[str, str] = {}
    for part in parts:
        if part.filename is None:
            text = " ".join(clean_text(part.content.decode(errors="replace")).split())
            fields.setdefault(part.name, text[:_LONGEST_KEPT])
    files = [part for part in parts if part.filename is not None and part.content]
    scan = next((part.content for part in files if part.name == "scan_picture"), b"")
    texts = (part.content for part in parts if part.name == "scan_text" and part.filename is None)
    # As it was sent: a scanner separates by a character that a person cannot type.
    scan_text = next(texts, b"").decode(errors="replace").strip()[:MAX_SCAN]
    fields.pop("scan_text", None)
    photos = tuple(part.content for part in files if part.name == "photo")
    return Typed(fields, photos, scan, scan_text)

"""An application as it was typed: what it means by the rules of intake, and what is wrong with it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.intake import BasisRow, GoodRow
from foodtrace.intake.cells import phones_of
from foodtrace.intake.forms import parse_form
from foodtrace.plain_text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace.intake import Fault as IntakeFault

    from foodtrace_api.uploads import Part
    from foodtrace_api.words import Words

__all__ = ["BASES", "CATEGORIES", "FIELDS", "PAPER_FAULTS", "Typed", "read_facts", "typed_of"]

BASES: Final = ("certificate", "commitment", "exemption")
# The common table of categories without "not stated".
CATEGORIES: Final = range(1, 12)
FIELDS: Final = (
    "name",
    "street",
    "ward",
    "category",
    "basis",
    "number",
    "issuer",
    "issued_on",
    "expires_on",
    "ground",
    "owner",
    "phone",
    "email",
)
_LONGEST: Final = {"number": 100, "issuer": 200, "ground": 200, "owner": 100, "email": 200}
# A longer text is nobody's; it is cut so that the page that comes back stays a page.
_LONGEST_KEPT: Final = 1000
_EMAIL: Final = re.compile(r"[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+\.[^\s@<>,;:\"\\]+")
# The refusals of a file by their code, in the words of the page.
PAPER_FAULTS: Final = {
    "file_too_large": "apply_fault_file_large",
    "file_broken": "apply_fault_file_broken",
    "photo_too_large": "apply_fault_file_large",
    "photo_too_many_pixels": "apply_fault_file_large",
    "photo_format": "apply_fault_file_kind",
    "photo_broken": "apply_fault_file_broken",
}
_INTAKE_FAULTS: Final = {
    "name_missing": "apply_fault_missing",
    "street_missing": "apply_fault_missing",
    "name_too_long": "apply_fault_long",
    "street_too_long": "apply_fault_long",
    "name_characters": "apply_fault_characters",
    "street_characters": "apply_fault_characters",
    "ward_missing": "apply_fault_ward_missing",
    "ward_unknown": "apply_fault_ward_unknown",
    "ward_unknown_near": "apply_fault_ward_near",
    "ward_missing_of_district": "apply_fault_ward_choose",
    "ward_split": "apply_fault_ward_choose",
    "ward_ambiguous": "apply_fault_ward_choose",
    "ward_mismatch": "apply_fault_ward_choose",
    "ward_conflict": "apply_fault_ward_conflict",
    "ward_elsewhere": "apply_fault_ward_elsewhere",
    "bad_date": "apply_fault_date",
    "dates_order": "apply_fault_dates",
}


class Typed(msgspec.Struct, frozen=True):
    """The fields as they were typed; a form that comes back shows exactly these."""

    fields: dict[str, str] = {}
    token: str = ""
    file: Part | None = None

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    def sending(self) -> bytes:
        """32 bytes for this form as it was sent: the token is its own."""
        file = hashlib.sha256(self.file.content if self.file else b"").hexdigest()
        texts = [self[field] for field in FIELDS]
        return hashlib.sha256(msgspec.json.encode((self.token, texts, file))).digest()


def typed_of(parts: Sequence[Part]) -> Typed:
    """The first field of each name; a file nobody chose comes as an empty one."""
    texts: dict[str, str] = {}
    file = None
    for part in parts:
        if part.name == "file" and part.filename is not None:
            file = file or (part if part.content or part.filename else None)
        elif part.filename is None:
            texts.setdefault(part.name, part.content.decode(errors="replace"))
    fields = {field: _one_line(texts.get(field, "")) for field in FIELDS}
    return Typed(fields, texts.get("token", ""), file)


def read_facts(
    typed: Typed, province: str, w: Words, *, with_owner: bool = True
) -> tuple[GoodRow | None, dict[str, str]]:
    """The place applied for, or words by field. A form of the office has no owner in it."""
    # A number in the certificate's column makes intake read the dates; the kind is set by the choice.
    stated = {"certificate": "1/1"} | {
        field: typed[field]
        for field in ("name", "street", "ward", "issuer", "issued_on", "expires_on", "owner")
    }
    row, found = parse_form({**stated, "phone": typed["phone"], "email": typed["email"]}, province)
    faults: dict[str, str] = {}
    for fault in found or ():
        faults.setdefault(_field_of(fault), _words_of(fault, w))
    faults |= _own_faults(typed, w)
    if with_owner:
        faults |= _contact_faults(typed, w)
    if row is None or faults:
        return None, faults
    kind = typed["basis"]
    basis = BasisRow(
        kind,
        number=typed["number"] or None,
        issuer=typed["issuer"] or None,
        issued_on=row.basis.issued_on if row.basis else None,
        expires_on=row.basis.expires_on if row.basis else None,
        ground=typed["ground"] or None if kind == "exemption" else None,
    )
    return msgspec.structs.replace(row, category=int(typed["category"]), basis=basis), {}


def _own_faults(typed: Typed, w: Words) -> dict[str, str]:
    faults = {
        field: w("apply_fault_long") for field, most in _LONGEST.items() if len(typed[field]) > most
    }
    category = typed["category"]
    if category not in map(str, CATEGORIES):
        faults["category"] = w("apply_fault_choose")
    if typed["basis"] not in BASES:
        faults["basis"] = w("apply_fault_choose")
    if typed["basis"] == "certificate" and not typed["number"]:
        faults["number"] = w("apply_fault_number")
    if typed["basis"] == "exemption" and not typed["ground"]:
        faults["ground"] = w("apply_fault_ground")
    return faults


def _contact_faults(typed: Typed, w: Words) -> dict[str, str]:
    faults = {}
    if not typed["owner"]:
        faults["owner"] = w("apply_fault_missing")
    if not phones_of([typed["phone"]])[0]:
        faults["phone"] = w("apply_fault_phone")
    if typed["email"] and not _EMAIL.fullmatch(typed["email"]):
        faults["email"] = w("apply_fault_email")
    return faults


def _field_of(fault: IntakeFault) -> str:
    return "street" if fault.field in ("address", "house") else fault.field


def _words_of(fault: IntakeFault, w: Words) -> str:
    fills: dict[str, Any] = {
        "names": "; ".join(fault.candidates),
        "found": fault.found,
    }
    return w(_INTAKE_FAULTS.get(fault.code, "apply_fault_other"), **fills)


def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())[:_LONGEST_KEPT]

"""The form of an establishment: what it is filled with, and what its fields mean by the rules of intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.intake import BasisRow, GoodRow, parse_form
from foodtrace.sticker import place_centre

from foodtrace_api.facts import ward_name

if TYPE_CHECKING:
    from foodtrace.doors import DoorRecord
    from foodtrace.issuing import Particulars

    from foodtrace_api.office.form import Form
    from foodtrace_api.words import Words

__all__ = [
    "PLACE_FIELDS",
    "PRIVATE_FIELDS",
    "filled",
    "filled_privately",
    "read_place",
    "read_private",
    "typed_in",
]

PLACE_FIELDS: Final = (
    *("name", "street", "ward", "address", "category", "latitude", "longitude"),
    *("basis_kind", "basis_number", "basis_issuer", "issued_on", "expires_on", "ground"),
)
PRIVATE_FIELDS: Final = ("owner", "phone", "email", "id_number", "tax_code")
_BASIS: Final = PLACE_FIELDS[7:]
_POINT: Final = ("latitude", "longitude")
# Where a fault of intake stands in this form.
_FIELD_OF: Final = {
    "certificate": "basis_number",
    "commitment": "basis_number",
    "exemption": "ground",
    "issuer": "basis_issuer",
    "basis": "basis_kind",
}


def typed_in(form: Form, fields: tuple[str, ...] = PLACE_FIELDS) -> dict[str, str]:
    """What stands in the fields, as it was typed."""
    return {name: form.text(name)[:500] for name in fields}


def filled(record: DoorRecord) -> dict[str, str]:
    """The fields as the register has them."""
    facts, basis = record.facts, record.facts.basis
    point = ("", "")
    if record.place is not None:
        latitude, longitude = place_centre(record.place)
        point = (f"{latitude:.5f}", f"{longitude:.5f}")
    return {
        "name": facts.name,
        "street": facts.street,
        "ward": f"{facts.ward:05d}",
        "address": facts.registered_address,
        "category": str(facts.category),
        "latitude": point[0],
        "longitude": point[1],
        "basis_kind": basis.kind if basis else "",
        "basis_number": (basis.number or "") if basis else "",
        "basis_issuer": (basis.issuer or "") if basis else "",
        "issued_on": basis.issued_on.isoformat() if basis and basis.issued_on else "",
        "expires_on": basis.expires_on.isoformat() if basis and basis.expires_on else "",
        "ground": (basis.ground or "") if basis else "",
    }


def filled_privately(kept: Particulars) -> dict[str, str]:
    """The private fields as the register has them; only for the page of whoever may read them."""
    return {
        "owner": kept.owner_name or "",
        "phone": ", ".join(kept.phones),
        "email": kept.email or "",
        "id_number": kept.id_number or "",
        "tax_code": kept.tax_code or "",
    }


def read_place(
    typed: dict[str, str], province: str, w: Words, record: DoorRecord | None = None
) -> tuple[GoodRow | None, dict[str, str]]:
    """The establishment that is meant, or faults by field. What `record` has already is kept to the letter."""
    row, found = parse_form(_as_a_row(typed), province)
    faults: dict[str, str] = {}
    for fault in found or ():
        field = _FIELD_OF.get(fault.field, fault.field)
        faults.setdefault(field if field in typed else "", fault.message(w.language))
    if row is not None and _number_was_lost(row, typed):
        faults["basis_number"] = w("fault_basis_number")
    if row is None or faults:
        return None, faults
    category = typed["category"]
    if category.isascii() and category.isdecimal() and int(category) < 256:
        row = msgspec.structs.replace(row, category=int(category))
    if typed["basis_kind"] == "exemption" and row.basis is not None:
        basis = msgspec.structs.replace(row.basis, number=typed["basis_number"] or None)
        row = msgspec.structs.replace(row, basis=basis)
    return (row if record is None else _keeping(row, typed, record)), {}


def read_private(
    typed: dict[str, str], record: DoorRecord, w: Words, province: str
) -> tuple[GoodRow | None, dict[str, str]]:
    """The same for the private particulars alone."""
    facts = filled(record) | typed
    row, found = parse_form(_as_a_row(facts) | typed, province)
    faults = {
        fault.field: fault.message(w.language) for fault in found or () if fault.field in typed
    }
    if row is None and not faults:
        # The public half is as it was; only a rule that came later can refuse it.
        faults[""] = found[0].message(w.language) if found else ""
    return (None, faults) if faults else (row, {})


def _as_a_row(typed: dict[str, str]) -> dict[str, str]:
    """The fields of a list's row: a basis is written into the column of its kind."""
    kind, number = typed["basis_kind"], typed["basis_number"]
    stated = {
        "certificate": {"certificate": number or "x"},
        "commitment": {"commitment": number or "x"},
        "exemption": {"exemption": typed["ground"] or "x"},
    }.get(kind, {})
    ward = typed["ward"]
    known = ward.isascii() and ward.isdecimal() and len(ward) < 6
    dates = {name: typed[name] for name in ("issued_on", "expires_on")} if stated else {}
    return {
        **{name: typed[name] for name in ("name", "street", "category", *_POINT)},
        # Here the ward is chosen from a list: it is never guessed from an address of former times.
        "address": typed["address"] if ward else "",
        **{name: typed[name] for name in PRIVATE_FIELDS if name in typed},
        "ward": ward_name(int(ward)) if known else ward,
        "issuer": typed["basis_issuer"] if stated else "",
        **dates,
        **stated,
    }


def _number_was_lost(row: GoodRow, typed: dict[str, str]) -> bool:
    """A number without a digit is none by the rules of intake: here somebody is there to be told."""
    named = typed["basis_kind"] in ("certificate", "commitment") and typed["basis_number"]
    return bool(named) and (row.basis is None or row.basis.number is None)


def _keeping(row: GoodRow, typed: dict[str, str], record: DoorRecord) -> GoodRow:
    """Reading a text again must not change it: a field nobody touched stays as it is in the register."""
    before, facts = filled(record), record.facts

    def same(*names: str) -> bool:
        return all(typed[name] == before[name] for name in names)

    kept: dict[str, object] = {}
    if same("name"):
        kept["name"] = facts.name
    if same("street"):
        kept["street"] = facts.street
    if same("address"):
        kept["registered_address"] = facts.registered_address
    if same(*_POINT):
        kept["place"] = record.place
    if same(*_BASIS):
        kept["basis"] = _basis_row(record)
    return msgspec.structs.replace(row, **kept)


def _basis_row(record: DoorRecord) -> BasisRow | None:
    basis = record.facts.basis
    return None if basis is None else BasisRow(**msgspec.structs.asdict(basis))

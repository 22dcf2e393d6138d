"""One row's cells into an establishment, or the faults that stand against it."""

from __future__ import annotations

import datetime

from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import check_gln
from foodtrace.intake import cells as c
from foodtrace.intake.basis import basis_of
from foodtrace.intake.categories import category_of
from foodtrace.intake.headings import Headings
from foodtrace.intake.messages import shorten
from foodtrace.intake.row_cells import RowCells
from foodtrace.intake.rows import BasisRow, Cell, Fault, GoodRow, Private
from foodtrace.places import (
    Resolution,
    Unit,
    fold,
    province,
    resolve_ward,
    split_address,
    successors,
)
from foodtrace.places.folding import place_key
from foodtrace.sticker import TEXT_MAX_BYTES, check_text, encode_place, repertoire_faults

_LISTED = 12


class RowReader(RowCells):
    """Reads rows under one heading; keeps nothing of one row for the next."""

    def __init__(self, headings: Headings, province_code: str, look_alike: frozenset[int]) -> None:
        super().__init__(headings, look_alike)
        self._province = province_code
        self._province_name = province(province_code).name
        # Under "Phường" a name alone is a phường's; under "Phường/xã" it says nothing.
        self._ward_kind = "phuong" if fold(headings.text("ward") or "") == "phuong" else ""

    def read(
        self, number: int, row: tuple[Cell, ...], texts: list[str]
    ) -> tuple[GoodRow | None, list[Fault]]:
        """The establishment of a row, or None and at least one fault."""
        self._begin(number, row, texts)
        name = self._plain("name")
        if not self._faulty("name"):
            self._check_signed("name", name)
        street, ward, registered = self._address()
        category = self._category()
        place = self._place()
        basis = self._basis()
        private = self._private()
        tax_code = self._digits("tax_code") or None
        gln = self._gln()
        if self._faults or ward is None:
            return None, self._faults
        return GoodRow(
            row=number,
            name=name,
            street=street,
            ward=ward.code,
            registered_address=registered,
            category=category,
            basis=basis,
            place=place,
            private=private,
            tax_code=tax_code,
            gln=gln,
            notes=tuple(self._notes),
        ), []

    def _check_signed(self, field: str, text: str) -> None:
        """What the sticker format asks of a text that will be signed; nothing is changed to fit it."""
        faults = check_text(text)
        if "empty" in faults:
            self._fault(field, f"{field}_missing")
        if "too_long" in faults:
            size = len(text.encode())
            letters = next(
                n for n in range(1, len(text) + 1) if len(text[:-n].encode()) <= TEXT_MAX_BYTES
            )
            self._fault(field, f"{field}_too_long", text, bytes=size, letters=letters)
        if "characters" in faults:
            shown = tuple(
                f"{ch} (U+{ord(ch):04X})" if ch.isprintable() else f"U+{ord(ch):04X}"
                for ch in repertoire_faults(text)
            )
            self._fault(field, f"{field}_characters", text, shown)

    def _address(self) -> tuple[str, Unit | None, str]:
        """(street, ward in force, address as registered)."""
        house, street, address = self._plain("house"), self._plain("street"), self._plain("address")
        ward_text, district, city = self._plain("ward"), self._text("district"), self._text("city")
        road = " ".join(part for part in (house, street) if part)
        around = ", ".join(p for p in (district, city) if p)
        split = split_address(", ".join(p for p in (road or address, around) if p), self._province)
        if road and address and not ward_text and split.ward.outcome == "missing":
            split_ward = split_address(", ".join(p for p in (address, around) if p), self._province)
            split = type(split)(split.street, split_ward.ward)
        resolution = split.ward
        registered = address
        if not address or resolution.outcome == "missing":
            # The columns beside it belong to the address, but for what it repeats already.
            beside = (p for p in (ward_text, district, city) if p and fold(p) not in fold(address))
            registered = ", ".join((address or road, *beside))
        if ward_text:
            resolution = resolve_ward(
                ward_text, self._province, around, heading_kind=self._ward_kind
            )
            self._check_conflict(resolution, split.ward, ward_text)
        text = split.street
        if not any(self._faulty(f) for f in ("house", "street", "address")):
            self._check_signed("street", text)
        if self._faulty("ward") or (self._faulty("address") and not ward_text):
            return text, None, registered
        return text, self._ward(resolution, ward_text), registered

    def _check_conflict(self, column: Resolution, address: Resolution, ward_text: str) -> None:
        if column.unit and address.unit and column.unit != address.unit:
            self._fault("ward", "ward_conflict", ward_text, (address.text,))

    def _ward(self, found: Resolution, ward_text: str) -> Unit | None:
        unit = found.unit
        if unit is not None:
            self._note_ward(found, unit)
            return unit
        names = tuple(u.full_name for u in found.candidates[:_LISTED])
        if len(found.candidates) > _LISTED:
            names = (*names, "…")
        shown = ward_text or found.text
        if found.outcome == "missing":
            code = "ward_missing_of_district" if names else "ward_missing"
            self._fault("ward", code, ward_text, names)
        elif found.outcome == "unknown":
            near = tuple(map(_leading_to, found.near))
            self._fault(
                "ward",
                "ward_unknown_near" if near else "ward_unknown",
                shown,
                near,
                province=self._province_name,
            )
        elif found.outcome == "split" and found.old is not None:
            self._fault("ward", "ward_split", _old_name(found.old, found.text), names)
        elif found.outcome == "elsewhere":
            self._fault("ward", "ward_elsewhere", shown, province=self._province_name)
        elif found.outcome == "mismatch":
            self._fault("ward", "ward_mismatch", found.text, names)
        else:
            self._fault("ward", "ward_ambiguous", found.text, names)
        return None

    def _note_ward(self, found: Resolution, unit: Unit) -> None:
        words = {"new": unit.full_name, "ward": f"{unit.code:05d}"}
        if found.old is not None and (found.earlier or found.old.name != unit.name):
            self._note("ward", "ward_renamed", old=found.text or found.old.full_name, **words)
        elif found.text != unit.name:
            self._note("ward", "ward_spelled", **words)

    def _category(self) -> int:
        text = self._text("category")
        number = category_of(text)
        if number is None:
            self._note("category", "category_unknown", found=shorten(text))
        return number or 0

    def _place(self) -> bytes | None:
        latitude, longitude = self._text("latitude"), self._text("longitude")
        both = self._text("coordinates")
        if not (latitude or longitude) and both:
            parts = both.replace(";", ",").split(",") if both.count(",") == 1 else both.split()
            latitude, longitude = (p.strip(" ,") for p in parts) if len(parts) == 2 else (both, "")
        if not (latitude or longitude):
            return None
        point = c.coordinates_of(latitude, longitude)
        if point is None:
            self._fault("latitude", "bad_coordinates", both or f"{latitude}, {longitude}")
            return None
        return encode_place(*point)

    def _day(self, field: str) -> datetime.date | None:
        text = self._text(field)
        day = c.date_of(self._raw(field))
        if text and day is None:
            self._fault(field, "bad_date", text)
        return day

    def _basis(self) -> BasisRow | None:
        issued_on, expires_on = self._day("issued_on"), self._day("expires_on")
        if issued_on and expires_on and expires_on <= issued_on:
            self._fault("expires_on", "dates_order", f"{issued_on:%d/%m/%Y}, {expires_on:%d/%m/%Y}")
        fields = ("basis", "certificate", "commitment", "exemption", "issuer")
        basis, unread = basis_of({f: self._text(f) for f in fields}, issued_on, expires_on)
        if unread:
            self._note("basis", "basis_unread", found=shorten(unread))
        return basis

    def _private(self) -> Private:
        phones, odd = c.phones_of(self._texts("phone"))
        if odd:
            self._note("phone", "phone_unread")
        return Private(
            owner_name=self._text("owner") or None,
            phones=phones,
            id_number=self._digits("id_number") or None,
            email=self._text("email") or None,
        )

    def _gln(self) -> str | None:
        text = self._digits("gln")
        if not text or self._faulty("gln"):
            return None
        try:
            return check_gln(text)
        except InvalidRequest:
            self._fault("gln", "bad_gln", text)
            return None

    def _digits(self, field: str) -> str:
        """A long number as text; leading zeros that Excel took are given back to 12-digit identity numbers."""
        text = c.without_quote(self._text(field)).replace(" ", "")
        if c.lost_digits(text):
            self._fault(field, "lost_digits")
        if field == "id_number" and text.isdecimal() and len(text) in (10, 11):
            text = text.zfill(12)
        if field == "tax_code" and text.isdecimal() and len(text) == 9:
            text = "0" + text
        return text


def _old_name(old: Unit, written: str) -> str:
    """ "Phường 15 (Quận Phú Nhuận)"; a name that had ended before stands in front of it."""
    name = f"{old.full_name} ({old.district})"
    return name if place_key(written) == place_key(old.name) else f"{written} → {name}"


def _leading_to(unit: Unit) -> str:
    """ "Phường Thạc Gián → Phường Thanh Khê" for an old unit, its name alone for one in force."""
    after = [u.full_name for u in successors(unit.code)] if unit.district else []
    if not after or after == [unit.full_name]:
        return unit.full_name
    return f"{unit.full_name} → {' / '.join(after)}"

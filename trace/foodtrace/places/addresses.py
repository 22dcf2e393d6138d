"""Vietnamese addresses and ward cells: street, ward, old district, province."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from foodtrace.places.address_reading import Address, Reading
from foodtrace.places.resolving import Resolution, Words, resolve_words
from foodtrace.places.tokens import WARD_KINDS

_OLD_OR_NEW = re.compile(r"\s*\(\s*(?:cũ|mới|old|new)\s*\)|\s+cũ$", re.IGNORECASE)


def split_address(text: str, province: str) -> Address:
    """Take an address apart; the ward is resolved to the unit in force of this province (code in force).

    Reads "30 Lê Lợi, P. Bến Nghé Quận 1, TP. HCM" and "12 Trần Phú, Phường Hải Châu, Đà Nẵng" alike. A name
    without its kind counts as a ward only where it stands alone between commas after a street.
    """
    text = _OLD_OR_NEW.sub("", unicodedata.normalize("NFC", text))
    return Reading(text, province, bare_first=False).read()


def resolve_ward(
    text: str, province: str, district: str = "", *, heading_kind: str = ""
) -> Resolution:
    """Resolve the words of a ward column: old or new name, with or without kind, district, province.

    `district` is the content of a column of its own, if there is one. `heading_kind` ("phuong") is the one
    kind that the column's heading names; it counts where the cell names none.
    """
    text = _OLD_OR_NEW.sub("", unicodedata.normalize("NFC", text))
    reading = Reading(text, province, bare_first=True)
    districts, elsewhere = _districts_named(district, province)
    if elsewhere:
        return Resolution("elsewhere", text=text)
    if reading.tokens:
        kind = next(
            (
                (length, WARD_KINDS[first])
                for length in (2, 1)
                if (first := tuple(t.key for t in reading.tokens[:length])) in WARD_KINDS
                and len(reading.tokens) > length
            ),
            (0, ""),
        )
        whole = "".join(t.key for t in reading.tokens[kind[0] :])
        if whole in reading.ward_names or whole.isdigit():
            name = text[reading.tokens[kind[0]].start :]
            words = Words(name, kind[1] or heading_kind, districts, None, not text.isascii())
            return resolve_words(words, province)
        if reading.names.provinces.get(whole, province) != province:
            return Resolution("elsewhere", text=text)
        if kind[0] == 0 and whole in reading.names.districts:
            codes = frozenset(d.code for d in reading.names.districts[whole])
            return resolve_words(Words("", districts=codes), province)
    address = reading.read()
    if address.ward.outcome != "missing" or not address.street:
        words = reading.ward or Words("")
        if districts and reading.districts is None and not reading.elsewhere:
            return resolve_words(
                msgspec.structs.replace(words, districts=districts, former=reading.former), province
            )
        return address.ward
    return resolve_words(
        Words(address.street, "", reading.districts or districts, reading.former, True), province
    )


def _districts_named(text: str, province: str) -> tuple[frozenset[str] | None, bool]:
    """(codes of the old districts that a district column names or None, whether it names another province)."""
    if not text.strip():
        return None, False
    reading = Reading("0, " + unicodedata.normalize("NFC", text), province, bare_first=False)
    while reading.take_country() or reading.take_province():
        pass
    reading.take_district()
    return reading.districts, reading.elsewhere

"""One address read from its end backwards; what is found is taken off."""

from __future__ import annotations

import msgspec

from foodtrace.places.folding import place_key
from foodtrace.places.gazetteer import Gazetteer, gazetteer, loose
from foodtrace.places.resolving import Resolution, Words, resolve_words
from foodtrace.places.tokens import (
    DISTRICT_KINDS,
    KIND_AFTER,
    LONGEST_NAME,
    PROVINCE_KINDS,
    WARD_KINDS,
    Found,
    kind_before,
    name_at_end,
    tokens_of,
)
from foodtrace.places.units import Unit

# Words that say what a street is and are no street's name.
_STREET_WORDS = frozenset("so duong pho hem ngo kiet ngach to ap thon khu xom lo khoi kp".split())  # noqa: SIM905
_COUNTRY = {"vietnam", "vn"}


class Address(msgspec.Struct, frozen=True):
    """An address taken apart; `street` is what stands before ward, district and province, as written."""

    street: str
    ward: Resolution


class Reading:
    """One pass over an address; what was found is taken off the end."""

    def __init__(self, text: str, province: str, *, bare_first: bool) -> None:
        self.text = text
        self.province = province
        self.names: Gazetteer = gazetteer(province)
        self.ward_names = WardNames(self.names)
        self.tokens = tokens_of(text, dash_is_firm=bare_first)
        self.end = len(self.tokens)
        self.bare_first = bare_first  # a bare name may also be the first words: a ward column
        self.ward: Words | None = None
        self.districts: frozenset[str] | None = None
        self.former: str | None = None
        self.elsewhere = False
        self.province_read = False

    def take_country(self) -> bool:
        for length in (2, 1):
            words = self.tokens[max(0, self.end - length) : self.end]
            if self.end > length and "".join(t.key for t in words) in _COUNTRY:
                self.end -= length
                return True
        return False

    def take_province(self) -> bool:
        names = self.names.provinces
        found = name_at_end(self.tokens, self.end, names, PROVINCE_KINDS, level=2, bare=True)
        if not found or (found.start == 0 and self.bare_first):
            return False
        key = "".join(t.key for t in self.tokens[found.name_start : self.end])
        key = key if key in names else key.removesuffix("city").removesuffix("province")
        self.province_read = True
        self.elsewhere = names[key] != self.province
        self.former = self.names.former.get(key)
        self.end = found.start
        return True

    def take_district(self) -> bool:
        names = self.names.districts
        found = name_at_end(self.tokens, self.end, names, DISTRICT_KINDS, level=1, bare=True)
        found = found or self._district_run_on()
        if not found or (found.start == 0 and not found.kind):
            return False
        if not found.kind and self._ends_in_a_ward():
            return False  # "Phường Xuân Hương - Đà Lạt"
        end = self.end - (KIND_AFTER.get(self.tokens[self.end - 1].key) == 1)
        meant = names["".join(t.key for t in self.tokens[found.name_start : end])]
        same_kind = [d for d in meant if place_key(d.kind) == found.kind]
        self.districts = frozenset(d.code for d in same_kind or meant)
        self.end = found.start
        return True

    def _ends_in_a_ward(self) -> bool:
        """Whether a ward's name with its kind ends here."""
        found = name_at_end(self.tokens, self.end, self.ward_names, WARD_KINDS, level=0, bare=False)
        return found is not None and found.start < found.name_start

    def _district_run_on(self) -> Found | None:
        """A district that follows with nothing between: "Xã Phước Kiển Nhà Bè", "47/7 Phan Văn Hớn Hóc Môn, TP. HCM".

        Without a ward's kind before it, only where the province stands right behind, and never so that a
        street would be left without a name.
        """
        if self._ends_in_a_ward():
            return None  # "Xã Phan Ngọc Hiển" is a commune, not one in Ngọc Hiển
        for start in range(max(2, self.end - LONGEST_NAME), self.end):
            meant = self.names.districts.get("".join(t.key for t in self.tokens[start : self.end]))
            if not meant or any(t.after_separator for t in self.tokens[start + 1 : self.end]):
                continue
            before = self.tokens[:start]
            names = [t for t in before if t.key.isalpha() and t.key not in _STREET_WORDS]
            if any(kind_before(self.tokens, at, WARD_KINDS) for at in range(1, start)) or (
                self.province_read and len(names) > 1 and all(d.kind != "Quận" for d in meant)
            ):
                return Found(start, start, "")
        return None

    def _take_ward(self, end: int | None = None) -> bool:
        at = self.end if end is None else end
        if at == 0:
            return False
        found = name_at_end(self.tokens, at, self.ward_names, WARD_KINDS, level=0, bare=True)
        if not found or (found.start == 0 and found.name_start == 0 and not self.bare_first):
            return False
        if found.name_start == found.start and self.tokens[found.start].key.isdigit():
            return False  # a bare number is a house, not a ward
        end_of_name = at - (KIND_AFTER.get(self.tokens[at - 1].key) == 0)
        self._set_ward(found, end_of_name)
        return True

    def _set_ward(self, found: Found, end: int) -> None:
        first, last = self.tokens[found.name_start], self.tokens[end - 1]
        self.ward = Words(
            self.text[first.start : last.end],
            found.kind,
            marked=not self.text.isascii(),
            bare=found.start == found.name_start and not self.bare_first,
        )
        self.end = found.start

    def _find_marked_ward(self) -> None:
        """A ward with its kind that does not stand last ("…, P. Bến Nghé (tầng 2), Quận 1")."""
        for end in range(self.end, 1, -1):
            found = name_at_end(self.tokens, end, self.ward_names, WARD_KINDS, level=0, bare=False)
            if found and found.start > 0 and found.start < found.name_start:
                marker = self.tokens[found.start]
                if marker.after_separator or marker.dotted or len(marker.key) > 2:
                    self._set_ward(found, end)
                    return
        for at in range(
            self.end - 1, 0, -1
        ):  # "P. Bén Nghé": a ward is meant, but none is called so
            kind = kind_before(self.tokens, at, WARD_KINDS)
            if not kind or kind[0] == 0:
                continue
            marker = self.tokens[kind[0]]
            if marker.after_comma or (marker.dotted and len(marker.key) <= 2):
                stop = next(
                    (i for i in range(at + 1, self.end) if self.tokens[i].after_separator), self.end
                )
                self._set_ward(Found(kind[0], at, kind[1]), stop)
                return

    def read(self) -> Address:
        while True:
            if self.take_country():
                continue
            if not self.province_read and self.take_province():
                continue
            if self.districts is None and self.take_district():
                continue
            break
        before_ward = self.end
        if not self._take_ward():
            self._find_marked_ward()
        address = self._address()
        if address.ward.outcome == "mismatch" and self.ward and not self.ward.kind:
            # "Phú Mỹ Hưng Quận 7": a housing estate that shares its name with a ward elsewhere.
            self.ward, self.end = None, before_ward
            self._find_marked_ward()
            return self._address()
        return address

    def _address(self) -> Address:
        if self.elsewhere:
            return Address(self._street(), Resolution("elsewhere", text=self.text))
        words = self.ward or Words("")
        resolution = resolve_words(
            msgspec.structs.replace(words, districts=self.districts, former=self.former),
            self.province,
        )
        if resolution.unit is not None:
            resolution = self._checked_for_another(resolution, resolution.unit)
        return Address(self._street(), resolution)

    def _street(self) -> str:
        return _strip(
            self.text[: self.tokens[self.end].start if self.end < len(self.tokens) else None]
        )

    def _checked_for_another(self, resolution: Resolution, unit: Unit) -> Resolution:
        """The rest may name a ward with its kind as well ("p4, q5 (chi nhánh: …, p13, q5)"): another one makes
        the address ambiguous; the same one ends the street."""
        for end in range(self.end, 1, -1):
            found = name_at_end(self.tokens, end, self.ward_names, WARD_KINDS, level=0, bare=False)
            if not found or not 0 < found.start < found.name_start:
                continue
            if not self.tokens[found.start].after_comma:
                continue
            first, last = self.tokens[found.name_start], self.tokens[end - 1]
            words = Words(self.text[first.start : last.end], found.kind, self.districts)
            second = resolve_words(words, self.province).unit
            if second == unit:
                self.end = found.start
            elif second is not None:
                both = tuple(sorted((unit, second), key=lambda u: u.code))
                return Resolution("ambiguous", candidates=both, text=self.text)
            break
        return resolution


class WardNames:
    """Membership of a key among a province's ward names, loosely spelled ones too."""

    def __init__(self, names: Gazetteer) -> None:
        self._names = names

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (
            key in self._names.wards or loose(key) in self._names.loose_wards
        )


def _strip(street: str) -> str:
    return " ".join(street.split()).strip(" ,;-–—/|(.")

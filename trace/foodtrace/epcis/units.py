"""Units as kitchens write them and the codes of UN/ECE Recommendation 20; pure."""

from __future__ import annotations

from typing import Final

from foodtrace.places import fold

__all__ = ["code_of", "unit_of"]

# The first word of a line is what a code is read as. Packages (boxes, bags, crates) have no code there:
# how much is in one is not known.
_UNITS: Final[dict[str, tuple[str, ...]]] = {
    "KGM": ("kg", "kilogram", "kilogam", "ki lo gam", "kilo", "kgm"),
    "GRM": ("g", "gram", "gam", "gr", "grm"),
    "MGM": ("mg", "miligam", "milligram"),
    "TNE": ("tấn", "tonne", "ton", "tne"),
    "DTN": ("tạ", "quintal"),
    "LTR": ("l", "lít", "litre", "liter", "ltr"),
    "MLT": ("ml", "mililít", "millilitre", "milliliter"),
    "MTQ": ("m3", "mét khối"),
    "LBR": ("lb", "pound"),
    "ONZ": ("oz", "ounce"),
    "APZ": ("ozt",),
    "H87": (
        "cái",
        "con",
        "quả",
        "trái",
        "chiếc",
        "củ",
        "miếng",
        "piece",
        "pcs",
        "pc",
        "each",
        "ea",
    ),
    "DZN": ("tá", "dozen"),
    "PR": ("đôi", "cặp", "pair"),
    "NPR": (),
    "EA": (),
    "C62": (),
    "SET": ("bộ", "set"),
}
# Vietnamese tells units apart by their marks alone ("tá" is a dozen, "tạ" a hundred kilograms).
_CODES: Final = {word: code for code, words in _UNITS.items() for word in words}
_READ: Final = {"EA": "cái", "C62": "cái", "NPR": "đôi"}


def code_of(unit: str) -> str | None:
    """The code of a unit; None for one that has none."""
    word = " ".join(unit.lower().split())
    found = _CODES.get(word)
    if found is None and word.isascii():
        found = _CODES.get(fold(word))
    return found


def unit_of(code: str | None) -> str:
    """The unit of a code as a kitchen writes it; no code is a count of pieces. An unknown code stays itself."""
    if code is None:
        return "cái"
    return _READ.get(code) or next(iter(_UNITS.get(code, ())), code)

"""What a faulty cell most likely should say, to be chosen with one press; pure."""

from __future__ import annotations

import msgspec

from foodtrace.intake.rows import Fault
from foodtrace.sticker import repertoire_faults


class Repair(msgspec.Struct, frozen=True):
    """`text` for the cell of `field`; `label` is what the button says, "" where the page has words of its own."""

    field: str
    text: str
    label: str


def repairs_of(fault: Fault, text: str) -> tuple[Repair, ...]:
    """Nothing where a person has to think. `text` is what stands in the fault's cell now."""
    if fault.field == "ward":
        return tuple(
            Repair("ward", name, candidate if len(names) == 1 else name)
            for candidate in fault.candidates
            for names in [candidate.rpartition(" → ")[2].split(" / ")]
            for name in names
            if name != "…" and fault.code != "ward_conflict"
        )
    if fault.code in ("name_characters", "street_characters"):
        bad = set(repertoire_faults(text))
        left = " ".join("".join(c for c in text if c not in bad).split())
        return (Repair(fault.field, left, ""),) if left else ()
    if fault.code == "excel_date" and fault.field == "house":
        day, month = [*text.split("/"), "", ""][:2]
        if day.isdecimal() and month.isdecimal():
            first, second = int(day), int(month)
            pairs = dict.fromkeys((f"{first}/{second}", f"{second}/{first}"))
            return tuple(Repair("house", pair, pair) for pair in pairs)
    return ()

"""The way of goods as an answer tells it: surest and shortest, forward and back, and never for ever."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import (
    Recall,
    RecallQuestion,
    TracedEstablishment,
    TracedReceipt,
    TracedSupplier,
    ways_of,
)

_DAY = datetime.date(2026, 11, 20)
_FIRM = TracedSupplier("0400000017", "Hải sản Biển Xanh", "lot", 1, (1,))


def receipt(id: int, **given: Any) -> TracedReceipt:
    usual = TracedReceipt(id, _DAY, "Tôm sú", None, "1", "kg", None, None, "", "lot", 1)
    if "sender" in given:
        given["from_typed_code"] = encode_typed_code(given.pop("sender"))
    return msgspec.structs.replace(usual, **given)


def place(id: int, name: str, *receipts: TracedReceipt, steps: int = 1) -> TracedEstablishment:
    return TracedEstablishment(id, encode_typed_code(id), name, "lot", steps, receipts)


def told(*places: TracedEstablishment, back: bool = False) -> dict[str, list[str]]:
    question = RecallQuestion(served_at=1, on=_DAY) if back else RecallQuestion(lot="L")
    recall = Recall(question, 0, places, (_FIRM,))
    names = {one.id: one.name for one in places}
    return {names[at]: [stop.name for stop in way] for at, way in ways_of(recall).items()}


def test_forward_it_leads_from_the_supplier_through_every_hand_to_the_place() -> None:
    ways = told(
        place(1, "bếp", receipt(1, supplier="0400000017")),
        place(2, "kho", receipt(2, sender=1, steps=2), steps=2),
        place(3, "trường", receipt(3, sender=2, steps=3), steps=3),
    )
    assert ways["bếp"] == [_FIRM.name, "bếp"]
    assert ways["trường"] == [_FIRM.name, "bếp", "kho", "trường"]


def test_of_several_ways_the_surest_is_told_and_then_the_shortest() -> None:
    unsure = receipt(1, supplier="0400000017", certainty="product and day")
    sure = receipt(2, sender=1, steps=2)
    ways = told(
        place(1, "bếp", receipt(3, supplier="0400000017")),
        place(2, "trường", unsure, sure),
        place(4, "quán", receipt(4, sender=1, steps=2), receipt(5, supplier="Chợ Cồn")),
    )
    assert ways["trường"] == [_FIRM.name, "bếp", "trường"]
    assert ways["quán"] == ["Chợ Cồn", "quán"], "a supplier without a tax code goes by its name"


def test_a_circle_ends_and_a_sender_outside_the_answer_goes_by_its_code() -> None:
    ways = told(
        place(1, "bếp", receipt(1, sender=2)),
        place(2, "kho", receipt(2, sender=1)),
        place(3, "trường", receipt(3, sender=9)),
        place(4, "lò", steps=0),
    )
    assert ways["bếp"] == ["kho", "bếp"]
    assert ways["trường"] == [encode_typed_code(9), "trường"]
    assert ways["lò"] == ["lò"], "who made the lot received it from nobody"


def test_back_it_leads_from_the_supplier_on_to_the_place_of_the_meal() -> None:
    ways = told(
        place(1, "trường", receipt(1, sender=2, steps=0), steps=0),
        place(2, "bếp", receipt(2, sender=3, steps=1), steps=1),
        place(3, "kho", receipt(3, supplier="0400000017", steps=2), steps=2),
        back=True,
    )
    assert ways["kho"] == [_FIRM.name, "kho", "bếp", "trường"]
    assert ways["bếp"] == ["bếp", "trường"]
    assert ways["trường"] == ["trường"]


def test_a_chain_longer_than_anybody_reads_is_cut_short() -> None:
    chain = [place(1, "1", receipt(1, supplier="0400000017"))]
    chain += [place(n, str(n), receipt(n, sender=n - 1, steps=n), steps=n) for n in range(2, 30)]
    assert max(len(way) for way in told(*chain).values()) == 12

"""foodtrace and the oracle give one verdict to every damaged text."""

from __future__ import annotations

from collections import Counter

import pytest
from judged.list_mutations import compare_lists
from judged.mutations import BothReaders, mutated_texts, only_malformed


def _compare(seed: int, count: int) -> Counter[str]:
    readers = BothReaders()
    seen: Counter[str] = Counter()
    faults = []
    for text, now in mutated_texts(seed, count):
        only_malformed(text)
        fault = readers.differ(text, now)
        if fault:
            faults.append(fault)
        seen[readers.of_foodtrace(text, now)[0]] += 1
    assert faults == []
    return seen


def test_five_hundred_damaged_texts_are_judged_alike() -> None:
    seen = _compare(seed=1, count=500)
    assert {"yes", "no", "unreadable", "unknown issuer", "not checked", "key revoked"} <= set(seen)


@pytest.mark.slow
def test_twenty_thousand_damaged_texts_are_judged_alike() -> None:
    assert sum(_compare(seed=2, count=20_000).values()) == 20_000


def _compare_lists(seed: int, count: int) -> Counter[str]:
    seen, faults = compare_lists(seed, count)
    assert faults == []
    return seen


def test_foodtrace_believes_no_damaged_list_that_the_format_refuses() -> None:
    seen = _compare_lists(seed=3, count=200)
    assert seen["refused by both"] > 50
    assert seen["accepted by both"] > 5


@pytest.mark.slow
def test_five_thousand_damaged_lists_are_judged_alike() -> None:
    assert sum(_compare_lists(seed=4, count=5_000).values()) == 5_000

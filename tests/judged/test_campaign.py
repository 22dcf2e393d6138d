"""The long campaign of `make fuzz`: a million damaged texts and fifty thousand damaged lists, figures told."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest
from judged.list_mutations import compare_lists
from judged.mutations import BothReaders, mutated_texts, only_malformed, told

TEXTS = int(os.environ.get("FOODTRACE_FUZZ_TEXTS", "1000000"))
LISTS = int(os.environ.get("FOODTRACE_FUZZ_LISTS", "50000"))
FIRST_SEED = int(os.environ.get("FOODTRACE_FUZZ_SEED", "1000"))
SHARE = 10_000


def _judge_texts(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    seed, count = task
    readers = BothReaders()
    seen: Counter[str] = Counter()
    faults = []
    for text, now in mutated_texts(seed, count):
        try:
            only_malformed(text)
            genuine, standing, _, green, _ = readers.of_foodtrace(text, now)
            fault = readers.differ(text, now)
        except Exception as escaped:  # the very thing that must never happen
            fault = f"{text!r} at {now}: {escaped!r}"
        else:
            seen["green" if green else f"{genuine}, {standing}"] += 1
        if fault:
            faults.append(fault)
    return seen, faults


def _judge_lists(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    return compare_lists(*task)


def _shares(count: int) -> list[tuple[int, int]]:
    whole, rest = divmod(count, SHARE)
    sizes = [SHARE] * whole + ([rest] if rest else [])
    return [(FIRST_SEED + number, size) for number, size in enumerate(sizes)]


@pytest.mark.campaign
@pytest.mark.parametrize("what", ["texts", "lists"])
def test_the_campaign_finds_no_difference(what: str) -> None:
    judged, count = {"texts": (_judge_texts, TEXTS), "lists": (_judge_lists, LISTS)}[what]
    seen: Counter[str] = Counter()
    faults: list[str] = []
    with ProcessPoolExecutor() as workers:
        for some, found in workers.map(judged, _shares(count)):
            seen += some
            faults += found
    print(f"\n{sum(seen.values())} damaged {what} from seed {FIRST_SEED}: {told(seen)}")
    print(f"differences between foodtrace and the oracle: {len(faults)}")
    for fault in faults[:20]:
        print(fault)
    assert faults == []

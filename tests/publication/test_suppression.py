"""Small counts stay hidden from whoever adds up and subtracts what is shown, and knows the rule."""

from __future__ import annotations

import itertools
from collections import defaultdict

from foodtrace.publication import LEAST, suppress
from foodtrace.publication.suppression import Shown
from hypothesis import given
from hypothesis import strategies as st


def test_what_is_small_goes_and_takes_the_next_smallest_along() -> None:
    assert suppress([3, 40, 7, 0]) == Shown((None, 40, None, 0), 50)
    assert suppress([1, 2, 40]) == Shown((None, None, None), 43)
    assert suppress([2, 3, 40]) == Shown((None, None, 40), 45)
    assert suppress([5, 40]) == Shown((5, 40), 45)


def test_counts_that_are_all_alike_would_be_told_by_their_sum() -> None:
    assert suppress([4, 4, 5]) == Shown((None, None, None), 13)
    assert suppress([5, 5, 3]) == Shown((None, None, None), 13)
    assert suppress([1, 1, 1, 1, 1]) == Shown((None,) * 5, None)
    assert suppress([0, 3]) == Shown((0, None), None)
    assert suppress([0, 0]) == Shown((0, 0), 0)
    assert suppress([]) == Shown((), 0)


def test_nobody_who_tries_every_possible_table_learns_a_hidden_count() -> None:
    """The attacker knows the rule: every table that would have been shown alike is a possible one."""
    for length, largest in ((1, 20), (2, 20), (3, 20), (4, 9)):
        alike: dict[Shown, list[tuple[int, ...]]] = defaultdict(list)
        for cells in itertools.product(range(largest + 1), repeat=length):
            alike[suppress(cells)].append(cells)
        for shown, possible in alike.items():
            if shown.total is not None and shown.total > largest:
                continue  # tables beyond `largest` are possible too, but were not tried
            for at, cell in enumerate(shown.cells):
                if cell is None:
                    assert len({cells[at] for cells in possible}) > 1, (shown, possible)


@given(st.lists(st.integers(0, 60), max_size=30))
def test_nothing_small_is_shown_and_what_is_hidden_adds_up_to_enough(cells: list[int]) -> None:
    shown = suppress(cells)
    hidden = [count for count, cell in zip(cells, shown.cells, strict=True) if cell is None]
    seen = [cell for cell in shown.cells if cell is not None]
    assert not any(0 < cell < LEAST for cell in seen)
    assert shown.total is None or shown.total == 0 or shown.total >= LEAST
    assert 0 not in hidden
    if hidden and shown.total is not None:
        assert shown.total - sum(seen) >= LEAST
        assert len(set(hidden)) > 1
        assert max(hidden) < min([cell for cell in seen if cell], default=61)

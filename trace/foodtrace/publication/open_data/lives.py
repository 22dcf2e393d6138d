"""The inspections feed in the form of LIVES 1.2: a zip of small tables that restaurant sites know to read."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Final

from foodtrace.publication.rules import RuleVersion, known_rules
from foodtrace.publication.shapes import PublicEstablishment
from foodtrace.registry import Authority
from foodtrace.spreadsheets import guarded

__all__ = ["LivesTables"]

_VERSION: Final = "1.2"
_BUSINESSES: Final = ("business_id", "name", "address", "city")
_INSPECTIONS: Final = ("business_id", "score", "date", "description")
_FEED: Final = ("feed_date", "feed_version", "municipality_name", "municipality_url")
_LEGEND: Final = ("minimum_score", "maximum_score", "description")


class LivesTables:
    """The tables while they grow, one record after another.

    LIVES wants a score from 0 to 100: an outcome's is its rank in the board's own order, the best 100,
    the worst 0, and the legend says in words what each means. Only published results are in, and no
    telephone and no place.
    """

    def __init__(self, versions: Sequence[RuleVersion]) -> None:
        self._scores: dict[str, int] = {}
        self._legend: dict[int, list[str]] = {}
        rules = known_rules(versions)
        for scheme in rules.schemes if rules is not None else ():
            worst = len(scheme.outcomes) - 1
            for rank, outcome in enumerate(scheme.outcomes):
                score = round(100 * (worst - rank) / worst) if worst else 100
                self._scores[outcome.key] = score
                words = self._legend.setdefault(score, [])
                if outcome.name.en not in words:
                    words.append(outcome.name.en)
        self._businesses = _Table(_BUSINESSES)
        self._inspections = _Table(_INSPECTIONS)
        self.inspections = 0

    def add(self, each: PublicEstablishment) -> None:
        """One establishment with its last published inspection, if it has a score; a closed one is left out."""
        if each.closed_on is not None:
            return
        address = f"{each.street}, {each.ward_name}"
        self._businesses.add(each.typed_code, each.name, address, each.province_name)
        last = each.last_inspection
        score = None if last is None else self._scores.get(last.outcome or "")
        if last is None or score is None:
            return
        names = (last.outcome_name, last.grade_name)
        words = ", ".join(name.en for name in names if name is not None)
        self._inspections.add(each.typed_code, score, f"{last.visited_on:%Y%m%d}", words)
        self.inspections += 1

    def files(self, authority: Authority, day: datetime.date) -> dict[str, bytes]:
        """The four files by name."""
        feed, legend = _Table(_FEED), _Table(_LEGEND)
        name = authority.name_en or authority.name
        feed.add(f"{day:%Y%m%d}", _VERSION, name, f"https://{authority.host}/")
        for score, words in sorted(self._legend.items(), reverse=True):
            legend.add(score, score, " / ".join(words))
        return {
            "businesses.csv": self._businesses.raw(),
            "inspections.csv": self._inspections.raw(),
            "feed_info.csv": feed.raw(),
            "legend.csv": legend.raw(),
        }


class _Table:
    def __init__(self, columns: tuple[str, ...]) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, *cells: object) -> None:
        # The form allows no tab and no line end inside a value.
        self._writer.writerow(
            [guarded(" ".join(c.split())) if isinstance(c, str) else c for c in cells]
        )

    def raw(self) -> bytes:
        return self._text.getvalue().encode()

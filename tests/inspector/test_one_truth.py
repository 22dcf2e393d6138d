"""One truth, two languages of code: 20,000 damaged codes get one verdict from Python, the app and the naive oracle."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from inspector.typescript import node_is_here, readers
from judged.mutations import STATUS, TRUST, BothReaders, mutated_texts, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not node_is_here(), reason="the app's tests need Node.js and npm"),
]

_BATCH = 250


def _asked_in_batches(texts: list[tuple[str, int]], *, noble: bool) -> list[dict[str, Any]]:
    app = readers()
    app.ask("hold", trust=TRUST.hex(), status=STATUS.hex(), ledger={})
    answers = []
    for at in range(0, len(texts), _BATCH):
        batch = texts[at : at + _BATCH]
        asked = [{"text": text, "now": now, "noble": noble} for text, now in batch]
        answers += app.ask("checks", questions=asked)["ok"]
    return answers


@pytest.mark.parametrize(
    ("seed", "count", "noble"), [(5, 20_000, False), (6, 2_000, True)], ids=["webcrypto", "noble"]
)
def test_damaged_codes_get_the_same_verdict_from_all_three(
    seed: int, count: int, noble: bool
) -> None:
    both = BothReaders()
    # Text that no camera and no keyboard can give: lone surrogates do not pass through JSON lines.
    texts = [(text, now) for text, now in mutated_texts(seed, count) if _is_text(text)]
    assert len(texts) > 0.99 * count
    seen: Counter[str] = Counter()
    faults = []
    for (text, now), theirs in zip(texts, _asked_in_batches(texts, noble=noble), strict=True):
        python = both.of_foodtrace(text, now)
        app = (theirs["genuine"], theirs["standing"], theirs["freshness"], theirs["green"])
        seen[theirs["genuine"]] += 1
        if app != python[:4] or theirs["claims"] != python[4]:
            faults.append(f"{text!r} at {now}: app {app}, foodtrace {python}")
        if fault := both.differ(text, now):
            faults.append(fault)
    assert faults == [], f"{len(faults)} of {len(texts)} differ ({told(seen)})"
    assert {"yes", "no", "unreadable", "unknown issuer", "not checked", "key revoked"} <= set(seen)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

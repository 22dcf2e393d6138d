"""`foodtrace verify` says of every published verdict what the vector says, and its exit status agrees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from foodtrace.keystore import Kdf
from foodtrace.trust import Held, encode_roots_file, pack_bundle
from foodtrace_cli import Surroundings, main
from vectors.published import cases, named, published
from vectors.suite import Case

KEYS = {"text", "genuine", "standing", "freshness", "green", "reason", "claims"}
# A bundle names its status lists by kid, and takes none that is nobody's.
OFFLINE = [
    case
    for case in cases("verdict", "cases")
    if case["trust"] not in (None, "no sticker key")
    and case["status"] != "of the second key"
    and not {"registered", "ledger"} & set(case)
]


def _bundle(case: Case) -> bytes:
    told = published("verdict")
    statuses = {}
    if case["status"]:
        kid = bytes.fromhex(published("example")["kids"]["sticker"])
        statuses[kid] = bytes.fromhex(told["status"][case["status"]])
    return pack_bundle({7: bytes.fromhex(told["trust"][case["trust"]])}, statuses)


@pytest.mark.parametrize("case", OFFLINE, ids=named)
def test_the_command_gives_the_published_verdict(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roots = tuple(bytes.fromhex(root) for root in published("example")["pin"]["roots"])
    (tmp_path / "roots.pub").write_text(encode_roots_file(Held(roots=roots, threshold=2)), "utf-8")
    (tmp_path / "bundle.zip").write_bytes(_bundle(case))
    lists = ["--bundle", str(tmp_path / "bundle.zip"), "--roots", str(tmp_path / "roots.pub")]
    around = Surroundings(
        now=lambda: case["now"],
        random=lambda size: bytes(size),
        env={"HOME": str(tmp_path), "LANG": "C.UTF-8"},
        kdf=Kdf(passes=1, memory=8192),
    )
    status = main(["verify", *lists, "--json", "--", case["text"]], surroundings=around)
    out = capsys.readouterr().out
    (answer,) = json.loads(out)
    assert set(answer) >= KEYS
    for name in ("genuine", "standing", "green"):
        assert answer[name] == case[name], name
    if case["freshness"] is not None:
        assert answer["freshness"] == case["freshness"]
    assert (status == 0) is case["green"]
    assert (answer["claims"] is None) == (case["genuine"] != "yes")

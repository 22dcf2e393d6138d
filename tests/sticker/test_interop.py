"""Other people's COSE libraries verify our bytes and refuse forgeries, in an environment of their own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import cbor2
import pytest
from foodtrace.sticker import encode_claims
from foodtrace.trust import parse_status_list, parse_trust_file
from trust.makers import CLAIMS, claims, public, signed_status, signed_trust, token

# Both break with the cbor2 that the tests themselves use, hence a Python of their own.
_PACKAGES = ("cwt>=3.3,<4", "pycose>=1.1,<2", "cbor2<6")
_SCRIPT = Path(__file__).with_name("read_with_others.py")

pytestmark = pytest.mark.slow


def _made_environment(folder: Path) -> Path:
    """The Python of an environment with the packages, made once per user and Python version."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = folder / "ready"
    if ready.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *_PACKAGES,
    ]
    installed = subprocess.run(pip, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"pip cannot install cwt and pycose here: {installed.stderr[-300:]}")
    ready.touch()
    return python


@pytest.fixture(scope="module")
def other_python() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kind = hashlib.sha256(repr((_PACKAGES, sys.version)).encode()).hexdigest()[:12]
    return _made_environment(cache / "foodtrace-tests" / f"interop-{kind}")


def _asked(python: Path, questions: list[tuple[bytes, bytes]]) -> list[dict[str, str | None]]:
    lines = [json.dumps({"raw": raw.hex(), "public": key.hex()}) for raw, key in questions]
    run = subprocess.run(
        [str(python), str(_SCRIPT)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_stickers_and_lists_verify_with_cwt_and_pycose(other_python: Path) -> None:
    stickers = [
        CLAIMS,
        claims(place=None, name="Ốc", idx=2**20 - 1),
        claims(name="a" * 80, street="ă" * 40, ward=99_999, category=255),
    ]
    questions = [(token(each).raw, public("sticker")) for each in stickers]
    payloads = [encode_claims(each) for each in stickers]
    trust_file, status_file = signed_trust(), signed_status()
    half = len(trust_file) // 2  # two signatures of one length
    questions += [
        (trust_file[:half], public("root1")),
        (trust_file[half:], public("root3")),
        (status_file, public("status")),
    ]
    trust_payload = parse_trust_file(trust_file).payload
    payloads += [trust_payload, trust_payload, parse_status_list(status_file).part.payload]
    for (raw, _), payload, answer in zip(
        questions, payloads, _asked(other_python, questions), strict=True
    ):
        assert answer["cwt"] == answer["pycose"] == payload.hex()
        assert answer["canonical"] == raw.hex()
        assert cbor2.dumps(cbor2.loads(raw), canonical=True) == raw


def test_forgeries_are_refused_by_all_three(other_python: Path) -> None:
    raw = token().raw
    questions = [(raw, public("status"))]
    for at in (20, 60, 90, len(raw) - 40, len(raw) - 1):
        forged = bytearray(raw)
        forged[at] ^= 1
        questions.append((bytes(forged), public("sticker")))
    for answer in _asked(other_python, questions):
        assert answer["cwt"] is None
        assert answer["pycose"] is None

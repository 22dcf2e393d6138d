"""Files that were made to hurt: refused in one line, in little memory and time, counted in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: The code of the refusal, or "taken" for what is harmless however odd.
WANTED = {
    "laughs": "invoice_xml",
    "quadratic": "invoice_xml",
    "deep": "invoice_xml",
    "deep-and-signed": "invoice_xml",
    "wide": "invoice_xml",
    "just-not-too-wide": "taken",
    "many-attributes": "invoice_xml",
    "long-attribute": "taken",
    "zip-of-spaces": "too_large",
    "zip-of-rows": "too_many_rows",
    "zip-of-zeros-elsewhere": "too_large",
    "rows": "too_many_rows",
    "100-mb-xml": "too_large",
    "100-mb-csv": "too_large",
    "100-mb-line": "too_large",
    "100-mb-xlsx": "too_large",
}
# What the largest of them needs and some more; without bounds they take gigabytes.
MOST_MB = 200
MOST_CPU_S = 40


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is counted by Linux")
def test_hostile_files_are_refused_in_bounded_memory_and_time() -> None:
    """The kernel ends the child that needs more time than all of them together may take."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_hostile.py")), str(MOST_CPU_S)],
        env={"PYTHONPATH": f"{ROOT / 'trace'}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = [json.loads(each) for each in done.stdout.splitlines()]
    assert {each["name"]: each["code"] for each in found} == WANTED
    assert [each for each in found if each["mb"] > MOST_MB] == []
    assert all("\n" not in each["message"] and len(each["message"]) < 300 for each in found)

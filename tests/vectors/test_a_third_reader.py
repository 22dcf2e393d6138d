"""A reader in another language, made from the published page, reads every vector too."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from vectors.published import HERE


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_javascript_reader_reads_every_vector_as_published() -> None:
    ran = subprocess.run(
        ["node", str(HERE / "reader.mjs")], capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = re.fullmatch(r"(\d+) vectors read, 0 otherwise than published", ran.stdout.strip())
    assert told is not None
    assert int(told[1]) == sum(
        len(listed)
        for path in HERE.glob("*.json")
        for listed in json.loads(path.read_text("ascii")).values()
        if isinstance(listed, list) and listed and isinstance(listed[0], dict)
    )


def test_every_file_of_vectors_is_explained_on_the_page() -> None:
    page = (HERE.parents[1] / "docs" / "reference" / "build-a-verifier.md").read_text("utf-8")
    names = sorted(path.name for path in HERE.glob("*.json"))
    assert len(names) >= 12
    assert [name for name in names if name not in page] == []

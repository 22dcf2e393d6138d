"""What the repository says about itself: links lead somewhere, no path of a machine, no stray vocabulary."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def test_every_relative_link_leads_to_a_file() -> None:
    pages = _tracked("*.md")
    if not pages:
        pytest.skip("not a git checkout")
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in _LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_no_file_names_a_path_of_one_machine() -> None:
    home = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked("*.py", "*.md", "*.ts", "*.toml", "*.mjs", "*.yaml", "Makefile", ".ci")
        if path.name not in {"test_words_of_the_repository.py"}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if home.search(line)
    ]
    assert not named


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs" / "adr").glob("[0-9]*.md"):
        assert page.name in index, f"{page.name} is missing from docs/adr/README.md"

"""The house itself: where packages may be, and that nothing hides the standard library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["trace", "api", "cli"])
def test_a_top_folder_holds_a_package_and_is_none(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists(), (
        f"{folder}/__init__.py hides the standard library or claims a generic name: remove it"
    )


def test_tests_are_no_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_standard_library_keeps_its_trace_module_even_in_the_root() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import trace; print(trace.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(ROOT) not in found
    assert found.strip().endswith("trace.py")


def test_python_minus_m_trace_still_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trace", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "--trackcalls" in done.stdout


def test_only_the_top_level_that_was_asked_for() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if not tracked:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in tracked}
    asked = {"trace", "api", "cli", "tests", "pyproject.toml", "README.md"}
    repository = {"Makefile", "LICENSE", "CHANGELOG.md", "docs", ".ci", ".gitignore", "NOTICE"}
    assert asked <= top
    assert top <= asked | repository


def test_no_source_file_grew_into_two_jobs() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("trace", "api", "cli")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long

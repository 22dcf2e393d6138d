"""The wheel as a stranger installs it: the bare core alone, in an empty environment."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"

pytestmark = pytest.mark.slow


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (made,) = out.glob("foodtrace-*.whl")
    return made


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel and nothing but its base dependencies."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    patience = ("--retries", "10", "--timeout", "10")
    _run(python, "-m", "pip", "install", "-q", *patience, "-c", CONSTRAINTS, wheel, cwd=home)
    return python


def test_the_bare_core_brings_neither_web_nor_database(bare: Path) -> None:
    listed = json.loads(_run(bare, "-m", "pip", "list", "--format", "json", cwd=bare.parent))
    names = {row["name"].lower() for row in listed}
    assert {"foodtrace", "msgspec", "pynacl"} <= names
    assert not names & {"litestar", "sqlalchemy", "aiosqlite", "rich-click", "segno", "cbor2"}


def test_the_bare_core_verifies_a_vector(bare: Path, tmp_path: Path) -> None:
    vectors = ROOT / "tests" / "vectors" / "example.json"
    script = tmp_path / "verify.py"
    script.write_text(
        "import json, sys\n"
        "from foodtrace import trust, verdict\n"
        "v = json.load(open(sys.argv[1]))\n"
        "held = trust.Held(roots=tuple(bytes.fromhex(r) for r in v['pin']['roots']), threshold=2)\n"
        "listed, held = trust.accept_trust_file(held, bytes.fromhex(v['trust_list_signed_by_root1_and_root3']))\n"
        "kid, status = trust.accept_status_file(listed, bytes.fromhex(v['status_list']['file']))\n"
        "t = trust.Trusted(trust=listed, held=held, statuses={kid: status})\n"
        "answer = verdict.check(v['sticker']['url'], t, v['verdict_at']['now'])\n"
        "print(answer.genuine, answer.standing, answer.freshness, answer.green)\n",
        "utf-8",
    )
    assert _run(bare, script, vectors, cwd=tmp_path) == "yes in force fresh True\n"


def test_the_standard_library_trace_module_survives_the_install(bare: Path) -> None:
    found = _run(bare, "-c", "import trace; print(trace.Trace.__name__)", cwd=bare.parent)
    assert found == "Trace\n"


def test_the_command_without_its_extra_says_what_to_install(bare: Path) -> None:
    done = subprocess.run(
        [bare.parent / "foodtrace", "list"], capture_output=True, text=True, cwd=bare.parent
    )
    assert done.returncode != 0
    assert "foodtrace[cli]" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_tells_its_version(bare: Path) -> None:
    assert _run(bare.parent / "foodtrace", "--version", cwd=bare.parent) == "foodtrace 0.1.0\n"

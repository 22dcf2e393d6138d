"""A bundle and a pin are enough: registry deleted, server dead, network denied."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from api.serving import held_port
from foodtrace.trust import Held, encode_roots_file, pack_bundle
from judged.denied import CAUGHT, ROOT, run_denied
from vectors.published import published

NOW = 1795219200
_READER = """
import json, sys
from pathlib import Path
from foodtrace import trust, verdict
held = trust.parse_roots_file(Path("roots.pub").read_text("utf-8"))
trusted = trust.open_bundle(held, Path("bundle.zip").read_bytes())
answers = [verdict.check(text, trusted, int(sys.argv[1])) for text in sys.argv[2:]]
print(json.dumps([[a.genuine, a.standing, a.freshness, a.green] for a in answers]))
forbidden = {"sqlite3", "sqlalchemy", "litestar", "socket", "asyncio", "http.client"}
print(json.dumps(sorted(forbidden & set(sys.modules))))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's bundle and pin, and nothing else."""
    example = published("example")
    kid = bytes.fromhex(example["kids"]["sticker"])
    trust_file = bytes.fromhex(example["trust_list_signed_by_root1_and_root3"])
    status_file = bytes.fromhex(example["status_list"]["file"])
    (tmp_path / "bundle.zip").write_bytes(pack_bundle({7: trust_file}, {kid: status_file}))
    roots = tuple(bytes.fromhex(root) for root in example["pin"]["roots"])
    (tmp_path / "roots.pub").write_text(encode_roots_file(Held(roots=roots, threshold=2)), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('qr.example.vn', 443)",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import sqlite3; sqlite3.connect(':memory:')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_the_denial_is_real(tmp_path: Path, deed: str) -> None:
    ran = run_denied(tmp_path, ["-c", deed])
    assert ran.returncode == CAUGHT
    assert "denied: " in ran.stderr


def test_the_bare_core_verifies_with_a_bundle_and_a_pin_alone(folder: Path) -> None:
    told = {case["name"]: case["text"] for case in published("verdict")["cases"]}
    names = ["green", "revoked", "replaced", "suspended", "one bit of the name turned"]
    ran = run_denied(folder, ["-c", _READER, str(NOW), *(told[name] for name in names)])
    assert ran.returncode == 0, ran.stderr
    answers, forbidden = (json.loads(line) for line in ran.stdout.splitlines())
    assert answers == [
        ["yes", "in force", "fresh", True],
        ["yes", "revoked", "fresh", False],
        ["yes", "replaced", "fresh", False],
        ["yes", "suspended", "fresh", False],
        ["no", "unknown", "fresh", False],
    ]
    assert forbidden == []


def _foodtrace(folder: Path, *arguments: str) -> Any:
    env = {"FOODTRACE_REGISTRY": "R", "FOODTRACE_PASSPHRASE": "a passphrase for tests"}
    paths = ":".join(str(ROOT / part) for part in ("trace", "api", "cli"))
    ran = subprocess.run(
        [sys.executable, "-m", "foodtrace_cli", *arguments, "--json"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), "PYTHONPATH": paths, **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout) if ran.stdout.strip() else None


EATERIES = """Tên cơ sở,Địa chỉ,Phường,Điện thoại
Quán Thử Một,319 Hùng Vương,Hải Châu,
Quán Thử Hai,12 Lê Duẩn,Thanh Khê,
Quán Thử Ba,7 Hoàng Diệu,Hải Châu,
"""


def _fetched(folder: Path, port: int) -> None:
    """Start the server, fetch bundle and pin from it as any checker would, and kill it."""
    paths = ":".join(str(ROOT / part) for part in ("trace", "api", "cli"))
    server = subprocess.Popen(
        [sys.executable, "-m", "foodtrace_cli", "serve", "--port", str(port)],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "PYTHONPATH": paths,
            "FOODTRACE_REGISTRY": "R",
            "FOODTRACE_PASSPHRASE": "a passphrase for tests",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(3000):  # until it answers; a dead server ends the wait at once
            assert server.poll() is None, "the server ended by itself"
            try:
                urllib.request.urlopen(f"{base}/healthz", timeout=60).close()
                break
            except OSError:
                time.sleep(0.1)
        for name in ("bundle.zip", "roots.pub"):
            with urllib.request.urlopen(
                f"{base}/.well-known/foodtrace/{name}", timeout=120
            ) as answer:
                (folder / name).write_bytes(answer.read())
    finally:
        server.kill()
        server.wait()
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{base}/healthz", timeout=5)


@pytest.mark.slow
def test_the_command_verifies_when_registry_and_server_are_gone(tmp_path: Path) -> None:
    (tmp_path / "eateries.csv").write_text(EATERIES, "utf-8")
    _foodtrace(
        tmp_path, "init", "--authority", "Demo board", "--province", "48", "--host", "qr.example.vn"
    )
    _foodtrace(tmp_path, "import", "eateries.csv", "--zone", "Street")
    _foodtrace(tmp_path, "issue", "--zone", "Street", "--out", "out", "--format", "svg")
    with (tmp_path / "out" / "manifest.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 3
    _foodtrace(tmp_path, "revoke", rows[1]["typed_code"], "--reason", "test")
    with held_port() as port:
        _fetched(tmp_path, port)
    shutil.rmtree(tmp_path / "R")
    assert not list(tmp_path.rglob("*.sqlite"))

    def verify(*texts: str) -> tuple[int, list[dict[str, Any]]]:
        arguments = ["verify", "--bundle", "bundle.zip", "--roots", "roots.pub", "--json", *texts]
        ran = run_denied(tmp_path, ["-m", "foodtrace_cli", *arguments])
        assert ran.returncode != CAUGHT, ran.stderr
        return ran.returncode, json.loads(ran.stdout)

    status, answers = verify(rows[0]["url"], rows[2]["url"])
    assert status == 0
    assert [answer["green"] for answer in answers] == [True, True]
    assert answers[0]["claims"]["name"] == "Quán Thử Một"
    status, answers = verify(rows[0]["url"], rows[1]["url"])
    assert status != 0
    assert [answer["standing"] for answer in answers] == ["in force", "revoked"]
    forged = rows[0]["url"][:-40] + "1" * 40
    status, answers = verify(forged)
    assert status != 0
    assert answers[0]["green"] is False
    example = published("example")["sticker"]["url"]
    status, answers = verify(example)
    assert (status != 0, answers[0]["genuine"]) == (True, "unknown issuer")

"""The real server as processes: two workers, the real command beside them, and nothing of a visitor in the log."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from api.serving import held_port
from api.street import HOST, PASSPHRASE, Street, build_street

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

# Seconds longer than any of it ever takes.
_PATIENCE = 120


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder.parent),
        "PYTHONPATH": ":".join(str(ROOT / part) for part in ("trace", "api", "cli")),
        "FOODTRACE_REGISTRY": str(folder),
        **more,
    }


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Street:
    """A street of today: real processes read the real clock."""
    folder = tmp_path_factory.mktemp("living") / "registry"
    return asyncio.run(build_street(folder, today=int(time.time())))


class Served:
    """A running `foodtrace serve` with what it wrote so far."""

    def __init__(self, base: str, log: Path) -> None:
        self.base, self.log = base, log

    def get(self, path: str, **headers: str) -> httpx.Response:
        """By a connection of its own each time, so that every worker gets its turn."""
        with self.client(headers=headers) as client:
            return client.get(path)

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.base, trust_env=False, timeout=_PATIENCE, **options)

    def until(self, path: str, found: str) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                if found in self.get(path).text:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{path} never said {found}: {self.log.read_text()}")


@pytest.fixture(scope="module")
def served(living: Street, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all: each test leaves the places of the others as they are."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with held_port() as port, log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "foodtrace_cli", "serve", "--port", str(port), "--workers", "2"],
            env=environment(living.folder, FOODTRACE_STATUS_PASSPHRASE=PASSPHRASE),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            found = Served(f"http://127.0.0.1:{port}", log)
            found.until("/readyz", '"status_key":"held"')
            yield found
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def command(street: Street, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "foodtrace_cli", *words],
        env=environment(street.folder),
        capture_output=True,
        check=False,
    )


def test_a_revocation_by_the_command_is_seen_by_every_worker(
    living: Street, served: Served
) -> None:
    """The command holds no key here: the register condemns at once, and the server signs the list."""
    path = living.path("plain")
    for _ in range(20):
        answer = served.get(path, accept="application/json")
        assert (answer.status_code, answer.json()["green"]) == (200, True)
    list_path = "/.well-known/foodtrace/status/873e646a"
    before = served.get(list_path).headers["etag"]
    done = command(living, "revoke", living.code("plain"), "--reason", "a test")
    assert done.returncode == 0, done.stderr
    # No waiting: the very next requests, enough of them to reach both workers.
    seen = [served.get(path, accept="application/json").json() for _ in range(40)]
    assert {(answer["standing"], answer["green"]) for answer in seen} == {("revoked", False)}
    end = time.monotonic() + _PATIENCE
    while served.get(list_path).headers["etag"] == before:
        assert time.monotonic() < end, served.log.read_text()
        time.sleep(0.05)
    signed = [served.get(list_path).headers["etag"] for _ in range(20)]
    assert len(set(signed)) == 1


def test_the_server_works_with_sticker_and_root_keys_absent(living: Street, served: Served) -> None:
    roles = {path.name.split("-")[0] for path in (living.folder / "keys").glob("*.key")}
    assert roles == {"status"}
    end, held = time.monotonic() + _PATIENCE, 0
    # The workers start one after the other; enough answers in a row to have met both of them.
    while held < 20:
        state = served.get("/readyz").json()["status_key"]
        assert state in ("opening", "held")
        held = held + 1 if state == "held" else 0
        assert time.monotonic() < end, served.log.read_text()


def test_neither_address_nor_code_nor_passphrase_is_ever_logged(
    living: Street, served: Served
) -> None:
    typed = living.code("green")
    for path in (living.path("green"), living.forged, f"/c/{typed}", "/c?code=SEARCHED", "/nope"):
        served.get(path)
    served.get("/", upgrade="websocket", connection="upgrade")
    with socket.create_connection(("127.0.0.1", int(served.base.rsplit(":", 1)[1]))) as raw:
        raw.sendall(b"\x16\x03\x01 GET /secretpath\r\n\r\n")
        raw.recv(200)
    log = served.log.read_text()
    for mark in (living.path("green")[3:40], living.forged[-30:], typed, "SEARCHED", "secretpath",
                 "nope", PASSPHRASE):  # fmt: skip
        assert mark not in log
    listening = served.base.removeprefix("http://")
    assert set(re.findall(r"127\.0\.0\.1:\d+", log)) == {listening}


def test_a_flood_of_garbage_never_gets_a_5xx(living: Street, served: Served) -> None:
    green = living.path("green")
    paths = [green[:-cut] for cut in range(1, 40)]
    paths += [f"{green[:at]}x{green[at:]}" for at in range(3, 60)]
    paths += [f"/{chr(code)}" for code in range(33, 127) if chr(code) not in "?#%"]
    paths += ["/c/" + "A" * n for n in range(1, 40)] + [
        "/%00",
        "/%ff",
        "/c/%F0%9F%8D%9C",
        "//",
        "/1//",
    ]
    with served.client() as client:
        for path in paths:
            for accept in ("text/html", "application/json"):
                assert client.get(path, headers={"accept": accept}).status_code < 500, path
        for body in (b"\x00" * 100, b"[" * 15_000, b'{"text":"' + b"9" * 10_000 + b'"}', b"null"):
            assert client.post("/api/v1/verify", content=body).status_code < 500
    assert "unexpected" not in served.log.read_text()


def test_offline_checkers_need_only_what_the_server_served(
    living: Street, served: Served, tmp_path: Path
) -> None:
    for name in ("bundle.zip", "roots.pub"):
        (tmp_path / name).write_bytes(served.get(f"/.well-known/foodtrace/{name}").content)
    done = subprocess.run(
        [sys.executable, "-m", "foodtrace_cli", "verify", "--bundle", str(tmp_path / "bundle.zip"),
         "--roots", str(tmp_path / "roots.pub"), living.links["green"]],
        env={**environment(tmp_path / "nowhere"), "FOODTRACE_REGISTRY": ""},
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"https://{HOST}" in living.links["green"]

"""Visits sent to real servers that die or run beside each other: each is kept exactly once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from api.serving import held_port
from api.street import Street
from api.test_visits import given_token, kept, record, send
from pictures.made import jpeg_with_everything

ROOT = Path(__file__).resolve().parents[2]
SERVER = Path(__file__).with_name("run_dying_server.py")
pytestmark = pytest.mark.slow


@contextmanager
def server(street: Street, where: str, log: Path, *more: str) -> Iterator[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": ":".join(str(ROOT / part) for part in ("trace", "api", "cli")),
        "FOODTRACE_REGISTRY": str(street.folder),
    }
    with held_port() as port, log.open("ab") as file:
        words = [sys.executable, str(SERVER), str(street.folder), str(port), where]
        if more:
            words = [sys.executable, "-m", "foodtrace_cli", "serve", "--port", str(port), *more]
        process = subprocess.Popen(
            words, env=environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
        base = f"http://127.0.0.1:{port}"
        try:
            end = time.monotonic() + 120
            while True:
                try:
                    httpx.get(f"{base}/healthz", trust_env=False)
                    break
                except httpx.TransportError:
                    assert time.monotonic() < end, log.read_text()
                    time.sleep(0.05)
            yield base
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def calling(base: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base, trust_env=False, timeout=60)


@pytest.mark.parametrize(
    ("where", "kept_by_then", "told"), [("before_commit", 0, 201), ("before_answer", 1, 200)]
)
async def test_a_visit_survives_a_kill_wherever_it_falls(
    street: Street, tmp_path: Path, where: str, kept_by_then: int, told: int
) -> None:
    token, log = await given_token(street), tmp_path / "log"
    visit, photo = record(), jpeg_with_everything()
    with server(street, where, log) as base:
        async with calling(base) as client:
            with pytest.raises(httpx.TransportError):
                await send(client, token, visit, photo)
    assert len(await kept(street)) == kept_by_then
    with server(street, "nowhere", log) as base:
        async with calling(base) as client:
            first = await send(client, token, visit, photo)
            again = await send(client, token, visit, photo)
    assert (first.status_code, again.status_code) == (told, 200)
    assert [(each.photos, each.id) for each in await kept(street)] == [(1, first.json()["id"])]
    assert token not in log.read_text()


async def test_two_workers_keep_each_of_many_visits_once(street: Street, tmp_path: Path) -> None:
    token, log = await given_token(street), tmp_path / "log"
    photo = jpeg_with_everything()
    keys = [str(uuid.UUID(int=number)) for number in range(12)]

    async def one(base: str, key: str) -> httpx.Response:
        async with calling(base) as client:
            return await send(client, token, record(), photo, key=key)

    with server(street, "", log, "--workers", "2") as base:
        answers = await asyncio.gather(*(one(base, key) for key in keys for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200] * 24 + [201] * 12
    assert [each.photos for each in await kept(street)] == [1] * 12


async def test_an_upload_of_fifty_megabytes_hears_its_answer(
    street: Street, tmp_path: Path
) -> None:
    """A connection that is cut off under the sender would be an error of its own on the phone."""
    token, log = await given_token(street), tmp_path / "log"
    with server(street, "nowhere", log) as base:
        for given in (token, "fti_unknown", None):
            async with calling(base) as client:
                answer = await send(client, given, record(), bytes(50_000_000))
            assert answer.status_code == (413 if given == token else 401)


async def test_a_sender_that_goes_away_leaves_nothing(street: Street, tmp_path: Path) -> None:
    token, log = await given_token(street), tmp_path / "log"
    with server(street, "nowhere", log) as base:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
        head = (
            f"POST /inspect/api/visits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 9000\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        writer.write(head.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        del reader
        async with calling(base) as client:
            assert (await send(client, token, record())).status_code == 201
    assert len(await kept(street)) == 1
    said = log.read_text()
    assert "Traceback" not in said
    assert "unexpected" not in said

"""The demo's server: a child process on this machine alone, checked before its addresses are shown."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from foodtrace.errors import RegistryUnavailable
from foodtrace.sticker import encode_digits, parse_digits

LOOPBACK = "127.0.0.1"
_START_SECONDS = 60


def free_port(wanted: int) -> int:
    """`wanted` if nothing listens there, else one that the system gives."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((LOOPBACK, port))
                return int(probe.getsockname()[1])
    raise RegistryUnavailable("no port is free on 127.0.0.1; close something and try again")


def digits_of(url: str) -> str:
    """The digits at the end of a sticker's link."""
    return url.rpartition("/")[2]


def forge(digits: str) -> str:
    """The same sticker with one bit of its signature turned."""
    token = bytearray(parse_digits(digits))
    token[-20] ^= 1
    return encode_digits(bytes(token))


@contextlib.contextmanager
def serving(port: int, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The public pages on `port`, answering; stopped at the end of the block.

    Raises RegistryUnavailable (`demo_server`) when the server ends or does not answer.
    """
    with _running(env, "serve", "--port", str(port)) as child:
        _wait_until_it_answers(child, port)
        yield child


@contextlib.contextmanager
def working(env: Mapping[str, str]) -> Iterator[None]:
    """`foodtrace work` beside the server, for what officers ask for; stopped at the end of the block."""
    with _running(env, "work"):
        yield


@contextlib.contextmanager
def _running(env: Mapping[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "foodtrace_cli", *command], env=dict(env), stdin=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def status_of_page(port: int, path: str) -> int:
    """The HTTP status of one page."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        return connection.getresponse().status
    finally:
        connection.close()


def _wait_until_it_answers(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if status_of_page(port, "/healthz") == 200:
                return
        time.sleep(0.1)
    raise RegistryUnavailable(
        "the server of the demo did not start; the lines above say why. "
        "Everything else was made: try --no-serve",
        code="demo_server",
    )

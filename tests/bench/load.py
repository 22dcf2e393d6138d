"""Load on a server on this machine: wrk when it is installed, else a client of sockets in a process."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
CONNECTIONS = 32
_TESTS = Path(__file__).resolve().parents[1]


def client_name() -> str:
    """The client that `requests_per_second` uses here."""
    return "wrk" if shutil.which("wrk") else "a Python client (wrk is not installed)"


@contextlib.contextmanager
def server(app: str, env: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """uvicorn with one worker on a free port of 127.0.0.1: (port, process id), stopped at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning", "--no-server-header"]
    path = os.pathsep.join([str(_TESTS), env.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    child = subprocess.Popen(command, env={**env, "PYTHONPATH": path})
    try:
        _wait_for(child, port)
        yield port, child.pid
    finally:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def requests_per_second(
    port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: float
) -> float:
    """Answers per second over 32 kept-alive connections that ask for `paths` in turn."""
    requests = [_request(path, headers) for path in paths]
    if shutil.which("wrk"):
        return _with_wrk(port, requests, seconds)
    command = [sys.executable, str(Path(__file__)), str(port), str(seconds)]
    whole = b"\0".join(requests)
    done = subprocess.run(command, input=whole, capture_output=True, check=True)
    return float(done.stdout)


def get(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """One request: its status and its body."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def resident_mib(pid: int) -> float:
    """Resident memory of a process in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"no VmRSS for process {pid}")


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _with_wrk(port: int, requests: Sequence[bytes], seconds: float) -> float:
    listed = ",\n".join(f'"{request.decode()}"' for request in requests)
    listed = listed.replace("\r\n", "\\r\\n")
    script = f"local r = {{\n{listed}\n}}\nlocal i = 0\nfunction request()\n"
    script += "  i = i % #r + 1\n  return r[i]\nend\n"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            file.name,
        ]
        command.append(f"http://{LOOPBACK}:{port}/")
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(f"wrk said nothing of requests: {done.stdout!r} {done.stderr!r}")
    return float(found[1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _wait_for(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"a bench server ended with status {child.returncode}")
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("a bench server did not start within a minute")


async def _ask_for(port: int, requests: Sequence[bytes], seconds: float) -> float:
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(
        *(_one_connection(port, requests, number, until) for number in range(CONNECTIONS))
    )
    return sum(counts) / seconds


async def _one_connection(port: int, requests: Sequence[bytes], first: int, until: float) -> int:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    done = 0
    while time.perf_counter() < until:
        writer.write(requests[(first + done * CONNECTIONS) % len(requests)])
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length[1]))
        done += 1
    writer.close()
    return done


if __name__ == "__main__":
    asked = sys.stdin.buffer.read().split(b"\0")
    print(asyncio.run(_ask_for(int(sys.argv[1]), asked, float(sys.argv[2]))))

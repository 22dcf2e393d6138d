"""`foodtrace serve` hands everything to uvicorn by name and environment, and says what it cannot use."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from cli_shell import Shell


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What uvicorn was asked to do, with the environment at that moment; the environment comes back."""
    calls: list[dict[str, Any]] = []
    for name in ("FOODTRACE_REGISTRY", "FOODTRACE_PASSPHRASE", "FOODTRACE_ACTOR"):
        monkeypatch.setenv(name, "before")

    def run(app: str, **options: Any) -> None:
        calls.append({"app": app, **options, "registry": os.environ["FOODTRACE_REGISTRY"]})

    monkeypatch.setattr("uvicorn.run", run)
    return calls


def test_the_app_is_named_and_the_registry_goes_by_environment(
    shell: Shell, started: list[dict[str, Any]]
) -> None:
    shell.found()
    shell.ok("serve", "--port", "8123")
    (call,) = started
    assert call["app"] == "foodtrace_api.app:create_app"
    assert (call["factory"], call["host"], call["port"]) == (True, "127.0.0.1", 8123)
    assert call["registry"] == str(Path("R").resolve())


def test_listening_beyond_this_machine_is_said(shell: Shell, started: list[dict[str, Any]]) -> None:
    shell.found()
    assert shell.ok("serve", "--host", "localhost").err == ""
    assert "TLS" in shell.ok("serve", "--host", "0.0.0.0").err
    assert len(started) == 2


def test_without_the_api_extra_it_says_what_to_install(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.found()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    ran = shell.run("serve")
    assert ran.status == 2
    assert "pip install 'foodtrace[api]'" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.slow
def test_a_port_in_use_is_a_line_and_a_status(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FOODTRACE_REGISTRY", "FOODTRACE_PASSPHRASE", "FOODTRACE_ACTOR"):
        monkeypatch.setenv(name, "before")
    shell.found()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = shell.run("serve", "--port", str(taken.getsockname()[1]))
    assert ran.status == 10
    assert "give another --port" in ran.err
    assert ran.err.count("\n") == 1

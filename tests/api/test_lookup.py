"""What is kept and what is asked: no database for a forgery, and every change seen on the next request."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from api.conftest import Ask
from api.street import DAY, NOW, Street, revoke_sticker_key, seed, sign_status
from foodtrace.issuing import reinstate, replace, revoke, suspend
from foodtrace.registry import HotReader, Registry

JSON = {"accept": "application/json"}


class CountingReader(HotReader):
    """Counts every statement that reaches the database."""

    statements = 0

    def rows(self, statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        type(self).statements += 1
        return super().rows(statement, parameters)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper looks once at the start and then not again, so that every statement is a request's."""
    monkeypatch.setattr("foodtrace_api.keeper._LOOK_SECONDS", 3600)


def revoke_elsewhere(street: Street, name: str) -> None:
    """A process of its own revokes, without any key at hand."""
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "from foodtrace.registry import Registry; from foodtrace.issuing import revoke\n"
        "async def main():\n"
        "    async with await Registry.open(Path(sys.argv[1])) as r:\n"
        "        await revoke(r, int(sys.argv[2]), reason='t', actor='t', now=int(sys.argv[3]))\n"
        "asyncio.run(main())\n"
    )
    trace = Path(__file__).resolve().parents[2] / "trace"
    subprocess.run(
        [sys.executable, "-c", script, str(street.folder), str(street.ids[name]), str(NOW)],
        check=True,
        env={"PYTHONPATH": str(trace)},
    )


async def test_a_forged_code_reaches_no_database(built: Street, ask: Ask, still: None) -> None:
    bad = [built.altered("green", byte) for byte in range(-64, 0, 3)]
    bad += [built.altered("green", byte) for byte in range(16, 60, 3)]
    bad += [built.unreadable, built.unknown_issuer, "/2/" + built.path("green")[3:], "/1/1"]
    async with ask(built.folder, open_reader=CountingReader) as client:
        await client.get("/")
        before = CountingReader.statements
        assert before > 0
        for path in bad:
            for accept in ("text/html", "application/json"):
                answer = await client.get(path, headers={"accept": accept})
                assert answer.status_code == 404
        verdict = await client.post(
            "/api/v1/verify", json={"text": "https://qr.example.vn" + bad[0]}
        )
        assert verdict.json()["genuine"] == "no"
        assert CountingReader.statements == before
        await client.get(built.path("green"))
        assert CountingReader.statements > before


async def test_a_kept_answer_costs_one_look_at_the_version(
    built: Street, ask: Ask, still: None
) -> None:
    async with ask(built.folder, open_reader=CountingReader) as client:
        first = await client.get(built.path("green"))
        before = CountingReader.statements
        again = await client.get(built.path("green"))
        assert CountingReader.statements == before + 1
    assert again.content == first.content


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_every_change_of_a_sticker_shows_on_the_next_request(
    accept: str, street: Street, ask: Ask, still: None
) -> None:
    """No list is signed in between: the register condemns by itself."""
    number, path = street.ids["green"], street.path("green") + "?lang=en"
    act = {"reason": "test", "actor": "test", "now": NOW}

    async with ask(street.folder) as client, await Registry.open(street.folder) as registry:

        async def standing() -> str:
            answer = await client.get(path, headers={"accept": accept})
            assert answer.status_code == 200
            if accept == "application/json":
                return str(answer.json()["standing"])
            for words, name in (
                ("Sticker revoked", "revoked"),
                ("Sticker suspended", "suspended"),
                ("Sticker replaced", "replaced"),
            ):
                if f"<h1>{words}" in answer.text:
                    return name
            return "in force" if "Confirmed and in force" in answer.text else "?"

        assert await standing() == "in force"
        await suspend(registry, number, **act)  # type: ignore[arg-type]
        assert await standing() == "suspended"
        await reinstate(registry, number, **act)  # type: ignore[arg-type]
        assert await standing() == "in force"
        await replace(registry, number, sticker_seed=seed("sticker"), **act)  # type: ignore[arg-type]
        assert await standing() == "replaced"
        await revoke(registry, street.ids["plain"], **act)  # type: ignore[arg-type]
        other = await client.get(street.path("plain"), headers=JSON)
        assert (other.json()["standing"], other.json()["green"]) == ("revoked", False)


async def test_a_revoked_sticker_key_shows_on_the_next_request(
    street: Street, ask: Ask, still: None
) -> None:
    async with ask(street.folder) as client:
        before = await client.get(street.path("green"), headers=JSON)
        await revoke_sticker_key(street.folder, NOW)
        after = await client.get(street.path("green"), headers=JSON)
    assert (before.json()["genuine"], after.json()["genuine"]) == ("yes", "key revoked")
    assert after.status_code == 200
    assert after.json()["claims"] is None


async def test_a_change_by_another_process_shows_on_the_next_request(
    street: Street, ask: Ask, still: None
) -> None:
    async with ask(street.folder) as client:
        before = await client.get(street.path("green"), headers=JSON)
        await asyncio.to_thread(revoke_elsewhere, street, "green")
        after = await client.get(street.path("green"), headers=JSON)
    assert (before.json()["green"], after.json()["green"]) == (True, False)
    assert after.json()["standing"] == "revoked"


async def test_a_kept_green_answer_ends_with_the_list_it_came_from(
    street: Street, ask: Ask, still: None
) -> None:
    moment = [NOW]
    async with await Registry.open(street.folder) as registry:
        await sign_status(registry, NOW, days=1)
    async with ask(street.folder, clock=lambda: moment[0]) as client:
        for now, freshness in (
            (NOW + DAY - 1, "fresh"),
            (NOW + DAY, "stale"),
            (NOW + DAY - 1, "fresh"),
            (NOW - 2 * DAY, "stale"),
        ):
            moment[0] = now
            answer = await client.get(street.path("green"), headers=JSON)
            assert (answer.json()["freshness"], answer.json()["checked_at"]) == (freshness, now)
            assert answer.json()["green"] == (freshness == "fresh")


async def test_an_insiders_sticker_is_not_in_the_register_and_brings_no_record(
    built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        answer = await client.get(built.not_in_register, headers=JSON)
    body = answer.json()
    assert answer.status_code == 200
    assert (body["genuine"], body["standing"], body["reason"]) == (
        "yes", "unknown", "not_in_register",
    )  # fmt: skip
    assert body["green"] is False
    assert body["establishment"] is None


async def test_what_is_kept_is_bounded(
    built: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foodtrace_api.counter._KEPT_ANSWERS", 3)
    async with ask(built.folder) as client:
        for _ in range(2):
            for name in built.links:
                answer = await client.get(built.path(name), headers=JSON)
                assert answer.json()["claims"]["id"] == built.ids[name]

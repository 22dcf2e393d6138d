"""The keeper signs status lists with the status key alone, and /readyz says which list is near its end."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest
from api.conftest import Ask, keeper_of, keys_taken, ready, sign_what_is_due
from api.street import DAY, NOW, SIGNED_AT, Street, build_street
from foodtrace.issuing import current_trust, suspend
from foodtrace.registry import Registry
from foodtrace.verdict import check

KID = "873e646a"


async def test_a_change_by_another_process_is_signed_by_the_server(
    street: Street, ask: Ask
) -> None:
    assert [path.name.split("-")[0] for path in (street.folder / "keys").iterdir()] == ["status"]
    registry = await Registry.open(street.folder)
    async with ask(street.folder, with_key=True) as client, registry:
        await suspend(registry, street.ids["green"], reason="t", actor="t", now=NOW)
        await sign_what_is_due(client)
        trusted = await current_trust(registry)
    assert check(street.links["green"], trusted, NOW).standing == "suspended"


@pytest.mark.parametrize(("age", "signed_anew"), [(3, False), (5, True), (30, True)])
async def test_a_list_is_signed_anew_well_before_its_end(
    age: int, signed_anew: bool, street: Street, ask: Ask
) -> None:
    now = SIGNED_AT + age * DAY
    async with ask(street.folder, now=now, with_key=True) as client:
        await sign_what_is_due(client)
        answer = await client.get(street.path("green"), headers={"accept": "application/json"})
    assert answer.json()["status_as_of"] == (now if signed_anew else SIGNED_AT)
    assert answer.json()["green"] is True


async def test_two_workers_sign_a_change_once(street: Street, ask: Ask) -> None:
    async with ask(street.folder, with_key=True) as one, ask(street.folder, with_key=True) as two:
        await keys_taken(one)
        await keys_taken(two)
        async with await Registry.open(street.folder) as registry:
            await suspend(registry, street.ids["green"], reason="t", actor="t", now=NOW)
        await asyncio.gather(*(keeper_of(c).look() for c in (one, two)))
        lists = [await c.get(f"/.well-known/foodtrace/status/{KID}") for c in (one, two)]
    assert lists[0].content == lists[1].content


async def test_without_a_key_the_server_serves_what_exists_and_warns(
    street: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    (next((street.folder / "keys").iterdir())).unlink()
    with caplog.at_level(logging.WARNING):
        async with ask(street.folder) as client:
            await keys_taken(client)
            await keeper_of(client).look()
            status, body = await ready(client)
            page = await client.get(street.path("green"))
    assert (status, body["status_key"]) == (200, "absent")
    assert any("holds no status key" in str(line) for line in body["warnings"])
    assert "holds no status key" in caplog.text
    assert page.status_code == 200


async def test_a_wrong_passphrase_is_one_line_and_never_shown(
    street: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    env = {"FOODTRACE_STATUS_PASSPHRASE": "not the right words"}
    with caplog.at_level(logging.WARNING):
        async with ask(street.folder, env=env) as client:
            await keys_taken(client)
            status, body = await ready(client)
    assert (status, body["status_key"]) == (200, "refused")
    assert "wrong_passphrase" in caplog.text
    assert "not the right words" not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("days", "state", "status"), [(100, "ok", 503), (130, "near_end", 503), (175, "expired", 503)]
)
async def test_readyz_names_each_list_and_its_state(
    days: int, state: str, status: int, built: Street, ask: Ask
) -> None:
    """Without a key the status list has ended by then, so the server is not ready."""
    async with ask(built.folder, now=NOW + days * DAY) as client:
        code, body = await ready(client)
    lists = {item["name"]: item for item in body["lists"]}
    assert code == status
    assert lists["trust/latest.cose"]["state"] == state
    assert lists[f"status/{KID}"]["state"] == "expired"
    assert (body["code"], body["ready"]) == ("not_ready", False)
    named = "".join(body["warnings"])
    assert ("trust/latest.cose" in named) == (state != "ok")


async def test_a_trust_list_near_its_end_is_a_warning_and_still_ready(
    street: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        async with ask(street.folder, now=NOW + 130 * DAY, with_key=True) as client:
            await keys_taken(client)
            await keeper_of(client).look()
            status, body = await ready(client)
    assert status == 200
    assert "trust/latest.cose ends in 44 days: sign the next one" in body["warnings"]
    assert "trust/latest.cose ends in 44 days" in caplog.text


async def test_a_missing_status_list_is_not_ready(tmp_path: Path, ask: Ask) -> None:
    street = await build_street(tmp_path / "r", status_key=False, status_list=False)
    async with ask(street.folder) as client:
        status, body = await ready(client)
        alive = await client.get("/healthz")
    assert (status, alive.status_code) == (503, 200)
    assert {item["state"] for item in body["lists"]} == {"ok", "missing"}


async def test_the_server_starts_without_a_registry_and_recovers_when_it_is_there(
    street: Street, ask: Ask
) -> None:
    database = street.folder / "registry.sqlite"
    aside = street.folder / "aside"
    database.rename(aside)
    async with ask(street.folder) as client:
        status, body = await ready(client)
        assert (status, body["registry"]) == (503, "unreadable")
        page = await client.get(street.path("green"), headers={"accept": "text/html"})
        script = await client.get("/api/v1/establishments")
        assert (page.status_code, script.status_code) == (503, 503)
        assert "retry-after" in page.headers
        assert str(street.folder) not in page.text + script.text
        assert script.json()["code"] == "registry_missing"
        aside.rename(database)
        assert (await ready(client))[0] == 200
        assert (await client.get(street.path("green"))).status_code == 200


async def test_a_damaged_registry_is_a_503_and_never_a_verdict(street: Street, ask: Ask) -> None:
    database = street.folder / "registry.sqlite"
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    database.write_bytes(b"not a database" * 1000)
    async with ask(street.folder) as client:
        for path in (street.path("green"), "/c/00RS-KAC7", "/readyz", "/api/v1/establishments"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert answer.json()["code"] != "internal"


async def test_a_list_that_does_not_verify_is_never_trusted(street: Street, ask: Ask) -> None:
    with sqlite3.connect(street.folder / "registry.sqlite") as database:
        database.execute("UPDATE status_list SET cwt = substr(cwt, 1, length(cwt) - 1) || x'00'")
    async with ask(street.folder) as client:
        answer = await client.get(street.path("green"))
        status, _ = await ready(client)
    assert (answer.status_code, status) == (503, 503)


async def test_a_restored_backup_is_noticed_by_the_running_server(street: Street, ask: Ask) -> None:
    database = street.folder / "registry.sqlite"
    backup = street.folder / "backup.sqlite"
    with sqlite3.connect(database) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    json = {"accept": "application/json"}
    async with ask(street.folder, with_key=True) as client:
        async with await Registry.open(street.folder) as registry:
            await suspend(registry, street.ids["green"], reason="t", actor="t", now=NOW)
        suspended = await client.get(street.path("green"), headers=json)
        # What is due is signed before: nothing is being written while the files change.
        await sign_what_is_due(client)
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        backup.rename(database)
        await sign_what_is_due(client)
        restored = await client.get(street.path("green"), headers=json)
        found = await client.get(f"/api/v1/establishments?q={street.code('green')}")
    assert suspended.json()["standing"] == "suspended"
    assert restored.json()["standing"] == "in force"
    assert found.json()["items"][0]["standing"] == "in force"


async def test_requests_that_come_together_open_one_registry(
    street: Street, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Registry] = []
    really_open = Registry.open

    async def counted(folder: Path) -> Registry:
        opened.append(await really_open(folder))
        return opened[-1]

    monkeypatch.setattr(Registry, "open", counted)
    async with ask(street.folder) as client:
        await asyncio.gather(*(client.get("/api/v1/establishments") for _ in range(5)))
    assert len(opened) == 1

"""Creating and opening a registry, and what is said when that cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from foodtrace.errors import Conflict, InvalidRequest, RegistryUnavailable
from foodtrace.registry import DATABASE_FILE, Authority, Registry, schema
from registry.board import AUTHORITY, NOW
from registry.stores import OpenBoard
from sqlalchemy import Connection, select


async def test_what_was_created_opens_again(tmp_path: Path) -> None:
    await (await Registry.create(tmp_path / "R", AUTHORITY, NOW)).aclose()
    async with await Registry.open(tmp_path / "R") as registry:
        assert registry.authority == AUTHORITY


@pytest.mark.parametrize("name", ["a b", "tôi", "q?x=1", "100%", "a#b", "a;b"])
async def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    async with await Registry.create(tmp_path / name, AUTHORITY, NOW) as registry:
        assert registry.authority == AUTHORITY
    assert [path.name for path in (tmp_path / name).iterdir()] == [DATABASE_FILE]


async def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    async with await Registry.create(tmp_path / "R", AUTHORITY, NOW) as registry:
        async with registry.writing() as connection:
            await connection.execute(schema.zone.insert().values(name="a", key="a", created_at=NOW))
        assert (tmp_path / "R").stat().st_mode & 0o777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "R").iterdir()}
    assert set(modes.values()) == {0o600}
    assert DATABASE_FILE in modes


async def test_a_second_registry_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    await (await Registry.create(tmp_path / "R", AUTHORITY, NOW)).aclose()
    before = (tmp_path / "R" / DATABASE_FILE).read_bytes()
    with pytest.raises(Conflict) as refused:
        await Registry.create(tmp_path / "R", Authority("Other", None, "01", "qr.other.vn"), NOW)
    assert refused.value.code == "registry_exists"
    assert (tmp_path / "R" / DATABASE_FILE).read_bytes() == before


async def test_what_a_killed_creation_left_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "R"
    folder.mkdir()
    (folder / f".{DATABASE_FILE}.partial").write_bytes(b"half a database")
    await (await Registry.create(folder, AUTHORITY, NOW)).aclose()
    assert [path.name for path in folder.iterdir()] == [DATABASE_FILE]


@pytest.mark.parametrize(
    "authority",
    [Authority(" ", None, "48", "qr.example.vn"), Authority("A", None, "Đà Nẵng", "qr.example.vn")],
)
async def test_an_authority_without_name_or_province_is_refused(
    tmp_path: Path, authority: Authority
) -> None:
    with pytest.raises(InvalidRequest):
        await Registry.create(tmp_path / "R", authority, NOW)
    assert not (tmp_path / "R").exists()


async def test_a_missing_registry_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable) as missing:
        await Registry.open(tmp_path / "nowhere")
    assert missing.value.code == "registry_missing"
    assert "\n" not in missing.value.message
    assert not (tmp_path / "nowhere").exists()


def _damage_header(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 300)


def _damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def _damage_truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def _damage_pages(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100:] = b"\xff" * (len(raw) - 100)
    path.write_bytes(raw)


def _damage_other_program(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [_damage_header, _damage_empty, _damage_truncated, _damage_pages, _damage_other_program],
)
async def test_a_damaged_registry_is_one_clear_line(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    await (await Registry.create(tmp_path / "R", AUTHORITY, NOW)).aclose()
    damage(tmp_path / "R" / DATABASE_FILE)
    with pytest.raises(RegistryUnavailable) as damaged:
        await Registry.open(tmp_path / "R")
    assert damaged.value.code == "registry_damaged"
    assert "backup" in damaged.value.message


async def test_a_schema_of_the_future_is_refused_unchanged(tmp_path: Path) -> None:
    await (await Registry.create(tmp_path / "R", AUTHORITY, NOW)).aclose()
    path = tmp_path / "R" / DATABASE_FILE
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(RegistryUnavailable) as newer:
        await Registry.open(tmp_path / "R")
    assert newer.value.code == "newer_schema"
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


async def test_a_block_that_raises_writes_nothing(open_board: OpenBoard) -> None:
    registry = await open_board()

    async def half() -> None:
        async with registry.writing() as connection:
            await connection.execute(
                schema.zone.insert().values(name="half", key="half", created_at=NOW)
            )
            raise LookupError

    with pytest.raises(LookupError):
        await half()
    async with registry.reading() as connection:
        assert (
            await connection.execute(select(schema.zone).where(schema.zone.c.key == "half"))
        ).all() == []


async def test_a_reading_block_cannot_write(open_board: OpenBoard) -> None:
    registry = await open_board()
    with pytest.raises(RegistryUnavailable):
        async with registry.reading() as connection:
            await connection.execute(schema.zone.insert().values(name="x", key="x", created_at=NOW))


async def test_every_commit_is_durable_and_foreign_keys_hold(tmp_path: Path) -> None:
    async with await Registry.create(tmp_path / "R", AUTHORITY, NOW) as registry:
        for begin in (registry.reading, registry.writing, registry.reading_public):
            async with begin() as connection:
                found = [
                    (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                ]
            assert found == ["wal", 2, 1]
        for run in (registry.read, registry.write):
            assert await run(_pragmas) == ["wal", 2, 1]


def _pragmas(connection: Connection) -> list[object]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]


def _half(connection: Connection) -> None:
    connection.execute(schema.zone.insert().values(name="half", key="half", created_at=NOW))
    raise LookupError


def _zone(connection: Connection) -> None:
    connection.execute(schema.zone.insert().values(name="whole", key="whole", created_at=NOW))


def _zones(connection: Connection) -> list[str]:
    return list(connection.execute(select(schema.zone.c.key)).scalars())


async def test_work_of_one_transaction_happens_whole_or_not_at_all(open_board: OpenBoard) -> None:
    registry = await open_board()
    with pytest.raises(LookupError):
        await registry.write(_half)
    await registry.write(_zone)
    found = await registry.read(_zones)
    assert "whole" in found
    assert "half" not in found


async def test_work_that_reads_cannot_write(open_board: OpenBoard) -> None:
    registry = await open_board()
    with pytest.raises(RegistryUnavailable):
        await registry.read(_zone)


async def test_work_that_waits_too_long_for_its_turn_is_told_so(tmp_path: Path) -> None:
    await (await Registry.create(tmp_path / "R", AUTHORITY, NOW)).aclose()
    async with await Registry.open(tmp_path / "R", busy_seconds=0.05) as registry:
        async with registry.writing():
            with pytest.raises(RegistryUnavailable) as busy:
                await registry.write(_zone)
        assert busy.value.code == "busy"
        await registry.write(_zone)

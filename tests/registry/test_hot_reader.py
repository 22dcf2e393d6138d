"""The hot path's reader: sees every commit of every process, and never a private particular."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from foodtrace.errors import RefusedList, RegistryUnavailable
from foodtrace.issuing import Selection, issue, live_stickers, resign_status_lists, revoke
from foodtrace.registry import DATABASE_FILE, ROOTS_FILE, HotReader, Registry
from foodtrace.trust import Held, encode_roots_file, public_of
from foodtrace.verdict import check
from registry.board import (
    ACTOR,
    AUTHORITY,
    NOW,
    STATUS_SEEDS,
    STICKER,
    STICKER_KID,
    seed_of,
    stocked_board,
)

ALL = Selection(all=True)


async def _issued(folder: Path) -> Registry:
    registry = await stocked_board(folder, 4)
    await issue(registry, ALL, sticker_seed=STICKER, now=NOW, actor=ACTOR)
    await resign_status_lists(registry, status_seeds=STATUS_SEEDS, now=NOW)
    return registry


async def test_it_judges_a_sticker_and_sees_its_revocation_at_once(tmp_path: Path) -> None:
    async with await _issued(tmp_path / "R") as registry:
        sticker = (await live_stickers(registry, ALL))[0]
        with HotReader(tmp_path / "R") as reader:
            verdict = check(sticker.url, reader.trusted(), NOW, registered=reader.registered_digest)
            assert verdict.green
            version = reader.data_version()
            assert reader.data_version() == version
            await revoke(registry, sticker.id, reason="r", actor=ACTOR, now=NOW)
            await resign_status_lists(registry, status_seeds=STATUS_SEEDS, now=NOW)
            assert reader.data_version() != version
            verdict = check(sticker.url, reader.trusted(), NOW, registered=reader.registered_digest)
            assert verdict.standing == "revoked"


async def test_it_sees_what_another_process_commits(tmp_path: Path) -> None:
    await (await _issued(tmp_path / "R")).aclose()
    with HotReader(tmp_path / "R") as reader:
        version = reader.data_version()
        _other_process(tmp_path / "R")
        assert reader.data_version() != version
        assert reader.rows("SELECT name FROM zone WHERE key = 'x'") == [("x",)]


def _other_process(folder: Path) -> None:
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute(\"INSERT INTO zone (name, key, created_at) VALUES ('x', 'x', 0)\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / DATABASE_FILE)], check=True)


async def test_lists_are_verified_again_only_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await _issued(tmp_path / "R") as registry:
        with HotReader(tmp_path / "R") as reader:
            before = reader.trusted()
            sticker = (await live_stickers(registry, ALL))[0]
            await revoke(registry, sticker.id, reason="r", actor=ACTOR, now=NOW)
            assert reader.trusted() is before
            await resign_status_lists(registry, status_seeds=STATUS_SEEDS, now=NOW)
            after = reader.trusted()
            assert after is not before
            assert after is not None
            assert after.statuses[STICKER_KID].entry(sticker.idx) == 1


async def test_the_registered_digest_is_that_of_the_token(tmp_path: Path) -> None:
    async with await _issued(tmp_path / "R") as registry:
        with HotReader(tmp_path / "R") as reader:
            for sticker in await live_stickers(registry, ALL):
                digest = hashlib.sha256(sticker.token).digest()
                assert reader.registered_digest(sticker.kid, sticker.idx) == digest
            assert reader.registered_digest(STICKER_KID, 4) is None
            assert reader.registered_digest(b"none", 0) is None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM private_particulars",
        "SELECT owner_name FROM private_particulars",
        "SELECT e.name FROM establishment e JOIN private_particulars p ON p.establishment_id = e.id",
        "SELECT name FROM establishment WHERE id IN (SELECT establishment_id FROM private_particulars)",
        "SELECT count(*) FROM private_particulars",
        "SELECT reason FROM event",
        "SELECT filename FROM intake_file",
    ],
)
async def test_the_database_refuses_it_what_is_not_public(tmp_path: Path, statement: str) -> None:
    async with await _issued(tmp_path / "R"):
        with HotReader(tmp_path / "R") as reader, pytest.raises(RegistryUnavailable):
            reader.rows(statement)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM sticker", "UPDATE zone SET name = 'x'", "CREATE TABLE t (a)"]
)
async def test_it_cannot_write(tmp_path: Path, statement: str) -> None:
    async with await _issued(tmp_path / "R"):
        with HotReader(tmp_path / "R") as reader, pytest.raises(RegistryUnavailable):
            reader.rows(statement)


async def test_nothing_is_trusted_before_a_list_is_published(tmp_path: Path) -> None:
    async with await Registry.create(tmp_path / "R", AUTHORITY, NOW):
        with HotReader(tmp_path / "R") as reader:
            assert reader.trusted() is None


async def test_lists_that_do_not_verify_from_the_pin_are_never_trusted(tmp_path: Path) -> None:
    async with await _issued(tmp_path / "R"):
        stranger = Held((public_of(seed_of("stranger")),), 1)
        (tmp_path / "R" / ROOTS_FILE).write_text(encode_roots_file(stranger))
        with HotReader(tmp_path / "R") as reader:
            for _ in range(2):
                with pytest.raises(RefusedList):
                    reader.trusted()


def test_a_missing_registry_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable) as missing:
        HotReader(tmp_path)
    assert missing.value.code == "registry_missing"


def test_a_damaged_registry_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(RegistryUnavailable) as damaged, HotReader(tmp_path) as reader:
        reader.data_version()
    assert damaged.value.code == "registry_damaged"

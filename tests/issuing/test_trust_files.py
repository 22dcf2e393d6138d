"""Publishing trust lists: verified from roots.pub on, kept byte for byte, never rolled back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec
import pytest
from foodtrace.errors import (
    InvalidRequest,
    MalformedList,
    RefusedList,
    RegistryUnavailable,
)
from foodtrace.issuing import (
    CATEGORIES,
    current_trust,
    draft_next_trust_list,
    draft_trust_list,
    publish_trust_file,
    published_bundle,
    published_trust_files,
    resign_status_lists,
)
from foodtrace.registry import ROOTS_FILE, HotReader, Registry, pinned_roots
from foodtrace.trust import (
    Held,
    TrustList,
    encode_roots_file,
    encode_trust_payload,
    kid_of,
    merge_trust_files,
    open_bundle,
    public_of,
    sign_trust_payload,
)
from registry.board import (
    AUTHORITY,
    DAY,
    NOW,
    ROOT,
    STATUS,
    STATUS_SEEDS,
    STICKER,
    STICKER_KID,
    found_board,
    seed_of,
)


def _signed(trust: TrustList, seed: bytes = ROOT) -> bytes:
    return sign_trust_payload(encode_trust_payload(trust), seed)


async def _now(registry: Registry) -> TrustList:
    return (await current_trust(registry)).trust


async def test_published_lists_stay_byte_for_byte(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        first = (await published_trust_files(registry))[1]
        second = _signed(draft_next_trust_list(await _now(registry), AUTHORITY, now=NOW))
        await publish_trust_file(registry, second, NOW)
        assert await published_trust_files(registry) == {1: first, 2: second}
        assert (await _now(registry)).seq == 2


async def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        before = await published_trust_files(registry)
        await publish_trust_file(registry, before[1], NOW + 5)
        assert await published_trust_files(registry) == before


async def test_a_stranger_cannot_publish(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        after = draft_next_trust_list(await _now(registry), AUTHORITY, now=NOW)
        with pytest.raises(RefusedList) as refused:
            await publish_trust_file(registry, _signed(after, seed_of("stranger")), NOW)
        assert refused.value.code == "not_enough_signatures"
        assert len(await published_trust_files(registry)) == 1


@pytest.mark.parametrize("raw", [b"", b"not a list", b"\xd2\x84" * 40])
async def test_junk_cannot_be_published(tmp_path: Path, raw: bytes) -> None:
    async with await found_board(tmp_path / "R") as registry:
        with pytest.raises(MalformedList):
            await publish_trust_file(registry, raw, NOW)


async def test_a_rollback_or_another_list_of_the_same_number_is_refused(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        first = await _now(registry)
        await publish_trust_file(
            registry, _signed(draft_next_trust_list(first, AUTHORITY, now=NOW)), NOW
        )
        other = msgspec.structs.replace(first, seq=2, issuer="Other")
        for trust, code in ((first, "rollback"), (other, "equal_seq_other_bytes")):
            with pytest.raises(RefusedList) as refused:
                await publish_trust_file(registry, _signed(trust), NOW)
            assert refused.value.code == code


async def test_a_list_past_its_end_or_without_the_host_is_refused(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        trust = await _now(registry)
        late = draft_next_trust_list(trust, AUTHORITY, now=NOW, days=1)
        with pytest.raises(InvalidRequest) as refused:
            await publish_trust_file(registry, _signed(late), NOW + DAY)
        assert refused.value.code == "trust_list_expired"
        elsewhere = msgspec.structs.replace(
            late, hosts=(msgspec.structs.replace(trust.hosts[0], name="qr.elsewhere.vn"),)
        )
        with pytest.raises(InvalidRequest) as refused:
            await publish_trust_file(registry, _signed(elsewhere), NOW)
        assert refused.value.code == "host_not_listed"


async def test_more_signatures_take_the_place_of_fewer(tmp_path: Path) -> None:
    second_root = seed_of("second root")
    roots = (public_of(ROOT), public_of(second_root))
    async with await Registry.create(tmp_path / "R", AUTHORITY, NOW) as registry:
        (tmp_path / "R" / ROOTS_FILE).write_text(encode_roots_file(Held(roots, 1)))
        trust = draft_trust_list(
            AUTHORITY,
            roots=roots,
            sticker_keys=[public_of(STICKER)],
            status_keys=[public_of(STATUS)],
            now=NOW,
        )
        one = _signed(trust)
        both = merge_trust_files([one, _signed(trust, second_root)])
        await publish_trust_file(registry, one, NOW)
        await publish_trust_file(registry, both, NOW)
        await publish_trust_file(registry, one, NOW)
        assert await published_trust_files(registry) == {1: both}


async def test_the_pin_stands_outside_the_database(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        stranger = Held((public_of(seed_of("stranger")),), 1)
        (tmp_path / "R" / ROOTS_FILE).write_text(encode_roots_file(stranger))
        with pytest.raises(RefusedList):
            await current_trust(registry)
        (tmp_path / "R" / ROOTS_FILE).unlink()
        with pytest.raises(RegistryUnavailable) as missing:
            await current_trust(registry)
        assert missing.value.code == "no_roots"


async def test_the_bundle_is_what_an_offline_checker_opens(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        await resign_status_lists(registry, status_seeds=STATUS_SEEDS, now=NOW)
        raw = await published_bundle(registry)
        assert raw == await published_bundle(registry)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == ["trust/1.cose", f"status/{STICKER_KID.hex()}.cwt"]
    trusted = open_bundle(pinned_roots(tmp_path / "R"), raw)
    assert set(trusted.statuses) == {STICKER_KID}


async def test_a_first_list_names_host_wards_and_categories(tmp_path: Path) -> None:
    async with await found_board(tmp_path / "R") as registry:
        trust = await _now(registry)
    assert trust.host_names() == {"qr.example.vn"}
    assert len(trust.wards) == 94
    assert {ward.name for ward in trust.wards if ward.code == 20242} == {"Hải Châu"}
    assert trust.categories == CATEGORIES
    assert [category.number for category in CATEGORIES] == list(range(12))
    assert {tuple(category.names) for category in CATEGORIES} == {
        ("vi", "en", "ko", "zh-Hans", "zh-Hant")
    }
    key = trust.key(STICKER_KID)
    assert key is not None
    uri = f"https://qr.example.vn/.well-known/foodtrace/status/{STICKER_KID.hex()}"
    assert key.status_uri == uri


def test_the_next_list_keeps_what_was_and_marks_what_is_revoked() -> None:
    first = draft_trust_list(
        AUTHORITY,
        roots=[public_of(ROOT)],
        sticker_keys=[public_of(STICKER)],
        status_keys=[public_of(STATUS)],
        now=NOW,
    )
    new = public_of(seed_of("second sticker"))
    second = draft_next_trust_list(
        first,
        AUTHORITY,
        now=NOW - DAY,
        sticker_keys=[new, public_of(STICKER)],
        revoke=[STICKER_KID],
    )
    assert (second.seq, second.iat) == (2, NOW), (
        "a clock that went back does not date the list back"
    )
    assert len(second.keys) == 3
    revoked = second.key(STICKER_KID)
    added = second.key(kid_of(new))
    assert revoked is not None
    assert added is not None
    assert (revoked.revoked, added.revoked) == (NOW, None)
    assert (second.wards, second.categories) == (first.wards, first.categories)
    with pytest.raises(InvalidRequest):
        draft_next_trust_list(first, AUTHORITY, now=NOW, revoke=[b"none"])
    for days in (0, 367):
        with pytest.raises(InvalidRequest):
            draft_next_trust_list(first, AUTHORITY, now=NOW, days=days)


async def test_after_a_change_of_roots_the_chain_still_leads_from_the_pin(tmp_path: Path) -> None:
    fresh = seed_of("fresh root")
    async with await found_board(tmp_path / "R") as registry:
        first = await _now(registry)
        second = msgspec.structs.replace(
            draft_next_trust_list(first, AUTHORITY, now=NOW), roots=(public_of(fresh),)
        )
        with pytest.raises(RefusedList) as refused:
            await publish_trust_file(registry, _signed(second), NOW)
        assert refused.value.code == "not_enough_new_signatures"
        both = merge_trust_files([_signed(second), _signed(second, fresh)])
        await publish_trust_file(registry, both, NOW)
        third = draft_next_trust_list(second, AUTHORITY, now=NOW)
        with pytest.raises(RefusedList):
            await publish_trust_file(registry, _signed(third), NOW)
        await publish_trust_file(registry, _signed(third, fresh), NOW)
        assert (await current_trust(registry)).held.roots == (public_of(fresh),)
        with HotReader(tmp_path / "R") as reader:
            trusted = reader.trusted()
        assert trusted is not None
        assert trusted.trust.seq == 3

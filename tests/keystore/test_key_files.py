"""Key files: sealed, private, created once, and clear about everything that is wrong with them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import pickle
import stat
import traceback
import unicodedata
from pathlib import Path

import nacl.pwhash
import nacl.secret
import nacl.signing
import pytest
from foodtrace.errors import InvalidRequest, KeyUnavailable
from foodtrace.keystore import (
    Kdf,
    Passphrase,
    change_passphrase,
    create_key,
    create_key_folder,
    describe_key,
    find_key,
    find_passphrase,
    key_filename,
    list_keys,
    read_key,
)

SEED = hashlib.sha256(b"foodtrace test key sticker").digest()
PUBLIC = bytes.fromhex("35c927198742b9518407ae9075ed19032ee1555e97c484b2fdf2ac2ec826adac")
SECRET = "mật khẩu rất dài"
WRONG = "hunter2-wrong"
QUICK = Kdf(passes=1, memory=8192)


def _key(folder: Path, name: str = "sticker-873e646a.key", role: str = "sticker") -> Path:
    path = folder / name
    create_key(path, SEED, SECRET, role=role, now=1_782_864_000, kdf=QUICK)
    return path


def _code(error: pytest.ExceptionInfo[KeyUnavailable]) -> str:
    assert "\n" not in error.value.message
    return error.value.code


def test_a_key_comes_back_with_its_passphrase(tmp_path: Path) -> None:
    assert read_key(_key(tmp_path), SECRET) == SEED


def test_the_file_can_be_opened_by_nacl_alone(tmp_path: Path) -> None:
    fields = json.loads(_key(tmp_path).read_bytes())
    key = nacl.pwhash.argon2id.kdf(
        32, SECRET.encode(), bytes.fromhex(fields["salt"]), fields["passes"], fields["memory"]
    )
    inner = nacl.secret.SecretBox(key).decrypt(bytes.fromhex(fields["box"]))
    assert bytes(nacl.signing.SigningKey(inner[-32:]).verify_key) == PUBLIC
    assert fields["kid"] == hashlib.sha256(PUBLIC).hexdigest()[:8]


def test_neither_seed_nor_passphrase_stands_in_the_file(tmp_path: Path) -> None:
    raw = _key(tmp_path).read_bytes()
    for secret in (SEED, SEED.hex().encode(), SECRET.encode(), SECRET.encode().hex().encode()):
        assert secret not in raw


def test_the_file_is_0600_in_a_0700_folder_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = _key(tmp_path / "keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_an_existing_key_is_never_overwritten(tmp_path: Path) -> None:
    path = _key(tmp_path)
    before = path.read_bytes()
    with pytest.raises(KeyUnavailable) as error:
        _key(tmp_path)
    assert _code(error) == "key_exists"
    assert path.read_bytes() == before


def test_losing_a_race_for_the_name_leaves_the_winner_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _key(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(Path, "exists", lambda _self: False)
    with pytest.raises(KeyUnavailable) as error:
        _key(tmp_path)
    assert _code(error) == "key_exists"
    assert path.read_bytes() == before
    assert [child.name for child in tmp_path.iterdir()] == [path.name]


def test_a_disk_without_hard_links_still_gets_a_whole_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert read_key(_key(tmp_path), SECRET) == SEED
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyUnavailable, match="No space left") as error:
        _key(tmp_path)
    assert _code(error) == "key_unwritable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o666, 0o610])
def test_a_file_open_to_others_is_refused_with_the_command_to_run(
    tmp_path: Path, mode: int
) -> None:
    folder = tmp_path / "of the board"
    path = _key(folder)
    path.chmod(mode)
    for use in (lambda: read_key(path, SECRET), lambda: describe_key(path)):
        with pytest.raises(KeyUnavailable) as error:
            use()
        assert _code(error) == "key_file_mode"
        assert f"chmod 600 '{path}'" in error.value.message


def test_a_wrong_passphrase_is_one_clear_line_that_shows_no_secret(tmp_path: Path) -> None:
    path = _key(tmp_path)
    with pytest.raises(KeyUnavailable) as error:
        read_key(path, WRONG)
    assert _code(error) == "wrong_passphrase"
    assert error.value.message.startswith("The passphrase does not open the sticker key ")
    shown = "".join(traceback.format_exception(error.value))
    assert "CryptoError" not in shown
    for secret in (WRONG, SECRET, SEED.hex()):
        assert secret not in shown


def test_a_passphrase_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Passphrase("hunter2-wrong")
    logging.getLogger("t").error("%s %r", secret, secret)
    shown = f"{secret} {secret!r} {[secret]} {caplog.text}"
    assert "hunter2" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_passphrase_typed_on_another_keyboard_is_the_same(tmp_path: Path) -> None:
    assert read_key(_key(tmp_path), unicodedata.normalize("NFD", SECRET)) == SEED


@pytest.mark.parametrize("absent", [None, "", Passphrase("")])
def test_no_passphrase_names_where_to_put_one(
    tmp_path: Path, absent: Passphrase | str | None
) -> None:
    path = _key(tmp_path, "status-873e646a.key", "status")
    with pytest.raises(KeyUnavailable, match="FOODTRACE_STATUS_PASSPHRASE_FILE") as error:
        read_key(path, absent)
    assert _code(error) == "no_passphrase"
    with pytest.raises(KeyUnavailable):
        create_key(tmp_path / "new.key", SEED, absent, role="root", now=1, kdf=QUICK)
    assert not (tmp_path / "new.key").exists()


def test_a_missing_key_says_that_it_may_be_offline(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="offline") as error:
        read_key(tmp_path / "root-00000000.key", SECRET)
    assert _code(error) == "key_missing"
    with pytest.raises(KeyUnavailable):
        read_key(tmp_path, SECRET)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "foodtrace key 2"},
        {"role": "sticker "},
        {"kid": "00000000"},
        {"public": "00" * 32},
        {"kdf": "scrypt"},
        {"memory": 1 << 40},
        {"memory": 0},
        {"memory": "64"},
        {"passes": 10**9},
        {"passes": 0},
        {"passes": True},
        {"created": -1},
        {"salt": "zz" * 16},
        {"salt": "00" * 15},
        {"box": ""},
        {"box": "é" * 122},
        {"extra": 1},
    ],
)
def test_a_damaged_file_is_refused_before_any_costly_work(
    tmp_path: Path, change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _key(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    monkeypatch.setattr(nacl.pwhash.argon2id, "kdf", None)
    with pytest.raises(KeyUnavailable) as error:
        read_key(path, SECRET)
    assert _code(error) == "key_file_malformed"


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"{", b"[]", b"null", b"{}", b"x" * 10_000])
def test_bytes_that_are_no_key_file_are_refused(tmp_path: Path, raw: bytes) -> None:
    path = _key(tmp_path)
    path.write_bytes(raw)
    with pytest.raises(KeyUnavailable) as error:
        read_key(path, SECRET)
    assert _code(error) == "key_file_malformed"


def test_a_relabelled_key_does_not_open(tmp_path: Path) -> None:
    path = _key(tmp_path)
    fields = json.loads(path.read_bytes())
    path.write_text(json.dumps(fields | {"role": "status"}))
    with pytest.raises(KeyUnavailable):
        read_key(path, SECRET)


def test_every_changed_letter_of_the_box_is_noticed(tmp_path: Path) -> None:
    path = _key(tmp_path)
    fields = json.loads(path.read_bytes())
    box = fields["box"]
    for at in range(0, len(box), 7):
        wrong = box[:at] + ("0" if box[at] != "0" else "1") + box[at + 1 :]
        path.write_text(json.dumps(fields | {"box": wrong}))
        with pytest.raises(KeyUnavailable):
            read_key(path, SECRET)


def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_does_not(tmp_path: Path) -> None:
    path = _key(tmp_path)
    before = describe_key(path)
    with pytest.raises(KeyUnavailable):
        change_passphrase(path, "wrong", "new one")
    assert change_passphrase(path, SECRET, "new one") == before
    assert read_key(path, "new one") == SEED
    with pytest.raises(KeyUnavailable):
        read_key(path, SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unknown_role_or_a_short_seed_is_refused(tmp_path: Path) -> None:
    for role, seed in (("boss", SEED), ("root", SEED[:31])):
        with pytest.raises(InvalidRequest):
            create_key(tmp_path / "k", seed, SECRET, role=role, now=1, kdf=QUICK)


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(KeyUnavailable, match="chmod 700") as error:
        create_key_folder(folder)
    assert _code(error) == "key_folder_mode"
    folder.chmod(0o700)
    create_key_folder(folder)


def test_keys_are_found_by_role_and_kid(tmp_path: Path) -> None:
    path = tmp_path / key_filename("sticker", bytes.fromhex("873e646a"))
    create_key(path, SEED, SECRET, role="sticker", now=5, kdf=QUICK)
    other = hashlib.sha256(b"another").digest()
    newer = tmp_path / "sticker-next.key"
    info = create_key(newer, other, SECRET, role="sticker", now=9, kdf=QUICK)
    assert find_key(tmp_path, "sticker")[0] == newer
    assert find_key(tmp_path, "sticker", bytes.fromhex("873e646a"))[0] == path
    assert [entry for entry, _ in list_keys(tmp_path)] == [path, newer]
    assert find_key(tmp_path, "sticker", info.kid)[1].public == info.public
    assert list_keys(tmp_path / "nowhere") == []
    with pytest.raises(KeyUnavailable, match="offline"):
        find_key(tmp_path, "root")


def test_the_environment_is_asked_in_a_fixed_order(tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_bytes(b"\xef\xbb\xbffrom the file \r\nsecond line")
    env = {
        "FOODTRACE_STATUS_PASSPHRASE": "s",
        "FOODTRACE_PASSPHRASE": "p",
        "FOODTRACE_PASSPHRASE_FILE": str(file),
    }
    assert find_passphrase(env, "status") == Passphrase("s")
    assert find_passphrase(env, "sticker") == Passphrase("p")
    assert find_passphrase(env | {"FOODTRACE_STATUS_PASSPHRASE": ""}, "status") == Passphrase("p")
    del env["FOODTRACE_PASSPHRASE"]
    assert find_passphrase(env, "root") == Passphrase("from the file ")
    assert find_passphrase({}, "root") is None


@pytest.mark.parametrize("raw", [None, b"", b"\n second", b"\xff\xff", b"x" * 5000])
def test_a_useless_passphrase_file_is_named(tmp_path: Path, raw: bytes | None) -> None:
    file = tmp_path / "secret.txt"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(KeyUnavailable, match=r"secret\.txt") as error:
        find_passphrase({"FOODTRACE_PASSPHRASE_FILE": str(file)}, "root")
    assert _code(error) == "passphrase_file"

"""A stranger's bundle, complete and well signed by the stranger, is never green."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from foodtrace import trust, verdict
from foodtrace.errors import MalformedList, RefusedList
from judged.denied import CAUGHT, run_denied
from oracle import writer
from vectors import status_cases, trust_cases
from vectors.published import published
from vectors.sticker_cases import CLAIMS, claims_with

NOW = 1795219200
KID, EVIL_KID = writer.kid("sticker"), writer.kid("evil")
REAL = trust_cases.signed()
EVIL_KEYS = [
    trust_cases.sticker_key("evil", uri=trust_cases.URI + "6"),
    trust_cases.status_key("evil status"),
]
EVIL_ROOTS = [writer.public(f"evil{number}") for number in (1, 2, 3)]
ALL_KEYS = [trust_cases.sticker_key(), trust_cases.status_key(), *EVIL_KEYS]
EVIL_STATUS = status_cases.status(key="evil status", sub=trust_cases.URI + "6")
EVERYTHING_VALID = writer.stored(b"\x00" * 64)


def _evil_list(**changes: object) -> bytes:
    signers = ("evil1", "evil2", "evil3")
    return trust_cases.signed(signers, **{"roots": EVIL_ROOTS, "keys": EVIL_KEYS, **changes})


def _under_borrowed_kids() -> bytes:
    """The stranger's signatures, each under the kid of a pinned root."""
    payload = writer.trust_payload(trust_cases.body(keys=ALL_KEYS))
    kids = sorted(writer.kid(name) for name in ("root1", "root2"))
    header = {1: -8, 16: "application/foodtrace-trust+cwt"}
    return b"".join(writer.cose({**header, 4: kid}, payload, "evil1") for kid in kids)


BUNDLES = {
    "all of it the stranger's own": ({7: _evil_list()}, {EVIL_KID: EVIL_STATUS}),
    "the pinned roots named, the stranger's signatures": (
        {7: _evil_list(roots=[writer.public(name) for name in trust_cases.ROOTS])},
        {EVIL_KID: EVIL_STATUS},
    ),
    "one pinned root's old signature over other bytes": (
        {7: _evil_list()[: len(REAL) // 2] + REAL[len(REAL) // 2 :]},
        {EVIL_KID: EVIL_STATUS},
    ),
    "signatures under borrowed kids": ({7: _under_borrowed_kids()}, {EVIL_KID: EVIL_STATUS}),
    "the true list, then the stranger's next one": (
        {7: REAL, 8: _evil_list(seq=8)},
        {EVIL_KID: EVIL_STATUS},
    ),
    "the true list and one root that went over": (
        {
            7: REAL,
            8: trust_cases.signed(("root1", "evil1"), seq=8, roots=EVIL_ROOTS, keys=EVIL_KEYS),
        },
        {EVIL_KID: EVIL_STATUS},
    ),
    "the true list, a status list by the stranger": (
        {7: REAL},
        {KID: status_cases.status(EVERYTHING_VALID, key="evil status")},
    ),
    "the true list, a status list by the sticker key": (
        {7: REAL},
        {KID: status_cases.status(EVERYTHING_VALID, key="sticker")},
    ),
    "the true list, its status list turned by a bit": (
        {7: REAL},
        {KID: status_cases.status()[:-1] + b"\x00"},
    ),
    "the true list alone": ({7: REAL}, {}),
    "an empty bundle": ({}, {}),
}
TEXTS = {
    "the stranger's sticker": writer.link(writer.token(CLAIMS, "evil")),
    "the stranger's sticker under our kid": writer.link(
        writer.token_of_payload(writer.claims_payload(CLAIMS), "evil", KID)
    ),
    "a revoked sticker": writer.link(writer.token(claims_with(idx=7))),
}


def _pin() -> trust.Held:
    roots = tuple(writer.public(name) for name in trust_cases.ROOTS)
    return trust.Held(roots=roots, threshold=2)


def _opened(
    held: trust.Held, bundle: tuple[dict[int, bytes], dict[bytes, bytes]]
) -> trust.Trusted | None:
    try:
        return trust.open_bundle(held, trust.pack_bundle(*bundle))
    except (MalformedList, RefusedList):
        return None


@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_strangers_bundle_makes_nothing_green(name: str, text: str) -> None:
    answer = verdict.check(TEXTS[text], _opened(_pin(), BUNDLES[name]), NOW)
    assert not answer.green


def test_the_stranger_is_green_only_to_those_who_pin_the_stranger() -> None:
    """The attack works in every other respect, or the tests above would prove nothing."""
    held = trust.Held(roots=tuple(EVIL_ROOTS), threshold=2)
    opened = _opened(held, BUNDLES["all of it the stranger's own"])
    assert verdict.check(TEXTS["the stranger's sticker"], opened, NOW).green


@pytest.mark.parametrize("text", TEXTS)
def test_without_a_pin_nothing_is_green(text: str) -> None:
    answer = verdict.check(TEXTS[text], None, NOW)
    assert (answer.genuine, answer.green) == ("unknown issuer", False)


def test_an_older_status_list_does_not_bring_a_revoked_sticker_back() -> None:
    kid_files = {KID: status_cases.status()}
    held = trust.open_bundle(_pin(), trust.pack_bundle({7: REAL}, kid_files)).held
    older = status_cases.status(EVERYTHING_VALID, iat=status_cases.IAT - 10)
    opened = _opened(held, ({7: REAL}, {KID: older}))
    assert opened is None or not verdict.check(TEXTS["a revoked sticker"], opened, NOW).green


def test_an_older_trust_list_does_not_bring_a_removed_key_back() -> None:
    kept = [trust_cases.status_key()]
    newer = trust_cases.signed(seq=8, keys=kept)
    held = trust.open_bundle(_pin(), trust.pack_bundle({7: REAL, 8: newer}, {})).held
    opened = _opened(held, ({7: REAL}, {KID: status_cases.status()}))
    assert (
        opened is None
        or not verdict.check(published("example")["sticker"]["url"], opened, NOW).green
    )


@pytest.mark.parametrize("name", ["all of it the stranger's own", "signatures under borrowed kids"])
def test_the_command_refuses_it_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "bundle.zip").write_bytes(trust.pack_bundle(*BUNDLES[name]))
    (tmp_path / "roots.pub").write_text(trust.encode_roots_file(_pin()), "utf-8")
    arguments = ["verify", "--bundle", "bundle.zip", "--roots", "roots.pub", *TEXTS.values()]
    ran = run_denied(tmp_path, ["-m", "foodtrace_cli", *arguments])
    assert ran.returncode not in (0, CAUGHT)
    assert "Traceback" not in ran.stderr + ran.stdout
    assert len(ran.stderr.strip().splitlines()) == 1


def test_the_command_without_a_pin_is_never_green(tmp_path: Path) -> None:
    bundle = BUNDLES["all of it the stranger's own"]
    (tmp_path / "bundle.zip").write_bytes(trust.pack_bundle(*bundle))
    text = TEXTS["the stranger's sticker"]
    ran = run_denied(
        tmp_path, ["-m", "foodtrace_cli", "verify", "--bundle", "bundle.zip", "--json", text]
    )
    assert ran.returncode not in (0, CAUGHT)
    assert "Traceback" not in ran.stderr + ran.stdout
    if ran.stdout.strip().startswith("["):
        assert [answer["green"] for answer in json.loads(ran.stdout)] == [False]

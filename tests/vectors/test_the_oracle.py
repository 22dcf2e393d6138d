"""The oracle reads every published vector as the vector says, and knows nothing of foodtrace."""

from __future__ import annotations

import ast
import hashlib
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import oracle
import pytest
from oracle import belief, curve, judge, lists, stickers
from vectors.published import published
from vectors.suite import Case, Refusal, VectorSuite, WardSuite

ALLOWED = {
    "__future__", "ast", "collections", "dataclasses", "functools", "hashlib", "itertools", "oracle", "typing",
    "zlib",
}  # fmt: skip


def _asked(question: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return question(*arguments)
    except stickers.Refused as refused:
        raise Refusal(refused.code) from None


def kept_of(held: Case) -> lists.Kept:
    """What is held, from a vector's words."""
    roots = tuple(bytes.fromhex(root) for root in held["roots"])
    digest = bytes.fromhex(held["payload_sha256"])
    return lists.Kept(roots, held["threshold"], held["seq"], held["iat"], digest)


class OracleReader:
    """The oracle, asked in the suite's words."""

    def token_of_digits(self, digits: str) -> bytes:
        return bytes(_asked(stickers.token_of_digits, digits))

    def digits_of_token(self, token: bytes) -> str:
        return stickers.digits_of_token(token)

    def token_of_text(self, text: str, hosts: list[str]) -> bytes:
        return bytes(_asked(stickers.token_of_text, text, hosts))

    def open_frame(self, token: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        kid, payload, signature = _asked(stickers.open_frame, token)
        signed = stickers.what_is_signed(stickers.sticker_protected(kid), payload)
        return kid, payload, signature, signed

    def signature_holds(self, public: bytes, message: bytes, signature: bytes) -> bool:
        return curve.verify(public, message, signature)

    def is_good_public_key(self, public: bytes) -> bool:
        return curve.is_good_public_key(public)

    def read_claims(self, payload: bytes) -> Case:
        return dict(_asked(stickers.read_claims, payload))

    def shown_last_day(self, exp: int) -> str:
        return (date(1970, 1, 1) + timedelta(days=stickers.civil_day(exp - 1))).isoformat()

    def civil_day(self, seconds: int) -> int:
        return stickers.civil_day(seconds)

    def place_centre(self, place: bytes) -> tuple[float, float]:
        return stickers.centre_of_place(place)

    def id_of_typed_code(self, text: str) -> int:
        return int(_asked(stickers.id_of_typed_code, text))

    def typed_code_of_id(self, id: int) -> str:
        return stickers.typed_code_of_id(id)

    def read_trust(self, raw: bytes) -> Case:
        trust: lists.Trust = _asked(lists.read_trust, raw)
        return {
            "issuer": trust.issuer,
            "iat": trust.iat,
            "exp": trust.exp,
            "seq": trust.seq,
            "threshold": trust.threshold,
            "signers": [kid.hex() for kid, _ in trust.signatures],
            "root_kids": [stickers.kid_of(root).hex() for root in trust.roots],
            "key_kids": [kid.hex() for kid in trust.keys],
            "hosts": list(trust.hosts),
        }

    def believe_trust(self, held: Case, raw: bytes) -> Case:
        _, kept = _asked(belief.believe_trust, kept_of(held), raw)
        return {
            "seq": kept.seq,
            "iat": kept.iat,
            "threshold": kept.threshold,
            "roots": [root.hex() for root in kept.roots],
            "payload_sha256": kept.digest.hex(),
        }

    def walk_chain(self, held: Case, files: list[bytes]) -> int:
        trust, _ = _asked(belief.walk_chain, kept_of(held), files)
        return int(trust.seq)

    def believe_status(self, trust: bytes, raw: bytes, held_iat: int, probe: list[int]) -> Case:
        status: lists.Status = _asked(belief.believe_status, lists.read_trust(trust), raw, held_iat)
        return {
            "sticker_kid": status.kid.hex(),
            "iat": status.iat,
            "exp": status.exp,
            "ttl": status.ttl,
            "bytes": len(status.entries),
            "entries": {str(idx): status.entry(idx) for idx in probe},
        }

    def ward_at(self, trust: bytes, code: int, iat: int) -> tuple[str, str] | None:
        return belief.ward_at(lists.read_trust(trust), code, iat)

    def judge(self, case: Case, trust: bytes | None, status: bytes | None) -> Case:
        read = lists.read_trust(trust) if trust else None
        statuses = {}
        if read and status:
            try:
                believed = belief.believe_status(read, status)
                statuses[believed.kid] = believed
            except stickers.Refused as refused:
                if refused.code != "unknown_subject":
                    raise
        whole = bytes.fromhex(case.get("ledger", ""))
        ledger = [whole[at : at + 16] for at in range(0, len(whole), 16)] or None
        registered = None
        if "registered" in case:
            entry = case["registered"]
            kid = bytes.fromhex(published("example")["kids"]["sticker"])
            registered = {(kid, 4): bytes.fromhex(entry)} if entry else {}
        answer = judge.judge(
            case["text"], read, statuses, case["now"], ledger=ledger, registered=registered
        )
        return {
            "genuine": answer.genuine,
            "standing": answer.standing,
            "freshness": answer.freshness,
            "green": answer.green,
            "claims": answer.claims,
            "id": answer.typed_id,
        }


class TestTheOracle(VectorSuite, WardSuite):
    reader = OracleReader()
    ward_reader = OracleReader()


def test_the_oracle_imports_nothing_of_foodtrace_and_little_else() -> None:
    files = sorted(path for folder in oracle.__path__ for path in Path(folder).glob("*.py"))
    assert len(files) >= 5
    imported = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                imported.add(str(node.module).split(".")[0])
    assert imported <= ALLOWED


def test_a_string_over_the_repertoire_is_nfc_already() -> None:
    letters = [chr(code) for code in range(0x110000) if stickers.in_repertoire(chr(code))]
    assert len(letters) == 39732
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in letters)
    assert not any(unicodedata.combining(letter) for letter in letters)


def test_ed25519_signs_as_rfc_8032_shows() -> None:
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert curve.public_of(seed).hex() == public
    assert curve.sign(seed, b"\x72").hex() == signature
    assert curve.verify(bytes.fromhex(public), b"\x72", bytes.fromhex(signature))


@pytest.mark.parametrize("at", range(0, 64, 7))
def test_a_turned_bit_of_a_signature_is_refused(at: int) -> None:
    seed = hashlib.sha256(b"foodtrace test key sticker").digest()
    signature = bytearray(curve.sign(seed, b"m"))
    signature[at] ^= 1
    assert not curve.verify(curve.public_of(seed), b"m", bytes(signature))

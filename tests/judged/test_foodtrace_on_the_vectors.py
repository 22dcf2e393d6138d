"""foodtrace reads every published vector as the vector says, error codes included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from foodtrace import sticker, trust, verdict
from foodtrace.errors import FoodtraceError, MalformedList, MalformedSticker, RefusedList
from vectors.published import published
from vectors.suite import Case, Refusal, VectorSuite, WardSuite


def _asked(question: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return question(*arguments)
    except (MalformedSticker, MalformedList, RefusedList) as refused:
        if not refused.message or len(refused.message.splitlines()) != 1:
            raise
        raise Refusal(refused.code) from None


def held_of(told: Case) -> trust.Held:
    """What is held, from a vector's words."""
    return trust.Held(
        roots=tuple(bytes.fromhex(root) for root in told["roots"]),
        threshold=told["threshold"],
        seq=told["seq"],
        iat=told["iat"],
        digest=bytes.fromhex(told["payload_sha256"]),
    )


class FoodtraceReader:
    """foodtrace, asked in the suite's words."""

    def token_of_digits(self, digits: str) -> bytes:
        return bytes(_asked(sticker.parse_digits, digits))

    def digits_of_token(self, token: bytes) -> str:
        return sticker.encode_digits(token)

    def token_of_text(self, text: str, hosts: list[str]) -> bytes:
        return bytes(_asked(sticker.parse_link, text, hosts))

    def open_frame(self, token: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        read: sticker.Token = _asked(sticker.parse_token, token)
        assert read.raw == token
        return read.kid, read.payload, read.signature, read.signed_bytes

    def signature_holds(self, public: bytes, message: bytes, signature: bytes) -> bool:
        return trust.verify_signature(public, message, signature)

    def is_good_public_key(self, public: bytes) -> bool:
        try:
            trust.check_public_key(public)
        except FoodtraceError:
            return False
        return True

    def read_claims(self, payload: bytes) -> Case:
        claims: sticker.Claims = _asked(sticker.parse_claims, payload)
        assert sticker.encode_claims(claims) == payload
        return dict(verdict.claims_json(claims))

    def shown_last_day(self, exp: int) -> str:
        return sticker.shown_last_day(exp).isoformat()

    def civil_day(self, seconds: int) -> int:
        return sticker.civil_day(seconds)

    def place_centre(self, place: bytes) -> tuple[float, float]:
        return sticker.place_centre(place)

    def id_of_typed_code(self, text: str) -> int:
        return int(_asked(sticker.parse_typed_code, text))

    def typed_code_of_id(self, id: int) -> str:
        return sticker.encode_typed_code(id)

    def read_trust(self, raw: bytes) -> Case:
        signed: trust.SignedTrustList = _asked(trust.parse_trust_file, raw)
        read = signed.list
        return {
            "issuer": read.issuer,
            "iat": read.iat,
            "exp": read.exp,
            "seq": read.seq,
            "threshold": read.threshold,
            "signers": [kid.hex() for kid in signed.signers],
            "root_kids": [trust.kid_of(root).hex() for root in read.roots],
            "key_kids": [key.kid.hex() for key in read.keys],
            "hosts": [host.name for host in read.hosts],
        }

    def believe_trust(self, held: Case, raw: bytes) -> Case:
        _, kept = _asked(trust.accept_trust_file, held_of(held), raw)
        return {
            "seq": kept.seq,
            "iat": kept.iat,
            "threshold": kept.threshold,
            "roots": [root.hex() for root in kept.roots],
            "payload_sha256": kept.digest.hex(),
        }

    def walk_chain(self, held: Case, files: list[bytes]) -> int:
        read, _ = _asked(trust.walk_trust_chain, held_of(held), files)
        return int(read.seq)

    def believe_status(
        self, trust_file: bytes, raw: bytes, held_iat: int, probe: list[int]
    ) -> Case:
        under = trust.parse_trust_file(trust_file).list
        kid, status = _asked(trust.accept_status_file, under, raw, held_iat)
        return {
            "sticker_kid": kid.hex(),
            "iat": status.iat,
            "exp": status.exp,
            "ttl": status.ttl,
            "bytes": len(status.lst),
            "entries": {str(idx): status.entry(idx) for idx in probe},
        }

    def ward_at(self, trust_file: bytes, code: int, iat: int) -> tuple[str, str] | None:
        read = trust.parse_trust_file(trust_file).list
        ward = read.ward_name(code, sticker.civil_day(iat))
        return None if ward is None else (ward.name, ward.province)

    def judge(self, case: Case, trust_file: bytes | None, status: bytes | None) -> Case:
        sticker_kid = bytes.fromhex(published("example")["kids"]["sticker"])
        trusted = None
        if trust_file:
            under = trust.parse_trust_file(trust_file).list
            statuses = {}
            if status:
                try:
                    kid, believed = trust.accept_status_file(under, status)
                    statuses[kid] = believed
                except RefusedList as refused:
                    if refused.code != "unknown_subject":
                        raise
            whole = bytes.fromhex(case.get("ledger", ""))
            issued = {}
            if whole:
                listed = frozenset(whole[at : at + 16] for at in range(0, len(whole), 16))
                issued[sticker_kid] = listed
            held = trust.Held(under.roots, under.threshold, under.seq, under.iat, b"x" * 32)
            trusted = trust.Trusted(trust=under, held=held, statuses=statuses, issued=issued)
        registered = None
        if "registered" in case:
            entry = case["registered"]

            def registered(kid: bytes, idx: int) -> bytes | None:
                ours = entry is not None and (kid, idx) == (sticker_kid, 4)
                return bytes.fromhex(entry) if ours else None

        answer = verdict.check(case["text"], trusted, case["now"], registered=registered)
        return {
            "genuine": answer.genuine,
            "standing": answer.standing,
            "freshness": answer.freshness,
            "green": answer.green,
            "claims": answer.claims,
            "clock_wrong": answer.clock_wrong,
            "id": answer.id,
        }


class TestFoodtrace(VectorSuite, WardSuite):
    reader = FoodtraceReader()
    ward_reader = FoodtraceReader()

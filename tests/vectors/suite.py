"""The suite that every reader of the format must pass, driven by the published vectors alone."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from vectors.published import cases, named, published

Case = dict[str, Any]


class Refusal(Exception):
    """How a reader under test says no; `code` is the one that the vectors name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Reader(Protocol):
    """What a reader of the format can be asked; every method may raise `Refusal`."""

    def token_of_digits(self, digits: str) -> bytes: ...
    def digits_of_token(self, token: bytes) -> str: ...
    def token_of_text(self, text: str, hosts: list[str]) -> bytes: ...
    def open_frame(self, token: bytes) -> tuple[bytes, bytes, bytes, bytes]: ...
    def signature_holds(self, public: bytes, message: bytes, signature: bytes) -> bool: ...
    def is_good_public_key(self, public: bytes) -> bool: ...
    def read_claims(self, payload: bytes) -> Case: ...
    def shown_last_day(self, exp: int) -> str: ...
    def civil_day(self, seconds: int) -> int: ...
    def place_centre(self, place: bytes) -> tuple[float, float]: ...
    def id_of_typed_code(self, text: str) -> int: ...
    def typed_code_of_id(self, id: int) -> str: ...
    def read_trust(self, raw: bytes) -> Case: ...
    def believe_trust(self, held: Case, raw: bytes) -> Case: ...
    def walk_chain(self, held: Case, files: list[bytes]) -> int: ...
    def believe_status(self, trust: bytes, raw: bytes, held_iat: int, probe: list[int]) -> Case: ...
    def judge(self, case: Case, trust: bytes | None, status: bytes | None) -> Case: ...


def _refused(name: str, part: str = "refused") -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases(name, part), ids=named)


def _accepted(name: str, part: str = "accepted") -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases(name, part), ids=named)


class VectorSuite:
    """Inherit, set `reader`, and pytest does the rest."""

    reader: Reader

    @_accepted("digits")
    def test_digits_are_read_and_written(self, case: Case) -> None:
        token = bytes.fromhex(case["token"])
        assert self.reader.token_of_digits(case["digits"]) == token
        assert self.reader.digits_of_token(token) == case["digits"]

    @_refused("digits")
    def test_digits_are_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.token_of_digits(case["digits"])
        assert refusal.value.code == case["error"]

    @_accepted("link")
    def test_a_link_is_read(self, case: Case) -> None:
        hosts = published("link")["hosts"]
        assert self.reader.token_of_text(case["text"], hosts).hex() == case["token"]

    @_refused("link")
    def test_a_text_is_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.token_of_text(case["text"], published("link")["hosts"])
        assert refusal.value.code == case["error"]

    @_accepted("frame")
    def test_a_frame_is_opened(self, case: Case) -> None:
        parts = self.reader.open_frame(bytes.fromhex(case["token"]))
        names = ("kid", "payload", "signature", "signed")
        assert [part.hex() for part in parts] == [case[name] for name in names]

    @_refused("frame")
    def test_a_frame_is_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.open_frame(bytes.fromhex(case["token"]))
        assert refusal.value.code == case["error"]

    @_accepted("signature", "signatures")
    def test_a_signature_holds_or_not(self, case: Case) -> None:
        told = published("signature")
        public, message = bytes.fromhex(told["public"]), bytes.fromhex(told["message"])
        holds = self.reader.signature_holds(public, message, bytes.fromhex(case["signature"]))
        assert holds is case["valid"]

    @_accepted("signature", "public_keys")
    def test_a_public_key_is_good_or_not(self, case: Case) -> None:
        assert self.reader.is_good_public_key(bytes.fromhex(case["public"])) is case["good"]

    @_accepted("claims")
    def test_claims_are_read(self, case: Case) -> None:
        claims = case["claims"]
        assert self.reader.read_claims(bytes.fromhex(case["payload"])) == claims
        assert self.reader.shown_last_day(claims["exp"]) == case["shown_last_day"]
        assert self.reader.civil_day(claims["iat"]) == case["iat_civil_day"]
        if claims["place"]:
            centre = self.reader.place_centre(bytes.fromhex(claims["place"]))
            assert centre == pytest.approx(case["place_centre_lat_lon"], abs=1e-9)

    @_refused("claims")
    def test_claims_are_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.read_claims(bytes.fromhex(case["payload"]))
        assert refusal.value.code == case["error"]

    @_accepted("typed_code")
    def test_a_typed_code_is_read(self, case: Case) -> None:
        assert self.reader.id_of_typed_code(case["text"]) == case["id"]
        assert self.reader.typed_code_of_id(case["id"]) == case["shown"]

    @_refused("typed_code")
    def test_a_typed_code_is_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.id_of_typed_code(case["text"])
        assert refusal.value.code == case["error"]

    @_accepted("trust")
    def test_a_trust_list_is_read(self, case: Case) -> None:
        read = self.reader.read_trust(bytes.fromhex(case["file"]))
        assert read == {name: case[name] for name in read}

    @_refused("trust")
    def test_a_trust_list_is_refused(self, case: Case) -> None:
        with pytest.raises(Refusal) as refusal:
            self.reader.read_trust(bytes.fromhex(case["file"]))
        assert refusal.value.code == case["error"]

    @_accepted("chain", "cases")
    def test_lists_are_believed_one_after_the_other(self, case: Case) -> None:
        held = {**case["pin"], "seq": 0, "iat": 0, "payload_sha256": ""}
        for step in case["steps"]:
            if "error" in step:
                with pytest.raises(Refusal) as refusal:
                    self.reader.believe_trust(held, bytes.fromhex(step["file"]))
                assert refusal.value.code == step["error"]
            else:
                held = self.reader.believe_trust(held, bytes.fromhex(step["file"]))
                assert held == step["holds"]

    @_accepted("walk", "cases")
    def test_a_chain_is_walked(self, case: Case) -> None:
        files = [bytes.fromhex(raw) for raw in case["files"]]
        if "error" in case:
            with pytest.raises(Refusal) as refusal:
                self.reader.walk_chain(case["held"], files)
            assert refusal.value.code == case["error"]
        else:
            assert self.reader.walk_chain(case["held"], files) == case["seq"]

    @_accepted("status")
    def test_a_status_list_is_believed(self, case: Case) -> None:
        trust = bytes.fromhex(published("status")["trust"][case["trust"]])
        probe = [int(idx) for idx in case["entries"]]
        raw = bytes.fromhex(case["file"])
        read = self.reader.believe_status(trust, raw, case["held_iat"], probe)
        assert read == {name: case[name] for name in read}

    @_refused("status")
    def test_a_status_list_is_refused(self, case: Case) -> None:
        trust = bytes.fromhex(published("status")["trust"][case["trust"]])
        with pytest.raises(Refusal) as refusal:
            self.reader.believe_status(trust, bytes.fromhex(case["file"]), case["held_iat"], [])
        assert refusal.value.code == case["error"]

    @_accepted("verdict", "cases")
    def test_a_verdict_is_the_expected_one(self, case: Case) -> None:
        told = published("verdict")
        trust = bytes.fromhex(told["trust"][case["trust"]]) if case["trust"] else None
        status = bytes.fromhex(told["status"][case["status"]]) if case["status"] else None
        answer = self.reader.judge(case, trust, status)
        for name in ("genuine", "standing", "green"):
            assert answer[name] == case[name], name
        if case["freshness"] is not None:
            assert answer["freshness"] == case["freshness"]
        assert (answer["claims"] is None) == (case["genuine"] != "yes")
        if "clock_wrong" in case and "clock_wrong" in answer:
            assert answer["clock_wrong"] is True
        if "id" in case:
            assert answer["id"] == case["id"]


class WardReader(Protocol):
    """A reader that also names wards."""

    def ward_at(self, trust: bytes, code: int, iat: int) -> tuple[str, str] | None: ...


class WardSuite:
    """For readers that show wards by name; inherit and set `ward_reader`."""

    ward_reader: WardReader

    @_accepted("ward", "cases")
    def test_a_ward_is_named_as_on_its_day(self, case: Case) -> None:
        trust = bytes.fromhex(published("ward")["trust"])
        found = self.ward_reader.ward_at(trust, case["ward"], case["iat"])
        assert (found or (None, None)) == (case["ward_name"], case["province"])

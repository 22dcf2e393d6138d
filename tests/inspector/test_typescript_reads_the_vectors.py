"""The phone app reads every published vector as the vector says: one format, two languages of code."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from inspector.typescript import node_is_here, readers
from vectors.published import published
from vectors.suite import Case, Refusal, VectorSuite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not node_is_here(), reason="the app's tests need Node.js and npm"),
]


def _asked(name: str, **question: Any) -> Any:
    answer = readers().ask(name, **question)
    if "refused" in answer:
        raise Refusal(answer["refused"])
    return answer["ok"]


class TypescriptReader:
    """The app, asked in the suite's words; `noble` leaves the browser's own Ed25519 aside."""

    def __init__(self, *, noble: bool) -> None:
        self._noble = noble

    def token_of_digits(self, digits: str) -> bytes:
        return bytes.fromhex(_asked("digits", digits=digits))

    def digits_of_token(self, token: bytes) -> str:
        raise NotImplementedError("the app reads digits and never writes them")

    def token_of_text(self, text: str, hosts: list[str]) -> bytes:
        return bytes.fromhex(_asked("link", text=text, hosts=hosts))

    def open_frame(self, token: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        kid, payload, signature, signed = map(bytes.fromhex, _asked("frame", token=token.hex()))
        return kid, payload, signature, signed

    def signature_holds(self, public: bytes, message: bytes, signature: bytes) -> bool:
        question = {"public": public.hex(), "message": message.hex(), "signature": signature.hex()}
        return bool(_asked("signature", **question, noble=self._noble))

    def is_good_public_key(self, public: bytes) -> bool:
        return bool(_asked("public_key", public=public.hex()))

    def read_claims(self, payload: bytes) -> Case:
        return dict(_asked("claims", payload=payload.hex()))

    def shown_last_day(self, exp: int) -> str:
        return str(_asked("shown_last_day", exp=exp))

    def civil_day(self, seconds: int) -> int:
        return int(_asked("civil_day", seconds=seconds))

    def place_centre(self, place: bytes) -> tuple[float, float]:
        lat, lon = _asked("place_centre", place=place.hex())
        return lat, lon

    def id_of_typed_code(self, text: str) -> int:
        return int(_asked("typed_code", text=text))

    def typed_code_of_id(self, id: int) -> str:
        return str(_asked("encode_typed_code", id=id))

    def read_trust(self, raw: bytes) -> Case:
        return dict(_asked("trust_file", file=raw.hex()))

    def believe_trust(self, held: Case, raw: bytes) -> Case:
        return dict(_asked("believe_trust", held=held, file=raw.hex()))

    def walk_chain(self, held: Case, files: list[bytes]) -> int:
        return int(_asked("walk_chain", held=held, files=[raw.hex() for raw in files]))

    def believe_status(self, trust: bytes, raw: bytes, held_iat: int, probe: list[int]) -> Case:
        lists = {"trust": trust.hex(), "file": raw.hex()}
        return dict(_asked("believe_status", **lists, held_iat=held_iat, probe=probe))

    def judge(self, case: Case, trust: bytes | None, status: bytes | None) -> Case:
        if "registered" in case:
            pytest.skip("offline there is no register to compare with")
        kid = published("example")["kids"]["sticker"]
        ledger = textwrap.wrap(case.get("ledger", ""), 32)
        held = {"trust": trust.hex() if trust else None, "ledger": {kid: ledger} if ledger else {}}
        try:
            _asked("hold", **held, status=status.hex() if status else None)
        except Refusal as refusal:
            if refusal.code != "unknown_subject":
                raise
            _asked("hold", **held, status=None)
        return dict(_asked("check", text=case["text"], now=case["now"], noble=self._noble))


class TestWithTheBrowsersOwnEd25519(VectorSuite):
    reader = TypescriptReader(noble=False)

    @pytest.mark.parametrize("case", published("digits")["accepted"], ids=lambda case: case["name"])
    def test_digits_are_read_and_written(self, case: Case) -> None:
        assert self.reader.token_of_digits(case["digits"]).hex() == case["token"]


class TestWithoutIt(VectorSuite):
    reader = TypescriptReader(noble=True)

    @pytest.mark.parametrize("case", published("digits")["accepted"], ids=lambda case: case["name"])
    def test_digits_are_read_and_written(self, case: Case) -> None:
        assert self.reader.token_of_digits(case["digits"]).hex() == case["token"]

"""The trust lists and status lists that the verdicts of the vectors are given under."""

from __future__ import annotations

import hashlib

from oracle import writer
from vectors.status_cases import status
from vectors.sticker_cases import CLAIMS, claims_with
from vectors.trust_cases import URI, signed, status_key, sticker_key

NOW = 1795219200
DAY = 86400
IAT = CLAIMS["iat"]
EXP = CLAIMS["exp"]
STATUS_IAT, STATUS_EXP = 1795215600, 1795824000
TRUST_IAT, TRUST_EXP = 1795132800, 1802995200
LONG = {"iat": EXP - 30 * DAY, "exp": EXP + 300 * DAY}


def _hash16(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()[:16]


HONEST = sorted(_hash16(writer.token(claims_with(idx=idx))) for idx in (4, 5, 9))
LEDGER = b"".join(HONEST)


def trust_files() -> dict[str, bytes]:
    """Every trust list that a case may name."""
    ledger = hashlib.sha256(LEDGER).digest()
    second = sticker_key("sticker2", uri=URI + "2")
    return {
        "example": signed(),
        "long": signed(**LONG),
        "at the sticker's start": signed(iat=IAT, exp=IAT + 366 * DAY),
        "key revoked": signed(keys=[sticker_key(revoked=NOW - 5), status_key()]),
        "key revoked, ledger": signed(
            keys=[sticker_key(revoked=NOW - 5, issued=ledger), status_key()]
        ),
        "no sticker key": signed(keys=[status_key()]),
        "two sticker keys": signed(keys=[sticker_key(), second, status_key()]),
        "window begins at iat": signed(keys=[sticker_key(nbf=IAT), status_key()]),
        "window begins after iat": signed(keys=[sticker_key(nbf=IAT + 1), status_key()]),
        "window ends after iat": signed(keys=[sticker_key(naf=IAT + 1), status_key()]),
        "window ends at iat": signed(keys=[sticker_key(naf=IAT), status_key()]),
        "key signs under its twin's kid": signed(keys=[sticker_key("clash106363"), status_key()]),
        "host retired": signed(hosts=[["other.example.vn", None], ["qr.example.vn", NOW - DAY]]),
        "other host": signed(hosts=[["other.example.vn", None]]),
    }


def status_files() -> dict[str, bytes]:
    """Every status list that a case may name."""
    long_key = {"iat": EXP - 10, "exp": EXP + 20 * DAY}
    return {
        "example": status(),
        "of the second key": status(sub=URI + "2"),
        "at the sticker's end": status(**long_key),
        "at the sticker's start": status(iat=IAT, exp=IAT + 31 * DAY),
        "a second before the sticker": status(iat=IAT - 1, exp=IAT + 30 * DAY),
        "four numbers": status(writer.stored(b"\x00")),
    }

"""Exit statuses: one table from errors and verdicts to the number a script sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foodtrace import errors

if TYPE_CHECKING:
    from foodtrace.verdict import Verdict

SUCCESS: Final = 0
BUG: Final = 1
USAGE: Final = 2
FAULTY_ROWS: Final = 9
OUTPUT: Final = 10
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141

OF_ERROR: Final[dict[type[errors.FoodtraceError], int]] = {
    errors.InvalidRequest: USAGE,
    errors.MalformedList: 3,
    errors.MalformedSticker: 3,
    errors.IntakeRefused: 3,
    errors.RefusedList: 4,
    errors.NotFound: 5,
    errors.Conflict: 6,
    errors.AccessDenied: 6,
    errors.LimitReached: 6,
    errors.KeyUnavailable: 7,
    errors.RegistryUnavailable: 8,
}

# Ordered by how much a checker must worry: of several stickers the highest number is the answer.
NOT_CONFIRMED: Final = 20  # genuine, but the lists are stale or missing, or say nothing about it
NOT_CHECKED: Final = 21  # a typed code: no signature
NOT_IN_FORCE: Final = 22  # genuine, but revoked, replaced, suspended, expired or not yet in force
UNREADABLE: Final = 23
UNKNOWN_ISSUER: Final = 24
KEY_REVOKED: Final = 25
FORGED: Final = 26

MEANINGS: Final[dict[int, str]] = {
    SUCCESS: "done; for verify: every sticker is genuine, in force and checked against fresh lists",
    BUG: "a fault of foodtrace itself",
    USAGE: "a wrong option, argument or value",
    3: "a file or code that is not what it should be (list, bundle, table of eateries)",
    4: "a list that must not be accepted (rollback, too few signatures); for verify: the bundle's",
    5: "the registry holds no such eatery, zone or sticker",
    6: "the present state does not allow the change",
    7: "a private key that cannot be used (missing, wrong passphrase, open to others)",
    8: "the registry is missing, busy, damaged or full",
    FAULTY_ROWS: "import: some rows have faults and --accept-good was not given; nothing written",
    OUTPUT: "a file, folder or port that cannot be used",
    NOT_CONFIRMED: "verify: genuine, but the lists are old, missing or say nothing about the sticker",
    NOT_CHECKED: "verify: a typed code; it carries no signature",
    NOT_IN_FORCE: "verify: genuine, but revoked, replaced, suspended, expired or not yet in force",
    UNREADABLE: "verify: not a sticker, or no symbol found in the picture",
    UNKNOWN_ISSUER: "verify: from an issuer that is not pinned here, or no pin",
    KEY_REVOKED: "verify: signed by a key that was revoked",
    FORGED: "verify: the signature does not pass the check",
    INTERRUPTED: "stopped with Ctrl-C",
    BROKEN_PIPE: "the reader of the output went away",
}

_OF_GENUINE: Final = {
    "no": FORGED,
    "key revoked": KEY_REVOKED,
    "unknown issuer": UNKNOWN_ISSUER,
    "unreadable": UNREADABLE,
    "not checked": NOT_CHECKED,
}


_OF_CODE: Final = {"output_unwritable": OUTPUT, "port_unusable": OUTPUT}


def status_of_error(error: errors.FoodtraceError) -> int:
    """The status of the code of `error`, else of its nearest class in the table."""
    if error.code in _OF_CODE:
        return _OF_CODE[error.code]
    for kind in type(error).__mro__:
        if kind in OF_ERROR:
            return OF_ERROR[kind]
    return BUG


def status_of_verdict(verdict: Verdict) -> int:
    """0 for green and nothing else."""
    if verdict.green:
        return SUCCESS
    if verdict.genuine != "yes":
        return _OF_GENUINE[verdict.genuine]
    if verdict.standing in ("unknown", "in force"):
        return NOT_CONFIRMED
    return NOT_IN_FORCE

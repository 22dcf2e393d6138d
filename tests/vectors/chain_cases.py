"""The vectors of believing: chains of trust lists from a pin, rollbacks, thresholds and changed roots."""

from __future__ import annotations

from typing import Any

from oracle import belief, lists, writer
from vectors.trust_cases import CLASH, IAT, ROOTS, Case, body, signed, sticker_key

PIN_OF_THREE = (ROOTS, 2)


def _one(**changes: Any) -> bytes:
    return signed(("root1", "root2"), **{"seq": 1, "iat": IAT, **changes})


def _two(signers: tuple[str, ...] = ("root1", "root2"), **changes: Any) -> bytes:
    return signed(signers, **{"seq": 2, "iat": IAT + 10, **changes})


def _roots(*names: str) -> list[bytes]:
    return [writer.public(name) for name in names]


def chain_cases() -> Case:
    """Each case: a pin, and files one after the other with what a reader answers to each."""
    steps: list[tuple[str, tuple[tuple[str, ...], int], list[tuple[bytes, str | None]]]] = []

    def case(name: str, *files: tuple[bytes, str | None], pin: Any = PIN_OF_THREE) -> None:
        steps.append((name, pin, list(files)))

    short = "not_enough_signatures"
    few_new = "not_enough_new_signatures"
    spoiled = bytearray(signed(("root1", "root2"), seq=1))
    spoiled[-1] ^= 1
    stranger = writer.trust_payload(body(seq=1))
    case("two of three pinned roots", (_one(), None))
    case("all three", (signed(ROOTS, seq=1), None))
    case("one of three", (signed(("root1",), seq=1), short))
    case("a root and a stranger", (writer.trust_file(stranger, ("root1", "evil")), short))
    case(
        "two roots and a stranger", (writer.trust_file(stranger, ("root1", "root2", "evil")), None)
    )
    case("two roots, and a third whose signature is spoiled", (_third_spoiled(), None))
    case("a root and a sticker key", (writer.trust_file(stranger, ("root1", "sticker")), short))
    case("one of two signatures spoiled", (bytes(spoiled), short))
    case("all its own: a stranger's complete list", (_stranger_list(), short))
    case("a signature under another root's kid", (_borrowed_kid(), short))
    case("merged later from two files of one payload", (_one(), None), (signed(ROOTS, seq=1), None))
    case(
        "the first list raises the pin's threshold and misses it",
        (signed(("root1",), seq=1), short),
        pin=(ROOTS, 1),
    )
    case("a pin of roots that have not signed", (_one(), short), pin=(("root3", "root4"), 1))
    case("next in order", (_one(), None), (_two(), None))
    case("a number left out", (_one(), None), (_two(seq=9), None))
    case("equal iat, higher seq", (_one(), None), (_two(iat=IAT), None))
    case("the same bytes again", (_one(), None), (_one(), None))
    case("equal seq, other bytes", (_one(), None), (_one(issuer="Other"), "equal_seq_other_bytes"))
    case("equal seq, later iat", (_one(), None), (_one(iat=IAT + 1), "equal_seq_other_bytes"))
    case("lower seq", (_two(), None), (_one(), "rollback"))
    case("lower seq, later iat", (_two(), None), (_one(iat=IAT + 99), "rollback"))
    case("higher seq, earlier iat", (_one(), None), (_two(iat=IAT - 1), "rollback"))
    case("a refused list leaves what is held", (_two(), None), (_one(), "rollback"), (_two(), None))
    case("an expired list is a link of the chain", (_one(exp=IAT + 1), None), (_two(), None))
    swap = _roots("root1", "root2", "root4")
    case("one root exchanged", (_one(), None), (_two(roots=swap), None))
    most = _roots("root1", "root4", "root5")
    case(
        "two roots exchanged, old threshold alone",
        (_one(), None),
        (_two(("root1", "root2"), roots=most), few_new),
    )
    case(
        "two roots exchanged, new threshold alone",
        (_one(), None),
        (_two(("root1", "root4"), roots=most), short),
    )
    case(
        "two roots exchanged, both thresholds",
        (_one(), None),
        (_two(("root1", "root2", "root4"), roots=most), None),
    )
    every = _roots("root4", "root5", "root6")
    case(
        "all roots exchanged, both thresholds",
        (_one(), None),
        (_two(("root1", "root2", "root4", "root5"), roots=every), None),
        (signed(("root4", "root6"), seq=3, iat=IAT + 20, roots=every), None),
    )
    case(
        "after the change the old roots count no more",
        (_one(), None),
        (_two(("root1", "root2", "root4", "root5"), roots=every), None),
        (signed(("root1", "root2"), seq=3, iat=IAT + 20, roots=every), short),
    )
    case("threshold raised, two sign", (_one(), None), (_two(threshold=3), few_new))
    case("threshold raised, three sign", (_one(), None), (_two(ROOTS, threshold=3), None))
    case("threshold lowered, one signs", (_one(), None), (_two(("root1",), threshold=1), short))
    case(
        "threshold lowered, two sign, then one is enough",
        (_one(), None),
        (_two(threshold=1), None),
        (signed(("root3",), seq=3, iat=IAT + 20, threshold=1), None),
    )
    case("a malformed list", (_one(), None), (_two() + b"\0", "trust_frame"))
    return {"cases": [_played(name, pin, files) for name, pin, files in steps]}


def _stranger_list() -> bytes:
    names = ("evil1", "evil2", "evil3")
    return signed(names, seq=1, roots=_roots(*names))


def _third_spoiled() -> bytes:
    """All three roots sign; the signature of root2 has a bit turned."""
    payload = writer.trust_payload(body(seq=1))
    parts = {writer.kid(root): bytearray(writer.trust_message(payload, root)) for root in ROOTS}
    parts[writer.kid("root2")][-40] ^= 1
    return b"".join(bytes(parts[kid]) for kid in sorted(parts))


def _borrowed_kid() -> bytes:
    """root1 signs twice, once under the kid of root2."""
    payload = writer.trust_payload(body(seq=1))
    header = {1: -8, 4: writer.kid("root2"), 16: lists.TRUST_TYPE}
    parts = [writer.trust_message(payload, "root1"), writer.cose(header, payload, "root1")]
    order = [writer.kid("root1"), writer.kid("root2")]
    return b"".join(part for _, part in sorted(zip(order, parts, strict=True)))


def _played(name: str, pin: Any, files: list[tuple[bytes, str | None]]) -> Case:
    roots, threshold = pin
    kept = lists.Kept(tuple(_roots(*roots)), threshold)
    steps = []
    for raw, error in files:
        step: Case = {"file": raw.hex()}
        if error is None:
            _, kept = belief.believe_trust(kept, raw)
            step["holds"] = _shown(kept)
        else:
            step["error"] = error
        steps.append(step)
    return {"name": name, "pin": _pin(roots, threshold), "steps": steps}


def _pin(roots: tuple[str, ...], threshold: int) -> Case:
    return {"roots": [root.hex() for root in _roots(*roots)], "threshold": threshold}


def _shown(kept: lists.Kept) -> Case:
    return {
        "seq": kept.seq,
        "iat": kept.iat,
        "threshold": kept.threshold,
        "roots": [root.hex() for root in kept.roots],
        "payload_sha256": kept.digest.hex(),
    }


def walk_cases() -> Case:
    """Whole chains as a bundle holds them: what is held before, the files, and the list that counts."""
    every = _roots("root4", "root5", "root6")
    new = {"roots": every}
    chain = {
        1: _one(),
        2: _two(("root1", "root2", "root4", "root5"), roots=every),
        3: signed(("root4", "root5"), seq=3, iat=IAT + 20, **new),
        4: signed(("root5", "root6"), seq=4, iat=IAT + 30, **new),
    }
    pin = lists.Kept(tuple(_roots(*ROOTS)), 2)
    at_three = belief.walk_chain(pin, [chain[1], chain[2], chain[3]])[1]
    cases: list[tuple[str, lists.Kept, list[bytes], int | str]] = [
        ("from the pin to the newest", pin, [chain[seq] for seq in (1, 2, 3, 4)], 4),
        ("files in any order", pin, [chain[seq] for seq in (3, 1, 4, 2)], 4),
        (
            "the change of roots is missing",
            pin,
            [chain[1], chain[3], chain[4]],
            "not_enough_signatures",
        ),
        (
            "the first list is missing, the second bears old and new roots",
            pin,
            [chain[2], chain[4]],
            4,
        ),
        ("a reader that holds 3 passes over 1 and 2", at_three, list(chain.values()), 4),
        ("a reader that holds 3 gets 3 alone", at_three, [chain[3]], 3),
        ("a reader that holds 3 gets 4 alone", at_three, [chain[4]], 4),
        ("a reader that holds 3 gets older ones alone", at_three, [chain[1], chain[2]], "rollback"),
    ]
    reused = [_one(keys=[sticker_key(CLASH[0])]), _two(keys=[sticker_key(CLASH[1])])]
    cases.append(("a kid that comes back for another key", pin, reused, "kid_reused"))
    told = []
    for name, held, files, answer in cases:
        case: Case = {"name": name, "held": _shown(held), "files": [raw.hex() for raw in files]}
        case["seq" if isinstance(answer, int) else "error"] = answer
        told.append(case)
    return {"cases": told}

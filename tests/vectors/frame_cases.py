"""The vectors of a token's frame and of the signature in it."""

from __future__ import annotations

from oracle import curve, stickers, writer
from vectors.sticker_cases import CLAIMS, LARGEST, SMALLEST, Case


def frame_cases() -> Case:
    """Token bytes, their three parts, and what the signature is made over."""
    accepted = []
    for name, claims in (("example", CLAIMS), ("shortest", SMALLEST), ("longest", LARGEST)):
        token = writer.token(claims)
        kid, payload, signature = stickers.open_frame(token)
        signed = stickers.what_is_signed(stickers.sticker_protected(kid), payload)
        accepted.append(
            {
                "name": name,
                "token": token.hex(),
                "kid": kid.hex(),
                "payload": payload.hex(),
                "signature": signature.hex(),
                "signed": signed.hex(),
            }
        )
    token = writer.token(CLAIMS)
    refused = []

    def refuse(name: str, raw: bytes, error: str = "frame") -> None:
        refused.append({"name": name, "token": raw.hex(), "error": error})

    refuse("empty", b"", "length")
    refuse("108 bytes", token[:108], "length")
    refuse("288 bytes", token + bytes(288 - len(token)), "length")
    refuse("the last byte missing", token[:-1])
    refuse("a byte more", token + b"\0")
    refuse("two tokens, one after the other", (token + token)[:287])
    for at, what in (
        (0, "tag 17"),
        (1, "an array of 5"),
        (2, "a protected header of 8 bytes"),
        (3, "a header map of 3"),
        (4, "header key 0"),
        (5, "another header key after the algorithm's value"),
        (7, "a kid of 5 bytes"),
        (12, "an unprotected header that is no empty map"),
        (13, "a payload of another kind"),
        (14, "a payload length that does not fit"),
        (92, "a signature of another kind"),
        (93, "a signature of 65 bytes"),
    ):
        refuse(what, token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :])
    refuse("no tag", token[1:])
    refuse("the tag in a long form", b"\xd8\x12" + token[1:])
    refuse("algorithm -7 (ES256)", token.replace(b"\xa2\x01\x27", b"\xa2\x01\x26", 1))
    refuse("an array without end mark", token.replace(b"\x84", b"\x9f", 1) + b"\xff")
    header = token[3:12]
    moved = token[:2] + b"\x40" + b"\xa2" + header[1:] + token[13:]
    refuse("algorithm and kid in the unprotected header", moved)
    refuse("the payload's length in two bytes", token[:13] + b"\x59\x00" + token[14:])
    refuse("a payload that is null", token[:13] + b"\xf6" + token[92:] + bytes(79))
    return {"accepted": accepted, "refused": refused}


def signature_cases() -> Case:
    """Where verifiers of Ed25519 differ: only what libsodium accepts is accepted."""
    message = b"foodtrace"
    seed, public = writer.seed("sticker"), writer.public("sticker")
    good = curve.sign(seed, message)
    s = int.from_bytes(good[32:], "little")
    torsion = curve.point_of_order_eight()
    identity = curve.compress(curve.IDENTITY)
    nonce = 123456789
    mixed_r = curve.compress(curve.add(curve.multiply(nonce, curve.BASE), torsion))
    odd_identity = (curve.P + 1).to_bytes(32, "little")
    signatures = [
        ("an ordinary signature", good, True),
        ("another message's signature", curve.sign(seed, b"foodtracf"), False),
        ("another key's signature", curve.sign(writer.seed("status"), message), False),
        ("S + L: the same point, another number", _with_s(good, s + curve.L), False),
        ("S + 2L", _with_s(good, s + 2 * curve.L), False),
        ("S = L", _with_s(good, curve.L), False),
        ("S of all ones", good[:32] + b"\xff" * 32, False),
        ("S = 0", good[:32] + bytes(32), False),
        ("all zero", bytes(64), False),
        ("R of order 1, made with the private key", _odd(seed, message, identity, 0), False),
        ("R of order 1, y not reduced", _odd(seed, message, odd_identity, 0), False),
        ("R of order 8, right only with the cofactor", _odd(seed, message, _small(), 0), False),
        (
            "R of mixed order, right only with the cofactor",
            _odd(seed, message, mixed_r, 123456789),
            False,
        ),
        ("R with its sign turned", good[:31] + bytes([good[31] ^ 128]) + good[32:], False),
        ("63 bytes", good[:63], False),
        ("65 bytes", good + b"\0", False),
        ("empty", b"", False),
    ]
    minus_one = (curve.P - 1).to_bytes(32, "little")
    off_curve = next(
        raw
        for y in range(2, 99)
        if curve.decompress(raw := y.to_bytes(32, "little"), strict=False) is None
    )
    on_curve_not_reduced = next(
        (curve.P + y).to_bytes(32, "little")
        for y in range(2, 19)
        if curve.decompress(y.to_bytes(32, "little")) is not None
    )
    own = curve.decompress(public)
    assert own is not None
    keys = [
        *(
            (f"test key {name}", writer.public(name), True)
            for name in ("sticker", "status", "root1")
        ),
        ("not a point", off_curve, False),
        ("y not below p", on_curve_not_reduced, False),
        ("order 1", identity, False),
        ("order 1, sign set", identity[:31] + b"\x80", False),
        ("order 1, y not reduced", odd_identity, False),
        ("order 2", minus_one, False),
        ("order 2, sign set", minus_one[:31] + bytes([minus_one[31] | 128]), False),
        ("order 4 (y = 0)", bytes(32), False),
        ("order 8", _small(), False),
        (
            "mixed order: a good key plus a point of order 8",
            curve.compress(curve.add(own, torsion)),
            False,
        ),
        ("all ones", b"\xff" * 32, False),
        ("31 bytes", public[:31], False),
        ("33 bytes", public + b"\0", False),
    ]
    return {
        "public": public.hex(),
        "message": message.hex(),
        "signatures": [{"name": n, "signature": raw.hex(), "valid": v} for n, raw, v in signatures],
        "public_keys": [{"name": n, "public": raw.hex(), "good": v} for n, raw, v in keys],
    }


def _small() -> bytes:
    return curve.compress(curve.point_of_order_eight())


def _odd(seed: bytes, message: bytes, r: bytes, nonce: int) -> bytes:
    return curve.sign_oddly(seed, message, r, nonce)


def _with_s(signature: bytes, s: int) -> bytes:
    return signature[:32] + s.to_bytes(32, "little")

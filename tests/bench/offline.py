"""Verifying offline, and what the lists weigh: against libsodium's bare verify."""

from __future__ import annotations

import random
from collections.abc import Iterator

import msgspec
from bench.city import City
from bench.measuring import Line, line_of, side_by_side
from foodtrace.sticker import parse_sticker
from foodtrace.trust import encode_status_list, pack_bundle, pack_statuses, unpack_bundle
from foodtrace.verdict import check
from nacl.bindings import crypto_sign_open


def lines(city: City) -> Iterator[Line]:
    trusted, now = city.trusted, city.now
    hosts = trusted.trust.host_names()
    texts = city.links[:400]
    tokens = [parse_sticker(text, hosts) for text in texts]
    signed = [token.signature + token.signed_bytes for token in tokens]
    public = {key.kid: key.public for key in trusted.trust.keys}
    publics = [public[token.kid] for token in tokens]

    def ours() -> int:
        for text in texts:
            if not check(text, trusted, now).green:
                raise AssertionError("a sticker of the bench city is not green")
        return len(texts)

    def floor() -> int:
        for message, key in zip(signed, publics, strict=True):
            crypto_sign_open(message, key)
        return len(signed)

    yield line_of(
        side_by_side(ours, floor),
        area="offline",
        what="text to verdict, every check",
        unit="x libsodium verify",
        goal=None,
    )
    yield Line(
        area="offline",
        what="bundle for 100,000 stickers, 1 % revoked",
        unit="kB",
        measured=len(_large_bundle(city)) / 1000,
        goal=60,
        at_most=True,
    )


def _large_bundle(city: City) -> bytes:
    """The city's trust list with a status list as long as a region's."""
    rng = random.Random(100_000)
    entries = {idx: int(rng.random() < 0.01) for idx in range(100_000)}
    ((kid, status),) = city.trusted.statuses.items()
    large = msgspec.structs.replace(status, lst=pack_statuses(entries, 131_072))
    files = unpack_bundle(city.bundle).trust_files
    return pack_bundle(files, {kid: encode_status_list(large, bytes(range(32)))})

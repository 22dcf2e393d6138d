"""Who sent a request is the peer, unless a proxy that was named says otherwise."""

from __future__ import annotations

from typing import Any, cast

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace_api.sender import proxies_of
from litestar.types import Scope


def scope(peer: str | None, forwarded: str = "", proto: str = "", scheme: str = "http") -> Scope:
    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", proto.encode())]
    found: dict[str, Any] = {
        "client": (peer, 4711) if peer else None,
        "scheme": scheme,
        "headers": [pair for pair in headers if pair[1]],
    }
    return cast("Scope", found)


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "sender"),
    [
        ("", "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.9:5050", "203.0.113.9"),
        ("::1", "::1", "[2001:db8::7]:5050", "2001:db8::7"),
        ("127.0.0.1", "::ffff:127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1, ,", "127.0.0.1"),
        ("127.0.0.1", None, "203.0.113.9", ""),
    ],
)
def test_the_first_hop_from_the_right_that_is_no_proxy_of_ours_counts(
    trusted: str, peer: str | None, forwarded: str, sender: str
) -> None:
    proxies = proxies_of({"FOODTRACE_TRUSTED_PROXY": trusted})
    assert proxies.sender(scope(peer, forwarded)) == sender


def test_https_is_the_connections_own_or_a_trusted_proxys_word() -> None:
    proxies = proxies_of({"FOODTRACE_TRUSTED_PROXY": "127.0.0.1"})
    assert proxies.is_https(scope("192.0.2.1", scheme="https"))
    assert proxies.is_https(scope("127.0.0.1", proto="https"))
    assert not proxies.is_https(scope("192.0.2.1", proto="https"))
    assert not proxies.is_https(scope("127.0.0.1", proto="https, http"))


def test_a_name_in_place_of_an_address_is_refused_at_the_start() -> None:
    with pytest.raises(InvalidRequest, match=r"127\.0\.0\.1,10\.0\.0\.0/8") as refused:
        proxies_of({"FOODTRACE_TRUSTED_PROXY": "nginx"})
    assert refused.value.code == "trusted_proxy"

"""Who sends a request, for the limiter alone: the peer, or what a proxy that is trusted says of it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.errors import InvalidRequest

from foodtrace_api.negotiate import header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import Scope

__all__ = ["TRUSTED_PROXY", "Proxies", "proxies_of"]

TRUSTED_PROXY: Final = "FOODTRACE_TRUSTED_PROXY"

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies(msgspec.Struct, frozen=True):
    """The proxies in front of this server. Without any, X-Forwarded-* is what a stranger made up."""

    networks: tuple[_Network, ...] = ()

    def sender(self, scope: Scope) -> str:
        """The address of the sender; "" where the server does not know its peer.

        Each proxy adds the address it saw at the right end, so the first from there that is no proxy
        of ours counts; what stands further left is the sender's own word.
        """
        peer = _peer(scope)
        if not self._holds(peer):
            return peer
        hops = [_bare(hop) for hop in header(scope, b"x-forwarded-for").split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self._holds(hop)), peer)

    def is_https(self, scope: Scope) -> bool:
        """Whether the sender's own connection is encrypted."""
        if scope["scheme"] == "https":
            return True
        said = header(scope, b"x-forwarded-proto").rpartition(",")[2].strip().lower()
        return said == "https" and self._holds(_peer(scope))

    def _holds(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self.networks)


def proxies_of(env: Mapping[str, str]) -> Proxies:
    """The addresses and networks in FOODTRACE_TRUSTED_PROXY, split by commas. Raises InvalidRequest."""
    named = [part.strip() for part in env.get(TRUSTED_PROXY, "").split(",") if part.strip()]
    try:
        return Proxies(tuple(ipaddress.ip_network(part, strict=False) for part in named))
    except ValueError as error:
        raise InvalidRequest(
            f"expected addresses or networks of proxies in {TRUSTED_PROXY}, such as "
            f"127.0.0.1,10.0.0.0/8; got {', '.join(named)[:80]!r}",
            code="trusted_proxy",
        ) from error


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _bare(hop: str) -> str:
    """An address without the port that some proxies add: 192.0.2.1:4711, [2001:db8::1]:4711."""
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop

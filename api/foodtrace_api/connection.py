"""One connection to the server: what it answers leaves at once."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own, without the wait of TCP for more to send.

    asyncio ends that wait on sockets of its own making; those that several workers share it leaves as they
    are, and each answer after a connection's first would come 40 ms late.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)

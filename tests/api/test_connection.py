"""Answers on a connection that is kept leave at once, however many workers share the port."""

from __future__ import annotations

import asyncio
import socket

import httpx
import uvicorn
from api.street import Street
from foodtrace_api.app import create_app
from foodtrace_cli.serving import _CONNECTION


async def test_no_answer_waits_for_the_one_before_to_be_acknowledged(built: Street) -> None:
    # As uvicorn makes the socket that its workers share: nothing in it says TCP.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(built.folder, env={})
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", http=_CONNECTION))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            if running.done():
                await running
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(timeout=60) as client:
            await client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/healthz")
            (kept,) = server.server_state.connections
            ours = kept.transport.get_extra_info("socket")
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.should_exit = True
        await running

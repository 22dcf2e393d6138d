"""`foodtrace serve`: the public pages and the API, run by uvicorn."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import socket

import rich_click as click
from foodtrace.errors import InvalidRequest, RegistryUnavailable

from foodtrace_cli.exits import OUTPUT, SUCCESS
from foodtrace_cli.options import Session, shared

_APP = "foodtrace_api.app:create_app"
_CONNECTION = "foodtrace_api.connection:Connection"
_NEEDED = ("uvicorn", "litestar", "foodtrace_api")


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@shared()
def serve(session: Session, port: int, host: str, workers: int) -> int:
    """Serve the public pages and the API of a registry until Ctrl-C.

    Needs the status key alone (FOODTRACE_STATUS_PASSPHRASE or FOODTRACE_PASSPHRASE); take the root
    keys offline first. Listens on this machine only, unless --host says otherwise: put a web server
    with TLS in front of it.

    \b
    Example:
      foodtrace serve --port 8000
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InvalidRequest(
            f"The server's parts are not installed ({', '.join(missing)}): "
            "run  pip install 'foodtrace[api]'  and try again.",
            code="api_missing",
        )
    folder = session.registry()
    if not (folder / "registry.sqlite").is_file():
        raise RegistryUnavailable(
            f"There is no registry in {folder}: make one with `foodtrace init` or name another.",
            code="registry_missing",
        )
    # The factory takes no argument, and each worker is a process of its own: all goes by environment.
    env = session.surroundings.env
    os.environ.update({key: env[key] for key in env if key.startswith("FOODTRACE_")})
    os.environ["FOODTRACE_REGISTRY"] = str(folder.resolve())
    if not _is_loopback(host):
        session.warn(session.say("serve_open", host=host))
    _check_free(host, port)
    try:
        _serve(host, port, workers)
    except SystemExit as stop:
        return OUTPUT if stop.code else SUCCESS
    return SUCCESS


def _check_free(host: str, port: int) -> None:
    """One clear line before uvicorn starts, instead of its five after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        reason = error.strerror or "no such address"
        raise InvalidRequest(
            f"Port {port} of {host} cannot be used ({reason}): "
            "end what uses it, or give another --port.",
            code="port_unusable",
        ) from None


def _serve(host: str, port: int, workers: int) -> None:
    import uvicorn

    uvicorn.run(
        _APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=_CONNECTION,
        server_header=False,
        access_log=False,
        # What a proxy says of a sender counts only where FOODTRACE_TRUSTED_PROXY names that proxy.
        proxy_headers=False,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""`foodtrace demo`: the main job end to end with the real commands, then every page on this machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import rich_click as click
from foodtrace.errors import RegistryUnavailable

from foodtrace_cli import screen
from foodtrace_cli.demo_eateries import SEED
from foodtrace_cli.demo_folder import prepare_folder, write_passphrase
from foodtrace_cli.demo_served import LOOPBACK, free_port, serving, status_of_page, working
from foodtrace_cli.demo_steps import Demo
from foodtrace_cli.demo_words import say
from foodtrace_cli.options import Session, shared


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve the public pages at the end.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Where everything goes; an earlier demo there is made anew, anything else is refused.",
)
@click.option(
    "--seed", type=int, default=SEED, show_default=True, help="Another seed, another city."
)
@shared(registry=False)
def demo(session: Session, serve: bool, port: int, out: Path, seed: int) -> None:
    """Run the main job end to end on 2,600 generated eateries of Da Nang, then serve the pages.

    Makes an authority with keys, takes in 24 files, issues and signs, prints one zone, reads a
    printed symbol back and verifies it offline, revokes one, furnishes an office with a season of
    visits and applications, counts. Then the public pages and the office are served. Names are invented, nobody's
    data is used, and everything is marked SPECIMEN.

    \b
    Example:
      foodtrace demo --no-serve --out /tmp/demo
    """
    begun = time.monotonic()
    folder = prepare_folder(out)
    write_passphrase(folder)
    run = Demo(session, folder, seed)
    run.run()
    seconds = round(time.monotonic() - begun)
    if session.json:
        session.tell_json({**run.facts, "seconds": seconds})
    else:
        screen.line()
        screen.line(say("took", session.lang, seconds=seconds))
    if serve:
        _serve(session, run, port)


def _serve(session: Session, run: Demo, wanted: int) -> None:
    """The pages and the office until Ctrl-C; the public ones are asked before they are shown."""
    port = free_port(wanted)
    tell = screen.note if session.json else screen.line

    def told(key: str, **fields: object) -> None:
        tell(say(key, session.lang, **fields))

    if port != wanted:
        told("port_busy", busy=wanted, port=port)
    pages = (
        ("in_force", run.in_force, 200),
        ("revoked", run.revoked, 200),
        ("forged", run.forged, 404),
    )
    # A passphrase or registry of the caller's own is none of the demo's business.
    env = {name: value for name, value in os.environ.items() if not name.startswith("FOODTRACE_")}
    try:
        with serving(port, {**env, **run.office_env}) as server, working({**env, **run.office_env}):
            told("open")
            for name, digits, expected in pages:
                status = status_of_page(port, f"/1/{digits}")
                if status != expected:
                    raise RegistryUnavailable(
                        f"the page of the sticker {name} answered {status}, expected {expected}",
                        code="demo_server",
                    )
                tell("")
                told(f"open_{name}", address=f"http://{LOOPBACK}:{port}/1/{digits}")
            tell("")
            told("open_for_officers")
            tell("")
            # Passkeys are bound to a name: browsers make them for localhost and for no bare address.
            home = f"http://localhost:{port}"
            told("open_sign_up", address=home + urlsplit(run.sign_up).path)
            told("open_kitchen", address=home + run.kitchen)
            for name in ("office", "apply", "city", "data"):
                told(f"open_{name}", address=f"{home}/{name}/")
            tell("")
            told("stop")
            sys.stdout.flush()
            server.wait()
    except KeyboardInterrupt:
        tell("")
        told("stopped")

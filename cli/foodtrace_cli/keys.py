"""`foodtrace keys`: make, list and re-lock the files that hold private keys."""

from __future__ import annotations

from pathlib import Path

import rich_click as click
from foodtrace.errors import KeyUnavailable, NotFound
from foodtrace.keystore import (
    KeyInfo,
    Passphrase,
    change_passphrase,
    create_key,
    create_key_folder,
    describe_key,
    find_passphrase,
    key_filename,
    list_keys,
)

from foodtrace_cli import screen
from foodtrace_cli.days import shown_time
from foodtrace_cli.options import Session, shared
from foodtrace_cli.passphrases import new_passphrase_for, passphrase_for

ROLES = ("root", "sticker", "status")


@click.group()
def keys() -> None:
    """Private keys: encrypted files of mode 0600, opened by a passphrase.

    The passphrase comes from a prompt, from FOODTRACE_PASSPHRASE or from the file that
    FOODTRACE_PASSPHRASE_FILE names; for the status key FOODTRACE_STATUS_PASSPHRASE(_FILE) comes
    first. It is never an argument.

    \b
    Example:
      foodtrace keys list
    """


@keys.command("list")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE_OR_FOLDER]...")
@shared()
def list_(session: Session, paths: tuple[Path, ...]) -> None:
    """Show role, kid, public key and date of key files; needs no passphrase.

    Without an argument: the keys folder of the registry.

    \b
    Example:
      foodtrace keys list /media/safe/root-1
    """
    found: list[tuple[Path, KeyInfo]] = []
    for path in paths or (session.registry() / "keys",):
        if path.is_dir():
            found += list_keys(path)
        else:
            found.append((path, describe_key(path)))
    if not found:
        raise NotFound(
            session.say("keys_none", where=", ".join(map(str, paths)) or session.registry())
        )
    if session.json:
        session.tell_json([_record(path, info) for path, info in found])
        return
    headings = [session.say(f"column_{name}") for name in ("role", "kid", "made", "file")]
    rows = [
        (session.say(f"role_{info.role}"), info.kid.hex(), shown_time(info.created), str(path))
        for path, info in found
    ]
    screen.table(headings, rows)


@keys.command("add")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    required=True,
    help="What it is to sign: trust lists, stickers or status lists.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; else <role>-<kid>.key in the registry's keys folder.",
)
@shared()
def add(session: Session, role: str, out: Path | None) -> None:
    """Make a new private key and print its public half.

    A new key signs nothing yet: list it with `foodtrace trust make --add-...`, weeks before its
    first use.

    \b
    Example:
      foodtrace keys add --role sticker
    """
    folder = session.registry() / "keys" if out is None else None
    if folder is not None:
        create_key_folder(folder)
    # Asked for first: nothing is made when the two typed passphrases differ.
    path, _ = write_key(session, role, new_passphrase_for(session, role), folder=folder, out=out)
    info = describe_key(path)
    session.tell(
        _record(path, info),
        session.say(
            "key_made", role=session.say(f"role_{role}"), file=path, public=info.public.hex()
        ),
    )


@keys.command("passwd")
@click.argument("file", type=click.Path(path_type=Path))
@shared(registry=False)
def passwd(session: Session, file: Path) -> None:
    """Change the passphrase of one key file.

    The old one comes from the usual place or a prompt; the new one from a prompt, or from
    FOODTRACE_NEW_PASSPHRASE or FOODTRACE_NEW_PASSPHRASE_FILE.

    \b
    Example:
      foodtrace keys passwd registry/keys/status-d61bc23e.key
    """
    info = describe_key(file)
    old = passphrase_for(session, info.role, str(file))
    new = _replacement(session, info.role)
    change_passphrase(file, old, new)
    session.tell(_record(file, info), session.say("key_relocked", file=file))


def write_key(
    session: Session,
    role: str,
    passphrase: Passphrase | None,
    *,
    folder: Path | None = None,
    out: Path | None = None,
) -> tuple[Path, bytes]:
    """Draw a seed and write its key file to `out`, or into `folder` under its own name; also for init."""
    from foodtrace.sticker import kid_of
    from nacl.signing import SigningKey

    seed = session.surroundings.random(32)
    if out is None:
        assert folder is not None
        out = folder / key_filename(role, kid_of(bytes(SigningKey(seed).verify_key)))
    create_key(out, seed, passphrase, role=role, now=session.now(), kdf=session.surroundings.kdf)
    return out, seed


def _replacement(session: Session, role: str) -> Passphrase:
    env = session.surroundings.env
    given = {
        name: env.get(name.replace("FOODTRACE_", "FOODTRACE_NEW_"), "")
        for name in ("FOODTRACE_PASSPHRASE", "FOODTRACE_PASSPHRASE_FILE")
    }
    new = find_passphrase(given, role) or new_passphrase_for(session, role, environment=False)
    if new is None:
        raise KeyUnavailable(session.say("no_new_passphrase"), code="no_passphrase")
    return new


def _record(path: Path, info: KeyInfo) -> dict[str, object]:
    return {
        "file": str(path),
        "role": info.role,
        "kid": info.kid.hex(),
        "public": info.public.hex(),
        "created": info.created,
    }

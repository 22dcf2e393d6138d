"""`foodtrace init`: a new authority with its registry, keys, first trust list and first status list."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import rich_click as click
from foodtrace.errors import Conflict, InvalidRequest

from foodtrace_cli import screen
from foodtrace_cli.days import shown_time
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.registry import Authority
    from foodtrace.trust import TrustList

# Apart from the other keys and from each other: each folder is one thing to carry away.
_ROOT_FOLDERS = ("root-key-1", "root-key-2")
_MAX_NAME_BYTES = 255  # what a trust list holds


class _Founded(msgspec.Struct, frozen=True):
    registry: str
    authority: str
    host: str
    roots_pub: str
    root_keys: tuple[str, ...]
    sticker_key: str
    status_key: str
    trust_seq: int
    trust_until: str
    specimen: bool


@click.command()
@click.option(
    "--authority", required=True, metavar="NAME", help="Its name, as printed on stickers."
)
@click.option("--authority-en", metavar="NAME", help="Its name in English.")
@click.option("--province", required=True, metavar="NN", help="Its two-digit code; Da Nang is 48.")
@click.option("--host", required=True, help="The host in every sticker's link; kept for decades.")
@click.option(
    "--root-dir",
    "root_dirs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Where a root key goes, given twice (two memory sticks); else two folders in the registry.",
)
@shared()
def init(
    session: Session,
    authority: str,
    authority_en: str | None,
    province: str,
    host: str,
    root_dirs: tuple[Path, ...],
) -> None:
    """Found an issuing authority: registry, two root keys, a sticker key, a status key, first lists.

    Writes roots.pub, which every checker pins. Everything appears at once or not at all.

    \b
    Example:
      foodtrace init --authority "Demo food-safety board" --province 48 --host qr.example.vn
    """
    from foodtrace.places import province as province_of
    from foodtrace.registry import Authority
    from foodtrace.sticker import is_host

    if root_dirs and len(set(root_dirs)) != len(_ROOT_FOLDERS):
        raise InvalidRequest("Give --root-dir twice, for two different places, or not at all.")
    if not is_host(host):
        raise InvalidRequest(
            f"Expected a host in lower case without port or path, such as qr.example.vn, "
            f"found {host!r}.",
            code="host",
        )
    for name in (authority, authority_en):
        _check_name(name)
    home = province_of(province)
    folder = session.registry()
    founder = Authority(authority, authority_en, home.code, host)
    with _appearing(folder) as building, _new_keys(session, building, root_dirs) as keys:
        first_list, roots_file = asyncio.run(_found(session, building, keys, founder))

    def final(path: Path) -> str:
        inside = path.is_relative_to(building)
        return str(folder / path.relative_to(building) if inside else path)

    made = _Founded(
        registry=str(folder),
        authority=authority,
        host=host,
        roots_pub=final(roots_file),
        root_keys=tuple(final(path) for path, _ in keys.roots),
        sticker_key=final(keys.sticker[0]),
        status_key=final(keys.status[0]),
        trust_seq=first_list.seq,
        trust_until=shown_time(first_list.exp),
        specimen=first_list.is_specimen,
    )
    first, second = made.root_keys
    words = {"first": first, "second": second, **msgspec.structs.asdict(made)}
    session.tell(made, session.say("founded", **words))
    if made.specimen and not session.json:
        screen.line(session.say("founded_specimen", host=host))


def _check_name(name: str | None) -> None:
    """Names are printed on stickers and signed into lists, so they are one line of text."""
    if name is None:
        return
    is_one_line = name.isprintable() and bool(name.strip())  # printable: no lone surrogates either
    if not is_one_line or len(name.encode()) > _MAX_NAME_BYTES:
        raise InvalidRequest(
            f"The authority needs a name of one line and at most {_MAX_NAME_BYTES} bytes, "
            f"found {name[:40]!r}.",
            code="authority",
        )


@contextlib.contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its name at the end, or leaves nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            f"{folder} is not empty: choose a new folder for the registry.", code="registry_exists"
        )
    whole = folder.absolute()  # "." has no name to write beside
    building = whole.with_name(f".{whole.name}.part")
    if building.exists():
        shutil.rmtree(building)
    try:
        building.mkdir(mode=0o700, parents=True)
        yield building
        building.rename(whole)
    finally:
        shutil.rmtree(building, ignore_errors=True)


class _Keys(msgspec.Struct, frozen=True):
    """(file, seed) of each key that was made."""

    roots: tuple[tuple[Path, bytes], ...]
    sticker: tuple[Path, bytes]
    status: tuple[Path, bytes]


@contextlib.contextmanager
def _new_keys(session: Session, building: Path, root_dirs: tuple[Path, ...]) -> Iterator[_Keys]:
    """The four keys; those that were written outside `building` go again if the block fails."""
    from foodtrace.keystore import find_passphrase

    from foodtrace_cli.keys import write_key
    from foodtrace_cli.passphrases import new_passphrase_for

    shared_one = new_passphrase_for(session, "sticker", label="all")
    # A status passphrase of its own comes from the environment; typing one serves all four keys.
    of_status = find_passphrase(session.surroundings.env, "status") or shared_one
    roots: list[tuple[Path, bytes]] = []
    try:
        with screen.waiting(session.say("founding")):
            for place in root_dirs or tuple(building / name for name in _ROOT_FOLDERS):
                # A stick's own folder is what it is; the file in it is private in any case.
                roots.append(write_key(session, "root", shared_one, folder=place))
            keys = building / "keys"
            yield _Keys(
                tuple(roots),
                write_key(session, "sticker", shared_one, folder=keys),
                write_key(session, "status", of_status, folder=keys),
            )
    except BaseException:
        for path, _ in roots if root_dirs else ():
            path.unlink(missing_ok=True)
        raise


async def _found(
    session: Session, building: Path, keys: _Keys, authority: Authority
) -> tuple[TrustList, Path]:
    """Registry, roots.pub, first trust list and first status list."""
    from foodtrace.issuing import draft_trust_list, publish_trust_file, resign_status_lists
    from foodtrace.registry import ROOTS_FILE, Registry
    from foodtrace.trust import (
        Held,
        encode_roots_file,
        encode_trust_payload,
        kid_of,
        merge_trust_files,
        public_of,
        sign_trust_payload,
    )

    now = session.now()
    roots = tuple(public_of(seed) for _, seed in keys.roots)
    status = keys.status[1]
    roots_file = building / ROOTS_FILE
    roots_file.write_text(encode_roots_file(Held(roots, 1)), encoding="utf-8")
    first = draft_trust_list(
        authority,
        roots=roots,
        sticker_keys=[public_of(keys.sticker[1])],
        status_keys=[public_of(status)],
        now=now,
    )
    # One signature is enough for the pin's threshold; both make the first list hold with either.
    payload = encode_trust_payload(first)
    raw = merge_trust_files([sign_trust_payload(payload, seed) for _, seed in keys.roots])
    async with await Registry.create(building, authority, now) as registry:
        await publish_trust_file(registry, raw, now)
        await resign_status_lists(
            registry, status_seeds={kid_of(public_of(status)): status}, now=now
        )
    return first, roots_file

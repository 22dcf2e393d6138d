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

# Apart from the other keys and from each other: each folder is one thing to carry away.
_ROOT_FOLDERS = ("root-key-1", "root-key-2")


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
    if not authority.strip():
        raise InvalidRequest("The authority needs a name: --authority NAME.", code="authority")
    home = province_of(province)
    folder = session.registry()
    founder = Authority(authority, authority_en, home.code, host)
    with _appearing(folder) as building:
        made = asyncio.run(_found(session, building, folder, root_dirs, founder))
    first, second = made.root_keys
    words = {"first": first, "second": second, **msgspec.structs.asdict(made)}
    session.tell(made, session.say("founded", **words))
    if made.specimen and not session.json:
        screen.line(session.say("founded_specimen", host=host))


@contextlib.contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its name at the end, or leaves nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            f"{folder} is not empty: choose a new folder for the registry.", code="registry_exists"
        )
    building = folder.with_name(f".{folder.name}.part")
    if building.exists():
        shutil.rmtree(building)
    try:
        building.mkdir(mode=0o700, parents=True)
        yield building
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


async def _found(
    session: Session,
    building: Path,
    folder: Path,
    root_dirs: tuple[Path, ...],
    authority: Authority,
) -> _Founded:
    from foodtrace.issuing import draft_trust_list, publish_trust_file, resign_status_lists
    from foodtrace.keystore import find_passphrase
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

    from foodtrace_cli.keys import write_key
    from foodtrace_cli.passphrases import new_passphrase_for

    now = session.now()
    passphrase = new_passphrase_for(session, "sticker", label="all")
    # A status passphrase of its own comes from the environment; typing one serves all four keys.
    own = find_passphrase(session.surroundings.env, "status") or passphrase
    places = root_dirs or tuple(building / name for name in _ROOT_FOLDERS)
    written: list[Path] = []
    try:
        seeds: list[bytes] = []
        for place in places:
            path, seed = write_key(session, "root", passphrase, folder=place)
            written.append(path)
            seeds.append(seed)
        sticker_path, sticker = write_key(session, "sticker", passphrase, folder=building / "keys")
        status_path, status = write_key(session, "status", own, folder=building / "keys")
        roots = tuple(public_of(seed) for seed in seeds)
        (building / ROOTS_FILE).write_text(encode_roots_file(Held(roots, 1)), encoding="utf-8")
        first = draft_trust_list(
            authority,
            roots=roots,
            sticker_keys=[public_of(sticker)],
            status_keys=[public_of(status)],
            now=now,
        )
        # One signature is enough for the pin's threshold; both make the first list hold with either.
        payload = encode_trust_payload(first)
        raw = merge_trust_files([sign_trust_payload(payload, seed) for seed in seeds])
        async with await Registry.create(building, authority, now) as registry:
            await publish_trust_file(registry, raw, now)
            await resign_status_lists(
                registry, status_seeds={kid_of(public_of(status)): status}, now=now
            )
    except BaseException:
        for path in written if root_dirs else ():
            path.unlink(missing_ok=True)
        raise

    def final(path: Path) -> str:
        return (
            str(folder / path.relative_to(building)) if path.is_relative_to(building) else str(path)
        )

    return _Founded(
        registry=str(folder),
        authority=authority.name,
        host=authority.host,
        roots_pub=final(building / ROOTS_FILE),
        root_keys=tuple(final(path) for path in written),
        sticker_key=final(sticker_path),
        status_key=final(status_path),
        trust_seq=first.seq,
        trust_until=shown_time(first.exp),
        specimen=first.is_specimen,
    )

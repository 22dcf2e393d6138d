"""`foodtrace trust make`, `sign` and `merge`: files in, files out, for machines without registry and network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from foodtrace.errors import InvalidRequest, MalformedList

from foodtrace_cli import screen
from foodtrace_cli.days import day_option
from foodtrace_cli.inputs import kid_option, public_key_option, read_input
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import write_output

if TYPE_CHECKING:
    from foodtrace.trust import SignedTrustList, Ward

_FILE = click.Path(path_type=Path)


@click.command("make")
@click.option("--from", "before", type=_FILE, metavar="FILE", help="The list before it, signed.")
@click.option("--out", type=_FILE, required=True, metavar="FILE", help="The unsigned list.")
@click.option("--issuer", metavar="NAME", help="The authority's name.")
@click.option("--threshold", type=click.IntRange(1, 8), help="Roots that must sign the next list.")
@click.option(
    "--add-root",
    "add_roots",
    type=public_key_option,
    metavar="KEY",
    multiple=True,
    help="A root to add.",
)
@click.option(
    "--drop-root",
    "drop_roots",
    type=kid_option,
    metavar="KID",
    multiple=True,
    help="A root to leave out.",
)
@click.option("--host", "hosts", multiple=True, help="A host of sticker links to add.")
@click.option(
    "--retire-host",
    "retire_hosts",
    type=(str, day_option),
    metavar="HOST DAY",
    multiple=True,
    help="A host no longer used from that day on.",
)
@click.option(
    "--add-sticker",
    "add_stickers",
    type=public_key_option,
    metavar="KEY",
    multiple=True,
    help="A key to sign stickers.",
)
@click.option(
    "--add-status",
    "add_statuses",
    type=public_key_option,
    metavar="KEY",
    multiple=True,
    help="A key to sign status lists.",
)
@click.option(
    "--retire",
    type=kid_option,
    metavar="KID",
    multiple=True,
    help="Key signs no more from --starts on.",
)
@click.option(
    "--revoke",
    type=kid_option,
    metavar="KID",
    multiple=True,
    help="Stolen key: nothing it signed holds.",
)
@click.option(
    "--issued",
    type=(kid_option, _FILE),
    metavar="KID FILE",
    multiple=True,
    help="Save the honest stickers of a revoked key: the file of `trust issued`.",
)
@click.option("--wards", "provinces", multiple=True, metavar="NN", help="Add a province's wards.")
@click.option(
    "--starts", type=day_option, metavar="DAY", help="First day that added keys sign; else now."
)
@click.option(
    "--ends", type=day_option, metavar="DAY", help="Day they sign no more; else three years on."
)
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=180,
    show_default=True,
    help="Life of the list.",
)
@shared(registry=False)
def make(
    session: Session,
    before: Path | None,
    out: Path,
    issuer: str | None,
    threshold: int | None,
    add_roots: tuple[bytes, ...],
    drop_roots: tuple[bytes, ...],
    hosts: tuple[str, ...],
    retire_hosts: tuple[tuple[str, int], ...],
    add_stickers: tuple[bytes, ...],
    add_statuses: tuple[bytes, ...],
    retire: tuple[bytes, ...],
    revoke: tuple[bytes, ...],
    issued: tuple[tuple[bytes, Path], ...],
    provinces: tuple[str, ...],
    starts: int | None,
    ends: int | None,
    days: int,
) -> None:
    """Make the next trust list, unsigned: the one before it with changes.

    A key is given as its key file (only its public half is read) or as 64 hexadecimal digits. To
    extend a list that nears its end, give --from and --out alone.

    \b
    Example:
      foodtrace trust make --from current.cose --add-sticker next.key --starts 2027-06-01 --out next.list
    """
    from foodtrace.issuing import CATEGORIES
    from foodtrace.trust import (
        ListChanges,
        digest_of_issued_file,
        draft_list,
        encode_trust_payload,
        parse_trust_file,
    )

    from foodtrace_cli.trust_telling import Signers, describe_list, tell_list

    last = parse_trust_file(read_input(before)).list if before else None
    changes = ListChanges(
        issuer=issuer,
        threshold=threshold,
        add_roots=add_roots,
        drop_roots=drop_roots,
        add_hosts=hosts,
        retire_hosts=retire_hosts,
        add_stickers=add_stickers,
        add_statuses=add_statuses,
        retire=retire,
        revoke=revoke,
        issued=tuple((kid, digest_of_issued_file(read_input(file))) for kid, file in issued),
        wards=tuple(ward for province in provinces for ward in _wards_of(province)),
        categories=CATEGORIES,
    )
    made = draft_list(last, changes, now=session.now(), days=days, starts=starts, ends=ends)
    write_output(out, encode_trust_payload(made))
    if session.json:
        session.tell_json({"file": str(out), "list": describe_list(made, Signers())})
        return
    screen.line(session.say("trust_made", file=out))
    tell_list(session, made, Signers())


@click.command("sign")
@click.argument("file", type=_FILE)
@click.option("--key", type=_FILE, required=True, metavar="FILE", help="A root's key file.")
@click.option("--out", type=_FILE, required=True, metavar="FILE", help="The signed list.")
@shared(registry=False)
def sign(session: Session, file: Path, key: Path, out: Path) -> None:
    """Sign a list with one root key; shows what is signed before the passphrase is asked for.

    FILE is what `trust make` wrote, or a list that other roots have signed: their signatures stay.

    \b
    Example:
      foodtrace trust sign next.list --key /media/safe/root-61bc23e0.key --out signed-1.cose
    """
    from foodtrace.keystore import describe_key
    from foodtrace.trust import merge_trust_files, parse_trust_file, sign_trust_payload

    from foodtrace_cli.passphrases import open_key
    from foodtrace_cli.trust_telling import read_list, tell_list

    raw = read_input(file)
    payload, shown, before = read_list(raw)
    if before.false:
        raise MalformedList(
            session.say("trust_false", kid=before.false[0].hex()), code="bad_signature"
        )
    info = describe_key(key)
    if info.role != "root":
        raise InvalidRequest(
            f"A trust list is signed by a root key; {key} is a {info.role} key.", code="key_role"
        )
    if not session.json:
        tell_list(session, shown, before)
    if info.public not in shown.roots:
        session.warn(session.say("trust_foreign_root", kid=info.kid.hex()))
    mine = sign_trust_payload(payload, open_key(session, key, "root"))
    whole = merge_trust_files([raw, mine]) if raw != payload else mine
    write_output(out, whole)
    _tell_signed(session, out, parse_trust_file(whole))


@click.command("merge")
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--out", type=_FILE, required=True, metavar="FILE", help="The merged list.")
@shared(registry=False)
def merge(session: Session, files: tuple[Path, ...], out: Path) -> None:
    """Put the signatures of several roots over the same list into one file.

    \b
    Example:
      foodtrace trust merge signed-1.cose signed-2.cose --out next.cose
    """
    from foodtrace.trust import merge_trust_files, parse_trust_file

    from foodtrace_cli.trust_telling import Signers

    whole = merge_trust_files([read_input(file) for file in files])
    merged = parse_trust_file(whole)
    false = Signers.of(merged).false
    if false:
        raise MalformedList(session.say("trust_false", kid=false[0].hex()), code="bad_signature")
    write_output(out, whole)
    _tell_signed(session, out, merged)


def _wards_of(province: str) -> tuple[Ward, ...]:
    from foodtrace.places import province as province_of
    from foodtrace.places import wards_for_trust_list
    from foodtrace.trust import Ward

    return tuple(Ward(*entry) for entry in wards_for_trust_list(province_of(province).code))


def _tell_signed(session: Session, out: Path, signed: SignedTrustList) -> None:
    answer = {
        "file": str(out),
        "seq": signed.list.seq,
        "threshold": signed.list.threshold,
        "signers": [kid.hex() for kid in signed.signers],
    }
    have, need = len(signed.signers), signed.list.threshold
    session.tell(answer, session.say("trust_signed", file=out, have=have, need=need))

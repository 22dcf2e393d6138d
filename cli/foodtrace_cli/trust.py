"""`foodtrace trust`: the group, and its commands that publish, show and pin."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from foodtrace.errors import MalformedList

from foodtrace_cli.days import shown_time
from foodtrace_cli.inputs import kid_option, read_input
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import write_output
from foodtrace_cli.trust_making import make, merge, sign

if TYPE_CHECKING:
    pass

_FILE = click.Path(path_type=Path)


@click.group()
def trust() -> None:
    """Trust lists: which roots, keys and hosts belong to the authority.

    make, sign and merge work on files alone: no registry, no network. A change of keys: make the
    next list, carry the file to each root key's place, sign there, bring the signed files back,
    merge, publish.

    \b
    Example:
      foodtrace trust make --from current.cose --add-sticker next.key --out next.list
      foodtrace trust sign next.list --key root-1.key --out signed-1.cose
      foodtrace trust merge signed-1.cose signed-2.cose --out next.cose
      foodtrace trust publish next.cose
    """


@trust.command("publish")
@click.argument("file", type=_FILE)
@shared()
def publish(session: Session, file: Path) -> None:
    """Check a signed list against the registry's roots and all lists before it, and publish it.

    \b
    Example:
      foodtrace trust publish next.cose
    """
    from foodtrace_cli.opening import publish_list

    published, signed = asyncio.run(publish_list(session, read_input(file)))
    answer = {"seq": published.seq, "exp": published.exp, "status_list_signed": signed}
    session.tell(
        answer,
        session.say("trust_published", seq=published.seq, until=shown_time(published.exp)),
    )


@trust.command("show")
@click.argument("file", type=_FILE, required=False)
@click.option("--out", type=_FILE, metavar="FILE", help="Also write the list, for --from.")
@shared()
def show(session: Session, file: Path | None, out: Path | None) -> None:
    """Show a list (signed or not), the lists of a bundle, or the registry's current list.

    \b
    Example:
      foodtrace trust show --out current.cose
    """
    from foodtrace_cli.opening import current_list
    from foodtrace_cli.trust_telling import describe_list, read_list, tell_list

    raw = read_input(file) if file else current_list(session)
    if raw.startswith(b"PK"):
        from foodtrace.trust import unpack_bundle

        lists = unpack_bundle(raw).trust_files
        if not lists:
            raise MalformedList("The bundle holds no trust list.", code="bundle_name")
        raw = lists[max(lists)]
    _, shown, signers = read_list(raw)
    if out is not None:
        write_output(out, raw)
    if session.json:
        session.tell_json(describe_list(shown, signers))
        return
    tell_list(session, shown, signers)


@trust.command("issued")
@click.argument("kid", type=kid_option, metavar="KID")
@click.option("--out", type=_FILE, required=True, metavar="FILE", help="The file to write.")
@shared()
def issued(session: Session, kid: bytes, out: Path) -> None:
    """Write the file that saves the honest stickers of a stolen sticker key.

    It holds a short hash of every sticker that was registered under the key. The next list names it
    with `trust make --revoke KID --issued KID FILE`; from then on these stickers stay genuine and
    everything else that the key signs does not.

    \b
    Example:
      foodtrace trust issued 5d0cde57 --out stolen.issued
    """
    from foodtrace_cli.opening import issued_by

    raw = issued_by(session, kid)
    write_output(out, raw)
    count = len(raw) // 16
    answer = {"file": str(out), "kid": kid.hex(), "stickers": count}
    session.tell(answer, session.say("issued_written", file=out, kid=kid.hex(), count=count))


@trust.command("pin")
@click.argument("file", type=_FILE)
@shared(registry=False)
def pin(session: Session, file: Path) -> None:
    """Trust the roots in a roots.pub for this user's offline checks from now on.

    Only after comparing the fingerprints with the authority, by voice or on paper. What has been
    accepted since is remembered, so that an older list is noticed.

    \b
    Example:
      foodtrace trust pin roots.pub
    """
    from foodtrace.trust import fingerprint_of, parse_roots_file

    from foodtrace_cli.pins import PinStore

    try:
        text = read_input(file).decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedList(f"{file} is not a roots.pub file.", code="roots_line") from None
    held = parse_roots_file(text)
    is_new = PinStore.of(session.surroundings.env).add(held)
    prints = [fingerprint_of(root) for root in held.roots]
    answer = {
        "pinned": is_new,
        "threshold": held.threshold,
        "roots": [
            {"public": root.hex(), "fingerprint": print_}
            for root, print_ in zip(held.roots, prints, strict=True)
        ],
    }
    sentence = session.say("pinned" if is_new else "pinned_before", threshold=held.threshold)
    session.tell(answer, "\n".join([sentence, *(f"  {print_}" for print_ in prints)]))


for _command in (make, sign, merge):
    trust.add_command(_command)

"""`foodtrace verify`: is this sticker genuine, in force, and how fresh is what we know."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import rich_click as click
from foodtrace.errors import InvalidRequest

from foodtrace_cli import exits, screen
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.registry import HotReader
    from foodtrace.verdict import Verdict

    from foodtrace_cli.lists_at_hand import AtHand

_PICTURE_ENDINGS = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
    ".pdf",
    ".heic",
)


class _Item(msgspec.Struct, frozen=True):
    """One thing to check: a text, or a picture in which there was none (`trouble` is then a code)."""

    text: str
    trouble: str = ""
    why: str = ""


@click.command()
@click.argument("items", nargs=-1, required=True, metavar="TEXT_OR_PICTURE...")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    help="Check offline against this bundle; needs a pin, neither registry nor network.",
)
@click.option(
    "--roots",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="roots.pub of the authority; else FOODTRACE_ROOTS, else what `trust pin` keeps, else the registry's.",
)
@shared()
def verify(
    session: Session, items: tuple[str, ...], bundle: Path | None, roots: Path | None
) -> int:
    """Check stickers: the text of a symbol, a typed code, a photo or a PDF page; several at once.

    With `-` the texts come from standard input, one a line (a hand-held scanner). Exit status 0 only
    if all are green; otherwise the highest of: 20 lists old or silent, 21 typed code, 22 not in
    force, 23 unreadable, 24 unknown issuer, 25 key revoked, 26 signature does not hold; 4 if the
    bundle must not be accepted.

    \b
    Example:
      foodtrace verify --bundle lists.zip --roots roots.pub photo.jpg
    """
    from foodtrace_cli.lists_at_hand import lists_for

    at_hand = lists_for(session, bundle, roots)
    with screen.waiting(session.say("reading")):
        found = [item for given in items for item in _read(given)]
    checked = [(item, _check(item, at_hand, session.now())) for item in found]
    if session.json:
        session.tell_json([_record(item, verdict) for item, verdict in checked])
    else:
        from foodtrace_cli.verdict_telling import tell_verdict

        for item, verdict in checked:
            why = (
                session.say("no_symbol", what=item.text)
                if item.trouble == "no_symbol"
                else item.why
            )
            tell_verdict(session, verdict, at_hand.trusted, item.text, why)
            if verdict.id is not None and at_hand.reader is not None:
                _tell_record(session, at_hand.reader, verdict.id)
            screen.line()
        green = sum(verdict.green for _, verdict in checked)
        if len(checked) > 1:
            screen.line(session.say("count_green", green=green, all=len(checked)))
    _explain_lists(session, at_hand)
    if at_hand.refused is not None:
        return exits.status_of_error(at_hand.refused)
    return max(
        (exits.status_of_verdict(verdict) for _, verdict in checked), default=exits.UNREADABLE
    )


def _read(given: str) -> Iterator[_Item]:
    if given == "-":
        yield from (_Item(text.strip()) for text in sys.stdin if text.strip())
        return
    path = Path(given)
    if "://" in given or not _is_file(path):
        if given.lower().endswith(_PICTURE_ENDINGS) and "://" not in given:
            raise InvalidRequest(f"There is no picture {given}: check the name.", code="no_file")
        yield _Item(given)
        return
    from foodtrace_cli.pictures import read_symbols

    try:
        texts = read_symbols(path)
    except InvalidRequest as error:
        # One bad photo among many is a result: the others are still checked.
        yield _Item(given, "picture", error.message)
        return
    if not texts:
        yield _Item(given, "no_symbol")
    yield from (_Item(text) for text in texts)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a link is often longer than a file's name may be
        return False


def _check(item: _Item, at_hand: AtHand, now: int) -> Verdict:
    from foodtrace.verdict import Verdict, check, condemn

    if item.trouble:
        return Verdict(genuine="unreadable", reason=item.trouble)
    registered = at_hand.reader.registered_digest if at_hand.reader else None
    verdict = check(item.text, at_hand.trusted, now, registered=registered)
    if at_hand.reader and verdict.claims and verdict.kid:
        verdict = condemn(verdict, at_hand.reader.recorded_state(verdict.kid, verdict.claims.idx))
    if at_hand.refused is not None and verdict.reason == "no_pin":
        return msgspec.structs.replace(verdict, reason=at_hand.refused.code)
    return verdict


def _tell_record(session: Session, reader: HotReader, id_: int) -> None:
    """What the registry says of a typed code: a public record, not a check of the sticker."""
    from foodtrace.publication import read_public_establishment

    from foodtrace_cli.verdict_telling import tell_sentence

    found = read_public_establishment(reader, id_, session.now())
    if found is None:
        tell_sentence(session.say("code_unknown"))
        return
    standing = session.say(f"standing_{found.standing.replace(' ', '_')}")
    door = f"{found.name}, {found.street}, {found.ward_name}"
    tell_sentence(session.say("code_record", door=door, standing=standing))


def _record(item: _Item, verdict: Verdict) -> dict[str, object]:
    from foodtrace.verdict import claims_json

    return {
        "text": item.text,
        "genuine": verdict.genuine,
        "standing": verdict.standing,
        "freshness": verdict.freshness,
        "green": verdict.green,
        "reason": verdict.reason,
        "claims": claims_json(verdict.claims) if verdict.claims else None,
    }


def _explain_lists(session: Session, at_hand: AtHand) -> None:
    """On standard error, so that --json stays a list: why nothing could be confirmed."""
    from foodtrace.trust import fingerprint_of

    if at_hand.refused is not None:
        session.warn(session.say("bundle_refused", why=session.error(at_hand.refused).rstrip(".")))
    if at_hand.strangers:
        session.warn(session.say("no_pin"))
        for root in at_hand.strangers:
            screen.note(f"  {fingerprint_of(root)}")
        screen.note(session.say("no_pin_what_to_do"))

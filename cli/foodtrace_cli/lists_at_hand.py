"""Which lists a check leans on: a bundle accepted from a pin, or the registry itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from foodtrace.errors import FoodtraceError, InvalidRequest, MalformedList, RefusedList

from foodtrace_cli.inputs import read_input
from foodtrace_cli.options import Session

if TYPE_CHECKING:
    from foodtrace.registry import HotReader
    from foodtrace.trust import Held, Trusted

    from foodtrace_cli.pins import Pin, PinStore


class AtHand(msgspec.Struct, frozen=True):
    """What was accepted; `trusted` None when nothing was, and then `refused` or `strangers` say why.

    `strangers` are the roots that a bundle names for itself when nothing is pinned here; `reader` is the
    registry's, when that is what is checked against.
    """

    trusted: Trusted | None = None
    reader: HotReader | None = None
    refused: RefusedList | None = None
    strangers: tuple[bytes, ...] = ()


def from_registry(folder: Path) -> AtHand:
    """The registry's own lists, and its register of tokens. Raises RegistryUnavailable."""
    from foodtrace.registry import HotReader

    reader = HotReader(folder)
    return AtHand(reader.trusted(), reader)


def from_bundle(session: Session, file: Path, roots: Path | None) -> AtHand:
    """A bundle's lists, accepted from --roots or FOODTRACE_ROOTS, else from this user's pins or the registry.

    What is accepted is remembered for a pin. Raises MalformedList and OSError for files that are not
    what they should be; a list that must not be accepted is an answer, not an error.
    """
    from foodtrace.trust import open_bundle, unpack_bundle

    from foodtrace_cli.pins import PinStore

    raw = read_input(file)
    files = unpack_bundle(raw).trust_files
    store = PinStore.of(session.surroundings.env)
    named = roots or _named(session.surroundings.env.get("FOODTRACE_ROOTS"))
    pins = (
        [store.find(read_roots(named))] if named else [*store.all(), *_of_registry(session, store)]
    )
    if not pins:
        return AtHand(strangers=_roots_of(files))
    refusals: list[RefusedList] = []
    for pin in pins:
        try:
            trusted = open_bundle(pin.held, raw)
        except RefusedList as refused:
            refusals.append(refused)
        else:
            _remember(session, store, pin, trusted.held)
            return AtHand(trusted)
    # A pin whose lists these are says more than one of another authority.
    telling = [error for error in refusals if error.code != "not_enough_signatures"]
    return AtHand(refused=(telling or refusals)[0])


def read_roots(path: Path) -> Held:
    """The pin in a roots.pub. Raises MalformedList, OSError."""
    from foodtrace.trust import parse_roots_file

    try:
        return parse_roots_file(read_input(path, 1 << 20).decode("utf-8"))
    except UnicodeDecodeError:
        raise MalformedList(f"{path} is not a roots.pub file.", code="roots_line") from None


def _remember(session: Session, store: PinStore, pin: Pin, held: Held) -> None:
    try:
        store.keep(pin, held)
    except OSError as error:
        # Checked all the same; but an older bundle would not be noticed next time.
        session.warn(session.say("pin_not_kept", why=error.strerror or type(error).__name__))


def _named(path: str | None) -> Path | None:
    return Path(path) if path else None


def _of_registry(session: Session, store: PinStore) -> list[Pin]:
    if not session.folder:
        return []
    try:
        return [store.find(read_roots(Path(session.folder) / "roots.pub"))]
    except (OSError, FoodtraceError):
        # No registry here (any more): the user's pins alone count.
        return []


def _roots_of(files: dict[int, bytes]) -> tuple[bytes, ...]:
    from foodtrace.trust import parse_trust_file

    if not files:
        raise MalformedList("The bundle holds no trust list: get a whole one.", code="bundle_name")
    return parse_trust_file(files[max(files)]).list.roots


def lists_for(session: Session, bundle: Path | None, roots: Path | None) -> AtHand:
    """From the bundle if one is given, else from the registry; raises InvalidRequest without either."""
    if bundle is not None:
        return from_bundle(session, bundle, roots)
    if roots is not None:
        raise InvalidRequest("--roots says whose bundle to trust: give --bundle FILE too.")
    if not session.folder:
        raise InvalidRequest(
            "Nothing to check against: give --bundle FILE (offline), or --registry DIR, "
            "or set FOODTRACE_REGISTRY.",
            code="no_lists",
        )
    return from_registry(Path(session.folder))

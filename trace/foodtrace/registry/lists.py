"""From the published files that the registry keeps to what a reader trusts; no database here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from foodtrace.errors import RefusedList, RegistryUnavailable
from foodtrace.registry.store import ROOTS_FILE
from foodtrace.trust import (
    Held,
    StatusList,
    Trusted,
    accept_issued_file,
    accept_status_file,
    encode_issued_file,
    parse_roots_file,
    walk_trust_chain,
)

__all__ = ["pinned_roots", "trusted_from_files"]


def pinned_roots(folder: Path) -> Held:
    """The roots this registry was founded with, from roots.pub.

    They stand outside the database on purpose: who can write the one cannot thereby change the other.
    Raises RegistryUnavailable (no_roots), MalformedList.
    """
    path = folder / ROOTS_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RegistryUnavailable(
            f"{path} is missing; put back the copy of the authority's root fingerprints",
            code="no_roots",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryUnavailable(
            f"{path} cannot be read ({type(error).__name__}); put back its copy", code="no_roots"
        ) from error
    return parse_roots_file(text)


def trusted_from_files(
    pin: Held,
    trust_files: Iterable[bytes],
    status_files: Iterable[bytes],
    digests_of: Callable[[bytes], Iterable[bytes]],
) -> Trusted:
    """Verify everything from the pin on, exactly as a stranger's reader would.

    `digests_of(kid)` are the SHA-256 of every token registered under a sticker key: asked for a revoked
    key whose honest stickers the trust list saves, and of no weight unless they match what it says.

    Expiry is not judged here: the verdict does. A status list that the newest trust list no longer
    backs (its key was revoked since) counts as missing. Raises RefusedList, MalformedList.
    """
    trust, held = walk_trust_chain(pin, trust_files)
    statuses: dict[bytes, StatusList] = {}
    for raw in status_files:
        with suppress(RefusedList):
            kid, status = accept_status_file(trust, raw)
            statuses[kid] = status
    issued: dict[bytes, frozenset[bytes]] = {}
    for key in trust.keys:
        if key.issued is not None:
            with suppress(RefusedList):
                issued[key.kid] = accept_issued_file(key, encode_issued_file(digests_of(key.kid)))
    return Trusted(trust=trust, held=held, statuses=statuses, issued=issued)

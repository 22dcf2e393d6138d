"""Every address that the server's own routes lead to, filled with what a season holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.street import Street
from foodtrace_api.words import LANGUAGES
from litestar import Litestar
from office.season import GTIN, Season

# The languages of the console.
OFFICE_LANGUAGES = ("vi", "en")


def get_paths(app: Litestar) -> list[str]:
    """Every route that answers GET, as it is written, such as /office/zones/{zone:int}."""
    return sorted(
        {
            route.path
            for route in app.routes
            for handler in getattr(route, "route_handlers", ())
            if "GET" in handler.http_methods
        }
    )


def addresses_of(app: Litestar, season: Season) -> dict[str, list[str]]:
    """Each route with its addresses. A new route with a variable that has no sample here is a KeyError."""
    samples = _samples(season)
    return {path: list(_filled(path, samples)) for path in get_paths(app)}


def _filled(path: str, samples: dict[str, tuple[str, ...]]) -> Iterator[str]:
    found = re.search(r"\{(\w+):\w+\}", path)
    if found is None:
        yield path + "/" if path in _WITH_SLASH else path
        yield from (path + query for query in _ASKED.get(path, ()))
        return
    before = path[: found.start()]
    named = [key for key in samples if (before + found[1]).endswith(key)]
    if not named:
        raise KeyError(f"no sample for {found[1]} of {path}; add one to office.walking")
    for value in samples[max(named, key=len)]:
        yield from _filled(before + value + path[found.end() :], samples)


# What a recall of the season is asked, and its files.
_GOODS = "product=tom"
_RECALL_FILES = ("receipts.xlsx", "recall.jsonld", "recall.json")
# Pages that say more when they are asked something.
_ASKED = {
    "/office/recall": (f"?{_GOODS}", "?served_at=none", "?supplier=bien"),
    "/office/incidents/new": ("?sort=sample", "?sort=complaint", "?sort=illness"),
}
# These stand with their slash in what is linked and printed.
_WITH_SLASH = ("/apply", "/city", "/data", "/inspect", "/kitchen", "/office")


def _samples(season: Season) -> dict[str, tuple[str, ...]]:
    """By the end of the path up to the variable's name."""
    street, visit = season.street, season.numbers["visit"]
    codes = tuple(street.code(name) for name in street.ids)
    names = tuple(
        f"{dump.parent.name}/{dump.name}"
        for dump in sorted((street.folder / "dumps").glob("*/*"))
        if dump.is_file()
    )
    return {
        "/1/digits": tuple(_digits(street)),
        "/rest": ("12345",),
        "/01/rest": (GTIN, f"{GTIN}/10/LO-TT-9", "12345"),
        "/goods/rest": (GTIN, f"{GTIN}/LO-TT-9", "12345"),
        "/c/code": codes,
        "/C/code": codes[:1],
        "/code": codes[:1],
        "/api/v1/establishments/id": tuple(str(number) for number in street.ids.values()),
        "/trust/name": ("latest.cose", "1.cose", "2.cose", "9.cose"),
        "/issued/kid": ("873e646a", "00000000"),
        "/status/kid": ("873e646a", "00000000"),
        "/data/dump": tuple({name.partition("/")[0] for name in names}),
        "/name": tuple({name.partition("/")[2] for name in names}),
        "/inspect/name": ("app.js", "sw.js", "none.js"),
        "/reply/token": (season.secrets["reply"], "x" * 43),
        "/report/code": codes[:2],
        "/apply/number": (season.numbers["dossier"], "AAAAA-AAAAA"),
        f"/apply/{season.numbers['dossier']}/secret": (season.secrets["owner"], "x" * 22),
        "/apply/AAAAA-AAAAA/secret": ("x" * 22,),
        "/office/sign-up/token": (season.secrets["sign_up"], "ftu_none"),
        "/office/users/number": ("1", "2"),
        "/zones/zone": ("1",),
        "/export/kind": ("csv", "xlsx"),
        "/establishments/code": (street.code("green"), street.code("revoked")),
        "/feedback/number": ("4", "8"),
        "/dossiers/number": (season.numbers["dossier"],),
        "/files/file": ("1",),
        "/intake/number": ("1",),
        "/jobs/number": ("1", "2"),
        "/jobs/1/files/name": ("none.pdf",),
        "/jobs/2/files/name": ("none.pdf",),
        "/visits/id": (visit, "1", "60"),
        "/incidents/number": ("1", "2"),
        "/recalls/recall": ("1", "99"),
        "/recall/token": (season.secrets["recall"], "x" * 43),
        "/office/goods/number": ("1", "99"),
        "/photos/number": ("0", "1"),
        "/capture/number": ("1",),
        "/kitchen/in/token": (season.secrets["kitchen"], "x" * 43),
        "/receipts/receipt": ("1",),
        "/photos/document": ("1",),
        "/delivery-notes/document": ("1",),
        "/1/number": ("1",),
        "/recall/files/name": tuple(f"{name}?{_GOODS}" for name in _RECALL_FILES),
    }


def _digits(street: Street) -> Iterator[str]:
    yield from (street.path(name).removeprefix("/1/") for name in street.links)
    others = (street.forged, street.unreadable, street.not_in_register, street.unknown_issuer)
    yield from (path.removeprefix("/1/") for path in (*others, street.not_yet))


def in_every_language(address: str) -> list[str]:
    """The address in each language that its page has."""
    languages = OFFICE_LANGUAGES if address.startswith("/office") else LANGUAGES
    return [f"{address}{'&' if '?' in address else '?'}lang={each}" for each in languages]

"""Look-ups over HTTP on one worker, as fractions of a Litestar hello-world under the same server."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Mapping

from bench.city import HOST, PASSPHRASE, City
from bench.load import get, requests_per_second, resident_mib, server
from bench.measuring import Line, line_of, ratio_of
from foodtrace.sticker import encode_digits, parse_digits

_ROUNDS = 5
_SECONDS = 1.0
_FORGED = 4000
_HTML = {"Accept": "text/html", "Accept-Language": "vi", "Accept-Encoding": "gzip"}
_JSON = {"Accept": "application/json"}


class _Case:
    def __init__(
        self,
        what: str,
        goal: float,
        app: str,
        paths: list[str],
        headers: Mapping[str, str],
        note: str,
    ) -> None:
        self.what, self.goal, self.app, self.paths = what, goal, app, paths
        self.headers, self.note = headers, note
        self.expected = 404 if "forged" in what else 200
        self.pairs: list[tuple[float, float]] = []


def lines(city: City) -> Iterator[Line]:
    digits = city.digits
    cases = [
        _Case("forged codes, all different", 0.40, "app", _forged(city), _JSON, ""),
        _Case("the same code again, JSON", 0.80, "app", [f"/1/{digits[0]}"], _JSON, ""),
        _Case("the same code again, HTML page", 0.75, "app", [f"/1/{digits[0]}"], _HTML, ""),
        _Case("every code of the city in turn, JSON", 0.40, "app", _all(digits, "/1"), _JSON, ""),
        _Case(
            "verify and status, no cache",
            0.40,
            "steps",
            _all(digits, "/verify"),
            {},
            "a bare route, without our app",
        ),
        _Case(
            "verify cached, one row by sync sqlite3",
            0.40,
            "steps",
            _all(digits, "/row"),
            {},
            "a bare route, without our app",
        ),
    ]
    env = {
        **os.environ,
        "FOODTRACE_REGISTRY": str(city.folder),
        "FOODTRACE_PASSPHRASE": PASSPHRASE,
        "BENCH_HOST": HOST,
    }
    with (
        server("bench.apps:hello", env) as (hello, hello_pid),
        server("foodtrace_api.app:create_app", env) as (app, app_pid),
        server("bench.apps:steps", env) as (steps, _),
    ):
        ports = {"app": app, "steps": steps}
        for case in cases:
            status, body = get(ports[case.app], case.paths[0], case.headers)
            if status != case.expected:
                raise RuntimeError(
                    f"{case.what}: expected {case.expected}, got {status}: {body[:200]!r}"
                )
            requests_per_second(ports[case.app], case.paths, case.headers, 1)
        started = resident_mib(app_pid)
        for _ in range(_ROUNDS):
            for case in cases:
                # The floor right before each: on a shared machine a minute ago is another machine.
                floor = requests_per_second(hello, ["/"], {}, _SECONDS)
                rate = requests_per_second(ports[case.app], case.paths, case.headers, _SECONDS)
                case.pairs.append((rate, floor))
        memory, bare = resident_mib(app_pid), resident_mib(hello_pid)
    for case in cases:
        yield line_of(
            ratio_of(case.pairs),
            area="looking up",
            what=case.what,
            unit="x hello-world",
            goal=case.goal,
            note=case.note,
        )
    yield Line(
        area="looking up",
        what="worker memory under load",
        unit="MiB",
        measured=memory,
        note=f"hello-world {bare:.0f}; {started:.0f} after the first second; "
        f"hello-world {statistics.median(floor for case in cases for _, floor in case.pairs):,.0f} requests/s",
    )


def _all(digits: list[str], prefix: str) -> list[str]:
    return [f"{prefix}/{one}" for one in digits]


def _forged(city: City) -> list[str]:
    """Stickers of the city with one bit of the signature turned, each in another place."""
    paths = []
    for number in range(_FORGED):
        token = bytearray(parse_digits(city.digits[number % len(city.digits)]))
        token[-1 - (number // len(city.digits)) % 60] ^= 1 << (number % 8)
        paths.append(f"/1/{encode_digits(bytes(token))}")
    return paths

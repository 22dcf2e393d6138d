"""Every route of the office by every role, against the table that people read: docs/reference/rights.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from api.street import NOW, Street
from foodtrace.access import Right, Role, Who, add_key, form_token, start_session
from foodtrace.access.rights import RIGHTS
from foodtrace.registry import Registry
from foodtrace_api.app import create_app
from litestar import Litestar
from office.conftest import Enter
from office.signed_in import OWN, Officer

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "rights.md"
ROLES = tuple(str(role) for role in Role)
# Where keys come in; what is told by key as EPCIS is tried in tests/api/test_epcis.py.
BY_KEY = ("/api/", "/epcis")
# What stands for each kind of a path's variable; nothing of these numbers is there.
_SAMPLES = {"int": "999999", "str": "nothing", "path": "nothing", "uuid": "0" * 32}


class Row(msgspec.Struct, frozen=True, order=True):
    """One line: a route, its right ("open" for none), and the roles that may; "key" is a key of integrators."""

    path: str
    method: str
    right: str
    may: frozenset[str]

    def written(self) -> str:
        ticks = " | ".join("yes" if who in self.may else "" for who in (*ROLES, "key"))
        return f"| {self.method} | `{self.path}` | {self.right} | {ticks} |"


def read_table() -> list[Row]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 + len(ROLES) + 1 and cells[0] in ("GET", "POST", "PUT", "DELETE"):
            ticks = dict(zip((*ROLES, "key"), cells[3:], strict=True))
            assert set(ticks.values()) <= {"yes", ""}, line
            may = frozenset(who for who, tick in ticks.items() if tick)
            rows.append(Row(cells[1].strip("`"), cells[0], cells[2], may))
    return rows


def routes_of(app: Litestar) -> Iterator[Row]:
    """What the application really has, with the roles that its rights give."""
    for route in app.routes:
        if not route.path.startswith(("/office", "/api/v1/office", "/epcis")):
            continue
        by_key = not route.path.startswith("/office")
        for handler in getattr(route, "route_handlers", ()):
            methods = handler.http_methods - {"HEAD", "OPTIONS"}
            for method in sorted(methods):
                right = handler.opt["right"]
                may = {str(role) for role, rights in RIGHTS.items() if right in rights}
                if right == "open":
                    may = set(ROLES)
                yield Row(
                    route.path, str(method), str(right), frozenset({"key"} if by_key else may)
                )


def filled(path: str) -> str:
    return re.sub(r"\{\w+:(\w+)\}", lambda found: _SAMPLES[found[1]], path)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_table()


def test_the_table_names_every_route_and_no_other(built: Street, rows: list[Row]) -> None:
    real = set(routes_of(create_app(built.folder, env={})))
    assert len(real) > 20
    missing = "\n".join(row.written() for row in sorted(real - set(rows)))
    assert not missing, f"docs/reference/rights.md lacks these lines, or says otherwise:\n{missing}"
    gone = "\n".join(row.written() for row in sorted(set(rows) - real))
    assert not gone, f"docs/reference/rights.md has lines for what is not there:\n{gone}"
    assert len(rows) == len(set(rows))


async def _new_session(officer: Officer, registry: Registry) -> None:
    officer.token = await start_session(
        registry, officer.account, browser="test", language=None, now=NOW
    )
    officer.csrf = form_token(officer.token)
    officer.cookies.set("foodtrace_session", officer.token)


async def _ask(officer: Officer, row: Row, **more: Any) -> tuple[int, str]:
    path = filled(row.path)
    if row.method == "GET":
        answer = await officer.get(path, **more)
    else:
        answer = await officer.send_form(path, {}, **more)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_what_the_table_gives_it_and_nothing_else(
    street: Street, enter: Enter, rows: list[Row], role: str
) -> None:
    wrong = []
    async with (
        enter(street.folder, role=role) as officer,
        await Registry.open(street.folder) as registry,
    ):
        for row in rows:
            if row.path.startswith(BY_KEY):
                continue
            if row.method == "POST":
                # The one before may have ended with what was sent.
                await _new_session(officer, registry)
            status, location = await _ask(officer, row)
            led_away = location.startswith("/office/sign-in") and row.path != "/office/sign-out"
            # What leads to a session answers 401 itself, to a wrong password.
            let_in = row.right == "open" or (status not in (401, 403) and not led_away)
            if let_in != (role in row.may) or status >= 500:
                wrong.append(f"{row.method} {row.path}: {status} {location}")
    assert not wrong


async def test_without_a_session_only_the_open_routes_answer(
    street: Street, enter: Enter, rows: list[Row]
) -> None:
    """A key of integrators is no session either."""
    wrong = []
    async with await Registry.open(street.folder) as registry:
        _, token = await add_key(
            registry, "all", [Right.READ_EVENTS], actor="test", now=NOW, ends_at=None
        )
    async with enter(street.folder, role=None) as stranger:
        stranger.headers["authorization"] = f"Bearer {token}"
        for row in rows:
            if row.path.startswith(BY_KEY):
                continue
            status, location = await _ask(stranger, row)
            led_away = status == 401 or (status == 303 and "/office/sign-in" in location)
            # A wrong password or passkey is a 401 of its own.
            expected = row.right != "open"
            if "sign-in" not in row.path and led_away != expected:
                wrong.append(f"{row.method} {row.path}: {status} {location}")
    assert not wrong


async def test_every_form_needs_the_token_of_its_session(
    street: Street, enter: Enter, rows: list[Row]
) -> None:
    wrong = []
    async with enter(street.folder) as officer:
        for row in rows:
            if row.method != "POST" or row.right == "open" or row.path.startswith(BY_KEY):
                continue
            for csrf in ("", form_token("fts_another")):
                status, _ = await _ask(officer, row, csrf=csrf)
                if status != 403:
                    wrong.append(f"{row.path} with {csrf!r}: {status}")
        assert (await officer.get("/office/")).status_code == 200, "nobody was signed out"
    assert not wrong


async def test_every_page_answers_head_as_it_answers_get(
    street: Street, enter: Enter, rows: list[Row]
) -> None:
    wrong = []
    async with enter(street.folder) as officer:
        for row in rows:
            if row.method == "GET" and not row.path.startswith(BY_KEY):
                got = await officer.get(filled(row.path))
                head = await officer.head(filled(row.path))
                if (head.status_code, head.content) != (got.status_code, b""):
                    wrong.append(f"{row.path}: {got.status_code}, HEAD {head.status_code}")
    assert not wrong


async def test_a_key_reads_what_its_rights_give_and_a_session_is_no_key(
    street: Street, enter: Enter, rows: list[Row]
) -> None:
    from foodtrace.access import KEY_RIGHTS

    read = [row for row in rows if row.path.startswith("/api/")]
    assert read
    async with enter(street.folder) as officer, await Registry.open(street.folder) as registry:
        for row in read:
            path = filled(row.path)
            assert (await officer.get(path)).status_code == 401
            for right in KEY_RIGHTS:
                _, token = await add_key(registry, "one right", [right], actor="test", now=NOW)
                answer = await officer.get(path, headers={"authorization": f"Bearer {token}"})
                assert (answer.status_code == 403) == (str(right) != row.right), (path, right)
                assert answer.status_code not in (401, 500)
                if answer.status_code == 403:
                    assert answer.headers["content-type"] == "application/problem+json"
                    assert answer.json()["code"] == "right_missing"
            form = await officer.post(path, headers=OWN)
            assert form.status_code == 405


def test_a_right_over_everybody_needs_the_whole_city() -> None:
    bounded = Who(1, "An", RIGHTS[Role.ADMINISTRATOR], zones=frozenset({1}))
    assert not bounded.may(Right.MANAGE_USERS)
    assert bounded.may(Right.ISSUE)

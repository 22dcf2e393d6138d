"""Whether the server lives, and whether it can answer: the state of every list it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from foodtrace.errors import RegistryUnavailable
from litestar import HttpMethod, Router, route
from litestar.openapi import ResponseSpec

from foodtrace_api.answer import NO_STORE, Answer
from foodtrace_api.problems import problem
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.trust import Trusted

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup

DAY: Final = 86400
TRUST_WARNING_DAYS: Final = 60
# A status list lives 7 days and is signed anew long before: under 2 days something holds it up.
STATUS_WARNING_DAYS: Final = 2
# States of the status key that somebody must act on: "opening" ends by itself.
WITHOUT_KEY: Final = ("absent", "refused")


class ListState(msgspec.Struct, frozen=True):
    """One list: `name` is its file, `exp` unix seconds, `days_left` whole days, negative once over."""

    name: str
    state: Literal["ok", "near_end", "expired", "missing"]
    exp: int | None = None
    days_left: int | None = None


class Readiness(msgspec.Struct, frozen=True):
    """`status_key` says whether this worker can sign status lists: held, absent or refused;
    for the first second of its life it is opening."""

    ready: bool
    registry: Literal["ok", "unreadable"]
    lists: tuple[ListState, ...]
    status_key: str
    warnings: tuple[str, ...]


def list_states(trusted: Trusted | None, now: int) -> tuple[ListState, ...]:
    """The trust list, and the status list of every sticker key that the trust list names."""
    if trusted is None:
        return (ListState("trust/latest.cose", "missing"),)
    states = [_state("trust/latest.cose", trusted.trust.exp, TRUST_WARNING_DAYS, now)]
    for key in trusted.trust.keys:
        if key.role != 0:
            continue
        name = f"status/{key.kid.hex()}"
        status = trusted.statuses.get(key.kid)
        if status is not None:
            states.append(_state(name, status.exp, STATUS_WARNING_DAYS, now))
        elif key.nbf <= now:
            states.append(ListState(name, "missing"))
    return tuple(states)


def _state(name: str, exp: int, warning_days: int, now: int) -> ListState:
    left = (exp - now) // DAY
    if now >= exp:
        return ListState(name, "expired", exp, left)
    return ListState(name, "near_end" if exp - now < warning_days * DAY else "ok", exp, left)


def warnings_of(states: tuple[ListState, ...], status_key: str) -> tuple[str, ...]:
    """One plain line for everything an operator should act on."""
    lines = []
    for state in states:
        if state.state == "near_end":
            lines.append(f"{state.name} ends in {state.days_left} days: sign the next one")
        elif state.state == "expired":
            lines.append(
                f"{state.name} has ended: nothing is green until the next one is published"
            )
        elif state.state == "missing":
            lines.append(f"{state.name} is missing: publish it")
    if status_key in WITHOUT_KEY:
        lines.append(
            "this server holds no status key, so it cannot sign status lists: "
            "give it the key file and FOODTRACE_STATUS_PASSPHRASE_FILE"
        )
    return tuple(lines)


def readiness(lookup: Lookup, keeper: Keeper, now: int) -> Readiness:
    try:
        lookup.refresh()
        states = list_states(lookup.trusted(), now)
    except RegistryUnavailable:
        return Readiness(
            False, "unreadable", (), keeper.status_key, ("the register cannot be read",)
        )
    ready = all(state.state in ("ok", "near_end") for state in states)
    return Readiness(ready, "ok", states, keeper.status_key, warnings_of(states, keeper.status_key))


def health_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    """/healthz for the process, /readyz for the lists and the register."""
    read = [HttpMethod.GET, HttpMethod.HEAD]

    @route(
        "/healthz",
        http_method=read,
        sync_to_thread=False,
        responses={200: ResponseSpec(dict[str, str], generate_examples=False)},
        summary="The process answers",
    )
    def healthz() -> Answer:
        return Answer.of(200, "application/json", b'{"status":"ok"}', NO_STORE)

    @route(
        "/readyz",
        http_method=read,
        sync_to_thread=False,
        responses={
            200: ResponseSpec(Readiness, generate_examples=False),
            503: ResponseSpec(
                dict[str, Any],
                generate_examples=False,
                media_type="application/problem+json",
                description="A problem document with the same members",
            ),
        },
        summary="Register and lists are fit to answer from",
    )
    def readyz() -> Answer:
        state = readiness(lookup, keeper, clock())
        if state.ready:
            return Answer.of(200, "application/json", msgspec.json.encode(state), NO_STORE)
        return problem(503, "not_ready", "; ".join(state.warnings), **msgspec.structs.asdict(state))

    return Room("/", route_handlers=[healthz, readyz], tags=["health"])

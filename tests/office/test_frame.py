"""The frame of the console: who gets in, what a form needs, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from api.street import NOW, Street
from foodtrace.errors import InvalidRequest
from foodtrace_api.app import create_app
from foodtrace_api.office.guard import check_rights_are_named
from litestar import Router, get
from office.conftest import Enter
from office.signed_in import BASE, OWN, words_of_page


async def test_a_stranger_is_led_to_the_sign_in_page_and_back(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role=None) as stranger:
        answer = await stranger.get("/office/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/office/sign-in")
        page = await stranger.get("/office/sign-in")
        assert page.status_code == 200
        assert "Đăng nhập" in page.text


async def test_who_is_signed_in_sees_her_name(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="viewer", name="Lê Thị Mai") as officer:
        page = await officer.get("/office/")
        assert page.status_code == 200
        assert "Lê Thị Mai" in words_of_page(page.text)
        head = await officer.head("/office/")
        assert (head.status_code, head.content) == (200, b"")


async def test_a_language_once_chosen_stays(street: Street, enter: Enter) -> None:
    async with enter(street.folder) as officer:
        assert "Đăng xuất" in (await officer.get("/office/")).text
        assert "Sign out" in (await officer.get("/office/?lang=en")).text
        assert "Sign out" in (await officer.get("/office/")).text


async def test_signing_out_ends_the_session(street: Street, enter: Enter) -> None:
    async with enter(street.folder) as officer:
        left = await officer.send_form("/office/sign-out")
        assert left.status_code == 303
        officer.cookies.set("foodtrace_session", officer.token)
        assert (await officer.get("/office/")).status_code == 303


async def test_a_form_from_another_site_is_refused(street: Street, enter: Enter) -> None:
    async with enter(street.folder) as officer:
        for headers in (
            {},
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site", "origin": BASE},
            {"sec-fetch-site": "same-site"},
        ):
            answer = await officer.send_form("/office/sign-out", headers=headers)
            assert answer.status_code == 403, headers
        assert (await officer.get("/office/")).status_code == 200


async def test_a_form_of_another_session_is_shown_again_and_not_taken(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder) as officer:
        answer = await officer.send_form("/office/sign-out", {"note": "Chả cá"}, csrf="0" * 32)
        assert answer.status_code == 403
        assert "Chả cá" in answer.text
        assert (await officer.get("/office/")).status_code == 200
        again = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
        )
        assert again["csrf"] == officer.csrf


async def test_what_was_typed_survives_a_session_that_ended(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role=None) as stranger:
        answer = await stranger.post(
            "/office/sign-out", data={"note": "Bún mắm", "password": "never shown"}, headers=OWN
        )
        assert answer.status_code == 401
        assert "Bún mắm" in answer.text
        assert "never shown" not in answer.text


async def test_a_session_ends_unused_and_after_its_longest_time(
    street: Street, enter: Enter
) -> None:
    moment = NOW
    async with enter(street.folder, clock=lambda: moment) as officer:
        for minutes in (29, 58, 87):
            moment = NOW + minutes * 60
            assert (await officer.get("/office/")).status_code == 200
        moment += 30 * 60
        assert (await officer.get("/office/")).status_code == 303
        moment = NOW + 88 * 60
        assert (await officer.get("/office/")).status_code == 303, "set back, and still over"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOODTRACE_SESSION_IDLE_MINUTES", "0"),
        ("FOODTRACE_SESSION_IDLE_MINUTES", "soon"),
        ("FOODTRACE_SESSION_HOURS", "9999"),
        ("FOODTRACE_OFFICE_ORIGIN", "http://office.example.vn"),
        ("FOODTRACE_OFFICE_ORIGIN", "https://office.example.vn/office"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(
    street: Street, name: str, value: str
) -> None:
    with pytest.raises(InvalidRequest, match=name):
        create_app(street.folder, env={name: value})


def test_a_route_without_a_right_stops_the_start() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open to everybody"

    with pytest.raises(RuntimeError, match="names no right"):
        check_rights_are_named(Router("/office", route_handlers=[forgotten]))


async def test_nobody_else_is_told_what_stands_at_an_address(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="viewer") as officer:
        lost = await officer.get("/office/nothing/here")
        assert lost.status_code == 404
        assert "Không có trang này" in lost.text
        refused = await officer.get("/office/users")
        assert refused.status_code == 403
        assert "Tài khoản này không có quyền" in refused.text

"""People of the office on the console: added, changed, revoked; and what an administrator cannot do."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from api.street import NOW, Street
from foodtrace.access import (
    Role,
    account_of,
    add_account,
    change_account,
    events_after,
    list_accounts,
    recognise_key,
    revoke_account,
)
from foodtrace.errors import AccessDenied, Conflict
from foodtrace.registry import Registry
from foodtrace.registry.schema import event
from office.conftest import Enter
from office.signed_in import words_of_page
from sqlalchemy import select


async def kinds(folder: Path) -> list[tuple[str, str]]:
    """What the record says: who did what to accounts and keys."""
    async with await Registry.open(folder) as registry, registry.reading() as connection:
        rows = await connection.execute(select(event.c.actor, event.c.kind).order_by(event.c.seq))
        return [(row.actor, row.kind) for row in rows]


async def add_person(folder: Path, name: str, role: Role) -> int:
    async with await Registry.open(folder) as registry:
        return await add_account(registry, name, role, actor="test", now=NOW)


async def test_an_administrator_adds_a_person_and_the_link_works(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder) as admin:
        assert (await admin.get("/office/users/new")).status_code == 200
        made = await admin.send_form(
            "/office/users/new", {"name": "Phạm Thị Hoa", "role": "helper", "zone": "1"}
        )
        assert made.status_code == 200
        assert made.headers["cache-control"] == "no-store"
        found = re.search(r"http://localhost:8000(/office/sign-up/ftu_[\w-]+)", made.text)
        assert found is not None
        listed = words_of_page((await admin.get("/office/users")).text)
        assert "Phạm Thị Hoa tổ công nghệ số cộng đồng Hùng Vương chưa đăng ký" in listed
        assert "ftu_" not in listed
        again = await admin.send_form(
            "/office/users/new", {"name": "phạm thị HOA", "role": "viewer"}
        )
        assert again.status_code == 409
        assert "đặt tên khác" in again.text
        actor = f"user {admin.account}"
    async with enter(street.folder, role=None) as new:
        assert (await new.get(found[1])).status_code == 200
    assert [each for each in await kinds(street.folder) if each[0] == actor] == [
        (actor, "signed_in"),
        (actor, "account_added"),
        (actor, "account_link_made"),
    ]


async def test_another_role_counts_at_once(street: Street, enter: Enter) -> None:
    async with (
        enter(street.folder) as admin,
        enter(street.folder, role="issuing", name="An") as officer,
    ):
        assert (await officer.get("/office/")).status_code == 200
        page = await admin.get(f"/office/users/{officer.account}")
        assert 'value="issuing" checked' in page.text
        changed = await admin.send_form(
            f"/office/users/{officer.account}", {"role": "viewer", "seen": "1"}
        )
        assert changed.status_code == 303
        assert (await officer.get("/office/")).status_code == 303, "the session ended"


async def test_the_second_of_two_who_change_one_account_is_told(
    street: Street, enter: Enter
) -> None:
    number = await add_person(street.folder, "An", Role.VIEWER)
    async with enter(street.folder) as admin:
        first = {"role": "inspector", "seen": "1"}
        assert (await admin.send_form(f"/office/users/{number}", first)).status_code == 303
        second = {"role": "helper", "seen": "1", "zone": "1"}
        answer = await admin.send_form(f"/office/users/{number}", second)
        assert answer.status_code == 409
        shown = words_of_page(answer.text)
        assert "chưa có gì được lưu" in shown
        assert "Hiện nay: cán bộ kiểm tra, toàn thành phố" in shown
        assert 'value="helper" checked' in answer.text, "what was typed stays"
        assert 'name="seen" value="2"' in answer.text, "and can be saved now"
        done = "đổi vai trò hoặc phạm vi: chỉ xem, toàn thành phố → cán bộ kiểm tra, toàn thành phố"
        assert f"Người thử administrator {done}" in words_of_page(answer.text)


async def test_a_revoked_person_is_out_at_once_and_stays_in_the_record(
    street: Street, enter: Enter
) -> None:
    async with (
        enter(street.folder) as admin,
        enter(street.folder, role="issuing", name="An") as officer,
    ):
        assert (await officer.get("/office/")).status_code == 200
        gone = await admin.send_form(f"/office/users/{officer.account}/revoke", {"seen": "1"})
        assert gone.status_code == 303
        assert (await officer.get("/office/")).status_code == 303
        assert "An" in (await admin.get("/office/users")).text
        link = await admin.send_form(f"/office/users/{officer.account}/link")
        assert link.status_code == 409


async def test_the_last_administrator_stays(street: Street, enter: Enter) -> None:
    async with enter(street.folder) as admin:
        own = f"/office/users/{admin.account}"
        for path, fields in (
            (f"{own}/revoke", {"seen": "1"}),
            (own, {"role": "viewer", "seen": "1"}),
            (own, {"role": "administrator", "zone": "1", "seen": "1"}),
        ):
            answer = await admin.send_form(path, fields)
            assert answer.status_code == 409
            assert "người quản trị toàn thành phố cuối cùng" in answer.text
        assert (await admin.get("/office/users")).status_code == 200


async def test_two_administrators_who_remove_each_other_leave_one(street: Street) -> None:
    async with await Registry.open(street.folder) as registry:
        one = await add_account(registry, "An", Role.ADMINISTRATOR, actor="test", now=NOW)
        two = await add_account(registry, "Bình", Role.ADMINISTRATOR, actor="test", now=NOW)
        ended = await asyncio.gather(
            revoke_account(registry, two, actor=f"user {one}", now=NOW),
            revoke_account(registry, one, actor=f"user {two}", now=NOW),
            return_exceptions=True,
        )
        refused = [each for each in ended if isinstance(each, Conflict)]
        assert [each.code for each in refused] == ["last_administrator"]
        assert sorted(each.state for each in await list_accounts(registry)) == [
            "invited",
            "revoked",
        ]


async def test_within_bounds_nobody_manages_people(street: Street, enter: Enter) -> None:
    async with enter(street.folder, zones=[1]) as bounded:
        assert (await bounded.get("/office/users")).status_code == 403
        assert (await bounded.get("/office/api-keys")).status_code == 403
        assert "/office/users" not in (await bounded.get("/office/")).text


async def test_changes_of_people_need_a_session_that_began_lately(
    street: Street, enter: Enter
) -> None:
    moment = NOW
    async with enter(street.folder, clock=lambda: moment) as admin:
        for _ in range(3):
            moment += 15 * 60
            assert (await admin.get("/office/users")).status_code == 200
        asked = await admin.get("/office/users/new")
        assert asked.status_code == 303
        assert "why=sign_in_fresh" in asked.headers["location"]
        sent = await admin.send_form("/office/users/new", {"name": "Bình Minh", "role": "viewer"})
        assert sent.status_code == 401
        assert "Bình Minh" in sent.text


async def test_an_account_event_names_nobody(street: Street) -> None:
    async with await Registry.open(street.folder) as registry:
        number = await add_account(
            registry, "CANARYNAME", Role.VIEWER, zones=[1], actor="test", now=NOW
        )
        await change_account(
            registry, number, role=Role.HELPER, zones=[], wards=[20242], actor="test", now=NOW
        )
        await revoke_account(registry, number, actor="test", now=NOW)
        async with registry.reading() as connection:
            rows = (await connection.execute(select(event).order_by(event.c.seq))).all()[-3:]
    assert [row.kind for row in rows] == ["account_added", "account_changed", "account_revoked"]
    assert rows[1].detail == {
        "before": {"account": number, "role": "viewer", "zones": [1], "wards": []},
        "after": {"account": number, "role": "helper", "zones": [], "wards": [20242]},
    }
    assert "CANARYNAME" not in str(rows)


async def test_one_ends_ones_own_other_sessions(street: Street, enter: Enter) -> None:
    async with (
        enter(street.folder, role="viewer", name="An") as here,
        enter(street.folder, role=None) as there,
    ):
        from foodtrace.access import start_session

        async with await Registry.open(street.folder) as registry:
            token = await start_session(
                registry, here.account, browser="Firefox, Android", language=None, now=NOW
            )
        there.cookies.set("foodtrace_session", token)
        assert (await there.get("/office/")).status_code == 200
        page = await here.get("/office/account")
        assert "Firefox, Android" in page.text
        assert token not in page.text
        number = re.search(r'name="session" value="([0-9a-f]{12})"', page.text)
        assert number is not None
        ended = await here.send_form("/office/account/sessions", {"session": number[1]})
        assert ended.status_code == 303
        assert (await there.get("/office/")).status_code == 303
        assert (await here.get("/office/")).status_code == 200


async def test_a_new_password_ends_the_other_sessions(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="viewer", name="An") as officer:
        assert (await officer.get("/office/account/sign-in")).status_code == 200
        fields = {"password": "biển Mỹ Khê xanh", "password_again": "biển Mỹ Khê xanh"}
        changed = await officer.send_form("/office/account/password", fields)
        assert changed.status_code == 303
        assert (await officer.get("/office/")).status_code == 200
        short = await officer.send_form(
            "/office/account/password", {"password": "a", "password_again": "a"}
        )
        assert short.status_code == 422
    async with await Registry.open(street.folder) as registry:
        assert (await account_of(registry, officer.account)).has_password


async def test_a_key_reads_what_it_may_and_until_it_is_revoked(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder) as admin, enter(street.folder, role=None) as city:
        made = await admin.send_form(
            "/office/api-keys/new",
            {"name": "Ứng dụng thành phố", "right": ["read events"], "days": "30"},
        )
        token = re.search(r"ftk_[\w-]{43}", made.text)
        assert token is not None
        key = {"authorization": f"Bearer {token[0]}"}
        events = await city.get("/api/v1/office/events", headers=key)
        assert events.status_code == 200
        assert events.json()["events"][-1]["kind"] == "api_key_added"
        assert token[0] not in (await admin.get("/office/api-keys")).text
        assert "21/11/2026" in (await admin.get("/office/api-keys")).text
        number = re.search(
            r"/office/api-keys/(\d+)/revoke", (await admin.get("/office/api-keys")).text
        )
        assert number is not None
        await admin.send_form(f"/office/api-keys/{number[1]}/revoke")
        refused = await city.get("/api/v1/office/events", headers=key)
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["code"] == "key_over"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "key_missing"),
        ("Bearer ", "key_missing"),
        ("Basic abc", "key_missing"),
        ("Bearer ftk_nothing", "key_unknown"),
        ("Bearer \x7f\xff", "key_unknown"),
    ],
)
async def test_without_a_key_the_answer_is_a_problem(
    street: Street, enter: Enter, header: str | None, code: str
) -> None:
    async with enter(street.folder) as admin:
        raw = {} if header is None else {"authorization": header.encode("latin-1")}
        answer = await admin.get("/api/v1/office/events", headers=raw)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.json()["code"] == code
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_bounded_key_reads_only_what_concerns_its_places(
    street: Street, enter: Enter
) -> None:
    from foodtrace.access import Right, add_key

    async with await Registry.open(street.folder) as registry:
        _, token = await add_key(
            registry,
            "ward app",
            [Right.READ_EVENTS],
            wards=[20242],
            ends_at=NOW + 60,
            actor="test",
            now=NOW,
        )
        who = await recognise_key(registry, token, now=NOW)
        found = await events_after(registry, who, 0, most=500)
        assert all(each.establishment_id is not None for each in found)
        with pytest.raises(AccessDenied) as over:
            await recognise_key(registry, token, now=NOW + 60)
        assert over.value.code == "key_over"

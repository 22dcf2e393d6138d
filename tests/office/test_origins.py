"""An owner's consent in the console: recorded on her written word, by whom, and with what she agreed to."""

from __future__ import annotations

from api.conftest import HTML
from api.goods import NAMED, stock
from api.street import Street
from foodtrace.registry import Registry, events_of
from foodtrace.supply import list_products
from office.conftest import Enter
from office.signed_in import words_of_page


async def test_consent_is_recorded_with_the_owners_letter_and_withdrawn(
    street: Street, enter: Enter
) -> None:
    place = street.ids["green"]
    await stock(street.folder, place, consent=False)
    path = f"/office/establishments/{street.code('green')}/origins"
    async with enter(street.folder, role="issuing") as officer:
        before = words_of_page((await officer.get(path)).text)
        assert "Không hiện cho khách" in before
        assert NAMED in before
        bare = await officer.send_form(path, {"given": "1", "reason": " "})
        assert bare.status_code == 422
        for given, done, shown in (("1", "agreed", True), ("0", "withdrawn", False)):
            answer = await officer.send_form(path, {"given": given, "reason": "Công văn 12"})
            assert answer.headers["location"] == f"{path}?done=origins_{done}"
            public = (await officer.get(street.path("green"), headers=HTML)).text
            assert (NAMED in public) == shown
        who = f"user {officer.account}"
    async with await Registry.open(street.folder) as registry:
        told = await events_of(registry, place)
    assert [(each.kind, each.actor, each.reason) for each in told[-2:]] == [
        ("origins_agreed", who, "Công văn 12"),
        ("origins_withdrawn", who, "Công văn 12"),
    ]


async def test_who_may_only_read_sees_the_state_and_no_button(street: Street, enter: Enter) -> None:
    await stock(street.folder, street.ids["green"], consent=True)
    path = f"/office/establishments/{street.code('green')}/origins"
    async with enter(street.folder, role="viewer") as officer:
        page = (await officer.get(path)).text
        assert "Khách đang xem được" in page
        assert 'name="reason"' not in page
        refused = await officer.send_form(path, {"given": "0", "reason": "x"})
        assert refused.status_code == 403


async def test_an_administrator_says_what_food_a_product_is_and_every_page_follows(
    street: Street, enter: Enter
) -> None:
    await stock(street.folder, street.ids["green"], consent=True)
    async with await Registry.open(street.folder) as registry:
        (rice,) = await list_products(registry, "Gạo ST25")
        (other,) = await list_products(registry, "Hàng khác")
    record = f"/api/v1/establishments/{street.ids['green']}"

    async with enter(street.folder) as officer:

        async def groups() -> list[str]:
            return [each["food_group"] for each in (await officer.get(record)).json()["origins"]]

        before = await groups()
        assert before[-1] == "noodles"
        page = (await officer.get("/office/goods/products?lang=en")).text
        assert "By its name: Rice and noodles" in page
        assert "By its name: Not shown to diners" in page
        for number, group in ((rice.id, "other"), (other.id, "dairy")):
            done = await officer.send_form(
                f"/office/goods/products/{number}/group", {"group": group}
            )
            assert done.status_code == 303
        assert await groups() == [*before[:-1], "dairy"]
        wrong = await officer.send_form(f"/office/goods/products/{rice.id}/group", {"group": "x"})
        assert wrong.status_code == 422
        await officer.send_form(f"/office/goods/products/{rice.id}/group", {"group": ""})
        assert await groups() == before
    async with enter(street.folder, role="issuing") as officer:
        path = f"/office/goods/products/{rice.id}/group"
        assert (await officer.send_form(path, {"group": "eggs"})).status_code == 403

"""What integrators read by key: shapes by allow-list, within bounds, and pages that follow each other."""

from __future__ import annotations

from pathlib import Path

from api.street import NOW, Street
from foodtrace.access import KEY_RIGHTS, add_key
from foodtrace.alerts import raise_alerts
from foodtrace.registry import Registry
from inspection.results import visited
from office.conftest import Enter

# Twenty days before the stickers of the street expire.
SOON = 1_877_878_800 - 20 * 86_400


async def key(folder: Path, *, wards: tuple[int, ...] = ()) -> dict[str, str]:
    async with await Registry.open(folder) as registry:
        _, token = await add_key(
            registry, "city app", KEY_RIGHTS, wards=wards, actor="test", now=NOW
        )
    return {"authorization": f"Bearer {token}"}


async def test_alerts_and_visits_come_by_allow_list(street: Street, enter: Enter) -> None:
    async with await Registry.open(street.folder) as registry:
        raised = await raise_alerts(registry, SOON)
        visit = await visited(registry, street.ids["green"], at=NOW, notes="CANARYNOTE")
    everywhere = await key(street.folder)
    elsewhere = await key(street.folder, wards=(20305,))
    async with enter(street.folder, role=None) as city:
        alerts = (await city.get("/api/v1/office/alerts", headers=everywhere)).json()
        assert len(alerts["alerts"]) == len(raised) > 0
        assert set(alerts["alerts"][0]) == {
            *("id", "kind", "raised_at", "done_at", "code", "ward", "text"),
        }
        answer = await city.get("/api/v1/office/visits", headers=everywhere)
        assert "CANARYNOTE" not in answer.text
        assert [each["id"] for each in answer.json()["visits"]] == [visit]
        assert set(answer.json()["visits"][0]) == {"id", "code", "day", "result"}
        assert answer.json()["before"] is None
        older = await city.get(f"/api/v1/office/visits?before={visit}", headers=everywhere)
        assert older.json()["visits"] == []
        nothing: dict[str, list[str]] = {"applications": []}
        assert (await city.get("/api/v1/office/applications", headers=everywhere)).json() == nothing
        for path, name in (("alerts", "alerts"), ("visits", "visits"), ("events", "events")):
            answer = await city.get(f"/api/v1/office/{path}", headers=elsewhere)
            shown = [each for each in answer.json()[name] if each.get("code")]
            assert shown == [], path


async def test_events_follow_each_other(street: Street, enter: Enter) -> None:
    headers = await key(street.folder)
    async with enter(street.folder, role=None) as city:
        events = (await city.get("/api/v1/office/events", headers=headers)).json()["events"]
        numbers = [each["seq"] for each in events]
        assert numbers == sorted(numbers)
        after = f"/api/v1/office/events?after={numbers[-2]}"
        rest = (await city.get(after, headers=headers)).json()
        assert [each["seq"] for each in rest["events"]] == numbers[-1:]
        assert rest["next"] is None
        for nonsense in ("x", "-1", "9" * 40, "١"):
            answer = await city.get(
                "/api/v1/office/events", params={"after": nonsense}, headers=headers
            )
            assert answer.json()["events"] == events

"""Private data end on time, from the tables and from the files, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.feedback import list_reports, record_report
from foodtrace.registry import DATABASE_FILE, Registry, schema
from foodtrace.registry.alerts_schema import delivery
from foodtrace.registry.incidents_schema import recall, recall_place
from foodtrace.registry.schema import event
from foodtrace.retention import ITEMS, retain, retention_times, set_retention_time
from registry.board import ACTOR, DAY, NOW
from retention.planting import closed_tables, fixed, mark, plant
from sqlalchemy import JSON, LargeBinary, Table, Text, select, update

LATER = NOW + 40_000 * DAY

# Texts of closed tables that stay for good, and why. A new column is in neither list until someone
# decides: then this test fails.
KEPT = {
    "account": {"role": "a role", "zones": "numbers", "wards": "numbers", "handle": "drawn"},
    "api_key": {"rights": "words", "zones": "numbers", "wards": "numbers", "token_sha256": "a hash"},
    "alert": dict.fromkeys(("key", "kind", "facts", "done_by"), "public facts and numbers"),
    "application": dict.fromkeys(
        (
            "number", "sending_sha256", "language", "name", "street", "registered_address",
            "basis_kind", "basis_number", "basis_issuer", "ground", "state",
        ),
        "the dossier itself, without the person",
    ),
    "application_step": dict.fromkeys(("actor", "kind", "detail"), "who by number, and what"),
    "calendar_entry": dict.fromkeys(("kind", "detail", "actor"), "no person in it"),
    "channel": dict.fromkeys(("kind", "language", "alert_kinds"), "no person in it"),
    "chore": dict.fromkeys(("name", "holder", "error_line"), "machines"),
    "delivery": dict.fromkeys(("message_id", "alert_kind", "state", "last_error"), "no address"),
    # Trade as a supplier's system told it.
    "epcis_capture": dict.fromkeys(("actor", "content_sha256", "errors"), "a key by number"),
    "epcis_event": dict.fromkeys(
        (
            "event_id", "hash_id", "type", "action", "biz_step", "disposition", "read_point",
            "biz_location", "body",
        ),
        "the trade itself",
    ),
    "epcis_event_thing": dict.fromkeys(("field", "value"), "goods"),
    # What was found and done, without the office's own words about it.
    "incident": dict.fromkeys(
        ("sort", "state", "opened_by", "supplier", "product", "lot"), "goods, and who by number"
    ),
    "incident_step": dict.fromkeys(("actor", "kind", "detail"), "who by number, and what"),
    "lab_result": dict.fromkeys(
        (
            "actor", "sample", "taken_at", "laboratory", "test", "value", "most", "unit",
            "verdict", "report_number",
        ),
        "what a laboratory found",
    ),
    "recall": dict.fromkeys(
        (
            "key", "question", "product", "lot", "reason_vi", "reason_en", "certainties",
            "begun_by", "lifted_by", "lifted_vi", "lifted_en",
        ),
        "goods, and what owners were told of them",
    ),
    "recall_place": dict.fromkeys(
        ("certainty", "called_by", "lifted_called_by", "answer"), "who by number, and what"
    ),
    "inspector": {"token_sha256": "a hash"},
    "job": dict.fromkeys(
        (
            "kind", "arguments", "state", "step", "asked_by", "holder", "error_code",
            "error_line", "outcome", "results",
        ),
        "numbers",
    ),
    "owner_statement": {"kind": "reply or appeal"},
    "retention_time": {"item": "a name of an item", "actor": "a number"},
    # Trade, under the trader's own name: a recall may reach back years.
    "supplier": dict.fromkeys(
        ("key", "tax_code", "name", "name_folded", "address", "gln"), "who traded, as on the invoice"
    ),
    "product": dict.fromkeys(("name", "name_folded", "food_group"), "goods"),
    "product_gtin": {"gtin": "a number of goods"},
    "lot": dict.fromkeys(("code", "code_key"), "goods"),
    "supply_document": dict.fromkeys(
        (
            "key", "kind", "content_sha256", "number", "signature", "changes_key", "change",
            "actor", "detail",
        ),
        "the trade itself",
    ),
    "receipt": dict.fromkeys(("quantity", "unit"), "goods"),
    "transformation_item": dict.fromkeys(("quantity", "unit"), "goods"),
    "visit": dict.fromkeys(
        (
            "key", "content_sha256", "typed_code", "kid", "token_sha256", "genuine",
            "standing", "freshness", "form_version", "results", "flags",
        ),
        "the visit itself, without its notes",
    ),
    "worker": dict.fromkeys(("holder", "sticker_key"), "machines"),
}  # fmt: skip


def texts(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, Text | JSON | LargeBinary)
    ]


async def contents(board: Registry, table: Table) -> str:
    async with board.reading() as connection:
        rows = (await connection.execute(select(table))).all()
    return repr([tuple(row) for row in rows])


async def test_every_private_text_ends_or_is_kept_for_a_reason(board: Registry) -> None:
    await plant(board)
    planted = {table.name: await contents(board, table) for table in closed_tables()}
    for table in closed_tables():
        for column in texts(table):
            if isinstance(table.c[column].type, Text) and not fixed(table.name, column):
                assert mark(table.name, column) in planted[table.name]
    await retain(board, actor=ACTOR, now=LATER)
    for table in closed_tables():
        left = await contents(board, table)
        for column in texts(table):
            short = mark(table.name, column)[:24]
            if column not in KEPT.get(table.name, {}):
                assert short not in left, f"{table.name}.{column} is kept for ever"


async def test_what_was_removed_is_gone_from_the_files_too(board: Registry) -> None:
    if board._engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's files are its own")
    await plant(board)
    secret = mark("report", "text").encode()
    assert any(secret in path.read_bytes() for path in files(board))
    await retain(board, actor=ACTOR, now=LATER)
    for path in files(board):
        content = path.read_bytes()
        for table, column in (
            ("report", "text"),
            ("report", "contact"),
            ("application_owner", "owner_name"),
            ("visit", "notes"),
            ("intake_draft", "filename"),
        ):
            assert mark(table, column).encode() not in content, path.name


def files(board: Registry) -> list[Path]:
    return sorted(board.folder.glob(f"{DATABASE_FILE}*"))


async def test_the_public_record_and_the_events_stay_whole(board: Registry) -> None:
    await plant(board)

    async def whole() -> dict[str, str]:
        tables = [schema.establishment, schema.basis, schema.sticker, schema.zone]
        return {table.name: await contents(board, table) for table in tables}

    before, events = await whole(), await contents(board, event)
    await retain(board, actor=ACTOR, now=LATER)
    assert await whole() == before
    assert (await contents(board, event)).startswith(events[:-1])


async def test_a_rehearsal_says_the_same_and_removes_nothing(board: Registry) -> None:
    await plant(board)
    tables = [*closed_tables(), event]
    before = [await contents(board, table) for table in tables]
    rehearsed = await retain(board, actor=ACTOR, now=LATER, rehearse=True)
    assert [await contents(board, table) for table in tables] == before
    assert await retain(board, actor=ACTOR, now=LATER) == rehearsed
    # Every item found something: none of them is a name without a deed.
    assert {each.item for each in rehearsed if each.count} == {item.name for item in ITEMS}
    again = await retain(board, actor=ACTOR, now=LATER)
    assert sum(each.count for each in again) == 0


async def test_nothing_goes_before_its_day_and_the_contact_goes_before_the_report(
    board: Registry,
) -> None:
    await record_report(
        board, establishment_id=None, code_text="", kind="other", category="food", text="cold",
        contact="a@example.vn", photo=None, now=NOW,
    )  # fmt: skip
    seen: list[Any] = []
    for day in (0, 179, 180, 729, 730):
        await retain(board, actor=ACTOR, now=NOW + day * DAY)
        reports = await list_reports(board)
        seen.append([each.contact for each in reports])
    assert seen == [["a@example.vn"], ["a@example.vn"], [None], [None], []]


async def test_a_shorter_time_counts_for_what_is_there_and_is_remembered(board: Registry) -> None:
    await record_report(
        board, establishment_id=None, code_text="", kind="damaged", category=None, text="",
        contact=None, photo=None, now=NOW,
    )  # fmt: skip
    time = await set_retention_time(board, "reports", 10, actor=ACTOR, now=NOW)
    assert (time.days, time.usual) == (10, 730)
    await retain(board, actor=ACTOR, now=NOW + 9 * DAY)
    assert len(await list_reports(board)) == 1
    await retain(board, actor=ACTOR, now=NOW + 10 * DAY)
    assert await list_reports(board) == []
    async with board.reading() as connection:
        query = select(event.c.kind, event.c.detail).order_by(event.c.seq.desc()).limit(2)
        removed, chosen = (await connection.execute(query)).all()
    assert (removed.kind, removed.detail["after"]) == ("private_data_removed", {"reports": 1})
    assert chosen.detail["before"] == {"item": "reports", "days": 730}


@pytest.mark.parametrize(("item", "days"), [("everything", 1), ("reports", 0), ("reports", 99_999)])
async def test_a_time_that_makes_no_sense_is_refused(board: Registry, item: str, days: int) -> None:
    with pytest.raises(InvalidRequest, match="expected"):
        await set_retention_time(board, item, days, actor=ACTOR, now=NOW)
    assert all(each.days == each.usual for each in await retention_times(board))


async def test_the_links_of_a_recall_that_is_over_end_and_a_late_message_with_them(
    board: Registry,
) -> None:
    await plant(board)
    async with board.writing() as connection:
        await connection.execute(update(delivery).values(state="waiting"))
        await connection.execute(update(recall).values(lifted_at=NOW - 89 * DAY))
    await retain(board, actor=ACTOR, now=NOW)
    assert "MARK-recall_place-token" in await contents(board, recall_place)
    await retain(board, actor=ACTOR, now=NOW + 2 * DAY)
    assert "MARK-recall_place-token" not in await contents(board, recall_place)
    assert "'dead'" in await contents(board, delivery)

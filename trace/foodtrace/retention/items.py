"""What is not kept for good: every table that holds something of a person, how long, and its removal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.applications.states import CLOSED
from foodtrace.registry.access_schema import (
    account,
    api_key,
    known_browser,
    office_session,
    passkey,
    sign_in_count,
    sign_up_link,
    spent_challenge,
)
from foodtrace.registry.alerts_schema import alert, alert_delivery, channel, delivery
from foodtrace.registry.applications_schema import (
    application,
    application_file,
    application_link,
    application_owner,
    application_step,
)
from foodtrace.registry.incidents_schema import incident, incident_step, recall, recall_place
from foodtrace.registry.kitchen_schema import kitchen_link, kitchen_photo
from foodtrace.registry.private_schema import (
    inspector,
    private_particulars,
    report,
    report_count,
    report_photo,
    report_secret,
    report_step,
    visit,
    visit_photo,
)
from foodtrace.registry.results_schema import owner_statement, reply_link
from foodtrace.registry.schema import establishment
from foodtrace.registry.work_schema import intake_draft, intake_draft_row
from foodtrace.sticker import civil_day

__all__ = ["ITEMS", "NO_NAME", "Item", "forget_applicants"]

# What stands where a name or an address was.
NO_NAME: Final = "-"

# (connection, before, now): removes what is older than `before`, gives how many were removed.
Removal = Callable[[AsyncConnection, int, int], Awaitable[int]]


class Item(msgspec.Struct, frozen=True):
    """One kind of private data: kept for `days` unless the board sets another time; `vi`, `en` say what."""

    name: str
    days: int
    vi: str
    en: str
    remove: Removal


async def _report_contacts(connection: AsyncConnection, before: int, now: int) -> int:
    # What the page promised on the day counts, and a time set shorter since.
    over = or_(report.c.contact_until <= now, report.c.received_at <= before)
    return await _blank(connection, report, and_(report.c.contact.is_not(None), over), contact=None)


async def _reports(connection: AsyncConnection, before: int, now: int) -> int:
    over = or_(report.c.keep_until <= now, report.c.received_at <= before)
    old = select(report.c.id).where(over)
    await _delete(connection, report_photo, report_photo.c.report_id.in_(old))
    await _delete(connection, report_step, report_step.c.report_id.in_(old))
    return await _delete(connection, report, over)


async def _report_counts(connection: AsyncConnection, before: int, now: int) -> int:
    # A secret of yesterday still checks a form that was opened yesterday.
    await _delete(connection, report_secret, report_secret.c.day < civil_day(before))
    return await _delete(connection, report_count, report_count.c.expires_at <= now)


async def _visit_photos(connection: AsyncConnection, before: int, _now: int) -> int:
    old = select(visit.c.id).where(visit.c.received_at <= before)
    return await _delete(connection, visit_photo, visit_photo.c.visit_id.in_(old))


async def _visit_notes(connection: AsyncConnection, before: int, _now: int) -> int:
    old = and_(visit.c.received_at <= before, visit.c.notes != "")
    return await _blank(connection, visit, old, notes="")


async def _statements(connection: AsyncConnection, before: int, _now: int) -> int:
    old = and_(owner_statement.c.at <= before, owner_statement.c.text != "")
    return await _blank(connection, owner_statement, old, text="")


async def _reply_links(connection: AsyncConnection, before: int, _now: int) -> int:
    return await _delete(connection, reply_link, reply_link.c.expires_at <= before)


async def _kitchen_links(connection: AsyncConnection, before: int, _now: int) -> int:
    ended = or_(kitchen_link.c.revoked_at <= before, kitchen_link.c.ends_at <= before)
    return await _delete(connection, kitchen_link, ended)


async def _delivery_notes(connection: AsyncConnection, before: int, _now: int) -> int:
    return await _delete(connection, kitchen_photo, kitchen_photo.c.received_at <= before)


async def _closed_particulars(connection: AsyncConnection, before: int, _now: int) -> int:
    closed = select(establishment.c.id).where(establishment.c.closed_at <= before)
    return await _delete(
        connection, private_particulars, private_particulars.c.establishment_id.in_(closed)
    )


async def _applications(connection: AsyncConnection, before: int, _now: int) -> int:
    last = select(func.max(application_step.c.at)).where(
        application_step.c.application_id == application.c.id
    )
    ended = application.c.state.in_([str(state) for state in CLOSED])
    old = select(application.c.id).where(ended, last.scalar_subquery() <= before)
    return await forget_applicants(connection, old)


async def forget_applicants(connection: AsyncConnection, applications: Any) -> int:
    """Remove the person, the papers and the links of these applications; their dates and states stay."""
    for table in (application_link, application_file):
        await _delete(connection, table, table.c.application_id.in_(applications))
    written = and_(
        application_step.c.application_id.in_(applications), application_step.c.text.is_not(None)
    )
    await _blank(connection, application_step, written, text=None)
    whose = application_owner.c.application_id.in_(applications)
    return await _delete(connection, application_owner, whose)


async def _drafts(connection: AsyncConnection, before: int, _now: int) -> int:
    old = select(intake_draft.c.id).where(intake_draft.c.changed_at <= before)
    await _delete(connection, intake_draft_row, intake_draft_row.c.draft_id.in_(old))
    return await _delete(connection, intake_draft, intake_draft.c.changed_at <= before)


async def _sign_ins(connection: AsyncConnection, before: int, now: int) -> int:
    gone = await _delete(connection, office_session, office_session.c.seen_at <= before)
    gone += await _delete(connection, known_browser, known_browser.c.ends_at <= now)
    gone += await _delete(connection, sign_up_link, sign_up_link.c.ends_at <= before)
    gone += await _delete(connection, sign_in_count, sign_in_count.c.ends_at <= now)
    return gone + await _delete(connection, spent_challenge, spent_challenge.c.ends_at <= now)


async def _former_people(connection: AsyncConnection, before: int, _now: int) -> int:
    """The name goes; the number stays, which is all that events say."""
    gone = 0
    for table in (account, inspector, api_key):
        left = select(table.c.id).where(table.c.revoked_at <= before, table.c.name != NO_NAME)
        for number in list((await connection.execute(left)).scalars()):
            values: dict[str, Any] = {"name": NO_NAME}
            if table is not api_key:
                values["key"] = f"{NO_NAME}{number}"
            if table is account:
                values["password"] = None
                for of_account in (passkey, office_session, known_browser, sign_up_link):
                    await _delete(connection, of_account, of_account.c.account_id == number)
            await connection.execute(update(table).where(table.c.id == number).values(values))
            gone += 1
    return gone


async def _incidents(connection: AsyncConnection, before: int, _now: int) -> int:
    """What was found and recalled stays; the office's own words about it go."""
    closed = select(incident.c.id).where(incident.c.closed_at <= before)
    noted = and_(incident_step.c.incident_id.in_(closed), incident_step.c.note != "")
    await _blank(connection, incident_step, noted, note="")
    old = and_(incident.c.closed_at <= before, incident.c.subject != NO_NAME)
    return await _blank(connection, incident, old, subject=NO_NAME, words="")


async def _recall_links(connection: AsyncConnection, before: int, _now: int) -> int:
    """The links by which owners answered, and what stood in their messages."""
    over = select(recall.c.id).where(recall.c.lifted_at <= before)
    old = and_(recall_place.c.recall_id.in_(over), recall_place.c.token.is_not(None))
    for column in (recall_place.c.alert_id, recall_place.c.lifted_alert_id):
        gone = select(column).where(old, column.is_not(None))
        # A message that never found a server goes nowhere any more: it would say nothing.
        carried = select(alert_delivery.c.delivery_id).where(alert_delivery.c.alert_id.in_(gone))
        late = and_(delivery.c.id.in_(carried), delivery.c.state == "waiting")
        await _blank(connection, delivery, late, state="dead", last_error="past its time")
        await _blank(connection, alert, alert.c.id.in_(gone), facts={})
    return await _blank(connection, recall_place, old, token=None)


async def _former_channels(connection: AsyncConnection, before: int, _now: int) -> int:
    old = and_(channel.c.ended_at <= before, channel.c.address != NO_NAME)
    return await _blank(connection, channel, old, address=NO_NAME, secret=None)


async def _blank(
    connection: AsyncConnection, table: Table, where: ColumnElement[bool], **values: Any
) -> int:
    return (await connection.execute(update(table).where(where).values(**values))).rowcount


async def _delete(connection: AsyncConnection, table: Table, where: ColumnElement[bool]) -> int:
    return (await connection.execute(delete(table).where(where))).rowcount


ITEMS: Final[Sequence[Item]] = (
    Item(
        "report_contacts",
        180,
        "cách liên hệ mà người phản ánh để lại",
        "contacts that people left with a report",
        _report_contacts,
    ),
    Item("reports", 730, "phản ánh và ảnh kèm theo", "reports and their photos", _reports),
    Item(
        "report_counts",
        2,
        "bộ đếm chống gửi quá nhiều",
        "counters that slow down floods of reports",
        _report_counts,
    ),
    Item(
        "visit_photos",
        730,
        "ảnh chụp trong lần kiểm tra",
        "photos taken on visits",
        _visit_photos,
    ),
    Item(
        "visit_notes",
        1825,
        "ghi chú của lần kiểm tra",
        "notes of visits",
        _visit_notes,
    ),
    Item(
        "owner_statements",
        1825,
        "ý kiến và khiếu nại của chủ cơ sở gửi cơ quan",
        "replies and appeals as owners sent them",
        _statements,
    ),
    Item(
        "reply_links",
        30,
        "liên kết trả lời đã hết hạn",
        "links to reply that have ended",
        _reply_links,
    ),
    Item(
        "kitchen_links",
        30,
        "liên kết ghi sổ nhận hàng đã thu hồi hoặc hết hạn",
        "links to receiving pages that were revoked or have ended",
        _kitchen_links,
    ),
    Item(
        "delivery_notes",
        730,
        "ảnh phiếu giao hàng mà bếp gửi",
        "photos of delivery notes that kitchens sent",
        _delivery_notes,
    ),
    Item(
        "closed_particulars",
        730,
        "thông tin riêng của cơ sở đã đóng cửa",
        "private particulars of establishments that closed",
        _closed_particulars,
    ),
    Item(
        "applications",
        730,
        "người nộp và giấy tờ của hồ sơ đã kết thúc",
        "applicants and papers of applications that ended",
        _applications,
    ),
    Item(
        "intake_drafts",
        30,
        "danh sách tải lên mà không ai sửa tiếp",
        "uploaded lists that nobody went on with",
        _drafts,
    ),
    Item(
        "sign_ins",
        30,
        "phiên đăng nhập và liên kết mời đã hết hạn",
        "sessions and invitations that have ended",
        _sign_ins,
    ),
    Item(
        "former_people",
        730,
        "tên của người không còn quyền truy cập",
        "names of people whose access was ended",
        _former_people,
    ),
    Item(
        "incidents",
        1825,
        "lời ghi của cơ quan về sự việc đã kết thúc",
        "the office's words about incidents that are closed",
        _incidents,
    ),
    Item(
        "recall_links",
        90,
        "đường dẫn trả lời và tin nhắn của việc thu hồi thực phẩm đã kết thúc",
        "links and messages of recalls of food that are over",
        _recall_links,
    ),
    Item(
        "former_channels",
        30,
        "địa chỉ nhận cảnh báo đã ngừng dùng",
        "addresses that alerts no longer go to",
        _former_channels,
    ),
)

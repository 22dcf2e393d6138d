"""The tables of results: the journal that publication decides from, the rules, and what owners say.

`result_entry`, `publication_rules` and `public_reply` are open to the public reader, which shows of them what
`foodtrace.publication.rules` lets through; they hold no person, no note and no reason.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from foodtrace.registry.schema import Big, metadata

__all__ = [
    "owner_statement",
    "public_reply",
    "publication_rules",
    "reply_link",
    "result_entry",
]

# Everything that ever happened to the result of a visit; nothing in it is changed or deleted.
result_entry = Table(
    "result_entry",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    # When it was recorded, and the civil day (UTC+7, days since 1970) on which it took effect.
    Column("at", Big, nullable=False),
    Column("day", Integer, nullable=False),
    Column("establishment_id", Big, ForeignKey("establishment.id"), nullable=False),
    Column("visit_id", Big, ForeignKey("visit.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("visited_on", Integer),
    Column("scheme", Text),
    Column("outcome", Text),
    Column("grade", Text),
    # The last civil day of the hold that was promised to the owner.
    Column("hold_until", Integer),
    Column("statement_id", Big, ForeignKey("owner_statement.id")),
    Index("ix_result_entry_establishment_id_id", "establishment_id", "id"),
    CheckConstraint(
        "kind IN ('declared', 'corrected', 'withdrawn', 'appealed', 'decided', 'replied', "
        "'reply_shown', 'reply_held_back')",
        name="kind",
    ),
    sqlite_autoincrement=True,
)

# Every version of the rules; the last one that was set by a moment is what was known at that moment.
publication_rules = Table(
    "publication_rules",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("set_at", Big, nullable=False),
    sqlite_autoincrement=True,
)

# A reply that an officer let stand beside the result; it can be erased, the journal goes on naming it.
public_reply = Table(
    "public_reply",
    metadata,
    Column("id", Big, ForeignKey("owner_statement.id"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

# What an owner wrote; private until an officer has looked.
owner_statement = Table(
    "owner_statement",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("visit_id", Big, ForeignKey("visit.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("by_owner", Integer, nullable=False),
    Column("text", Text, nullable=False),
    CheckConstraint("kind IN ('reply', 'appeal')", name="kind"),
    sqlite_autoincrement=True,
)

# The address at which an owner sees a result before it is public; the token is kept as a hash alone.
reply_link = Table(
    "reply_link",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("visit_id", Big, ForeignKey("visit.id"), nullable=False, index=True),
    Column("token_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Big, nullable=False),
    Column("expires_at", Big, nullable=False),
    Column("revoked_at", Big),
    sqlite_autoincrement=True,
)

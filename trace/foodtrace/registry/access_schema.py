"""The tables of people and rights: accounts, what they sign in with, sessions, and integrators' keys.

Every secret stands here as a hash alone; none of these tables is open to the public.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from foodtrace.registry.schema import Big, metadata

__all__ = [
    "account",
    "api_key",
    "known_browser",
    "office_session",
    "passkey",
    "sign_in_count",
    "sign_up_link",
    "spent_challenge",
]

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    # What passkeys know the account by (WebAuthn's user handle): random, so that it says nothing.
    Column("handle", LargeBinary(32), nullable=False, unique=True),
    Column("role", Text, nullable=False),
    # Ids of zones and codes of wards; both empty: everywhere.
    Column("zones", JSON, nullable=False),
    Column("wards", JSON, nullable=False),
    # Argon2id in its usual text form; None until one is chosen.
    Column("password", Text),
    Column("added_at", Big, nullable=False),
    Column("revoked_at", Big),
    # Counts changes: a form made for an older version is stale.
    Column("version", Integer, nullable=False),
    CheckConstraint(
        "role IN ('administrator', 'issuing', 'inspector', 'viewer', 'helper')", name="role"
    ),
    sqlite_autoincrement=True,
)

sign_up_link = Table(
    "sign_up_link",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("made_at", Big, nullable=False),
    Column("ends_at", Big, nullable=False),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("credential", LargeBinary(1023), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", Big, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Big, nullable=False),
    # The civil day (UTC+7): no finer trace of a person's hours.
    Column("last_used_day", Integer),
    sqlite_autoincrement=True,
)

office_session = Table(
    "office_session",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("made_at", Big, nullable=False),
    # Never moves back, whatever the clock does.
    Column("seen_at", Big, nullable=False),
    # What the browser calls itself, in two words, so that a person can tell her own sessions apart.
    Column("browser", Text, nullable=False),
    Column("language", Text),
)

known_browser = Table(
    "known_browser",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("ends_at", Big, nullable=False, index=True),
)

# Guesses that failed lately; `bucket` is a keyed hash, so that no address can be read from it.
sign_in_count = Table(
    "sign_in_count",
    metadata,
    Column("bucket", LargeBinary(16), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Big, nullable=False),
    Column("ends_at", Big, nullable=False, index=True),
)

spent_challenge = Table(
    "spent_challenge",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("ends_at", Big, nullable=False, index=True),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("rights", JSON, nullable=False),
    Column("zones", JSON, nullable=False),
    Column("wards", JSON, nullable=False),
    Column("added_at", Big, nullable=False),
    Column("ends_at", Big),
    Column("revoked_at", Big),
    Column("last_used_day", Integer),
    sqlite_autoincrement=True,
)

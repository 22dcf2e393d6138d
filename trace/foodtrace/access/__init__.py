"""Who may do what: roles, rights, accounts, sessions and keys; nothing of the web."""

from foodtrace.access.accounts import (
    Account,
    account_named,
    account_of,
    add_account,
    change_account,
    list_accounts,
    names_of_actors,
    revoke_account,
)
from foodtrace.access.bounds import within
from foodtrace.access.passwords import MIN_PASSWORD, check_password, hash_password
from foodtrace.access.rights import RIGHTS, Right, Role, Who
from foodtrace.access.sessions import (
    Limits,
    Session,
    end_other_sessions,
    end_session,
    find_session,
    keep_language,
    sessions_of,
    start_session,
)
from foodtrace.access.signing_in import Proven, prove_password
from foodtrace.access.tokens import form_token

__all__ = [
    "MIN_PASSWORD",
    "RIGHTS",
    "Account",
    "Limits",
    "Proven",
    "Right",
    "Role",
    "Session",
    "Who",
    "account_named",
    "account_of",
    "add_account",
    "change_account",
    "check_password",
    "end_other_sessions",
    "end_session",
    "find_session",
    "form_token",
    "hash_password",
    "keep_language",
    "list_accounts",
    "names_of_actors",
    "prove_password",
    "revoke_account",
    "sessions_of",
    "start_session",
    "within",
]

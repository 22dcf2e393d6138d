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
from foodtrace.access.address import OFFICE_ORIGIN, office_origin, sign_up_address
from foodtrace.access.bounds import bounds_named, within, zones_by_id
from foodtrace.access.lock_out import (
    KNOWN_SECONDS,
    Attempt,
    attempt_of,
    check_wait,
    forget_failures,
    know_browser,
)
from foodtrace.access.passkeys import (
    KnownPasskey,
    NewPasskey,
    Passkey,
    add_passkey,
    find_passkey,
    handle_of,
    passkeys_of,
    remove_passkey,
    spend_challenge,
    use_passkey,
)
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
from foodtrace.access.sign_up import LINK_SECONDS, make_link, read_link, use_link
from foodtrace.access.signing_in import Proven, prove_password
from foodtrace.access.tokens import form_token

__all__ = [
    "KNOWN_SECONDS",
    "LINK_SECONDS",
    "MIN_PASSWORD",
    "OFFICE_ORIGIN",
    "RIGHTS",
    "Account",
    "Attempt",
    "KnownPasskey",
    "Limits",
    "NewPasskey",
    "Passkey",
    "Proven",
    "Right",
    "Role",
    "Session",
    "Who",
    "account_named",
    "account_of",
    "add_account",
    "add_passkey",
    "attempt_of",
    "bounds_named",
    "change_account",
    "check_password",
    "check_wait",
    "end_other_sessions",
    "end_session",
    "find_passkey",
    "find_session",
    "forget_failures",
    "form_token",
    "handle_of",
    "hash_password",
    "keep_language",
    "know_browser",
    "list_accounts",
    "make_link",
    "names_of_actors",
    "office_origin",
    "passkeys_of",
    "prove_password",
    "read_link",
    "remove_passkey",
    "revoke_account",
    "sessions_of",
    "sign_up_address",
    "spend_challenge",
    "start_session",
    "use_link",
    "use_passkey",
    "within",
    "zones_by_id",
]

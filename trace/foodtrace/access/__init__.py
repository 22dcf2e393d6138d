"""Who may do what: roles, rights, accounts, sessions and keys; nothing of the web."""

from foodtrace.access.accounts import (
    add_account,
    change_account,
    end_sessions,
    revoke_account,
    set_password,
)
from foodtrace.access.address import OFFICE_ORIGIN, office_origin, sign_up_address
from foodtrace.access.api_keys import (
    KEY_RIGHTS,
    ApiKey,
    add_key,
    list_keys,
    recognise_key,
    revoke_key,
)
from foodtrace.access.bounds import bounds_named, within, zones_by_id
from foodtrace.access.journal import (
    ACCOUNT_EVENTS,
    account_events,
    events_after,
    latest_events,
)
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
    add_own_passkey,
    add_passkey,
    find_passkey,
    handle_of,
    passkeys_of,
    remove_passkey,
    spend_challenge,
    use_passkey,
)
from foodtrace.access.passwords import MIN_PASSWORD, check_password, hash_password
from foodtrace.access.people import (
    Account,
    account_named,
    account_of,
    list_accounts,
    names_of_actors,
)
from foodtrace.access.rights import RIGHTS, Right, Role, Who
from foodtrace.access.sessions import (
    Limits,
    Session,
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
    "ACCOUNT_EVENTS",
    "KEY_RIGHTS",
    "KNOWN_SECONDS",
    "LINK_SECONDS",
    "MIN_PASSWORD",
    "OFFICE_ORIGIN",
    "RIGHTS",
    "Account",
    "ApiKey",
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
    "account_events",
    "account_named",
    "account_of",
    "add_account",
    "add_key",
    "add_own_passkey",
    "add_passkey",
    "attempt_of",
    "bounds_named",
    "change_account",
    "check_password",
    "check_wait",
    "end_session",
    "end_sessions",
    "events_after",
    "find_passkey",
    "find_session",
    "forget_failures",
    "form_token",
    "handle_of",
    "hash_password",
    "keep_language",
    "know_browser",
    "latest_events",
    "list_accounts",
    "list_keys",
    "make_link",
    "names_of_actors",
    "office_origin",
    "passkeys_of",
    "prove_password",
    "read_link",
    "recognise_key",
    "remove_passkey",
    "revoke_account",
    "revoke_key",
    "sessions_of",
    "set_password",
    "sign_up_address",
    "spend_challenge",
    "start_session",
    "use_link",
    "use_passkey",
    "within",
    "zones_by_id",
]

"""The one taxonomy of errors: what went wrong, by a stable code, and never how to answer over HTTP or exit."""

from __future__ import annotations


class FoodtraceError(Exception):
    """Something a caller can act on.

    `code` is stable and snake_case; scripts may depend on it. The message is one line that says what
    was expected, what came and what to do. `fields` are typed extras for machines. Neither ever holds
    key material or a passphrase.
    """

    default_code = "error"

    def __init__(self, message: str, *, code: str | None = None, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.fields = fields

    def __str__(self) -> str:
        return self.message


class MalformedSticker(FoodtraceError):
    """Untrusted text or bytes that are not a sticker of format 1; a result, not a breakdown."""

    default_code = "malformed_sticker"


class MalformedList(FoodtraceError):
    """Bytes that are not a trust list, a status list, a roots file or a bundle of this format."""

    default_code = "malformed_list"


class RefusedList(FoodtraceError):
    """A well-formed list that this reader must not accept: rollback, too few signatures, a wrong key."""

    default_code = "refused_list"


class InvalidRequest(FoodtraceError):
    """An argument, option or field whose value cannot be used."""

    default_code = "invalid_request"


class NotFound(FoodtraceError):
    """A name, number or code that the registry does not hold."""

    default_code = "not_found"


class Conflict(FoodtraceError):
    """A change that the present state does not allow."""

    default_code = "conflict"


class AccessDenied(FoodtraceError):
    """A token or right that is missing, unknown or withdrawn."""

    default_code = "access_denied"


class LimitReached(FoodtraceError):
    """Too much in too short a time; the field `retry_after` says in how many seconds to try again."""

    default_code = "limit_reached"

    @property
    def retry_after(self) -> int:
        """Seconds; a minute where nothing else was said."""
        return int(str(self.fields.get("retry_after", 60)))


class IntakeRefused(FoodtraceError):
    """A whole file that cannot be taken in; faults of single rows are results, not errors."""

    default_code = "intake_refused"


class KeyUnavailable(FoodtraceError):
    """A private key that cannot be used: missing file, wrong passphrase, open permissions."""

    default_code = "key_unavailable"


class RegistryUnavailable(FoodtraceError):
    """A store that is busy, missing, damaged, full or of another schema version."""

    default_code = "registry_unavailable"

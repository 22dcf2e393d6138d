"""A password chosen on a page: typed twice, taken or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foodtrace.access import check_password, hash_password
from foodtrace.errors import InvalidRequest

if TYPE_CHECKING:
    from foodtrace_api.office.form import Form
    from foodtrace_api.words import Words

__all__ = ["chosen_password"]


async def chosen_password(
    form: Form, name: str, w: Words, *, beside_passkey: bool
) -> tuple[str | None, dict[str, str]]:
    """What is kept of the password in `form`, or the faults beside its fields; None without one."""
    typed, again = form.exact("password"), form.exact("password_again")
    if not typed and not again:
        return None, {}
    try:
        plain = check_password(typed, name, beside_passkey=beside_passkey)
    except InvalidRequest as error:
        return None, {"password": w(error.code, **error.fields)}
    if typed != again:
        return None, {"password_again": w("password_differs")}
    return await hash_password(plain), {}

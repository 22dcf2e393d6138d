"""The ceremony of WebAuthn: what a browser is asked for, and whether what it brings holds.

A challenge is signed by the server and says what it is for and until when, so that nothing is kept for a
page that only was looked at; it is kept once it was used, so that it is used once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec
from foodtrace.access import (
    KnownPasskey,
    NewPasskey,
    find_passkey,
    handle_of,
    spend_challenge,
    use_passkey,
)
from foodtrace.errors import AccessDenied, FoodtraceError
from foodtrace.registry import day_key
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

if TYPE_CHECKING:
    from foodtrace.registry import Registry

__all__ = ["Ceremony", "Party"]

_LIFE: Final = 5 * 60
_MAC: Final = 24
_ALONE: Final = "alone"


class Party(msgspec.Struct, frozen=True):
    """Whom passkeys are made for (WebAuthn's relying party): the origin, its host, and a name to show."""

    origin: str
    name: str

    @property
    def id(self) -> str:
        return urlsplit(self.origin).hostname or ""


class Ceremony:
    """Registering and using passkeys of one party."""

    def __init__(self, registry: Registry, party: Party, now: int) -> None:
        self._registry = registry
        self._party = party
        self._now = now

    async def creation_options(self, account_id: int, name: str) -> str:
        """What `navigator.credentials.create` is asked for, as JSON."""
        handle, known = await handle_of(self._registry, account_id)
        options = generate_registration_options(
            rp_id=self._party.id,
            rp_name=self._party.name,
            user_id=handle,
            user_name=name,
            user_display_name=name,
            challenge=await self._challenge(f"new/{account_id}"),
            timeout=_LIFE * 1000,
            # With the person verified by the device, a passkey is enough to sign in alone.
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        )
        return options_to_json(options)

    async def request_options(
        self, account_id: int | None = None, credentials: tuple[bytes, ...] = ()
    ) -> str:
        """What `navigator.credentials.get` is asked for: any passkey, or one of an account's."""
        second = account_id is not None
        options = generate_authentication_options(
            rp_id=self._party.id,
            challenge=await self._challenge(f"second/{account_id}" if second else _ALONE),
            timeout=_LIFE * 1000,
            allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in credentials],
            # The password was the first factor: a touch is enough for the second.
            user_verification=UserVerificationRequirement.DISCOURAGED
            if second
            else UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    async def made(self, account_id: int, text: str, name: str) -> NewPasskey:
        """The passkey that a browser made for an account. Raises AccessDenied (passkey)."""
        try:
            credential: RegistrationCredential = parse_registration_credential_json(text)
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            await self._take(challenge, (f"new/{account_id}",))
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                require_user_verification=True,
            )
        except FoodtraceError:
            raise
        except Exception as error:  # whatever a stranger's bytes make the library raise
            raise _refused() from error
        return NewPasskey(
            credential=verified.credential_id,
            public_key=verified.credential_public_key,
            counter=verified.sign_count,
            name=name,
        )

    async def used(self, text: str) -> int:
        """The number of the account whose passkey this is. Raises AccessDenied: passkey, passkey_cloned."""
        try:
            credential: AuthenticationCredential = parse_authentication_credential_json(text)
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            known = await find_passkey(self._registry, credential.raw_id)
            purpose = await self._take(challenge, (_ALONE, f"second/{known.account_id}"))
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                credential_public_key=known.public_key,
                # The counter is compared in the transaction that keeps it: see `use_passkey`.
                credential_current_sign_count=0,
                require_user_verification=purpose == _ALONE,
            )
            if purpose == _ALONE:
                _check_handle(credential, known)
        except FoodtraceError:
            raise
        except Exception as error:  # as above
            raise _refused() from error
        await use_passkey(self._registry, known, verified.new_sign_count, now=self._now)
        return known.account_id

    async def _challenge(self, purpose: str) -> bytes:
        ends_at = self._now + _LIFE
        body = secrets.token_bytes(16) + ends_at.to_bytes(8, "big")
        key = await day_key(self._registry, "passkey", now=self._now, life=_LIFE)
        return body + _mac(key, purpose, body)

    async def _take(self, challenge: bytes, purposes: tuple[str, ...]) -> str:
        """Which of `purposes` the challenge was made for; it is spent with this."""
        body, mac = challenge[:24], challenge[24:]
        ends_at = int.from_bytes(body[16:], "big")
        if not (len(challenge) == 24 + _MAC and self._now < ends_at <= self._now + 2 * _LIFE):
            raise _refused()
        keys = [
            await day_key(self._registry, "passkey", now=self._now, life=life)
            for life in (0, _LIFE)
        ]
        for purpose in purposes:
            if any(hmac.compare_digest(mac, _mac(key, purpose, body)) for key in keys):
                digest = hashlib.sha256(challenge).digest()
                await spend_challenge(self._registry, digest, ends_at=ends_at, now=self._now)
                return purpose
        raise _refused()


def _check_handle(credential: AuthenticationCredential, known: KnownPasskey) -> None:
    """A passkey alone also brings the handle of its account (WebAuthn, section 7.2, step 6)."""
    handle = credential.response.user_handle
    if handle is None or not hmac.compare_digest(bytes(handle), known.handle):
        raise _refused()


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(key, f"{purpose}/".encode() + body, "sha256")[:_MAC]


def _refused() -> AccessDenied:
    return AccessDenied("this passkey could not be confirmed; begin anew", code="passkey")

"""The key file's text: a JSON envelope of the sealed seed, and the work its passphrase costs."""

from __future__ import annotations

from typing import Final

import msgspec
import nacl.exceptions
import nacl.pwhash.argon2id
import nacl.secret
import nacl.signing

from foodtrace.errors import KeyUnavailable
from foodtrace.keystore.passphrase import Passphrase
from foodtrace.sticker import kid_of

ROLES: Final = ("root", "sticker", "status")
SEED_BYTES: Final = 32
MAX_FILE_BYTES: Final = 4096
_FORMAT: Final = "foodtrace key 1"
# A file may come from a stranger's disk: it must not make us spend a machine's memory on it.
_MAX_MEMORY: Final = 1 << 30
_MAX_PASSES: Final = 16


class Kdf(msgspec.Struct, frozen=True):
    """Argon2id work: passes over the memory, and the memory in bytes (RFC 9106, one lane)."""

    passes: int
    memory: int


# Libsodium's own steps: 256 MiB for keys opened by hand, 64 MiB for the key a small server opens.
KDF_MODERATE: Final = Kdf(
    nacl.pwhash.argon2id.OPSLIMIT_MODERATE, nacl.pwhash.argon2id.MEMLIMIT_MODERATE
)
KDF_INTERACTIVE: Final = Kdf(
    nacl.pwhash.argon2id.OPSLIMIT_INTERACTIVE, nacl.pwhash.argon2id.MEMLIMIT_INTERACTIVE
)


class KeyInfo(msgspec.Struct, frozen=True):
    """What a key file says without its passphrase. `created` is unix seconds; `public` 32 bytes."""

    role: str
    kid: bytes
    public: bytes
    created: int


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, field by field; byte strings are hexadecimal."""

    format: str
    role: str
    kid: str
    public: str
    created: int
    kdf: str
    passes: int
    memory: int
    salt: str
    box: str

    def info(self) -> KeyInfo:
        return KeyInfo(self.role, bytes.fromhex(self.kid), bytes.fromhex(self.public), self.created)


def seal(
    seed: bytes, passphrase: Passphrase, *, role: str, created: int, kdf: Kdf, salt: bytes
) -> Envelope:
    """Encrypt a 32-byte Ed25519 seed. The role is sealed with it, so a relabelled file does not open."""
    public = _public_of(seed)
    # SecretBox draws its own 24-byte nonce.
    box = nacl.secret.SecretBox(_derive(passphrase, salt, kdf)).encrypt(_inner(role, seed))
    return Envelope(
        format=_FORMAT,
        role=role,
        kid=kid_of(public).hex(),
        public=public.hex(),
        created=created,
        kdf="argon2id",
        passes=kdf.passes,
        memory=kdf.memory,
        salt=salt.hex(),
        box=bytes(box).hex(),
    )


def unseal(envelope: Envelope, passphrase: Passphrase, where: str) -> bytes:
    """The seed; raises KeyUnavailable (`wrong_passphrase`, `key_file_malformed`). `where` names the file."""
    kdf = Kdf(envelope.passes, envelope.memory)
    key = _derive(passphrase, bytes.fromhex(envelope.salt), kdf)
    try:
        inner = nacl.secret.SecretBox(key).decrypt(bytes.fromhex(envelope.box))
    except nacl.exceptions.CryptoError:
        raise KeyUnavailable(
            f"The passphrase does not open the {envelope.role} key {where}: "
            "check it and try again (capital letters count).",
            code="wrong_passphrase",
            role=envelope.role,
            kid=envelope.kid,
        ) from None
    seed = inner[-SEED_BYTES:]
    if inner != _inner(envelope.role, seed) or _public_of(seed).hex() != envelope.public:
        raise _malformed(where, "its label does not match the key inside")
    return bytes(seed)


def encode_envelope(envelope: Envelope) -> bytes:
    """The bytes of a key file: indented JSON and a newline, so that a person can see what it is."""
    return msgspec.json.format(msgspec.json.encode(envelope), indent=2) + b"\n"


def parse_envelope(raw: bytes, where: str) -> Envelope:
    """Strict: every field checked before any costly work. Raises KeyUnavailable (`key_file_malformed`)."""
    if len(raw) > MAX_FILE_BYTES:
        raise _malformed(where, f"it is longer than {MAX_FILE_BYTES} bytes")
    try:
        envelope = msgspec.json.decode(raw, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _malformed(where, "it is not the JSON of one") from None
    if envelope.format != _FORMAT or envelope.kdf != "argon2id":
        raise _malformed(where, f"expected format '{_FORMAT}' with argon2id")
    if envelope.role not in ROLES:
        raise _malformed(where, f"its role is none of {', '.join(ROLES)}")
    sizes = {"kid": 4, "public": 32, "salt": nacl.pwhash.argon2id.SALTBYTES}
    for field, size in sizes.items():
        _octets(getattr(envelope, field), size, field, where)
    overhead = nacl.secret.SecretBox.NONCE_SIZE + nacl.secret.SecretBox.MACBYTES
    _octets(envelope.box, overhead + len(_inner(envelope.role, bytes(SEED_BYTES))), "box", where)
    if kid_of(bytes.fromhex(envelope.public)).hex() != envelope.kid:
        raise _malformed(where, "its kid is not that of its public key")
    if not (
        1 <= envelope.passes <= _MAX_PASSES
        and nacl.pwhash.argon2id.MEMLIMIT_MIN <= envelope.memory <= _MAX_MEMORY
        and envelope.created >= 0
    ):
        raise _malformed(where, "its numbers are out of bounds")
    return envelope


def _derive(passphrase: Passphrase, salt: bytes, kdf: Kdf) -> bytes:
    try:
        return nacl.pwhash.argon2id.kdf(
            nacl.secret.SecretBox.KEY_SIZE, passphrase.reveal(), salt, kdf.passes, kdf.memory
        )
    except (nacl.exceptions.CryptoError, MemoryError):
        raise KeyUnavailable(
            f"Opening this key needs {kdf.memory >> 20} MiB of free memory, which the machine did "
            "not give: close other programs and try again.",
            code="key_memory",
        ) from None


def _public_of(seed: bytes) -> bytes:
    return bytes(nacl.signing.SigningKey(seed).verify_key)


def _inner(role: str, seed: bytes) -> bytes:
    return f"{_FORMAT} {role} ".encode() + seed


def _octets(text: str, size: int, field: str, where: str) -> None:
    if len(text) != 2 * size or text.strip("0123456789abcdef"):
        raise _malformed(where, f"its {field} is not {size} bytes of lower-case hexadecimal")


def _malformed(where: str, why: str) -> KeyUnavailable:
    return KeyUnavailable(
        f"{where} is not a foodtrace key file: {why}; restore it from its copy.",
        code="key_file_malformed",
    )

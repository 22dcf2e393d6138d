"""Where private keys live: encrypted files that only their owner can read, opened by a passphrase."""

from foodtrace.keystore.envelope import KDF_INTERACTIVE, KDF_MODERATE, Kdf, KeyInfo
from foodtrace.keystore.files import change_passphrase, create_key, describe_key, read_key
from foodtrace.keystore.folder import (
    create_key_folder,
    find_key,
    key_filename,
    list_keys,
)
from foodtrace.keystore.passphrase import Passphrase, find_passphrase

__all__ = [
    "KDF_INTERACTIVE",
    "KDF_MODERATE",
    "Kdf",
    "KeyInfo",
    "Passphrase",
    "change_passphrase",
    "create_key",
    "create_key_folder",
    "describe_key",
    "find_key",
    "find_passphrase",
    "key_filename",
    "list_keys",
    "read_key",
]

"""What a trust list says: roots, hosts, keys with their windows, wards and categories."""

from __future__ import annotations

from functools import cached_property

import msgspec

from foodtrace.sticker import kid_of

STICKER_ROLE, STATUS_ROLE = 0, 1
_SPECIMEN_LABELS = frozenset({"example", "test", "invalid", "localhost"})  # RFC 2606 and RFC 6761


def is_specimen_host(name: str) -> bool:
    """Whether a host has a label that can never be real, so that its stickers are samples."""
    return bool(_SPECIMEN_LABELS & set(name.split(".")))


class TrustKey(msgspec.Struct, frozen=True, dict=True):
    """A sticker key (role 0) or status key (role 1); its window is nbf <= t < naf in unix seconds.

    `revoked` is when it was revoked; from then on it fails whatever the iat of a sticker says. `issued` is
    the SHA-256 of the file that names the honest stickers of a revoked key.
    """

    role: int
    public: bytes
    nbf: int
    naf: int
    revoked: int | None = None
    status_uri: str | None = None
    issued: bytes | None = None

    @cached_property
    def kid(self) -> bytes:
        return kid_of(self.public)


class Host(msgspec.Struct, frozen=True):
    """A host of sticker links; after `until` (unix seconds) it still parses and is never opened."""

    name: str
    until: int | None = None


class Ward(msgspec.Struct, frozen=True):
    """A ward code's meaning from one civil day (inclusive, days since 1970 in UTC+7) until another (exclusive)."""

    code: int
    from_day: int
    until_day: int | None
    name: str
    province: str


class Category(msgspec.Struct, frozen=True):
    """An entry of the append-only table of categories: number 0..255, names by language tag."""

    number: int
    names: dict[str, str]


class TrustList(msgspec.Struct, frozen=True, dict=True):
    """One authority's list; times are unix seconds, exp the first second at which it is stale."""

    issuer: str
    iat: int
    exp: int
    seq: int
    threshold: int
    roots: tuple[bytes, ...]
    hosts: tuple[Host, ...]
    keys: tuple[TrustKey, ...]
    wards: tuple[Ward, ...] = ()
    categories: tuple[Category, ...] = ()

    def key(self, kid: bytes) -> TrustKey | None:
        return self._keys_by_kid.get(kid)

    def ward_name(self, code: int, day: int) -> Ward | None:
        """What the code meant on that civil day; None shows as five digits, never as a refusal."""
        for ward in self._wards_by_code.get(code, ()):
            if ward.from_day <= day and (ward.until_day is None or day < ward.until_day):
                return ward
        return None

    def category(self, number: int) -> Category | None:
        return self._categories_by_number.get(number)

    def host_names(self) -> frozenset[str]:
        """Every host that parses, retired ones too."""
        return self._host_names

    @property
    def is_specimen(self) -> bool:
        """Whether any host can never be real, so that its stickers are samples."""
        return any(is_specimen_host(name) for name in self._host_names)

    @cached_property
    def _keys_by_kid(self) -> dict[bytes, TrustKey]:
        return {key.kid: key for key in self.keys}

    @cached_property
    def _host_names(self) -> frozenset[str]:
        return frozenset(host.name for host in self.hosts)

    @cached_property
    def _categories_by_number(self) -> dict[int, Category]:
        return {category.number: category for category in self.categories}

    @cached_property
    def _wards_by_code(self) -> dict[int, tuple[Ward, ...]]:
        found: dict[int, tuple[Ward, ...]] = {}
        for ward in self.wards:
            found[ward.code] = (*found.get(ward.code, ()), ward)
        return found

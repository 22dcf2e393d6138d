"""Trust lists: the example byte for byte, one encoding for each, every fault refused by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import cbor2
import msgspec
import pytest
from foodtrace.errors import MalformedList
from foodtrace.trust import (
    Category,
    Host,
    TrustKey,
    TrustList,
    Ward,
    encode_trust_payload,
    merge_trust_files,
    parse_trust_file,
    parse_trust_payload,
    sign_trust_payload,
)
from hypothesis import given
from hypothesis import strategies as st
from trust.makers import (
    DAY,
    STATUS_KEY,
    STICKER_KEY,
    TRUST,
    kid,
    public,
    seed,
    signed_trust,
    trust_list,
)

_PAYLOAD = encode_trust_payload(TRUST)
_FILE = signed_trust()


def _code(action: Callable[[], object]) -> str:
    with pytest.raises(MalformedList) as refused:
        action()
    assert "\n" not in refused.value.message
    return refused.value.code


def test_the_example_of_the_format_is_reproduced_byte_for_byte() -> None:
    assert len(_FILE) == 1138
    assert (
        hashlib.sha256(_FILE).hexdigest()
        == "c7951164b04048e85ad67a4017406b0d0ad1dff07b8ef2a2af64c6f177b9e273"
    )
    parsed = parse_trust_file(_FILE)
    assert parsed.list == TRUST
    assert parsed.signers == (kid("root1"), kid("root3"))
    assert encode_trust_payload(parsed.list) == parsed.payload
    roots = [public(name) for name in ("root1", "root2", "root3", "sticker")]
    assert parsed.verified_signers(roots) == {public("root1"), public("root3")}


def test_cbor2_reads_what_we_wrote_and_writes_the_same_bytes() -> None:
    part = cbor2.loads(_FILE)
    assert part.tag == 18
    protected = cbor2.loads(part.value[0])
    assert protected == {1: -8, 4: kid("root1"), 16: "application/foodtrace-trust+cwt"}
    claims = cbor2.loads(_PAYLOAD)
    assert set(claims) == {1, 4, 6, -65538}
    assert cbor2.dumps(claims, canonical=True) == _PAYLOAD
    assert cbor2.dumps(part, canonical=True) == _FILE[: len(cbor2.dumps(part, canonical=True))]


_SECONDS = st.integers(0, 2**32 - 1)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@st.composite
def _drawn_trust(draw: st.DrawFn) -> TrustList:
    names = draw(
        st.lists(st.sampled_from([f"key{at}" for at in range(12)]), min_size=1, unique=True)
    )
    cut = draw(st.integers(1, min(len(names), 8)))
    iat = draw(st.integers(0, 2**32 - 2 - 366 * DAY))
    keys = []
    for at, name in enumerate(names[cut:]):
        nbf = draw(st.integers(0, 2**32 - 2))
        keys.append(
            TrustKey(
                draw(st.integers(0, 1)),
                public(name),
                nbf,
                draw(st.integers(nbf + 1, 2**32 - 1)),
                draw(st.none() | _SECONDS),
                draw(st.none() | st.just(f"https://a.example/{at}")),
                draw(st.none() | st.binary(min_size=32, max_size=32)),
            )
        )
    wards = draw(
        st.lists(
            st.builds(Ward, st.integers(1, 99_999), _SECONDS, st.none() | _SECONDS, _TEXT, _TEXT),
            max_size=5,
            unique_by=lambda ward: (ward.code, ward.from_day),
        )
    )
    categories = draw(
        st.lists(
            st.builds(
                Category,
                st.integers(0, 255),
                st.dictionaries(st.sampled_from(["vi", "en", "ko", "zh-Hans", "zh-Hant"]), _TEXT),
            ),
            max_size=5,
            unique_by=lambda category: category.number,
        )
    )
    return TrustList(
        issuer=draw(_TEXT),
        iat=iat,
        exp=draw(st.integers(iat + 1, iat + 366 * DAY)),
        seq=draw(st.integers(1, 2**32 - 1)),
        threshold=draw(st.integers(1, cut)),
        roots=tuple(public(name) for name in names[:cut]),
        hosts=(Host("a.example"), Host("b.example", draw(_SECONDS))),
        keys=tuple(keys),
        wards=tuple(wards),
        categories=tuple(categories),
    )


@given(_drawn_trust())
def test_a_list_comes_back_and_cbor2_writes_the_same_bytes(trust: TrustList) -> None:
    payload = encode_trust_payload(trust)
    assert parse_trust_payload(payload) == trust
    assert cbor2.dumps(cbor2.loads(payload), canonical=True) == payload


@given(st.data())
def test_what_parses_encodes_to_the_same_bytes(data: st.DataObject) -> None:
    payload = bytearray(_PAYLOAD)
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        parsed = parse_trust_payload(bytes(payload))
    except MalformedList:
        return
    assert encode_trust_payload(parsed) == bytes(payload)


def _key(**changes: object) -> TrustKey:
    return msgspec.structs.replace(STICKER_KEY, **changes)


_WARD = TRUST.wards[0]
_TORSION = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": ""}, "trust_issuer"),
        ({"issuer": "a" * 256}, "trust_issuer"),
        ({"seq": 0}, "trust_seq"),
        ({"seq": 2**32}, "trust_seq"),
        ({"seq": -1}, "trust_cbor"),
        ({"exp": TRUST.iat}, "trust_exp"),
        ({"exp": TRUST.iat + 366 * DAY + 1}, "trust_exp"),
        ({"iat": -1}, "trust_cbor"),
        ({"iat": None}, "trust_cbor"),
        ({"iat": 1.5}, "trust_cbor"),
        ({"threshold": 0}, "trust_threshold"),
        ({"threshold": 4}, "trust_threshold"),
        ({"threshold": 9}, "trust_threshold"),
        ({"roots": ()}, "trust_roots"),
        ({"roots": tuple(public(f"root{at}") for at in range(9))}, "trust_roots"),
        ({"roots": (public("root1"), public("root1"))}, "duplicate_kid"),
        ({"roots": (public("root1"), public("sticker"))}, "duplicate_kid"),
        ({"roots": (public("root1"), _TORSION)}, "bad_public_key"),
        ({"roots": (public("root1"), b"short")}, "trust_root"),
        ({"hosts": ()}, "trust_hosts"),
        ({"hosts": (Host("QR.example"),)}, "trust_host"),
        ({"hosts": (Host("a.example:80"),)}, "trust_host"),
        ({"hosts": (Host("a.example"), Host("a.example", 5))}, "trust_hosts"),
        ({"hosts": tuple(Host(f"a{at}.example") for at in range(65))}, "trust_hosts"),
        ({"keys": (STICKER_KEY, STICKER_KEY)}, "trust_status_uri"),
        ({"keys": (_key(status_uri=None), _key(status_uri=None, role=1))}, "duplicate_kid"),
        ({"keys": (_key(role=2),)}, "trust_role"),
        ({"keys": (_key(public=b"\x00" * 31),)}, "trust_public"),
        ({"keys": (_key(public=b"\x00" * 32),)}, "bad_public_key"),
        ({"keys": (_key(public=public("root2")),)}, "duplicate_kid"),
        ({"keys": (_key(naf=STICKER_KEY.nbf),)}, "trust_naf"),
        ({"keys": (_key(status_uri=""),)}, "trust_status_uri"),
        ({"keys": (_key(issued=b"short"),)}, "trust_issued"),
        ({"keys": (STICKER_KEY, _key(public=public("other")))}, "trust_status_uri"),
        ({"wards": (_WARD, _WARD)}, "trust_wards"),
        ({"wards": (Ward(0, 1, None, "a", "b"),)}, "trust_ward"),
        ({"wards": (Ward(100_000, 1, None, "a", "b"),)}, "trust_ward"),
        ({"wards": (Ward(1, 1, None, "", "b"),)}, "trust_ward_name"),
        ({"wards": (Ward(1, 1, None, "a", ""),)}, "trust_province"),
        ({"categories": (Category(256, {}),)}, "trust_category"),
        ({"categories": (Category(1, {}), Category(1, {}))}, "trust_categories"),
        ({"categories": (Category(1, {"": "x"}),)}, "trust_language"),
        ({"categories": (Category(1, {"vi": ""}),)}, "trust_category_name"),
        ({"categories": (Category(1, {"vi": "\ud800"}),)}, "trust_cbor"),
    ],
)
def test_a_list_with_a_fault_is_never_written_or_read(
    changes: dict[str, object], code: str
) -> None:
    assert _code(lambda: encode_trust_payload(trust_list(**changes))) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("a4017644656d6f", "a5017644656d6f", "trust_cbor"),
        ("a4017644656d6f", "a4027644656d6f", "trust_cbor"),
        ("3a00010001", "3a00010000", "trust_order"),
        ("3a0001000187", "3a0001000186", "trust_cbor"),
        ("0702835820", "180702835820", "trust_cbor"),
        ("0702835820", "0702" + "9f5820", "trust_cbor"),
        ("f687015820", "f6f5015820", "trust_cbor"),
        ("f687015820", "f687f55820", "trust_role"),
        ("a262656e", "a262766e", "trust_order"),  # vn before vi
        ("627669", "62656e", "trust_order"),  # en twice
    ],
)
def test_every_other_encoding_is_refused(old: str, new: str, code: str) -> None:
    payload = _PAYLOAD.replace(bytes.fromhex(old), bytes.fromhex(new), 1)
    assert payload != _PAYLOAD
    assert _code(lambda: parse_trust_payload(payload)) == code


def test_a_payload_ends_where_it_ends() -> None:
    assert _code(lambda: parse_trust_payload(_PAYLOAD + b"\x00")) == "trust_trailing"
    for end in range(len(_PAYLOAD)):
        assert _code(lambda: parse_trust_payload(_PAYLOAD[:end])) == "trust_cbor"  # noqa: B023


def _part(name: str, payload: bytes = _PAYLOAD) -> bytes:
    return sign_trust_payload(payload, seed(name))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "trust_cbor"),
        (b"\xd2", "trust_cbor"),
        (_part("root3") + _part("root1"), "trust_signatures"),
        (_part("root1") + _part("root1"), "trust_signatures"),
        (_part("root1") + _part("root3", encode_trust_payload(trust_list(seq=8))), "trust_payload"),
        (_part("root1") + b"\x00", "trust_frame"),
        (_part("root1")[:-1], "trust_cbor"),
        (_part("root1")[1:], "trust_frame"),
        (b"\xd2" + _part("root1"), "trust_frame"),
        (_part("root1").replace(b"foodtrace-trust", b"foodtrace-trusT"), "trust_frame"),
        (_part("root1").replace(b"\x01\x27\x04", b"\x01\x26\x04"), "trust_frame"),
        (_part("root1").replace(b"\xa0\x59", b"\xa1\x59"), "trust_frame"),
        (bytes((4 << 20) + 1), "trust_length"),
    ],
)
def test_a_file_of_another_form_is_refused(raw: bytes, code: str) -> None:
    assert _code(lambda: parse_trust_file(raw)) == code


def test_at_most_eight_signatures() -> None:
    names = sorted((f"signer{at}" for at in range(9)), key=kid)
    parts = [_part(name) for name in names]
    assert len(parse_trust_file(b"".join(parts[:8])).parts) == 8
    assert _code(lambda: parse_trust_file(b"".join(parts))) == "trust_signatures"


def test_files_merge_in_any_order_and_by_cat() -> None:
    one, three = _part("root1"), _part("root3")
    assert merge_trust_files([three, one]) == _FILE == one + three
    assert merge_trust_files([_FILE, one, three]) == _FILE
    other = _part("root2", encode_trust_payload(trust_list(seq=8)))
    assert _code(lambda: merge_trust_files([one, other])) == "trust_payload"
    assert _code(lambda: merge_trust_files([])) == "trust_length"


def test_signatures_that_do_not_hold_are_not_counted() -> None:
    raw = bytearray(_FILE)
    raw[-1] ^= 1
    parsed = parse_trust_file(bytes(raw))
    assert parsed.verified_signers([public("root1"), public("root3")]) == {public("root1")}


def test_ward_names_depend_on_the_day() -> None:
    wards = (
        Ward(20_242, 14_245, 20_270, "Phước Ninh", "Đà Nẵng"),
        Ward(20_242, 20_270, None, "Hải Châu", "Đà Nẵng"),
    )
    trust = trust_list(wards=wards)
    assert trust.ward_name(20_242, 14_244) is None
    assert trust.ward_name(20_242, 20_269) == wards[0]
    assert trust.ward_name(20_242, 20_270) == wards[1]
    assert trust.ward_name(99_999, 20_270) is None


def test_keys_hosts_and_categories_are_found() -> None:
    trust = trust_list(hosts=(Host("qr.example.vn"), Host("old.example.vn", 5)))
    assert trust.key(kid("sticker")) == STICKER_KEY
    assert trust.key(kid("status")) == STATUS_KEY
    assert trust.key(b"none") is None
    assert trust.host_names() == {"qr.example.vn", "old.example.vn"}
    assert trust.category(3) == TRUST.categories[1]
    assert trust.category(9) is None


@pytest.mark.parametrize(
    ("host", "is_specimen"),
    [
        ("qr.example.vn", True),
        ("qr.test", True),
        ("localhost", True),
        ("a.invalid", True),
        ("qr.danang.gov.vn", False),
        ("examples.vn", False),
        ("mytest.vn", False),
    ],
)
def test_a_host_that_can_never_be_real_makes_specimens(host: str, is_specimen: bool) -> None:
    assert trust_list(hosts=(Host(host),)).is_specimen is is_specimen

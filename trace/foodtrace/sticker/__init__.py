"""The frozen sticker format 1: text, digits, frame, claims and typed code; pure, no clock and no file."""

from foodtrace.sticker.claims import Claims, encode_claims, parse_claims
from foodtrace.sticker.days import (
    CIVIL_TIME,
    civil_date,
    civil_day,
    day_number,
    day_start,
    shown_last_day,
)
from foodtrace.sticker.digits import encode_digits, parse_digits
from foodtrace.sticker.frame import Token, encode_token, kid_of, parse_token, sign_claims
from foodtrace.sticker.link import encode_link, is_host, parse_link, parse_sticker
from foodtrace.sticker.place import encode_place, place_centre
from foodtrace.sticker.text import (
    TEXT_MAX_BYTES,
    check_text,
    is_within_repertoire,
    normal_text,
    repertoire_faults,
)
from foodtrace.sticker.typed_code import encode_typed_code, parse_typed_code

__all__ = [
    "CIVIL_TIME",
    "TEXT_MAX_BYTES",
    "Claims",
    "Token",
    "check_text",
    "civil_date",
    "civil_day",
    "day_number",
    "day_start",
    "encode_claims",
    "encode_digits",
    "encode_link",
    "encode_place",
    "encode_token",
    "encode_typed_code",
    "is_host",
    "is_within_repertoire",
    "kid_of",
    "normal_text",
    "parse_claims",
    "parse_digits",
    "parse_link",
    "parse_sticker",
    "parse_token",
    "parse_typed_code",
    "place_centre",
    "repertoire_faults",
    "shown_last_day",
    "sign_claims",
]

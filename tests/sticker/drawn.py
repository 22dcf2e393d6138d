"""Claims and names drawn over everything that may be signed, for properties."""

from __future__ import annotations

from foodtrace.sticker import Claims
from foodtrace.sticker.text import REPERTOIRE
from hypothesis import strategies as st

_LETTERS = st.one_of(
    *(st.characters(min_codepoint=low, max_codepoint=high) for low, high in REPERTOIRE)
)


NAMES = (
    st.text(_LETTERS, min_size=1, max_size=80)
    .map(lambda text: " ".join(word for word in text.split(" ") if word))
    .filter(lambda text: 1 <= len(text.encode()) <= 80)
)
LIFE_MAX = 4 * 366 * 86_400


@st.composite
def drawn_claims(draw: st.DrawFn) -> Claims:
    iat = draw(st.integers(65_536, 2**32 - 2))
    exp = draw(st.integers(iat + 1, min(iat + LIFE_MAX, 2**32 - 1)))
    return Claims(
        exp=exp,
        iat=iat,
        id=draw(st.integers(1, 2**32 - 1)),
        name=draw(NAMES),
        street=draw(NAMES),
        ward=draw(st.integers(1, 99_999)),
        category=draw(st.integers(0, 255)),
        idx=draw(st.integers(0, 2**20 - 1)),
        place=draw(st.none() | st.binary(min_size=5, max_size=5)),
    )

"""Whether words could be Vietnamese: how an unknown encoding is told from another; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = frozenset(
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()  # noqa: SIM905 - a wall of quotes reads worse
)
_RHYMES = frozenset(
    """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung
    uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu uyn uyp ư ưa ưc ưi ưng ươc ươi ươm ươn
    ương ươp ươt ươu ưt ưu ưm ưn y yêm yên yêng yêt yêu""".split()  # noqa: SIM905
)
_STOPPED = ("c", "ch", "p", "t")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W\d_]+")


def _untoned(syllable: str) -> tuple[str, str]:
    """The syllable without its tone mark, and the tone mark ("" for none, "?" for more than one)."""
    parts = unicodedata.normalize("NFD", syllable)
    tones = [c for c in parts if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    return bare, (tones[0] if len(tones) == 1 else "?" if tones else "")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word obeys the spelling of one Vietnamese syllable; case and form do not matter."""
    bare, tone = _untoned(word.casefold())
    if tone == "?":
        return False
    for length in range(min(3, len(bare)), -1, -1):
        onset, rhyme = bare[:length], bare[length:]
        if onset and onset not in _ONSETS:
            continue
        if onset == "gi" and not rhyme:
            return True
        if onset == "qu" and rhyme[:1] in ("o", "ô", "u", "ư") and rhyme != "ôc":
            continue  # the u of "qu" is their glide
        if rhyme in _RHYMES:
            return not (rhyme.endswith(_STOPPED) and tone not in ("\u0301", "\u0323"))
    return False


def judged_words(text: str) -> tuple[int, int]:
    """(plausible, all) among the words that have letters beyond ASCII; ASCII words say nothing."""
    words = [w for w in _WORD.findall(unicodedata.normalize("NFC", text)) if not w.isascii()]
    return sum(map(is_syllable, words)), len(words)

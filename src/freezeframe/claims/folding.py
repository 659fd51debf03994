"""Names of places made comparable: case, accents, hyphens and apostrophes do not count, nor Arabic articles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARTICLES = frozenset("al el ar as ash at an ad az ez es ed et il ul".split())
"""The article in its written forms, before a name of its own."""
_APART = re.compile(r"[-\u2010\u2011\u2012\u2013\u2014/.,_]")
_SILENT = dict.fromkeys(map(ord, "'`\u2019\u2018\u02bc\u02bb\u02be\u02bf\u00b4\u2032\""))
_SPECIAL = str.maketrans(
    {"\u0131": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ə": "a"}
)


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """The name as the gazetteer has it: lower case, no accents, single spaces."""
    if name.isascii():
        plain = name.lower().translate(_SILENT)
    else:
        parts = unicodedata.normalize("NFKD", name.lower().translate(_SPECIAL).translate(_SILENT))
        plain = unicodedata.normalize("NFC", "".join(char for char in parts if not _is_accent(char)))
    return " ".join(_APART.sub(" ", plain).split())


def without_article(key: str) -> str:
    """A folded name without the article that it begins with; the same where it has none."""
    first, _, rest = key.partition(" ")
    return rest if first in ARTICLES and len(rest) > 2 else key


def _is_accent(char: str) -> bool:
    """Combining marks, but not the breve of the Cyrillic short i, which is a letter of its own."""
    return unicodedata.combining(char) != 0 and char != "\u0306"

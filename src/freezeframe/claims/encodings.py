"""Bytes to text: marks and declarations first, then UTF-8, then what a legacy encoding makes of real words."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache

from freezeframe.claims.languages import names, table
from freezeframe.errors import BadInput

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("cp1252", "cp1251", "koi8-r", "cp866", "cp1250", "cp1253", "cp1254", "cp1256", "mac-roman", "mac-cyrillic")
"""Tried in this order; of equals the first is taken."""
_MARKS = frozenset("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026\u20ac\u00b0")
_SAMPLE = 200_000
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(
    r"(?<=[^\W\d_])[\u20ac\u00a7\u00b0\u2026\u201e\u2020](?=[^\W\d_])|(?:(?<=\s)|\A)\u00a0(?=[^\W\d_])"
)
"""A sign inside a word, a space before it that is none: letters of another encoding."""
_ADVICE = "save it as UTF-8, or name its encoding in the page"


def decoded(data: bytes, subject: str, declared: str = "") -> tuple[str, str]:
    """The text and the name of its encoding, which says so when it was detected.

    A byte order mark counts before what the page or the server declares, and that before detection; the mark is
    dropped, nothing else is changed.

    Raises:
        BadInput: it is no text, or in no encoding that is known.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, subject), encoding
    if wide := _wide(data):
        return _strict(data, wide, subject), f"{wide} (detected)"
    if b"\0" in data[:_SAMPLE] or _control_share(data[:_SAMPLE]) > 0.02:
        raise BadInput(subject, "is no text", "give a text, HTML, PDF, ninjs, NewsML, WARC or WACZ file")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(data, error, subject)
    if (named := _codec(declared)) not in ("", "utf-8", "ascii"):
        try:
            return data.decode(named), named
        except UnicodeDecodeError:
            pass  # A wrong declaration is common; the words tell better.
    return _detected(data, subject)


def _strict(data: bytes, encoding: str, subject: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"is cut off or damaged: byte {error.start} is no {encoding}"
        raise BadInput(subject, reason, _ADVICE) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[: _SAMPLE // 2 * 2]
    if len(sample) < 8 or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _control_share(sample: bytes) -> float:
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    return controls / max(1, len(sample))


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError, subject: str) -> None:
    """A text that is UTF-8 but for a few bytes is damaged, not in another encoding."""
    lenient = data[: _SAMPLE * 4].decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = sum(not char.isascii() for char in lenient) - broken
    if whole >= 3 and whole >= 3 * broken:
        raise BadInput(subject, f"is damaged: byte {error.start} is no UTF-8, although the rest is", _ADVICE) from error


def _codec(name: str) -> str:
    """The name of the codec as Python has it; empty where there is none, or none for text."""
    try:
        found = codecs.lookup(name.strip()) if name.strip() else None
    except (LookupError, ValueError):
        return ""
    return found.name if found is not None and found._is_text_encoding else ""


def _detected(data: bytes, subject: str) -> tuple[str, str]:
    sample = data[:_SAMPLE]
    best, most = "", 0.0
    for encoding in _LEGACY:
        try:
            score = _likely(sample.decode(encoding))
        except UnicodeDecodeError:
            continue
        if score > most:
            best, most = encoding, score
    if not best:
        raise BadInput(subject, "is in no encoding that is known", _ADVICE)
    try:
        return data.decode(best), f"{best} (detected)"
    except UnicodeDecodeError as error:
        raise BadInput(subject, f"looks like {best}, but byte {error.start} is not", _ADVICE) from error


def _likely(text: str) -> float:
    """How much of what is not ASCII reads like words; zero where it is mostly signs."""
    high = [char for char in text if not char.isascii()]
    if not high or any(unicodedata.category(char) == "Cc" for char in high):
        return 0.0
    marks = sum(char in _MARKS for char in high)
    readable = sum(char.isalpha() for char in high) + marks
    if (readable + high.count("\u00a0")) * 10 < 9 * len(high):
        return 0.0
    words = [word for word in _WORD.findall(text[:50_000]) if not word.isascii()]
    broken = sum(1 for _ in _BROKEN.finditer(text))
    shape = (sum(map(_shape, words)) - 4 * broken) / len(words) if words else 2.0
    return readable / len(high) + shape


def _shape(word: str) -> float:
    """Whether a word is common, is cased as words are, is in one script, and not all accents in a Latin one."""
    scripts = {unicodedata.name(char, "?").split()[0] for char in word}
    accents = sum(not char.isascii() for char in word)
    cased = word[1:].islower() or word.isupper() or word.lower() == word.upper()
    overdone = "LATIN" in scripts and accents > 1 and 2 * accents > len(word)
    return 4.0 * (word.lower() in _common_words()) + cased + (len(scripts) == 1) - 2.0 * overdone


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for language in names() for word in table(language)["common"])

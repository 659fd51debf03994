"""Lines of a page that are known by their own words: furniture, bylines, captions, signs of the wires."""

from __future__ import annotations

import re
from functools import cache

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.date_words import date_words
from freezeframe.claims.languages import names, table
from freezeframe.claims.records import BlockKind
from freezeframe.claims.tokens import DASHES, Phrases, Token, tokens_of

_SIGN_OFF = re.compile(r"[a-z]{2,4}(?:/[a-z]{2,4}){1,5}\Z")
_SLUG = re.compile(r"(?:ZCZC|NNNN|BC-|bc-|[A-Za-z]\d{4}\b)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z")
_INNER_END = re.compile(r"[^\W\d_]{3}[.!?…][\"'\u00bb\u201d]? [\"'\u00ab\u201c\u201e]?[^\W\d_]")
_EXCHANGE = re.compile(r"\(\S{0,3}1 = \S{1,12} .{1,30}\)\Z")
_HANDLE = re.compile(r"@\w{2,30}\Z")
_COUNT = re.compile(
    r"[\d.,]+\s?[KMk]?\s(?:retweets?|likes?|shares?|comments?|views|replies|quote tweets|reposts)\b", re.I
)
_MARKS = frozenset("|\u2022\u00b7\u203a\u00bb\u2192\u25b6\u25ba/>")
_TERMINAL = ".!?…"
_CLOSING = "\"'\u00bb\u201d\u2019\u201c)]"
_BEGINNING = 120
"""Characters in which a phrase that begins a line lies."""
_SHORT, _CREDIT = 12, 40
"""Words, at most, of an entry of a menu or a byline's list of names; of a line of credits."""


def known_kind(line: str) -> BlockKind | None:
    """Furniture, byline or caption when the line's own words say so; None when they do not."""
    if count_words(line) > _CREDIT and ends_sentence(line):
        return _of_long(line)
    tokens = tokens_of(line)
    words = [token for token in tokens if token.text[0].isalnum()]
    if not words:
        return "furniture"
    if _is_sign(line, words):
        return "furniture"
    if is_time_line(tokens) or (len(tokens) <= 24 and masthead_of(line)):
        return "byline"
    return _by_words(line, tokens, words)


def _of_long(line: str) -> BlockKind | None:
    """Of a long sentence: only how it begins can make it anything but news."""
    head = tokens_of(line[:_BEGINNING])
    if line[0] == "©" or _COUNT.match(line) or _opens(head, "furniture", within_sentence=True):
        return "furniture"
    bracketed = line.startswith("(") and line.rstrip(". ").endswith(")")
    hit = _phrases("byline").at(head, 1) if bracketed and len(head) > 1 else None
    if hit is not None and hit[0] > 1:
        return "byline"
    return "caption" if _is_caption(line, head) else None


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence of the news does; a question or a cry may be a headline."""
    bare = line.rstrip().rstrip(_CLOSING)
    if bare and bare[-1] in _TERMINAL and (bare[-1] == "." or count_words(line) >= 15):
        return True
    # A colon before a list, an agency's name after the last sentence.
    return count_words(line) >= 12 and _INNER_END.search(line) is not None


def count_words(line: str) -> int:
    """Words and numbers of a line."""
    return sum(word[0].isalnum() for word in line.split())


def opens_related(line: str) -> bool:
    """Whether it is a heading under which the titles of other articles stand."""
    tokens = tokens_of(line.rstrip(": "))
    if not tokens:
        return False
    hit = _phrases("related").at(tokens, 0)
    return hit is not None and hit[0] == len(tokens)


def masthead_of(line: str) -> str:
    """'The Northern Courier' of 'The Northern Courier, Saturday 18 November 2017'; empty for any other line."""
    name, _, day = line.partition(",") if "|" not in line else line.partition("|")
    words = [token for token in tokens_of(name) if token.text[0].isalnum()]
    named = 1 <= len(words) <= 6 and all(word.text[0].isupper() or len(word.text) <= 3 for word in words)
    dated = any(word.low in date_words(language).months for word in words for language in names())
    # "Published 6:12 PM EDT, August 30, 2021" names nobody.
    timed = is_time_line(tokens_of(line))
    masthead = named and not dated and not timed and words[0].text[0].isupper() and is_time_line(tokens_of(day))
    return name.strip() if masthead else ""


def is_time_line(tokens: list[Token]) -> bool:
    """'Published: 14 November 2017, 12:03 GMT': a day, and nothing but words of time."""
    if not 3 <= len(tokens) <= 24:
        return False
    digits = [token for token in tokens if token.low.isdigit()]
    if not digits:
        return False
    return any(_only_time(tokens, language) for language in names())


def _only_time(tokens: list[Token], language: str) -> bool:
    words, extra = date_words(language), frozenset(table(language)["page"]["time_words"])
    numbers = sum(token.low.isdigit() for token in tokens)
    months = sum(token.low in words.months for token in tokens)
    years = sum(token.low.isdigit() and len(token.low) == 4 for token in tokens)
    rest = [t for t in tokens if t.text[0].isalpha() and t.low not in words.months and t.low not in words.weekdays]
    of = words.sets.get("of", frozenset())
    worded = all(t.low in extra or t.low in of or words.has("year_words", t.low) or len(t.low) == 1 for t in rest)
    return worded and numbers >= 2 and (months == 1 or years == 1)


def _is_sign(line: str, words: list[Token]) -> bool:
    if _ADDRESS.match(line) or _SIGN_OFF.match(line) or _EXCHANGE.match(line) or _COUNT.match(line) or line[0] in "©":
        return True
    if len(words) <= _SHORT and _SLUG.match(line) and not ends_sentence(line):
        return True
    if _is_menu(words) or _is_signature(line):
        return True
    marks = sum(map(line.count, _MARKS))
    return marks >= 2 and not ends_sentence(line) and marks * 5 >= len(words) and not line.endswith("/")


def _is_menu(words: list[Token]) -> bool:
    """Whether most words of a line are entries of menus: 'Sign in News Sport Weather'."""
    entries = sum(word.low in _listed_words("menu_words") for word in words)
    return entries >= 3 and 2 * entries > len(words)


def _is_signature(line: str) -> bool:
    """An agency's name alone: '(ANSA).'."""
    if line[:1] not in "(/[":
        return False
    tokens = tokens_of(line.strip("()/[] .-"))
    hit = _agencies().at(tokens, 0) if tokens and len(tokens) < 6 else None
    return hit is not None and hit[0] == len(tokens)


def _by_words(line: str, tokens: list[Token], words: list[Token]) -> BlockKind | None:
    if _is_furniture(line, tokens, words):
        return "furniture"
    credits = len(words) <= _CREDIT and _within(line, "credits")
    if credits or _HANDLE.match(line) or _is_byline(line, tokens, words):
        return "byline"
    return "caption" if _is_caption(line, tokens) else None


def _is_furniture(line: str, tokens: list[Token], words: list[Token]) -> bool:
    sentence = ends_sentence(line)
    if _phrases("always").at(tokens, 0) is not None and len(words) <= _CREDIT:
        return True
    if _opens(tokens, "furniture", within_sentence=sentence):
        return True
    if not (sentence and len(words) > 30) and _within(line, "furniture_within"):
        return True
    return len(words) <= 3 and not sentence and _opens(tokens, "wire", within_sentence=False)


def _opens(tokens: list[Token], name: str, within_sentence: bool) -> bool:
    """Whether the line begins with a phrase, and then ends, or goes on as such a line does."""
    hit = _phrases(name).at(tokens, 0)
    if hit is None:
        return False
    rest = tokens[hit[0] :]
    if not rest or rest[0].low == ":" or rest[0].low in DASHES or rest[0].low in _MARKS or rest[0].low == "©":
        return True
    return not within_sentence and hit[0] >= 2


def _within(line: str, name: str) -> bool:
    low = line.lower()
    return any(phrase in low for phrase in _listed(name))


def _is_byline(line: str, tokens: list[Token], words: list[Token]) -> bool:
    bracketed = line.startswith("(") and line.rstrip(". ").endswith(")")
    inner = tokens[1:] if bracketed else tokens
    hit = _phrases("byline").at(inner, 0) if inner else None
    if hit is None:
        return _is_name_and_role(line, tokens)
    if bracketed and hit[0] >= 2:
        return True
    rest = [token for token in inner[hit[0] :] if token.text[0].isalnum()]
    following = inner[hit[0]].low if hit[0] < len(inner) else ""
    if following == ":":
        return len(words) <= 2 * _SHORT and not ends_sentence(line)
    comma = next((i for i, token in enumerate(inner) if token.low == ","), len(inner))
    if comma < len(inner) and len(words) <= _SHORT:
        rest = [token for token in inner[hit[0] : comma] if token.text[0].isalnum()]
    names_only = len(rest) <= 8 and all(t.text[0].isupper() or t.text[0].isdigit() or len(t.text) <= 3 for t in rest)
    return bool(rest) and len(words) <= _SHORT and names_only and not ends_sentence(line)


def _is_name_and_role(line: str, tokens: list[Token]) -> bool:
    """'Fionnuala Strand, readers' editor', on a line of its own."""
    comma = next((i for i, token in enumerate(tokens) if token.low == ","), 0)
    role = [token for token in tokens[comma + 1 :] if token.text[0].isalpha()]
    named = 2 <= comma <= 5 and all(token.text[0].isupper() or token.text in "-.'’" for token in tokens[:comma])
    return named and 0 < len(role) <= 5 and role[-1].low in _listed_words("roles") and not ends_sentence(line)


def _is_caption(line: str, tokens: list[Token]) -> bool:
    hit = _phrases("caption").at(tokens, 0)
    if hit is None:
        return False
    following = tokens[hit[0]].low if hit[0] < len(tokens) else ""
    if following in {":", "/", "|", "©"} or hit[0] >= 2:
        return hit[0] >= 2 or not ends_sentence(line) or following == ":"
    return False


@cache
def _phrases(name: str) -> Phrases[int]:
    """A list of every language: a page's furniture need not be in the language of its article."""
    return Phrases(dict.fromkeys(_listed(name), 1))


@cache
def _agencies() -> Phrases[str]:
    return shipped().agencies()


@cache
def _listed_words(name: str) -> frozenset[str]:
    return frozenset(_listed(name))


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for language in names() for phrase in table(language)["page"].get(name, ())))

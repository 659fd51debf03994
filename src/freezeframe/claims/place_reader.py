"""Places in one run of tokens: by the gazetteer, and by the words around a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.folding import ARTICLES, folded
from freezeframe.claims.gazetteer import Entry, gazetteer
from freezeframe.claims.name_words import (
    actor_names,
    adjective_words,
    adjectives,
    common_words,
    ends_adjective,
    is_date_word,
    is_written,
    speaks,
    state_titles,
)
from freezeframe.claims.tokens import DASHES, Phrases, Token

_MOST_WORDS, _MOST_TOKENS = 5, 11
"""Of a name of a place."""
_NEAR, _SURE, _OTHER_NAME = 10.0, 1e6, 0.05
"""By how much a place is likelier in a state that the text names, in one named just after it; when only others call it
so."""
_MOST_UNKNOWN = 3
"""Words of a name that no table has."""
_UNKNOWN = Entry("", "", "", None, None, 0, "weak")
_SHORT_TITLES = frozenset("mr mrs ms dr gen col lt maj capt sen rep gov sgt adm".split())
_TO_PERSONS = frozenset("told asked mr mrs ms dr".split())
"""Words before a person's name, and no place's."""
_SAINTS = frozenset("new saint st san santa los las el la fort port mount lake abu".split())
_FEATURES = frozenset("cape mount lake fort isle gulf".split())
_OWNERS = frozenset(("'", "\u2019"))
_LOCATING = frozenset("at from off on".split())
_FILMED = frozenset(
    "filmed shot taken photographed recorded captured shows showed show depicts depicting showing".split()
)
_FROM = _FILMED | frozenset("come comes came coming originates originated stems stemmed".split())
_FAR_BACK = 9
"""Tokens before a name in which the verb of filming stands, at most."""
_AT_WORK = frozenset(
    "work works worked working professor analyst researcher student expert fellow director engineer employee".split()
)
"""Words before 'at' that make a house of what follows."""
_INNER_MARKS = DASHES | {"'", "\u2019", "."}
_PARTICLES = frozenset("of the de la am upon province governorate river".split())
"""Small words in a name of a place, besides articles."""
_LINKS = frozenset(("and", "or", ",", "e", "y", "und", "и", "nor"))
_DETERMINERS = frozenset(("the", "a", "an", "its", "la", "il", "el", "der", "die"))


@dataclass(frozen=True)
class Found:
    """A place and its tokens [first, last)."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Told:
    """What the whole text says that helps with each of its names."""

    states: frozenset[str]
    """Codes of the states that it names: of places with the same name, one of theirs is likelier."""
    surnames: frozenset[str]
    """Last words of names in capitals: 'Warren' of 'Elizabeth Warren'."""
    words: frozenset[str]
    """Words that it writes without a capital."""

    @cached_property
    def no_names(self) -> frozenset[str]:
        """Common words, whatever place is called so."""
        return self.words | gazetteer().words["not_places"]

    @cached_property
    def refused(self) -> frozenset[str]:
        """Words that make no name of an unknown place."""
        words = gazetteer().words
        around = words["before"] | words["nouns"] | _SAINTS
        return self.no_names | self.surnames | common_words() | adjective_words() | around


class Reader:
    """Looks for places in one run of tokens."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text, self.tokens = text, tokens
        self._words = gazetteer().words
        self._capitals = [i for i, token in enumerate(tokens) if token.text[0].isupper()]

    @cached_property
    def starts(self) -> list[int]:
        """Where a name may begin: at a capital, or at a small article before a name with one: 'al-Qaim'."""
        articles = [i for i, token in enumerate(self.tokens) if token.text in ARTICLES]
        return sorted(
            {*self._capitals, *(i for i in articles if self._low(i + 1) in DASHES and self._is_capital(i + 2))}
        )

    def actor(self, i: int) -> int:
        """How many tokens the name of a known actor at ``i`` has; 0 where none stands there."""
        hit = actor_names().at(self.tokens, i)
        return hit[0] if hit is not None and is_written(self.tokens, i, hit[1]) else 0

    def surnames(self) -> Iterator[str]:
        """The last words of names of at least two words with capitals."""
        for i in self._capitals:
            if self._apart_by_space(i) and not (self._is_capital(i + 1) and self._apart_by_space(i + 1)):
                before = i - 1
                named = self._is_capital(before) and not self._describes(before)
                dotted = self._low(before) == "." and self._initial(before - 1)
                if named or dotted:
                    yield self._low(i)

    def _initial(self, i: int) -> bool:
        return self._is_capital(i) and (len(self.tokens[i].text) == 1 or self._low(i) in _SHORT_TITLES)

    def _describes(self, i: int) -> bool:
        """Whether a word with a capital before a name is no part of a person's: a direction, an adjective, a day."""
        low = self._low(i)
        if low in self._words["before"] or low in self._words["nouns"] or is_date_word(low) or self._is_common(i):
            return True
        return any(ends_adjective(self.tokens, i)) or low in _SAINTS

    def unknown_names(self, told: Told) -> Iterator[str]:
        """Names that no table has, and that the words around make places."""
        for i in self._capitals:
            if self._is_capital(i - 1) and self._apart_by_space(i):
                continue
            last = self._end_of_name(i)
            if last - i <= _MOST_UNKNOWN and self._is_unknown_place(i, last, told):
                yield self._text[self.tokens[i].start : self.tokens[last - 1].end]

    def _end_of_name(self, i: int) -> int:
        """The token after a run of words with capitals, or after more of them than a name of a place has."""
        last = i + 1
        while last - i <= _MOST_UNKNOWN and self._is_capital(last) and self._apart_by_space(last):
            last += 1
        while last - i <= 2 * _MOST_UNKNOWN and self._low(last) in DASHES and self._glued(last):
            if not self._is_capital(last + 1):
                break
            last += 2
        return last

    def _is_unknown_place(self, i: int, last: int, told: Told) -> bool:
        if not self._is_told_place(i, last):
            return False
        lows = [token.low for token in self.tokens[i:last]]
        lows = lows[1:] if len(lows) > 1 and (lows[0] in _SAINTS or lows[0] in ARTICLES) else lows
        refused = told.refused - told.surnames if len(lows) > 1 and self._low(last) not in _OWNERS else told.refused
        if not self._is_feature(i, last) and any(low in refused or is_date_word(low) for low in lows):
            return False
        if any(self.actor(at) for at in range(i, last)):
            return False
        if any(token.text.isupper() or token.text in shipped().forms["body_words"] for token in self.tokens[i:last]):
            return False
        return not (last < len(self.tokens) and self.tokens[last].low.isdigit())

    def _is_told_place(self, i: int, last: int) -> bool:
        """Whether the words around a name say that it is a place: 'the Tovra district', 'the village of Tovra'."""
        at = i - 1 - (self._low(i - 1) in _DETERMINERS)
        if self._low(last) in self._words["unknown_after"]:
            return True
        if self._is_feature(i, last) or self._is_source(i):
            return True
        of = self._low(i - 1) == "of" and self._low(i - 2) in self._words["unknown_after"]
        return of or (at == i - 1 and self._low(at) in self._words["unknown_before"])

    def _is_feature(self, i: int, last: int) -> bool:
        """'Cape Three Points', 'Mount Ossa'."""
        return last - i > 1 and self._low(i) in _FEATURES and (i > 0 and self._low(i - 1) not in _DETERMINERS)

    def _is_source(self, i: int) -> bool:
        """'filmed at Kesh', 'it comes from Perperikon', 'and not off Kesh'."""
        if self._low(i - 1) not in _LOCATING:
            return False
        if self._low(i - 2) == "not":
            return True
        verbs = _FROM if self._low(i - 1) == "from" else _FILMED
        return any(self._low(at) in verbs for at in range(i - 2, max(i - _FAR_BACK, -1), -1))

    def same_unknown(self, i: int, unknown: Phrases[str]) -> Found | None:
        """A name at ``i`` that the words around it, here or elsewhere, make a place."""
        hit = unknown.at(self.tokens, i)
        if hit is None or self._in_a_longer_name(i, i + hit[0], _UNKNOWN):
            return None
        return Found(i, i + hit[0], _UNKNOWN)

    def is_alone(self, first: int, last: int, entry: Entry) -> bool:
        """Whether a name is no part of another one, and speaks for nobody."""
        return not (
            self._in_a_longer_name(first, last, entry) or self._is_somebody(first, last, entry) or self.actor(first)
        )

    def border(self, i: int) -> Found | None:
        """'Syrian-Iraqi border', 'Turkish border'."""
        first = adjectives().at(self.tokens, i)
        if first is None:
            return None
        codes, at = [first[1]], i + first[0]
        if self._low(at) in DASHES:
            second = adjectives().at(self.tokens, at + 1) if at + 1 < len(self.tokens) else None
            if second is not None:
                codes, at = [*codes, second[1]], at + 1 + second[0]
        if self._low(at) not in ("border", "frontier", "borders"):
            return None
        key = "+".join(sorted(dict.fromkeys(codes)))
        return Found(i, at + 1, Entry(f"border:{key}", "border", key, None, None, 0, "strong"))

    def place(self, i: int, before: Found | None, told: Told) -> tuple[Found | None, int]:
        """The longest name at ``i`` that may be a place by the words around; else the token to go on at."""
        word = folded(self.tokens[i].text)
        if is_date_word(self._low(i)) or not (gazetteer().begins(word) or word in ARTICLES):
            return None, i
        for last in self._ends(i):
            entries = gazetteer().find(folded(self._text[self.tokens[i].start : self.tokens[last - 1].end]))
            if entries:
                entry = self._chosen(entries, told, last)
                allowed = self._allowed(i, last, entry, before, told)
                return (Found(i, last, entry), last) if allowed else (None, last)
        return None, i

    def _ends(self, i: int) -> list[int]:
        """Where a name that begins at ``i`` may end, the farthest first."""
        ends, words = [], 0
        for at in range(i, min(len(self.tokens), i + _MOST_TOKENS)):
            token = self.tokens[at]
            if token.text[0].isalpha() or token.text[0].isdigit():
                if at > i and not self._joins(at):
                    break
                words += 1
                if words > _MOST_WORDS:
                    break
                if token.text[0].isupper() or at > i:
                    ends.append(at + 1)
            elif token.low not in _INNER_MARKS or not self._glued(at):
                break
        dotted = [end + 1 for end in ends if self._low(end) == "." and len(self.tokens[end - 1].text) == 1]
        return sorted({*ends, *dotted}, reverse=True)

    def _joins(self, at: int) -> bool:
        """Whether a word may go on a name: it has a capital, or is a particle, or is glued to what is before."""
        token = self.tokens[at]
        if token.text[0].isupper() or self.tokens[at - 1].end == token.start:
            return True
        return token.low in _PARTICLES or folded(token.text) in ARTICLES

    def _glued(self, at: int) -> bool:
        """Whether a mark stands between two words without a space: 'Abu-Kamal', but not 'Iraq's'."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        before = self.tokens[at - 1]
        if after is None or (self.tokens[at].low in ("'", "\u2019") and after.low == "s"):
            return False
        return before.end == self.tokens[at].start and after.start == self.tokens[at].end

    def _chosen(self, entries: Sequence[Entry], told: Told, last: int) -> Entry:
        """Of places with the same name: the largest, where one in a state that the text names counts for much more."""
        named = self._state_after(last)

        def weight(entry: Entry) -> float:
            near = _NEAR if entry.country in told.states else 1.0
            near = _SURE if entry.country in named else near
            return (entry.size + 1) * near * (1.0 if entry.own else _OTHER_NAME)

        best = max(entries, key=weight)
        # 'Mação' in Portugal is not Macau: what only others call so, far from all states of the text, is left open.
        far = not best.own and not best.capital and best.country not in told.states | named
        return replace(best, known="", country="", lat=None, lon=None, size=0) if far and told.states else best

    def _allowed(self, first: int, last: int, entry: Entry, before: Found | None, told: Told) -> bool:
        if self._is_somebody(first, last, entry) or self._in_a_longer_name(first, last, entry):
            return False
        linked = before is not None and self._is_linked(before, first)
        if last - first == 1 and entry.trust != "strong" and self._low(first) in told.no_names:
            return self._before_its_state(last)
        if entry.kind == "city" and last - first == 1 and self._low(first) in told.surnames:
            return self._before_its_state(last) or (entry.trust == "strong" and self._placed(first, last, sure=True))
        if entry.trust == "strong" or (linked and entry.trust == "weak"):
            return True
        return self._placed(first, last, sure=entry.trust == "ambiguous")

    def _is_somebody(self, first: int, last: int, entry: Entry) -> bool:
        """A state or capital that speaks, a part of a body's name, a person who is spoken to."""
        if entry.kind not in ("country", "city"):
            return False
        person = entry.kind == "city" and self._low(first - 1) in _TO_PERSONS
        return person or speaks(self.tokens, first, last) or self._owns(last)

    def _owns(self, last: int) -> bool:
        """'Iraq's defence ministry': the name belongs to a body."""
        if self._low(last) not in ("'", "\u2019") or self._low(last + 1) != "s":
            return False
        return last + 2 < len(self.tokens) and state_titles().at(self.tokens, last + 2) is not None

    def _is_linked(self, before: Found, first: int) -> bool:
        """'in Hajin, Shaafa and Baghuz': what an enumeration of places goes on with."""
        between = self.tokens[before.last : first]
        settled = before.entry.kind in ("city", "country")
        return settled and 0 < len(between) <= 2 and all(token.low in _LINKS for token in between)

    def _placed(self, first: int, last: int, sure: bool) -> bool:  # noqa: PLR0911 - one return a form.
        """Whether words around the name say that it is a place; only the plainest count where one must be sure."""
        if self._before_its_state(last):
            return True
        at = first - 1
        if self._low(at) == "of" and self._low(at - 1) in self._words["nouns"]:
            return True
        if self._low(at) in self._words["nouns"] and not sure:
            return True
        if self._low(last) in self._words["nouns"] and not sure:
            return True
        allowed = self._words["strong"] if sure else self._words["before"]
        if self._low(at) in _DETERMINERS:
            at -= 1
        if self._low(at) in allowed and self._low(at) != "at":
            return True
        if self._low(at) == "at" and not sure and at == first - 1:
            return self._low(at - 1) not in _AT_WORK and not self._is_capital(at - 1)
        small = not sure and self._low(at).isalpha() and self.tokens[at].text[0].islower() and at >= 0
        return small and self._low(at - 1) in self._words["strong"] and not self._is_common(at)

    def _before_its_state(self, last: int) -> bool:
        """'Reading, England', 'Paris, Texas'."""
        return bool(self._state_after(last))

    def _state_after(self, last: int) -> frozenset[str]:
        """Codes of the state or region after a comma."""
        if self._low(last) != "," or not self._is_capital(last + 1):
            return frozenset()
        entries = gazetteer().find(folded(self.tokens[last + 1].text))
        return frozenset(entry.country for entry in entries if entry.kind in ("country", "region"))

    def _in_a_longer_name(self, first: int, last: int, entry: Entry) -> bool:
        """'Jordan Smith', 'Moscow State University', 'Paris Saint-Germain'."""
        return self._goes_on(last) or self._begun(first, entry)

    def _goes_on(self, last: int) -> bool:
        if self._low(last) in DASHES and self._glued(last) and self._is_capital(last + 1):
            return gazetteer().find(folded(self.tokens[last + 1].text)) == ()
        if not self._is_capital(last) or not self._apart_by_space(last):
            return False
        token = self.tokens[last]
        if token.text in self._words["after"]:
            return self._is_capital(last + 1) and self._apart_by_space(last + 1)
        return not (is_date_word(token.low) or adjectives().at(self.tokens, last) or self._is_common(last))

    def _begun(self, first: int, entry: Entry) -> bool:
        at = first - 1
        if not self._is_capital(at) or not self._apart_by_space(first):
            return False
        if self._describes(at):
            return False
        opens = at == 0 or self.tokens[at - 1].text in '.!?:;"\u201c\u00ab\u201e-\u2013\u2014'
        return not (opens and (entry.kind != "city" or entry.size >= 1_000_000))

    def _is_common(self, i: int) -> bool:
        return self._low(i) in common_words()

    def _is_capital(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].text[0].isupper()

    def _apart_by_space(self, i: int) -> bool:
        return 0 < i < len(self.tokens) and self._text[self.tokens[i - 1].end : self.tokens[i].start].isspace()

    def _low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

"""Actors in one run of tokens: by the table, and by the form of a name and the words beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from freezeframe.claims.actor_names import Mention, Names, Seen
from freezeframe.claims.name_words import common_words, is_date_word, is_written, speaks
from freezeframe.claims.tokens import DASHES, Token

_MOST_WORDS, _MOST_BACK = 8, 6
"""Words of a name with capitals; tokens of what stands before the noun of a body."""
_POSSESSIVE = ("'", "\u2019")
_INNER = frozenset(("of", "for", "and", "the", "on", "in", "to", "&"))
_MOST_COMPLEMENTS = 4
"""Phrases with 'of' or 'for' in the name of a body."""
_MOST_OF_PERSON = 5
"""Words of a person's name."""
_QUOTES = frozenset("\"\u201c\u201d\u00ab\u00bb\u201e\u2018\u2019'")
_WITHIN = frozenset((",", "'", "\u2019", "&", ")", "%"))
"""Marks after which no sentence begins."""


class ActorReader:
    """Looks for actors in one run of tokens, whose places are known."""

    def __init__(self, text: str, tokens: Sequence[Token], names: Names, places: Sequence[tuple[int, int]]) -> None:
        self._text, self.tokens, self._names = text, tokens, names
        self._forms = names.table.forms
        self._places = dict(places)
        """Token at which a place begins to the token after it."""

    def mentions(self, seen: Seen, *, by_form: bool = True, bodies: bool = True) -> Iterator[Mention]:
        """All mentions, none overlapping.

        Without ``by_form`` persons, without ``bodies`` other bodies too are told only when the table knows them.
        """
        after = 0
        for i in self._starts:
            if i < after:
                continue
            one = None
            if self.tokens[i].low in self._names.table_firsts:
                one = self._of_table(i) or self._of_state(i) or self._government(i)
            if one is None and bodies:
                one = self._body(i) or self._named(i, seen)
                one = one if by_form or one is None or one.kind not in ("person", "") else None
            if one is not None and one.first >= after:
                yield one
                after = one.last

    @cached_property
    def _starts(self) -> list[int]:
        firsts = self._names.firsts
        return [i for i, token in enumerate(self.tokens) if token.low in firsts or token.text[0].isupper()]

    @cached_property
    def _nouns_near(self) -> bytes:
        """For each token whether a noun that makes a body stands among the few after it."""
        near, firsts = bytearray(len(self.tokens)), self._names.body_nouns.firsts
        for i in [i for i, token in enumerate(self.tokens) if token.low in firsts]:
            first = max(0, i - _MOST_BACK + 1)
            near[first : i + 1] = b"\x01" * (i + 1 - first)
        return bytes(near)

    def _of_table(self, i: int) -> Mention | None:
        hit = self._names.known.at(self.tokens, i)
        if hit is None or not is_written(self.tokens, i, hit[1][2]):
            return None
        goes_on = (
            self._is_capital(i + hit[0]) and self._apart(i + hit[0]) and hit[1][1] in ("agency", "company", "media")
        )
        if goes_on and self.tokens[i + hit[0]].text in self._forms["body_words"]:
            return None
        return Mention(i, i + hit[0], hit[1][1], hit[1][0])

    def _of_state(self, i: int) -> Mention | None:
        """'Russian Defence Ministry', "Iraq's defence ministry", 'Ministry of Defence of Syria', 'Defence Ministry'."""
        owned = self._owned(i)
        return owned if owned is not None else self._titled(i)

    def _owned(self, i: int) -> Mention | None:
        """With the state in front."""
        for phrases in (self._names.adjectives, self._names.states):
            state = phrases.at(self.tokens, i)
            if state is None or not self._is_capital(i):
                continue
            at = i + state[0]
            if self._low(at) in _POSSESSIVE and self._low(at + 1) == "s":
                at += 2
            elif phrases is self._names.states and self._low(at) not in _POSSESSIVE:
                continue
            title = self._title(at)
            if title is not None:
                return Mention(i, at + title[0], title[1][1], f"{state[1].lower()}/{title[1][0]}")
        return None

    def _titled(self, i: int) -> Mention | None:
        """With the state behind, or with none; then only ministries, which others seldom have."""
        title = self._title(i)
        if title is None or (title[1][1] != "ministry" and title[1][0] != "general-staff"):
            return None
        end = i + title[0]
        at = end + 1 + (self._low(end + 1) == "the") if self._low(end) == "of" else end
        state = self._names.states.at(self.tokens, at) if end < at < len(self.tokens) else None
        if state is not None:
            return Mention(i, at + state[0], title[1][1], f"{state[1].lower()}/{title[1][0]}")
        if self._low(end) in ("of", "in") and self._is_capital(at if self._low(end) == "of" else end + 1):
            return Mention(i, self._with_complement(end), title[1][1])
        return Mention(i, end, title[1][1], "", title[1][0])

    def _title(self, at: int) -> tuple[int, tuple[str, str]] | None:
        if at >= len(self.tokens):
            return None
        hit = self._names.titles.at(self.tokens, at)
        glued = hit is not None and self._low(at + hit[0]) in DASHES
        return None if glued else hit

    def _government(self, i: int) -> Mention | None:
        """'Moscow has denied', 'according to Washington'."""
        hit = self._names.governments.at(self.tokens, i)
        if hit is None or not self._is_capital(i) or not speaks(self.tokens, i, i + hit[0]):
            return None
        return (
            None if self._is_capital(i - 1) and self._apart(i) else Mention(i, i + hit[0], "state", f"state:{hit[1]}")
        )

    def _body(self, i: int) -> Mention | None:
        """'civil protection department', 'Dresden police directorate', 'Saxon transport ministry'."""
        at, words = i, 0
        while at < min(len(self.tokens), i + _MOST_BACK) and self._nouns_near[i]:
            noun = self._names.body_nouns.at(self.tokens, at)
            last = at + noun[0] if noun is not None else at
            if noun is not None and self._noun_follows(last):
                step = noun[0]
            elif noun is not None and words and (self.tokens[at].text[0].islower() or at > i):
                return self._told_body(i, at, last)
            else:
                step = self._modifier(at)
            if step == 0:
                return None
            words, at = words + 1, at + step
        return None

    def _told_body(self, first: int, noun: int, last: int) -> Mention | None:
        """The body, unless its words would fit many: 'the Brazilian ministry', 'an opposition party'."""
        small = all(token.text[0].islower() for token in self.tokens[first:noun])
        if self._low(last - 1) in self._forms["generic"]:
            adjective = self._names.adjectives.at(self.tokens, first)
            if (adjective is not None and first + adjective[0] == noun) or (small and self._low(noun) == "party"):
                return None
            if self._low(last - 1) == "agency" and not small and self._end_of_name(first) in (noun, noun - 1):
                return Mention(first, self._end_of_name(first), "media")
        abroad = self._low(last - 1) in ("embassy", "consulate")
        end = self._with_complement(last) if abroad else self._end_of_body(last)
        return Mention(first, end, "ministry" if self._low(noun) == "ministry" else "body")

    def _noun_follows(self, at: int) -> bool:
        return at < len(self.tokens) and self._names.body_nouns.at(self.tokens, at) is not None

    def _modifier(self, at: int) -> int:
        """How many tokens a word before a body's noun takes; 0 where it is none."""
        token = self.tokens[at]
        possessive = 2 if self._low(at + 1) in _POSSESSIVE and self._low(at + 2) == "s" else 0
        if token.low in self._forms["modifiers"] or (self._low(at) + "'s" in self._forms["modifiers"] and possessive):
            return 1 + possessive
        if self._low(at + 1) in DASHES:
            return 0
        opener = self._opens_sentence(at) and (token.low in self._forms["openers"] or token.low in common_words())
        titled = self._names.person_titles.at(self.tokens, at) is not None
        return (
            1 + possessive
            if token.text[0].isupper() and not opener and not titled and not is_date_word(token.low)
            else 0
        )

    def _with_complement(self, end: int) -> int:
        """'interior ministry of Lemuria', 'Interior Ministry in Dresden'."""
        if self._low(end) == "in" and end + 1 in self._places:
            return self._places[end + 1]
        return self._end_of_body(end)

    def _named(self, i: int, seen: Seen) -> Mention | None:
        """Names of persons and bodies by their capitals."""
        if not self._begins_name(i, seen) or self._is_opener(i, seen):
            return None
        first, last = i, self._end_of_name(i)
        first = self._past_titles(first, last)
        if first >= last or (self._places.get(first, 0) >= last and self._low(first - 1) not in _QUOTES):
            return None
        count = sum(token.text[0].isalpha() for token in self.tokens[first:last])
        if any(token.text in self._forms["body_words"] for token in self.tokens[first:last]):
            end = self._end_of_body(last)
            return Mention(first, end, "body") if count > 1 or end > last else None
        if count == 1:
            return self._single(first, last, seen)
        return self._several(first, last) if count <= _MOST_OF_PERSON else None

    def _several(self, first: int, last: int) -> Mention | None:
        """Some words with capitals: a person, unless what stands around makes it a place, a work or a thing."""
        if first in self._places and self._low(first - 1) not in _QUOTES:
            return None
        if self._is_named_thing(first, last):
            return Mention(first, self._with_number(last), "body")
        if is_date_word(self._low(first)):
            return None
        if self._is_work(first, last):
            return Mention(first, last, "")
        if self._low(first - 1) in ("in", "near", "outside", "inside", "at", "around"):
            return None
        before = self._low(first - 1)
        return Mention(first, last, "" if before in ("the", "a", "an", ":") or before.isdigit() else "person")

    def _is_work(self, first: int, last: int) -> bool:
        """A title in quotation marks of its own: a game, a film."""
        return self._low(first - 1) in _QUOTES and self._low(last) in (*_QUOTES, ":", ",")

    def _begins_name(self, i: int, seen: Seen) -> bool:
        """Whether a run of words with capitals begins here, or goes on after an adjective, title or opener alone."""
        if not self._is_capital(i) or not (self._is_capital(i - 1) and self._apart(i)):
            return self._is_capital(i)
        adjective = self._names.adjectives.at(self.tokens, i - 1)
        titled = self._names.person_titles.at(self.tokens, i - 1) is not None
        return adjective is not None or titled or self._is_opener(i - 1, seen)

    def _is_opener(self, i: int, seen: Seen) -> bool:
        """Whether a word has its capital from the beginning of a sentence."""
        low = self._low(i)
        return self._opens_sentence(i) and (
            low in self._forms["openers"] or low in common_words() or (low in seen.small and low not in seen.inside)
        )

    def _single(self, first: int, last: int, seen: Seen) -> Mention | None:
        """One word with a capital: where a title, a noun or a verb of speech makes it somebody."""
        low = self._low(first)
        if (
            len(low) < 2
            or low in seen.small
            or is_date_word(low)
            or low in common_words()
            or low in self._forms["openers"]
        ):
            return None
        if self._names.adjectives.at(self.tokens, first) or first in self._places:
            return None
        if self._ends_title(first):
            return Mention(first, last, "person")
        if self._is_named_thing(first, last):
            return Mention(first, self._with_number(last), "body")
        spoken = self._low(last) in self._forms["speaking"] and (low in seen.inside or not self._opens_sentence(first))
        told = self._low(first - 1) == "to" and self._low(first - 2) == "according"
        return Mention(first, last, "") if spoken or told else None

    def _with_number(self, last: int) -> int:
        """'Kanal 9'."""
        return last + 1 if self._low(last).isdigit() and len(self._low(last)) <= 2 and self._apart(last) else last

    def _is_named_thing(self, first: int, last: int) -> bool:
        """'the daily Morski Vestnik', 'the portal "Trakia Dnes"', 'Hawar news agency'."""
        quoted = self._low(first - 1) in _QUOTES and self._low(last) in (*_QUOTES, ",")
        apposed = self._low(first - 1) == "," and self._low(last) == "," and self._low(first - 4) not in ("of", "for")
        before = first - 1 - (quoted or apposed)
        if self._low(before) in self._forms["named_nouns"]:
            return True
        hit = self._names.nouns_after.at(self.tokens, last) if last < len(self.tokens) else None
        return hit is not None and self.tokens[last].low not in ("spokesman", "spokeswoman", "spokesperson", "leader")

    def _end_of_name(self, i: int) -> int:
        """The token after a run of words with capitals, with initials, hyphens and small particles inside."""
        at, last = i, i
        while at < min(len(self.tokens), i + 2 * _MOST_WORDS):
            token = self.tokens[at]
            if token.text[0].isupper() and (at == i or self._linked(at)):
                last = at + 1
            elif not self._inside(at, i):
                break
            at += 1
        return last + 2 if self._is_domain(last) else last

    def _is_domain(self, at: int) -> bool:
        """'Reka.info': a small word is glued to the name by a full stop."""
        glued = self._low(at) == "." and self._low(at + 1).isalpha() and not self._is_capital(at + 1)
        ends = (self.tokens[at - 1].end, self.tokens[at].end) if glued else ()
        return glued and ends == (self.tokens[at].start, self.tokens[at + 1].start)

    def _linked(self, at: int) -> bool:
        """Whether a word goes on a name: a space or a mark within the name stands before it."""
        before = self.tokens[at - 1]
        gap = self._text[before.end : self.tokens[at].start]
        return gap == "" or (gap.isspace() and "\n" not in gap)

    def _inside(self, at: int, first: int) -> bool:
        low, following = self._low(at), self._is_capital(at + 1)
        if low in DASHES or low in ("'", "\u2019", "&", "/"):
            return following and (low == "&" or self.tokens[at].start == self.tokens[at - 1].end)
        if low == ".":
            if following and self._names.known.at(self.tokens, at + 1):
                return False
            short = len(self.tokens[at - 1].text) == 1 or self.tokens[at - 1].low in _ABBREVIATED
            return following and short
        return low in self._forms["particles"] and at > first and (following or self._low(at + 1) in DASHES)

    def _end_of_body(self, last: int) -> int:
        """'Ministry of Emergency Situations of Karsova', 'Institute for Strategic Studies'."""
        at = last
        for _ in range(_MOST_COMPLEMENTS):
            if self._low(at) not in ("of", "for"):
                break
            start = at + 1 + (self._low(at + 1) == "the")
            if not self._is_capital(start):
                break
            at = last = self._end_of_name(start)
            if self._low(at) == "and" and self._is_capital(at + 1) and self._low(at - 1) not in ("us",):
                joined = self._end_of_name(at + 1)
                other = self._names.known.at(self.tokens, at + 1) is not None or at + 1 in self._places
                at = last = joined if joined == at + 2 and not other else last
        return last

    def _past_titles(self, first: int, last: int) -> int:
        """After adjectives of states and titles: 'Russian President Vladimir Putin' is named Vladimir Putin."""
        start = first
        adjective = self._names.adjectives.at(self.tokens, first)
        if adjective is not None:
            start = min(last, first + adjective[0])
        for at in range(start, last):
            if self._ends_title(at + 1):
                start = at + 1 + (self._low(at + 1) == ".")
        return start

    def _ends_title(self, first: int) -> bool:
        """Whether a title, of up to four tokens, ends just before ``first``."""
        dotted = first - (self._low(first - 1) == ".")
        for back in range(1, 5):
            at = dotted - back
            hit = self._names.person_titles.at(self.tokens, at) if at >= 0 else None
            if hit is not None and at + hit[0] in (dotted, first):
                return True
        return False

    def _opens_sentence(self, i: int) -> bool:
        before = self._low(i - 1)
        return not before or not (before[0].isalnum() or before in _WITHIN)

    def _is_capital(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].text[0].isupper()

    def _apart(self, i: int) -> bool:
        return 0 < i < len(self.tokens) and self._text[self.tokens[i - 1].end : self.tokens[i].start].isspace()

    def _low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""


_ABBREVIATED = frozenset("mr mrs ms dr gen col lt maj capt sgt adm brig sen rep gov prof st jr sr".split())

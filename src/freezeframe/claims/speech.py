"""How a language reports speech, as data: its verbs and nouns of saying, and the small words of its sentences.

Each language is one file of the package (``data/speech/xx.toml``); adding one adds the language. English makes its
verbs' forms by rule; a language whose verbs bend otherwise lists their forms.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, TypeAlias

from freezeframe.errors import MissingDependency

Act: TypeAlias = Literal["claim", "threat", "wish", "promise", "question"]
Form: TypeAlias = Literal["base", "third", "ing", "past", "participle", "any"]
FALLBACK = "en"
_SAYING_NOUNS = ("claims", "promises", "threats", "wishes", "questions", "wordings")
_PICTURE_ROLES = (
    "publish",
    "withdraw",
    "take",
    "film",
    "come",
    "belong",
    "match",
    "show",
    "receive",
    "compare",
    "kept",
    "caption",
    "bear",
    "illustrate",
    "purport",
    "emerge",
    "seen",
    "supply",
    "dates",
    "locate",
    "further",
    "spot",
    "happen",
)
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Use:
    """One way in which a verb reports something."""

    frame: str
    """What follows it, as the language's file explains."""
    act: Act
    denies: bool
    attitude: bool


@dataclass(frozen=True)
class Verb:
    """A form of a verb that reports speech or thought."""

    lemma: str
    form: Form
    uses: tuple[Use, ...]
    rest: tuple[str, ...] = ()
    """Words that must follow: ("out",) of "point out"."""

    def use(self, *frames: str) -> Use | None:
        """The first use with one of these frames."""
        for frame in frames:
            for use in self.uses:
                if use.frame == frame:
                    return use
        return None


@dataclass(frozen=True)
class PictureVerb:
    """A form of a verb that tells something of a picture."""

    role: str
    """``publish``, ``withdraw``, ``take``, ``film``, ``come``, ``belong``, ``match``, ``show``, ``receive``."""
    lemma: str
    form: Form
    rest: tuple[str, ...]


@dataclass(frozen=True)
class Speech:
    """A language's words, all in lower case, apostrophes straight."""

    code: str
    abbreviations: frozenset[str]
    tags: Mapping[str, str]
    """Closed classes: word to the letter of its class, as ``words.TAGS`` explains."""
    verbs: Mapping[str, tuple[Verb, ...]]
    """Form to the verbs that it may be; those of several words first."""
    only_with_more: frozenset[str]
    """Forms that report only with the words that follow: 'fire' of 'fire back'."""
    phrase_starts: frozenset[str]
    """Words that may begin an attribution without a verb of saying."""
    other_verbs: Mapping[str, frozenset[Form]]
    """Forms of verbs that report nothing."""
    intransitive: frozenset[str]
    """Forms of verbs that have no passive: 'appeared' after a noun is its verb."""
    nouns: Mapping[str, frozenset[str]]
    """Kind of noun to its nouns, plurals among them."""
    words: Mapping[str, tuple[tuple[str, ...], ...]]
    """Purpose to words or runs of words."""

    gerund: str
    """How gerunds and present participles end; empty where the language needs no such rule."""
    endings: Mapping[str, str]
    """Endings of words that no table has, to their class."""
    acronyms: frozenset[str]
    """Small words that are names in capitals: US, WHO."""
    exceptions: frozenset[str]
    """Nouns with such an ending."""
    firsts: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    """Purpose and first word to the runs of words that begin so."""
    single: Mapping[str, frozenset[str]]
    """The purposes of ``words`` with those that are one word."""
    definite: frozenset[str]
    """Words before a noun that make it somebody who was spoken of."""
    same: tuple[frozenset[str], ...]
    """Nouns that can be said of the same body: newspaper, daily, paper."""

    picture_verbs: Mapping[str, tuple[PictureVerb, ...]]
    picture_words: Mapping[str, frozenset[str]]

    @cached_property
    def picture_begins(self) -> frozenset[str]:
        """Words that a phrase for a picture has at its head."""
        words = self.picture_words
        return words["nouns"] | words["weak"] | words["quantities"] | self.single["picture_pronouns"]

    @cached_property
    def _kinds(self) -> dict[str, frozenset[str]]:
        return {}

    def runs(self, purpose: str, words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """The runs of words of a purpose that begin with the first of some words."""
        return self.firsts.get((purpose, words[0]), ()) if words else ()

    def alike(self, noun: str) -> frozenset[str]:
        """A noun with those that can stand for it."""
        return frozenset({noun}).union(*(words for words in self.same if noun in words))

    def kinds(self, word: str) -> frozenset[str]:
        """Which forms of verbs a word may be."""
        known = self._kinds.get(word)
        if known is None:
            found: set[str] = set(self.other_verbs.get(word, ()))
            found.update(verb.form for verb in self.verbs.get(word, ()))
            found.update(verb.form for verb in self.picture_verbs.get(word, ()))
            known = frozenset(found)
            if found:
                self._kinds[word] = known
        return known

    def is_gerund(self, word: str) -> bool:
        """Whether a form can carry no clause: 'saying'."""
        return bool(self.gerund) and word.endswith(self.gerund)

    def has(self, purpose: str, word: str) -> bool:
        """Whether a single word serves a purpose."""
        return word in self.single[purpose]


@cache
def speech_of(code: str) -> Speech:
    """The language of an ISO 639-1 code; English where there is no file for it.

    Raises:
        MissingDependency: the package was installed without its languages.
    """
    known = speeches()
    return known.get(code, known[FALLBACK])


@cache
def speeches() -> Mapping[str, Speech]:
    """All languages that there is a file for, by their code.

    Raises:
        MissingDependency: the package was installed without its languages.
    """
    folder = resources.files("freezeframe") / "data" / "speech"
    if not folder.is_dir():
        raise MissingDependency("the languages", "are not packaged with this freezeframe", "install it again")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    made = (_speech(tomllib.loads(f.read_text("utf-8"))) for f in files)
    return {speech.code: speech for speech in made}


def folded(word: str) -> str:
    """A word as the tables have it: lower case, straight apostrophe."""
    return word.lower().replace("’", "'")


def _speech(table: Mapping[str, Any]) -> Speech:
    verbs = _reporting(table["verbs"])
    other: dict[str, set[Form]] = {}
    for lemma in _split(table["verbs"].get("other", "")):
        for form, kind in _forms(lemma, table["verbs"]):
            other.setdefault(form, set()).add(kind)
    nouns = {
        kind: frozenset(words) | (frozenset(map(_plural, words)) if table["language"] == "en" else frozenset())
        for kind, words in ((kind, _split(text)) for kind, text in table["nouns"].items())
    }
    return Speech(
        code=table["language"],
        abbreviations=frozenset(_split(table["abbreviations"])),
        tags={word: tag for tag, text in table["tags"].items() for word in _split(text)},
        verbs=verbs,
        only_with_more=frozenset(form for form, found in verbs.items() if all(verb.rest for verb in found)),
        phrase_starts=frozenset(
            [words.split("_")[0] for words in _split(table["words"].get("according", ""))]
            + [*_split(table["words"].get("adverbial", ""))]
            + [noun for kind in _SAYING_NOUNS for noun in nouns.get(kind, ())]
        ),
        intransitive=frozenset(
            form
            for lemma in _split(table["verbs"].get("intransitive", ""))
            for form, _ in _forms(lemma, table["verbs"])
        ),
        other_verbs={form: frozenset(kinds) for form, kinds in other.items()},
        nouns=defaultdict(frozenset, nouns),
        gerund=table.get("gerund", ""),
        endings=table.get("endings", {}),
        acronyms=frozenset(_split(table["words"].get("acronyms", ""))),
        exceptions=frozenset(_split(table["words"].get("exceptions", ""))),
        picture_verbs=_of_pictures(table),
        picture_words=_picture_words(table),
        definite=frozenset(_split(table["words"].get("definite", ""))),
        same=tuple(frozenset(_split(line)) for line in table.get("same", ())),
        words={purpose: tuple(tuple(w.split("_")) for w in _split(text)) for purpose, text in table["words"].items()},
        firsts=_firsts(table["words"]),
        single=defaultdict(frozenset, {purpose: frozenset(_split(text)) for purpose, text in table["words"].items()}),
    )


def _firsts(table: Mapping[str, str]) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {}
    for purpose, text in table.items():
        for run in (tuple(word.split("_")) for word in _split(text)):
            found[purpose, run[0]] = (*found.get((purpose, run[0]), ()), run)
    return found


def _split(text: str) -> list[str]:
    return text.split()


def _reporting(table: Mapping[str, Any]) -> dict[str, tuple[Verb, ...]]:
    uses: dict[tuple[str, ...], dict[str, Use]] = {}
    listed: dict[tuple[str, ...], bool] = {}
    for entry in [*table.get("cues", ()), *table.get("phrases", ())]:
        act: Act = entry.get("act") or "claim"
        for words in (tuple(word.split("_")) for word in _split(entry.get("words", "") or entry.get("forms", ""))):
            listed[words] = "forms" in entry
            for frame in _split(entry["frames"]):
                use = Use(frame, act, entry.get("denies", False), entry.get("attitude", False))
                uses.setdefault(words, {}).setdefault(frame, use)
    found: dict[str, list[Verb]] = {}
    for words, frames in uses.items():
        forms: Iterable[tuple[str, Form]] = [(words[0], "any")] if listed[words] else _forms(words[0], table)
        for form, kind in forms:
            found.setdefault(form, []).append(Verb("_".join(words), kind, tuple(frames.values()), words[1:]))
    return {form: tuple(sorted(verbs, key=lambda v: -len(v.rest))) for form, verbs in found.items()}


def _picture_words(table: Mapping[str, Any]) -> defaultdict[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for kind, text in table.get("pictures", {}).items():
        if kind not in _PICTURE_ROLES:
            words = _split(text)
            found[kind] = frozenset(words) if kind == "quantities" else frozenset([*words, *map(_plural, words)])
    return found


def _of_pictures(table: Mapping[str, Any]) -> dict[str, tuple[PictureVerb, ...]]:
    found: dict[str, list[PictureVerb]] = {}
    for role in _PICTURE_ROLES:
        for words in (word.split("_") for word in _split(table.get("pictures", {}).get(role, ""))):
            listed = table["language"] != FALLBACK
            forms: Iterable[tuple[str, Form]] = [(words[0], "any")] if listed else _forms(words[0], table["verbs"])
            for form, kind in dict(forms).items():
                found.setdefault(form, []).append(PictureVerb(role, "_".join(words), kind, tuple(words[1:])))
    return {form: tuple(sorted(verbs, key=lambda v: -len(v.rest))) for form, verbs in found.items()}


def _forms(lemma: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Form]]:
    irregular = _irregular(table.get("irregular", ""))
    third, ing, past, participle = irregular.get(lemma) or (_third(lemma), _ing(lemma), _past(lemma), _past(lemma))
    yield participle, "participle"
    yield past, "past"
    yield ing, "ing"
    yield third, "third"
    yield lemma, "base"


@cache
def _irregular(text: str) -> Mapping[str, tuple[str, str, str, str]]:
    rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _third(lemma: str) -> str:
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return f"{lemma[:-1]}ies"
    return f"{lemma}es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{lemma}s"


def _ing(lemma: str) -> str:
    return f"{lemma[:-1]}ing" if lemma.endswith("e") and not lemma.endswith(("ee", "oe")) else f"{lemma}ing"


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return f"{lemma}d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return f"{lemma[:-1]}ied"
    return f"{lemma}ed"


def _plural(noun: str) -> str:
    if noun.endswith(("man", "men")):
        return f"{noun[:-3]}men"
    return f"{noun}s" if noun.endswith("o") else _third(noun)

"""Attributions that the optional parser sees: who is the subject of a verb of saying, and which clause is its object.

They are added where the rules found nothing with the same verb or the same words; quotations stay the rules' task.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.records import Span
from freezeframe.claims.speech import Use, Verb, folded

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

SAID = Use("clause", "claim", denies=False, attitude=False)
_SUBJECTS = ("nsubj", "nsubjpass")
_SHARED = 0.5
"""Share of the words of a statement that the rules may have found already."""


def with_parsed(told: Told, model: Language) -> Told:
    """The same text with the attributions that the parser adds."""
    found = list(told.attributions)
    known: dict[int, list[Attribution]] = {}
    for attribution in found:
        known.setdefault(attribution.row, []).append(attribution)
    numbers = [n for n, row in enumerate(told.rows) if set(row.tags) & set("CV")]
    texts = (told.text[slice(*told.rows[n].span)] for n in numbers)
    for number, doc in zip(numbers, model.pipe(texts, batch_size=64), strict=True):
        start = told.rows[number].span[0]
        for one in _in_sentence(told, number, doc, start):
            if not any(_is_known(one, other) for other in known.get(number, ())):
                found.append(one)
    return replace(told, attributions=tuple(sorted(found, key=lambda a: a.statements[0][0])))


def _in_sentence(told: Told, number: int, doc: Doc, start: int) -> Iterator[Attribution]:
    for token in doc:
        verb = _reporting(told, token)
        subject = _subject(token)
        if subject is None or token.pos_ not in ("VERB", "AUX"):
            continue
        for child in token.children:
            use = _use(verb, child)
            if use is None or _is_quoted(told, number, start + child.idx):
                continue
            span, who = _clause(doc, token, child, start), _aligned(told, number, _phrase(subject, start))
            if span is None or who is None:
                continue
            yield Attribution(
                row=number,
                use=use,
                cue=(start + token.idx, start + token.idx + len(token)),
                speaker=who,
                kind="pronoun" if subject.pos_ == "PRON" else ("phrase" if subject.head == token else "ellipsis"),
                statements=(span,),
                negated=any(c.dep_ == "neg" for c in token.children),
                irreal=_is_irreal(told, token),
                via="parser",
            )


def _reporting(told: Told, token: Token) -> Verb | None:
    """The verb of the tables that a word is a form of."""
    return next((verb for verb in told.speech.verbs.get(folded(token.text), ()) if not verb.rest), None)


def _use(verb: Verb | None, child: Token) -> Use | None:
    """Whether a child is what is said: a clause, with 'that' where the verb asks for it; an infinitive for a few."""
    if child.dep_ == "ccomp":
        marked = any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)
        if verb is None:
            # A verb that no table has: only with "that", and not where something makes it so.
            return SAID if marked and child.head.lemma_ not in _CAUSES else None
        use = verb.use("clause") or (verb.use("that") if marked else None)
        return use if use is not None and not use.attitude else None
    if child.dep_ == "xcomp" and verb is not None and any(c.lower_ == "to" for c in child.children):
        use = verb.use("to")
        return use if use is not None and not use.attitude else None
    return None


_CAUSES = frozenset("be ensure make mean require cause let have do get prove guarantee so happen see find show".split())


def _subject(token: Token) -> Token | None:
    """The subject of a verb, or of the verb that it is joined to or says more of."""
    for _ in range(4):
        found = next((c for c in token.children if c.dep_ in _SUBJECTS), None)
        if found is not None:
            return found
        if token.dep_ not in ("conj", "advcl", "xcomp"):
            return None
        token = token.head
    return None


def _phrase(subject: Token, start: int) -> Span:
    """The subject's words, without clauses and appositions that follow it."""
    last = subject
    for child in subject.children:
        if child.dep_ == "prep" and child.i > subject.i:
            last = max(last, *child.subtree, key=lambda t: t.i)
    first = min((t for t in subject.subtree if t.i <= subject.i), key=lambda t: t.i)
    return start + first.idx, start + last.idx + len(last)


def _aligned(told: Told, number: int, span: Span) -> Span | None:
    """A phrase as whole items of its row; None where it lies in a quotation."""
    row = told.rows[number]
    first, last = (max(bisect_left(row.starts, offset + 1) - 1, 0) for offset in (span[0], span[1] - 1))
    return None if set(row.tags[first : last + 1]) & set("Qq") else row.between(first, last)


def _clause(doc: Doc, verb: Token, child: Token, start: int) -> tuple[Span, ...] | None:
    """The words of a clause, without its conjunction and the marks around it, in one part."""
    words = sorted((t.i for t in child.subtree if not _is_edge(t, child)), key=int)
    if not words:
        return None
    first, last = words[0], words[-1]
    if first < verb.i < last:
        # The reporting verb parts it: what stands before is kept, which is where such a clause is whole.
        last = max(i for i in words if i < verb.i)
    while last > first and doc[last].is_punct:
        last -= 1
    while first < last and doc[first].is_punct:
        first += 1
    span = (start + doc[first].idx, start + doc[last].idx + len(doc[last]))
    return (span,) if last > first else None


def _is_edge(token: Token, child: Token) -> bool:
    return bool(token.head == child and token.dep_ == "mark" and token.lower_ == "that")


def _is_irreal(told: Told, token: Token) -> bool:
    """'could say', 'to say': nothing is said."""
    aux = [c for c in token.children if c.dep_ == "aux"]
    modal = any(told.speech.has("modals", folded(c.text)) for c in aux)
    return modal or (token.tag_ == "VB" and any(c.lower_ == "to" for c in aux))


def _is_quoted(told: Told, number: int, offset: int) -> bool:
    """Whether a clause lies in quotation marks, which the rules pair better."""
    row = told.rows[number]
    index = bisect_left(row.starts, offset + 1) - 1
    return index >= 0 and row.tags[index] in "Qq"


def _is_known(one: Attribution, other: Attribution) -> bool:
    """Whether the rules found it: the same verb, or mostly the same words."""
    if one.cue is not None and other.cue is not None and other.cue[0] <= one.cue[0] < other.cue[1]:
        return True
    mine, others = one.statements[0][0], [part for parts in other.statements for part in parts]
    shared = sum(max(0, min(mine[1], end) - max(mine[0], start)) for start, end in others)
    return shared >= _SHARED * (mine[1] - mine[0])

"""Which words stand between quotation marks, whatever the marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.claims.quotations import quotations
from freezeframe.claims.records import Block

MARKS = "\"'“”„«»‘’‚‹› ,.\n–ab"


def _blocks(text: str) -> list[Block]:
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        inner = paragraph.strip()
        if inner:
            start = at + paragraph.index(inner)
            blocks.append(Block("body", (start, start + len(inner))))
        at += len(paragraph) + 2
    return blocks


def _quoted(text: str, depth: int = 0) -> list[str]:
    return [text[q.inner[0] : q.inner[1]] for q in quotations(text, _blocks(text)) if q.depth == depth]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"We left," he said. "It was over."', ["We left,", "It was over."]),
        ("“We left,” he said.", ["We left,"]),
        ("«La presa está entera», dijo el ministro.", ["La presa está entera"]),
        ("„So ist es“, sagte er.", ["So ist es"]),
        ("„Tak jest”, powiedział.", ["Tak jest"]),
        ("»Umgekehrt«, sagte sie.", ["Umgekehrt"]),
        ("‘I have played that level,’ wrote one user.", ["I have played that level,"]),
        ("``Old wires'' wrote so.", ["Old wires"]),
        ("'We don't think the ministers' plan is good,' he said.", ["We don't think the ministers' plan is good,"]),
        ("The ministers' plan isn't good.", []),
        ("A pipe 12\" long and 3' wide.", []),
        ('He called it “a lie" and left.', ["a lie"]),
        ("She said: \"He told us 'no' twice.\"", ["He told us 'no' twice."]),
        ("«Компания «Ромашка» сообщила об этом.", ["Компания «Ромашка»"]),
    ],
)
def test_each_kind_of_marks_is_paired(text: str, quoted: list[str]) -> None:
    assert _quoted(text) == quoted


def test_a_quotation_in_a_quotation_lies_deeper() -> None:
    text = "“He asked ‘why’ and left,” she said."
    assert _quoted(text) == ["He asked ‘why’ and left,"]
    assert _quoted(text, depth=1) == ["why"]


def test_a_quotation_goes_on_where_a_mark_begins_the_next_paragraph() -> None:
    text = "“First paragraph.\n\n“Second paragraph,” he said.\n\n“Third.”"
    found = quotations(text, _blocks(text))
    assert [len(q.parts) for q in found] == [2, 1]
    assert all(q.closed for q in found)


def test_a_quotation_that_nobody_closes_ends_with_its_paragraph() -> None:
    text = "He said: “This is it.\n\nAnother paragraph."
    (found,) = quotations(text, _blocks(text))
    assert not found.closed
    assert text[found.inner[0] : found.inner[1]] == "This is it."


@given(st.text(MARKS, max_size=200))
def test_quotations_never_overlap_but_lie_within_each_other(text: str) -> None:
    found = quotations(text, _blocks(text))
    for number, one in enumerate(found):
        assert 0 <= one.span[0] <= one.inner[0] <= one.inner[1] <= one.span[1] <= len(text)
        for other in found[number + 1 :]:
            inside = one.span[0] <= other.span[0] and other.span[1] <= one.span[1]
            assert inside or other.span[0] >= one.span[1]


@pytest.mark.parametrize("unit", ['"', "'", "“", "” ", "« ", "a' ", '"a ', "‘s' b", "``", "x”“"])
def test_time_is_linear(unit: str) -> None:
    taken = []
    for size in (30_000, 90_000):
        text = unit * (size // len(unit))
        start = time.process_time()
        quotations(text, [Block("body", (0, len(text)))])
        taken.append(time.process_time() - start)
    assert taken[1] < 9 * taken[0] + 0.5

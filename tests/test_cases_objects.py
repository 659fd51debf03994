"""Records to JSON and back, and the journal: whatever is changed in it is found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.cases import objects
from freezeframe.cases.document import CaseDocument, CaseStatement, Evidence, Finding, Rating, SourceAttestation
from freezeframe.cases.journal import Journal, Step, entries_of
from freezeframe.errors import Damaged, NewerVersion

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True)
class Some:
    name: str
    number: float
    kind: Literal["a", "b"]
    many: tuple[str, ...] = ()
    other: SourceAttestation | None = None


@given(JSON)
def test_the_canonical_form_is_one_whatever_the_order_of_keys(value: Any) -> None:
    def turned(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: turned(one[key]) for key in reversed(list(one))}
        return [turned(part) for part in one] if isinstance(one, list) else one

    assert objects.canonical(value) == objects.canonical(turned(value))
    assert json.loads(objects.canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x", "number": 1},
        {"name": "x", "number": 1, "kind": "c"},
        {"name": "x", "number": "1", "kind": "a"},
        {"name": "x", "number": True, "kind": "a"},
        {"name": "x", "number": 1, "kind": "a", "many": "abc"},
        {"name": "x", "number": 1, "kind": "a", "many": [1]},
        {"name": "x", "number": 1, "kind": "a", "other": {"of": "published"}},
        {"name": "x", "number": 1, "kind": "a", "unknown": 1},
        [],
        None,
    ],
)
def test_a_record_that_is_not_as_it_is_written_is_refused(value: Any) -> None:
    with pytest.raises(Damaged):
        objects.from_json(Some, value, "file")


def test_a_document_comes_back_as_it_was() -> None:
    attested = SourceAttestation("published", "2016-06", "AP", "", "cited", "", "stated", "2026")
    document = CaseDocument(
        "id",
        "title",
        "2017-11-14T00:00:00Z",
        "0",
        statements=(CaseStatement("s1", "0" * 64, "a.txt", "reply", "", {"date": "2017"}, {"claims": [{"id": "c"}]}),),
        findings=(
            Finding("f1", "rule", "contradicts", "s1/c", "p1", "It.", (Evidence("t", "S", attested),), "x", "y"),
        ),
        ratings=(
            Rating("s1/c", "false", {"values": ["false"]}, "A", "2017", ""),
            Rating("s1/c", "true", {}, "B", "", ""),
        ),
    )
    told = json.loads(json.dumps(document.to_json()))
    assert CaseDocument.from_json(told) == document
    assert [key for key, _, _ in document.claims()] == ["s1/c"]
    rating = document.rating("s1/c")
    assert rating is not None
    assert rating.by == "B"
    with pytest.raises(NewerVersion):
        CaseDocument.from_json({**told, "format": 2})
    unfit: tuple[Any, ...] = (None, [], {}, {**told, "format": 0}, {**told, "findings": [{}]})
    for wrong in unfit:
        with pytest.raises(Damaged):
            CaseDocument.from_json(wrong)


def _step(number: int) -> Step:
    return Step("read", "A. Desk", "2017-11-14T00:00:00Z", {"number": number}, {"in": "0"}, {"out": "1"})


def _written(folder: Path) -> bytes:
    journal = Journal(folder / "journal.jsonl")
    for number in range(3):
        journal.add(_step(number))
    return (folder / "journal.jsonl").read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _written(tmp_path_factory.mktemp("journal"))


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_byte_of_a_journal_is_found(data: st.DataObject, whole: bytes) -> None:
    at = data.draw(st.integers(0, len(whole) - 2))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        entries_of(bytes(changed), "journal")


def test_a_line_that_is_taken_out_or_moved_is_found(tmp_path: Path) -> None:
    first, second, third = _written(tmp_path).splitlines(keepends=True)
    for lines in ([first, third], [second, third], [first, third, second], [first, first, second]):
        with pytest.raises(Damaged):
            entries_of(b"".join(lines), "journal")
    assert len(entries_of(first + second, "journal")) == 2


def test_a_line_that_was_cut_off_was_never_written(tmp_path: Path) -> None:
    whole = _written(tmp_path)
    path = tmp_path / "journal.jsonl"
    path.write_bytes(whole[:-20])
    journal = Journal(path)
    assert len(journal.entries) == 2
    journal.add(_step(2))
    assert path.read_bytes() == whole

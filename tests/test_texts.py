"""Which text a crop hid and which was added, by where its lines lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from freezeframe.trace.ocr import Reader
from freezeframe.trace.result import Alteration, Match, Moment, TextLine
from freezeframe.trace.texts import StillText, with_texts
from freezeframe.types import Colour


def quad(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


FRAME = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
STILL = np.random.default_rng(2).integers(0, 255, (100, 150, 3), dtype=np.uint8)
CUT = (
    Alteration("cut_away", quad(-0.5, 149.5, 299.5, 199.5), "frame"),
    Alteration("cut_away", quad(199.5, -0.5, 299.5, 149.5), "frame"),
)
BAR = Alteration("added", quad(0, 80, 149, 99), "still")
MATCH = Match(
    source_id="S1",
    path="a.mp4",
    sha256="a" * 64,
    media="video",
    title="",
    published="",
    published_from="",
    region=quad(-0.5, -0.5, 149.5, 99.5),
    moment=Moment(3, 3, Fraction(1, 25), 0.12, ((3, 3),)),
    frame_size=(300, 200),
    rotation=0,
    sar=Fraction(1),
    log10_nfa=-20.0,
    tests=1,
    inliers=30,
    still_to_frame=np.array([[1.0, 0, 50], [0, 1, 50], [0, 0, 1]]),
    mirrored=False,
    grey=False,
    visible_fraction=0.25,
    crop=quad(49.5, 49.5, 199.5, 149.5),
    alterations=(*CUT, BAR),
    cost=0.0,
)


class Told(Reader):
    """Reads what it is told: by the size of the picture, and of strips in turn."""

    def __init__(self, frame: Sequence[TextLine], still: Sequence[TextLine], strips: Sequence[str] = ()) -> None:
        super().__init__()
        self.of = {FRAME.shape: list(frame), STILL.shape: list(still)}
        self.strips = list(strips)

    def lines(self, picture: Colour) -> list[TextLine]:
        return self.of[picture.shape]

    def read(self, strips: Sequence[Colour]) -> list[tuple[str, float]]:
        return [(self.strips.pop(0), 0.9) for _ in strips]


def read(reader: Told, nearby: Sequence[Colour] = (), match: Match = MATCH) -> list[Alteration]:
    return list(with_texts(match, StillText(STILL, reader), FRAME, nearby, reader).alterations)


def test_hidden_text_goes_to_the_piece_it_lies_in() -> None:
    lines = [
        TextLine("FIRE", quad(220, 160, 290, 190), 0.99),
        TextLine("TITLE", quad(210, 20, 290, 40), 0.99),
        TextLine("seen", quad(60, 60, 120, 80), 0.99),
    ]
    below, right, bar = read(Told(lines, []))
    assert [line.text for line in below.lines] == ["FIRE"]
    assert [line.text for line in right.lines] == ["TITLE"]
    assert (below.text, right.text, bar.text) == ("FIRE", "TITLE", "")
    assert below.lines[0].visible == 0.0


def test_text_cut_through_says_how_much_can_be_seen() -> None:
    _, right, _ = read(Told([TextLine("ALL CONTENT", quad(150, 60, 250, 80), 0.99)], []))
    (line,) = right.lines
    assert line.text == "ALL CONTENT"
    assert abs(line.visible - 0.495) < 0.01


def test_added_text_is_what_lies_on_what_was_added() -> None:
    still = [TextLine("a caption", quad(10, 82, 100, 97), 0.99), TextLine("a sign", quad(10, 10, 60, 30), 0.99)]
    *_, bar = read(Told([], still))
    assert [line.text for line in bar.lines] == ["a caption"]


def test_letters_added_one_by_one_are_a_line() -> None:
    letters = np.concatenate([quad(x, 40, x + 5, 52) for x in range(20, 80, 9)])
    match = replace(MATCH, alterations=(Alteration("added", letters, "still"),))
    (added,) = read(Told([], [TextLine("letters", quad(18, 38, 82, 54), 0.99)]), match=match)
    assert added.text == "letters"


def test_what_is_not_clear_is_read_in_the_frames_nearby_where_it_stays() -> None:
    lines = [TextLine("F1RE", quad(220, 160, 290, 190), 0.6)]
    other = FRAME.copy()
    other[150:] = 0
    below, *_ = read(Told(lines, [], ["FIRE", "FIRE", "F1RE"]), [FRAME, FRAME, other])
    assert below.text == "FIRE", "the mean and the two frames where it stays were read, the third was not"


def test_what_is_clear_is_left_as_it_is() -> None:
    below, *_ = read(Told([TextLine("01:44", quad(220, 160, 290, 190), 0.97)], [], []), [FRAME, FRAME])
    assert below.text == "01:44"


def test_without_anything_cut_or_added_nothing_is_read() -> None:
    match = replace(MATCH, alterations=(Alteration("grey", quad(0, 0, 10, 10), "still"),))
    assert read(Told([TextLine("x", quad(0, 0, 10, 10), 1.0)], []), match=match)[0].text == ""


def test_the_text_of_a_page_is_not_read_and_a_line_says_so() -> None:
    page = Alteration("page", quad(0, 0, 149, 99), "still")
    reader = Told([], [TextLine("a headline", quad(10, 10, 90, 20), 0.99)])
    around = with_texts(replace(MATCH, alterations=(page,)), StillText(STILL, reader), FRAME, (), reader)
    assert any("page" in note for note in around.text_notes)
    assert not any(one.lines for one in around.alterations)
    assert not with_texts(MATCH, StillText(STILL, reader), FRAME, (), reader).text_notes


def test_only_what_is_laid_over_words_covers_them() -> None:
    """Not what was taken out or blurred; nor what lets the same words be seen."""
    line = TextLine("NOT REAL", quad(80, 80, 150, 95), 0.99)
    over = quad(20, 20, 120, 60)
    added = Alteration("added", over, "still", values={"share": 0.05})
    blurred, erased = replace(added, values={"blurred": 1.0}), replace(added, kind="retouched")
    same = TextLine("NOT REAL", quad(30, 30, 100, 45), 0.99)
    other = replace(same, text="OUR OWN")
    for one, still, covered in (
        (added, [], ["NOT REAL"]),
        (blurred, [], []),
        (erased, [], []),
        (added, [same], []),
        (erased, [other], ["NOT REAL"]),
        (blurred, [other], ["NOT REAL"]),
    ):
        found = read(Told([line], still), match=replace(MATCH, alterations=(one,)))
        pieces = [piece for piece in found if piece.kind == "cut_away"]
        assert [piece.text for piece in pieces] == covered
        assert all(piece.values["sure"] == 1.0 for piece in pieces)


def test_an_exchanged_word_is_told_with_the_one_that_it_covers() -> None:
    """Of a long line, whose other words stay as they were; one figure of a number is enough."""
    for old, new in (("ARE", "NOT"), ("1500", "7500")):
        place = quad(60, 80, 190, 95)
        before = TextLine(f"THE SOLDIERS {old} IN THE CITY", place, 0.99)
        after = replace(before, text=f"THE SOLDIERS {new} IN THE CITY", polygon=place - 50)
        letter = 130 / len(before.text)
        stroke = quad(10 + 13 * letter, 31, 10 + 13.4 * letter, 44)
        match = replace(MATCH, alterations=(Alteration("retouched", stroke, "still"),))
        added, covered = read(Told([before], [after]), match=match)
        assert (added.text, covered.kind, covered.text) == (new, "cut_away", old)
        (unchanged,) = read(Told([before], [replace(after, text=before.text)]), match=match)
        assert unchanged.text == ""
        (unclear,) = read(Told([before], [replace(after, confidence=0.8)]), match=match)
        assert unclear.text == ""


def test_two_words_exchanged_in_a_line_are_two() -> None:
    before = TextLine("AAAA KILLED IN BBBB TODAY", quad(60, 80, 160, 95), 0.99)
    after = replace(before, text="CCCC KILLED IN DDDD TODAY", polygon=before.polygon - 50)
    places = [Alteration("added", quad(x, 29, x + 17, 46), "still") for x in (10, 70)]
    found = read(Told([before], [after]), match=replace(MATCH, alterations=tuple(places)))
    assert [one.text for one in found if one.where == "still"] == ["CCCC", "DDDD"]
    assert [line.text for one in found if one.kind == "cut_away" for line in one.lines] == ["AAAA", "BBBB"]


def test_words_written_from_right_to_left_stand_where_they_are_seen() -> None:
    """A bar over the right half of the line lies over its first words."""
    words = ["\u0645\u062f\u064a\u0646\u0629", "\u062a\u062d\u062a", "\u0627\u0644\u064a\u0648\u0645"]
    line = TextLine(" ".join(words), quad(60, 80, 190, 95), 0.99)
    rest = TextLine(words[2], quad(10, 30, 55, 45), 0.99)
    bar = Alteration("added", quad(58, 25, 149, 50), "still")
    _, covered = read(Told([line], [rest]), match=replace(MATCH, alterations=(bar,)))
    assert covered.text == " ".join(words[:2])


def test_a_word_is_looked_for_where_it_stands_in_its_line() -> None:
    """A bar over its end: the words before it are not covered."""
    line = TextLine("FOUR WORD LINE HERE", quad(80, 80, 194, 95), 0.99)
    bar = Alteration("added", quad(115, 25, 149, 50), "still")
    _, covered = read(Told([line], []), match=replace(MATCH, alterations=(bar,)))
    assert covered.text == "HERE"
    assert np.allclose(covered.lines[0].polygon, quad(170, 80, 194, 95))

"""Whatever stands in a recipe, it is either drawn by or refused in one line that names its file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freezeframe.errors import BadInput, Damaged, FreezeframeError
from freezeframe.report.exhibits import OPERATIONS, Recipe, draw
from freezeframe.report.places import Line, Place
from freezeframe.report.strips import Moment
from freezeframe.report.subject import Originals, Subject
from tests.exhibits import CUT, FRAME, box, case


def small() -> tuple[Originals, Subject]:
    """Few pixels: many are drawn."""
    return case([[1.0, 0.0, 60.0], [0.0, 1.0, 40.0], [0.0, 0.0, 1.0]], 80, 60)


def recipe_of(name: str, subject: Subject) -> dict[str, Any]:
    """A valid recipe as it stands in its file."""
    text = Line("FIRE", box(5, 5, 30, 12), partly=True)
    inside = {"added": ("added", "lit"), "cut-away": ("cut_away", "covered")}.get(name, ())
    options = {
        "places": [Place(kind, box(4, 4, 40, 30), "FIRE", (text,)).to_json() for kind in inside],
        "moments": [Moment(FRAME + i, i / 25, i == 0).__dict__ for i in (-1, 0, 1)],
        "share": 0.4,
    }
    needed = {option: options[option] for option in OPERATIONS[name].needs}
    whole = {"subject": subject.to_json(), **needed}
    frames = (FRAME - 1, FRAME, FRAME + 1)
    return dict(json.loads(json.dumps(Recipe(name, "a" * 64, "b" * 64, frames, whole).to_json())))


def followed(told: object, originals: Originals, path: Path) -> bool:
    """Whether the recipe in this file was drawn by; if not, the error is one line that names the file."""
    path.write_text(json.dumps(told), "utf-8")
    refused: FreezeframeError | None = None
    try:
        pictures = draw(Recipe.read(path), originals)
    except FreezeframeError as error:
        refused = error
    if refused is None:
        assert all(picture.size for picture in pictures)
        return True
    assert refused.line.startswith(f"{path}: ")
    assert "\n" not in refused.line
    assert refused.advice
    return False


def test_every_valid_recipe_is_drawn(tmp_path: Path) -> None:
    originals, subject = small()
    for name in OPERATIONS:
        assert followed(recipe_of(name, subject), originals, tmp_path / f"{name}.json"), name


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -1, 0, 1, 2**31, 2**63, -(10**9)]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([1e300, -1e300, 1e-300, 1e6, -1e6, 0.0]),
    st.text(max_size=30),
    st.lists(st.integers(-5, 5), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


def paths(told: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything in a JSON value stands."""
    yield at
    items = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in items:
        yield from paths(value, (*at, key))


def mutated(told: dict[str, Any], path: tuple[Any, ...], how: str, value: object) -> object:
    """A copy with one value put in another's place, left out, put twice, or put beside it."""
    if not path:
        return value
    whole = copy.deepcopy(told)
    inner: Any = whole
    for key in path[:-1]:
        inner = inner[key]
    key = path[-1]
    if how == "out":
        del inner[key]
    elif how == "twice" and isinstance(inner, list):
        inner.insert(key, inner[key])
    elif how == "beside" and isinstance(inner, dict):
        inner["another"] = value
    elif how == "negative" and isinstance(inner[key], int | float):
        inner[key] = -inner[key]
    else:
        inner[key] = value
    return whole


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_recipe_is_drawn_or_refused(name: str, tmp_path: Path, data: st.DataObject) -> None:
    originals, subject = small()
    told: Any = recipe_of(name, subject)
    for _ in range(data.draw(st.integers(1, 3))):
        if not isinstance(told, dict):
            break
        path = data.draw(st.sampled_from(list(paths(told))))
        how = data.draw(st.sampled_from(["instead", "out", "twice", "beside", "negative"]))
        told = mutated(told, path, how, data.draw(ODD))
    followed(told, originals, tmp_path / "recipe.json")


@pytest.mark.parametrize("name", ["pair", "placed", "blink-source", "cut-away", "added", "difference", "frames"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.floats(-1e6, 1e6), min_size=9, max_size=9),
    corners=st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=3, max_size=6),
)
def test_any_geometry_is_drawn_or_refused(
    name: str, tmp_path: Path, numbers: list[float], corners: list[tuple[float, float]]
) -> None:
    originals, subject = small()
    told = recipe_of(name, subject)
    placing = told["options"]["subject"]["placing"]
    placing["still_to_frame"] = np.array(numbers).reshape(3, 3).tolist()
    placing["region"] = corners
    followed(told, originals, tmp_path / "recipe.json")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("seconds", lambda told: told["options"].update(moments=[])),
        ("seconds", lambda told: [one.update(frame=FRAME + 1) for one in told["options"]["moments"]]),
        ("seconds", lambda told: told["options"]["moments"][0].update(frame=99)),
        ("seconds", lambda told: told["options"]["moments"][0].update(seconds=float("inf"))),
        ("frames", lambda told: told["options"].update(moments=told["options"]["moments"][:1])),
        ("pair", lambda told: told["options"]["subject"].update(frame=99)),
        ("pair", lambda told: told["inputs"].update(frames=[10**400])),
        ("pair", lambda told: told["inputs"].update(frames=[float("inf")])),
        ("pair", lambda told: told["options"]["subject"]["placing"].update(region=[])),
        ("pair", lambda told: told["options"]["subject"]["placing"].update(region=[[0, 0], [1, 0], [0, float("nan")]])),
        ("pair", lambda told: told["options"]["subject"]["placing"].update(still_size=[81, 60])),
        ("placed", lambda told: told["options"]["subject"]["placing"].update(still_to_frame=[[1, 0, 0]] * 3)),
        ("cut-away", lambda told: told["options"].update(share=float("nan"))),
        ("cut-away", lambda told: told["options"]["places"][0].update(kind="lit")),
        ("cut-away", lambda told: told["options"]["places"][0]["lines"][0].update(polygon=[])),
        ("added", lambda told: told["options"]["places"][0].update(kind="nothing")),
        ("added", lambda told: told["options"]["places"][0].update(polygon=[[1, 2], [3]])),
        ("added", lambda told: told["options"].update(share=0.5)),
    ],
)
def test_what_cannot_be_drawn_is_one_line(name: str, change: Any, tmp_path: Path) -> None:
    originals, subject = small()
    told = recipe_of(name, subject)
    change(told)
    assert not followed(told, originals, tmp_path / "recipe.json")


def test_a_file_that_is_no_recipe_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.json: cannot be read"):
        Recipe.read(tmp_path / "gone.json")
    for data in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 10_000, b"[]", b"null"):
        (tmp_path / "odd.json").write_bytes(data)
        with pytest.raises(Damaged, match=r"odd\.json: "):
            Recipe.read(tmp_path / "odd.json")


def test_what_only_the_drawing_finds_out_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = small()

    def refuse(*_: object, **__: object) -> None:
        raise cv2.error("OpenCV(5)\n /somewhere: error")

    monkeypatch.setattr(cv2, "polylines", refuse)
    assert not followed(recipe_of("pair", subject), originals, tmp_path / "recipe.json")


def test_a_recipe_that_was_read_is_equal_to_the_one_that_was_written(tmp_path: Path) -> None:
    _, subject = case(CUT)
    told = recipe_of("pair", subject)
    (tmp_path / "pair.json").write_text(json.dumps(told | {"file": "pair.png", "made_with": {}}), "utf-8")
    assert Recipe.read(tmp_path / "pair.json") == Recipe.from_json(told)

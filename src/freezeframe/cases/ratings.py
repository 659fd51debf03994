"""The rating of a claim: a named person gives it, in the words of a desk's own scale. Nothing here rates by itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from freezeframe.cases.clock import now
from freezeframe.cases.document import Rating
from freezeframe.cases.folder import Case
from freezeframe.cases.objects import Json
from freezeframe.cases.state import state_of
from freezeframe.cases.statements import reading_of
from freezeframe.errors import BadInput

SCALE = "scale.toml"
"""In the home folder: the scale of the desk."""
_EXAMPLE = 'write it like: name = "Our scale", values = ["false", "misleading", "true"], from worst to best'


@dataclass(frozen=True)
class Rated:
    """What a person gives."""

    claim: str
    """``s1/claim-3``; without the statement when the case has only one."""
    rating: str
    """A value of the scale."""
    note: str = ""


def rate(case: Case, given: Rated, scale: Path | None) -> Rating:
    """Note the rating of a claim; an earlier one of it stays in the journal, the last one counts.

    Raises:
        BadInput: there is no such claim, no scale, or no such value on it.
    """
    claim = _claim(case, given.claim)
    told = read_scale(scale) if scale else _last_scale(case)
    if given.rating not in told["values"]:
        values = ", ".join(told["values"])
        raise BadInput(given.rating, f"is no value of {told['name']}", f"its values, from worst to best: {values}")
    at = now()
    rating = Rating(claim, given.rating, told, case.by, at, given.note)
    noted = {"claim": claim, "rating": given.rating, "scale": told, "note": given.note}
    case.done("rate", {"rating": noted}, {}, {}, at)
    return rating


def read_scale(path: Path) -> Json:
    """A desk's scale: {name, values from worst to best, url}.

    Raises:
        BadInput: it cannot be read, or is no scale.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})", "give the desk's scale with --scale") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(path, f"is no TOML ({error})", _EXAMPLE) from error
    values, name, url = told.get("values"), told.get("name"), told.get("url", "")
    words = isinstance(values, list) and len(set(map(str, values))) == len(values) >= 2
    if not words or not all(isinstance(one, str) and one.strip() for one in [*(values or ()), name]):
        raise BadInput(path, "is no scale: it needs a name and two or more different values", _EXAMPLE)
    if not isinstance(url, str) or set(told) - {"name", "values", "url"}:
        raise BadInput(path, "has something else than name, values and url", _EXAMPLE)
    return {"name": name, "values": values, "url": url}


def _last_scale(case: Case) -> Json:
    ratings = state_of(case).ratings
    if not ratings:
        raise BadInput("--scale", "is not given, and the case has no scale yet", _EXAMPLE)
    return ratings[-1].scale


def _claim(case: Case, key: str) -> str:
    state = state_of(case)
    name, _, claim = key.rpartition("/")
    if not name and len(state.statements) > 1:
        raise BadInput(key, "does not say of which statement", f"write it like s1/{key}")
    statement = state.statement(name or (state.statements[0].id if state.statements else ""))
    if not any(one["id"] == claim for one in reading_of(case, statement)["claims"]):
        raise BadInput(claim or key, f"is no claim of {statement.id}", "see: freezeframe case show")
    return f"{statement.id}/{claim}"

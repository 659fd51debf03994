"""The moment that a step is noted with."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from freezeframe.archive import dates
from freezeframe.errors import BadInput

VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970: with it, a case that is made twice is the same to the byte."""


def now() -> str:
    """UTC, to the second: YYYY-MM-DDTHH:MM:SSZ.

    Raises:
        BadInput: SOURCE_DATE_EPOCH is set to something that is no number of seconds.
    """
    text = os.environ.get(VARIABLE, "")
    if not text:
        return dates.now()
    try:
        return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(
            VARIABLE, f"{text!r} is no number of seconds", "set it to a whole number, or unset it"
        ) from error

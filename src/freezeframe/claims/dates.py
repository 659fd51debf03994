"""Dates that a text names, as EDTF at the precision of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from freezeframe.claims.records import Block, DateSpan

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH_YEAR = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{4}})\b")


def dates_in(
    text: str, blocks: Sequence[Block], anchor: str, language: str, anchor_how: str = "metadata"
) -> tuple[DateSpan, ...]:
    """Every date that the blocks name, in the order of the text.

    ``anchor`` is the EDTF date that relative ones count from (``article.anchor_of``), ``anchor_how`` is
    ``Published.how`` for it, ``language`` an ISO 639-1 code or empty.
    """
    del anchor, language, anchor_how
    return tuple(
        DateSpan(found.span(), found[0], f"{found[2]}-{_MONTHS.index(found[1]) + 1:02d}", "said")
        for found in _MONTH_YEAR.finditer(text)
        if any(b.span[0] <= found.start() < b.span[1] and b.kind != "furniture" for b in blocks)
    )

"""The head of a statement: headline, deck, agency, dateline and when it was published."""

from __future__ import annotations

from freezeframe.claims.records import Article, Published, Statement


def head_of(statement: Statement, given: str | None) -> Article:
    """What stands at the head; ``given`` is the publication date in EDTF that the user entered."""
    text = statement.stored.text
    first = {block.kind: text[slice(*block.span)] for block in reversed(statement.blocks)}
    published = Published(given, "given") if given else Published(statement.metadata.published, "metadata")
    if not published.edtf:
        published = Published("", "unknown")
    return Article(first.get("headline", ""), first.get("deck", ""), statement.metadata.publisher, None, published)


def anchor_of(article: Article) -> str:
    """The EDTF date that 'yesterday' and 'November 9' count from: the dateline's, else the publication's; or empty."""
    dateline = article.dateline
    if dateline is not None and dateline.date and not dateline.date.startswith("X"):
        return dateline.date
    return article.published.edtf or (dateline.date if dateline is not None else "")

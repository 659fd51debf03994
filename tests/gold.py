"""The gold readings of tests/readings, and the reading that answers one perfectly."""

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "readings"
GOLD = sorted(FOLDER.glob("*.gold.json"))


class Visible(HTMLParser):
    """What can be read on a page, its title included."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def article_text(path: Path) -> str:
    """The text of an article; of a page what can be read on it, with single spaces."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        page = Visible()
        page.feed(text)
        return " ".join("".join(page.parts).split())
    return text


def load(name: str) -> dict[str, Any]:
    """The gold reading of an article, by its name."""
    gold: dict[str, Any] = json.loads((FOLDER / f"{name}.gold.json").read_text(encoding="utf-8"))
    return gold


def perfect(gold: dict[str, Any]) -> dict[str, Any]:
    """An object of `read --json` that says all that the gold says, and nothing else."""
    text = article_text(FOLDER / gold["input"])

    def span(words: str, after: int = 0) -> list[int]:
        start = text.index(words, after)
        return [start, start + len(words)]

    def voice(name: str | None) -> dict[str, Any] | None:
        return {"actor": "", "name": name, "span": span(name), "inferred": False} if name else None

    claims = [
        {**claim, "id": f"claim-{n}", "span": span(claim["text"]), "speaker": voice(claim["speaker"]), "places": []}
        for n, claim in enumerate(gold["claims"])
    ]
    if claims:
        claims[0]["places"] = [{"name": place, "denied": True} for place in gold["denied_places"]]
    pictures = [
        {**one, "span": span(one["words"]), "offered_by": voice(one["offered_by"]), "said_by": voice(one["said_by"])}
        for one in gold["pictures"]
    ]
    return {
        "text": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "chars": len(text), "file": "x", "text": text},
        "article": gold["article"],
        "actors": [{"id": f"actor-{n}", "name": a, "spans": [span(a)]} for n, a in enumerate(gold["actors"])],
        "places": [],
        "dates": [{**date, "span": span(date["text"]), "how": "relative"} for date in gold["dates"]],
        "sources": [],
        "pictures": pictures,
        "claims": claims,
    }

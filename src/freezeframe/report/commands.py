"""The commands that repeat a case, for a reader who has the same files."""

from __future__ import annotations

import shlex

from freezeframe.cases.document import CaseDocument, CaseStatement


def repeat(document: CaseDocument) -> list[str]:
    """Lines for a shell, in their order; names of files are quoted."""
    lines = [f"pip install freezeframe=={document.version}"]
    used = {match["source_id"]: match for picture in document.pictures for match in picture.matches}
    if used:
        lines.append("freezeframe archive add FOLDER-OF-THE-SOURCES")
    lines.append("freezeframe case new again")
    for one in document.statements:
        lines.append(f"freezeframe case --case again read {_name(one.file)}{_given(one)}")
    for statement in document.statements:
        names = [_name(picture.name) for picture in document.pictures_of(statement.id)]
        if names:
            lines.append(f"freezeframe case --case again attach --statement {statement.id} {' '.join(names)}")
    return [*lines, *(f"freezeframe case --case again {step}" for step in ("trace", "find", "report"))]


def _given(statement: CaseStatement) -> str:
    """What was given with a statement, as options."""
    said = {"kind": statement.kind if statement.kind != "statement" else "", "revises": statement.revises}
    said |= {name: statement.given.get(name, "") for name in ("date", "url", "publisher")}
    return "".join(f" --{name} {shlex.quote(value)}" for name, value in said.items() if value)


def _name(file: str) -> str:
    """A name as a shell takes it, and never for an option."""
    return shlex.quote(f"./{file}" if file.startswith("-") else file)

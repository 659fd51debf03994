"""Every error that freezeframe shows to a person: what was wrong, with which input, what to do.

Each class carries the exit code of the command-line contract, so the command line never has to guess.
"""

from __future__ import annotations

import errno
from pathlib import Path

EXIT_DONE = 0
EXIT_BAD_INPUT = 2
EXIT_MISSING_DEPENDENCY = 3
EXIT_DAMAGED = 4
EXIT_ENVIRONMENT = 5
EXIT_NEWER_VERSION = 6
EXIT_INTERRUPTED = 130


class FreezeframeError(Exception):
    """Base of all errors meant for a person; printed as one line.

    ``subject`` is the file or value at fault, ``reason`` what is wrong with it, ``advice`` what to do.
    """

    exit_code = EXIT_BAD_INPUT

    def __init__(self, subject: Path | str, reason: str, advice: str = "") -> None:
        self.subject = str(subject)
        self.reason = reason
        self.advice = advice
        super().__init__(self.line)

    @property
    def line(self) -> str:
        """The one line: ``subject: reason; advice``."""
        text = f"{self.subject}: {self.reason}"
        return f"{text}; {self.advice}" if self.advice else text

    def __reduce__(self) -> tuple[type[FreezeframeError], tuple[str, str, str]]:
        """Rebuild from the three parts, so that an error crosses a process boundary whole."""
        return type(self), (self.subject, self.reason, self.advice)


class BadInput(FreezeframeError):
    """A file or option that cannot be used as it is."""


class MissingDependency(FreezeframeError):
    """A library or program that this command needs is not installed."""

    exit_code = EXIT_MISSING_DEPENDENCY


class Damaged(FreezeframeError):
    """An archive, case or bundle is not as freezeframe wrote it."""

    exit_code = EXIT_DAMAGED


class EnvironmentFault(FreezeframeError):
    """The disk is full, a folder may not be written, another process holds the archive."""

    exit_code = EXIT_ENVIRONMENT


class NewerVersion(FreezeframeError):
    """The archive, case or bundle was written by a later version of freezeframe."""

    exit_code = EXIT_NEWER_VERSION


_ENVIRONMENT_ERRNOS = {
    errno.ENOSPC: ("the disk is full", "free some space and run the command again; what was finished is kept"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run the command again; what was finished is kept"),
    errno.EFBIG: ("the file would be larger than is allowed here", "raise the limit on file sizes or use another disk"),
    errno.EROFS: ("the disk is read-only", "use a home folder that can be written"),
    errno.EACCES: ("permission denied", "use a home folder that you may write"),
    errno.EPERM: ("permission denied", "use a home folder that you may write"),
    errno.ENOTDIR: ("a part of this path is a file, not a folder", "use another home folder"),
}


def environment_fault(error: OSError, subject: Path | str) -> EnvironmentFault:
    """What to tell when ``subject``, a file of freezeframe's own, could not be written or read."""
    reason, advice = _ENVIRONMENT_ERRNOS.get(
        error.errno or 0, (error.strerror or str(error) or type(error).__name__, "look at the disk and try again")
    )
    return EnvironmentFault(subject, reason, advice)

"""``python -m freezeframe``: the same program."""

from __future__ import annotations

from freezeframe.cli import main

if __name__ == "__main__":
    main()

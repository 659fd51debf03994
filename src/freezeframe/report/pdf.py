"""The page as PDF, by WeasyPrint where it is installed: an extra, since it needs Pango, a library of the system."""

from __future__ import annotations

import logging

INSTALL = "install freezeframe[pdf] and the system's Pango library for a PDF"


def made_from(page: str) -> tuple[bytes, str]:
    """The PDF, and why there is none: one of the two is empty. Nothing is fetched for it."""
    try:
        # Optional, and heavy; loading it fails with an OSError where Pango is missing.
        import weasyprint
        from weasyprint.urls import URLFetcher
    except ImportError:
        return b"", f"No PDF: WeasyPrint is not installed; {INSTALL}"
    except OSError:
        return b"", f"No PDF: WeasyPrint finds no Pango library; {INSTALL}"
    # It warns of every rule of the page's style that is for screens only.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    # What the page holds itself, and nothing from anywhere else, files of this machine included.
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    try:
        made = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf()
    except Exception as error:  # noqa: BLE001 - a fault of an optional library must not cost the report
        return b"", f"No PDF: WeasyPrint failed ({type(error).__name__}: {error}); the page is whole, print it instead"
    return bytes(made or b""), ""

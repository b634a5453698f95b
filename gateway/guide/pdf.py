"""HTML -> PDF, by a Chromium that is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60
"""How long it may take."""


class NoBrowser(Exception):
    """There is no Chromium, or it made nothing; the message says what to do instead."""


def printed(html: str) -> bytes:
    """The page as a PDF. Raises NoBrowser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise NoBrowser(
            "a PDF is made by Chromium, which is not installed here: install it,"
            " or take --format html, open that in a browser and print it"
        )
    with tempfile.TemporaryDirectory(prefix="kentongan-guide-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, "card.html"), Path(folder, "card.pdf")
        source.write_text(html, encoding="utf-8")
        command = [browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", source.as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # it refuses to work for root with one
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoBrowser(f"{browser} made no PDF; take --format html, open that in a browser and print it") from None

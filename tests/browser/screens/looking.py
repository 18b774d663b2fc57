"""Faults of what a browser has drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Frame, Page

LOOK = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
FLOOR_PIXELS = 12.0
"""The smallest letter on a desk and on a phone."""
HALL_SHARE = 0.0259
"""The smallest letter of a slide as a share of the screen's height (28 px at 1080)."""
KNOWN_WORDS = (
    "excel", "word", "powerpoint", "pdf", "csv", "txt", "xlsx", "xls", "xlsm", "xlsb", "ods", "html", "htm", "xml", "pptx", "docx",
    "esc", "pagedown", "pageup", "home", "end", "enter", "root",
)  # fmt: skip
"""Latin words that Chinese offices use as they are, and the account name a machine gives; lower case."""
SKIPPED = ", ".join(
    f"[data-testid='{name}']" for name in ("stFileUploaderFileName", "stStatusWidget", "stIconMaterial", "stDataFrame")
)
"""Names from outside, what is drawn only for a moment, icons that are letters to the program only, grids drawn on a canvas."""


@dataclass(frozen=True)
class Fault:
    """One fault: its kind (over, cut, overlap, small, pale, english, hidden; unanswered for a page without an answer), the text it is
    about, the element it stands in."""

    kind: str
    text: str
    where: str


def faults_of(page: Page | Frame, floor: float = FLOOR_PIXELS, known: Sequence[str] = ()) -> list[Fault]:
    """What is wrong with the drawn page; `floor` in pixels, `known` further Latin words that may stand there."""
    rules = {"floor": floor, "known": [*KNOWN_WORDS, *(word.lower() for word in known)], "skip": SKIPPED}
    return [Fault(**one) for one in page.evaluate(LOOK, rules)]

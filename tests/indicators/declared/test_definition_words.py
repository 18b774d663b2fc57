"""What definitions say to users: no word of the developers' own papers in any text that a screen or a list shows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.declared import DEFINITIONS_FOLDER
from indicators.declared.limits import LIMITS_FILE
from indicators.declared.views import VIEWS_FOLDER

FILES = (*sorted(DEFINITIONS_FOLDER.rglob("*.yaml")), LIMITS_FILE)
SHOWN = ("title", "short", "source", "why_it_matters", "win_back", "department", "compares", "texts", "grades")
"""The fields of definitions, frameworks, cuts and lines that are read by users; the others are SQL and names of columns."""
OURS = re.compile(r"mission|\.md|domain|peers|national_export|\bissue\b|(?<![A-Za-z0-9_])S\d(?!\d)")


def shown_texts(node: Any, is_shown: bool = False) -> Iterator[str]:
    """Every text under a shown field, at any depth."""
    if isinstance(node, str):
        if is_shown:
            yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from shown_texts(value, is_shown or name in SHOWN)
    elif isinstance(node, list):
        for value in node:
            yield from shown_texts(value, is_shown)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_text_shown_to_users_names_the_developers_papers(file: Any) -> None:
    texts = list(shown_texts(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert texts
    assert [text for text in texts if OURS.search(text)] == []


@pytest.mark.parametrize(
    "file", (*DEFINITIONS_FOLDER.rglob("*.yaml"), *VIEWS_FOLDER.rglob("*.sql")), ids=lambda file: file.name
)
def test_what_has_happened_is_asked_of_the_day_of_view(file: Path) -> None:
    """Not of the period's end, which may be in the future: one clock for every measure, check and view."""
    assert not re.search(r"\bperiod_end", file.read_text(encoding="utf-8")), "write view_day"


@pytest.mark.parametrize(
    "text", ["mission C5", "见 domain「Money」", "domain.md", "S1 第二部分", "见S0", "issue 3", "peers"]
)
def test_the_words_looked_for_are_found(text: str) -> None:
    assert OURS.search(text)

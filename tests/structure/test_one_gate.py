"""What a page knows comes through the one gate: nothing of pages opens the store, the ledger, the accounts or gives a file away past it."""

import ast
from pathlib import Path
from typing import Final

import pytest

PAGES = Path(__file__).parents[2] / "pages"
MADE_IN: Final = {
    "Store": ("parts/common/cache.py", "parts/server/ready.py"),
    "open_ledger": ("parts/common/office.py",),
    "open_record": ("parts/common/acts.py", "parts/server/acts.py"),
    "open_accounts": ("parts/server/acts.py",),
    "download_button": ("parts/common/saving.py",),
}
"""Call → the files that may make it; those of the server show no figures to anybody."""


def find_ways_round(source: str, file: str) -> list[str]:
    """Calls of a file that open something past the gate: line and name."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in MADE_IN and file not in MADE_IN[name]:
                found.append(f"{node.lineno}: {name}")
    return found


def test_no_page_reaches_round_the_gate() -> None:
    files = {path.relative_to(PAGES).as_posix(): path.read_text("utf-8") for path in sorted(PAGES.rglob("*.py"))}
    assert files and {name: ways for name, text in files.items() if (ways := find_ways_round(text, name))} == {}
    assert {file for files_of in MADE_IN.values() for file in files_of} <= files.keys()


@pytest.mark.parametrize(
    "planted", ["rows = Store(data_dir()).versions()", "book.open_ledger(folder)", "st.download_button('下载', data)"]
)
def test_a_planted_way_round_is_found(planted: str) -> None:
    assert len(find_ways_round(planted, "ranking.py")) == 1

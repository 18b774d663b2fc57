"""The import contracts hold, and each of them fails on an import that is against it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CODE = (
    "core",
    "store",
    "access",
    "loaders",
    "indicators",
    "ledger",
    "charts",
    "geo",
    "reports",
    "shows",
    "demo",
    "pages",
    "dashboard.py",
)


def lint(folder: Path) -> tuple[bool, str]:
    """Whether all contracts hold in a copy of the code, and what is said."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and of its contracts, to plant imports in."""
    folder = tmp_path_factory.mktemp("house")
    for name in CODE:
        if (PROJECT / name).is_dir():
            shutil.copytree(
                PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.yaml", "*.sql")
            )
        else:
            shutil.copy(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / "tests" / "structure", folder / "tests" / "structure")
    (folder / "tests" / "__init__.py").touch()
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def test_all_contracts_hold(copied: Path) -> None:
    holds, said = lint(copied)
    assert holds, said


PLANTED = {
    "Imports point down": ("core/words.py", "import store"),
    "Inside indicators": ("indicators/scoring/rule.py", "import indicators.checks"),
    "Inside loaders": ("loaders/cells/base.py", "import loaders.columns"),
    "Inside access": ("access/database.py", "import access.accounts.rights"),
    "Inside the ledger": ("ledger/book/problems.py", "import ledger.opening"),
    "Inside the pages": ("pages/parts/ranking/marks.py", "import pages.parts.spending.tables"),
    "Nobody imports the demonstration": ("loaders/report.py", "import demo.fill"),
    "Streamlit stays in the pages": ("charts/theme.py", "import streamlit"),
    "A package is used through its face": ("pages/ranking.py", "import indicators.evaluation.map_values"),
}
"""Contract → a file and an import that is against it."""


@pytest.fixture(scope="module")
def said_of_wrong_imports(copied: Path) -> str:
    """What is said when all of them are planted at once."""
    for path, line in PLANTED.values():
        with (copied / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    holds, said = lint(copied)
    assert not holds
    return " ".join(said.split())


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_import_breaks_its_contract(name: str, said_of_wrong_imports: str) -> None:
    path, line = PLANTED[name]
    importer, imported = path.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
    heads = "|".join(map(re.escape, PLANTED))
    parts = re.split(rf"(?=\b(?:{heads})[^-]*-{{10,}})", said_of_wrong_imports)
    mine = [part for part in parts if part.startswith(name)]
    assert any(re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", part) for part in mine), mine

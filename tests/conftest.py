"""Fixtures every test may ask for: an empty data folder and one filled with the demo data, once a run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fasteners import InterProcessLock
from hypothesis import settings

from demo.fill import fill_store
from demo.ledger.fill import fill_demo
from store.versions import Store

REAL_TABLES = Path(__file__).parents[2] / "shared" / "real"

HEAVY_FIXTURES = {"untouched_folder", "filled_folder", "browser", "server", "spark", "postgresql_url"}
"""What asks for one of these needs the filled demonstration, a browser, Java or a database server."""

SLOW = (
    "demo", "pages", "structure/test_adding", "structure/test_contracts", "structure/test_imports",
    "loaders/test_mutations", "loaders/test_template", "loaders/files/test_workbook", "store/test_kill", "store/test_versions",
    "geo/test_outlines", "geo/test_classes", "geo/test_own_file", "geo/test_boundaries",
    "indicators/checks/test_twin", "indicators/checks/test_findings", "indicators/checks/test_reuse", "indicators/checks/test_engine",
    "indicators/checks/test_exemptions", "indicators/checks/test_department_rows", "indicators/checks/test_matrix",
    "indicators/checks/test_comparisons", "indicators/checks/test_answer", "indicators/evaluation/test_evaluate",
    "indicators/evaluation/test_left_empty",
    "ledger/book/test_migrations", "ledger/archive", "ledger/activities", "indicators/integrity", "indicators/scoring/test_scores",
    "indicators/shortfalls", "indicators/spending/test_against_schedule", "indicators/evaluation/test_answers", "geo/test_offset_datums",
    "ledger/book/test_endurance", "ledger/book/test_machine", "ledger/backup", "ledger/exported", "ledger/lists/test_taking_in",
    "ledger/looking", "ledger/opening", "ledger/rechecking", "ledger/test_ledger_cli",
)  # fmt: skip
"""Folders and modules that draw whole pages, fill many stores or search at length: several seconds and more each."""

LONGEST = (
    "pages/one_value", "indicators/evaluation/test_left_empty", "indicators/evaluation/test_evaluate", "indicators/shortfalls",
    "browser/test_walk", "pages/test_ends_at_names", "browser/test_import_walk", "indicators/checks/test_on_spark",
    "structure/test_broken", "browser/test_check_walk", "ledger/rechecking", "indicators/checks/test_twin", "ledger/opening",
    "loaders/test_household_exports", "pages/test_needed",
)  # fmt: skip
"""What takes minutes, the longest first: begun at the end of a run, each would leave the other workers waiting."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as heavy and as slow what `make quick` leaves out; of tests on each database the one on a server is heavy.

    The tests of a module go to one worker, so that what they share (stores, runs of all checks, evaluations) is made once and not
    once a worker; the modules that take longest begin, then those that take long, so that short ones fill what is left at the end.
    """
    for item in items:
        if _room(item).startswith(SLOW):
            item.add_marker("slow")
        given = getattr(getattr(item, "callspec", None), "params", {}).values()
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        is_on_server = any(isinstance(value, str) and value == "postgresql" for value in given)
        if is_on_server or HEAVY_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("heavy")
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, bool]:
    """When a test has its turn: its place among the longest, then whether it is a long one."""
    room = _room(item)
    place = next((place for place, name in enumerate(LONGEST) if room.startswith(name)), len(LONGEST))
    return place, not (item.get_closest_marker("slow") or item.get_closest_marker("browser"))


def _room(item: pytest.Item) -> str:
    """Where a test stands below this folder; '' for one that stands elsewhere."""
    here = Path(__file__).parent
    return str(item.path.relative_to(here)) if item.path.is_relative_to(here) else ""


settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""How long an example takes says something of the machine and nothing of the program."""


@pytest.fixture(scope="session")
def untouched_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the demo data and its ledger, one for all workers, to be copied: nothing opens it, nothing writes into it.

    The first screen's evaluation is kept in it, as after a visit.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    filled = shared / "demo_filled"
    with InterProcessLock(shared / "demo.lock"):
        if not filled.exists():
            filling = shared / "demo_filling"
            _fill(filling)
            filling.rename(filled)
    return filled


@pytest.fixture(scope="session")
def filled_folder(untouched_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each worker's own copy of it. Tests that write take another; pages looked at in it leave their line in its record of acts."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(untouched_folder, folder)
    return folder


def _fill(folder: Path) -> None:
    from pages.parts.common import frame

    fill_store(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LEDGER_URL", raising=False)
        fill_demo(folder)
        patch.setenv("DATA_DIR", str(folder))
        frame.warm()


@pytest.fixture
def demo_folder(filled_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo data folder as DATA_DIR; read only."""
    monkeypatch.setenv("DATA_DIR", str(filled_folder))
    return filled_folder


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder as DATA_DIR."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


@pytest.fixture
def demo_store(demo_folder: Path) -> Store:
    """The demo store."""
    return Store(demo_folder)


@pytest.fixture(scope="session")
def real_tables() -> Iterator[Path]:
    """The published tables beside the project; the test is skipped where they are absent."""
    if not REAL_TABLES.is_dir():
        pytest.skip("the published tables (../shared/real) are not beside this checkout")
    yield REAL_TABLES

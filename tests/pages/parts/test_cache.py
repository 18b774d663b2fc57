"""The one cache: what is looked up once in a run of the script, and that the next run sees what was imported since."""

import ast
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

import pages
from indicators.declared import Framework, Measure, read_framework
from pages.parts.common import cache
from store.versions import Store
from tests.indicators.small_case import write_rows
from tests.pages.opening import open_page

COMMON: dict[str, object] = {"place_code": "433122", "county_code": "433122", "period": "2021"}
PROJECT = {**COMMON, "project_code": "甲", "fund_source": "中央", "category": "产业发展"}
SENT: dict[str, dict[str, object]] = {
    "fund_allocations": {"fund_source": "中央", "purpose": "产业", "amount_cny": 1000.0},
    "check_limits": {"limit_code": "school_age_least", "limit_title": "入学年龄", "limit_value": 7.0},
    "schedule_nodes": {"node_on": date(2021, 11, 30), "target_rate": 0.5},
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return Store(tmp_path)


def add_place(store: Store, code: str) -> None:
    write_rows(store, "places", [{"code": code, "name": code, "level": "county"}])


def test_within_a_run_the_key_is_looked_up_once_and_the_next_run_sees_the_import(store: Store) -> None:
    with cache.script_run():
        first = cache.version_key()
        add_place(store, "433101")
        assert cache.version_key() == first
    with cache.script_run():
        assert cache.version_key() != first


def test_outside_a_run_and_in_other_threads_every_import_is_seen(store: Store) -> None:
    keys: list[str] = []
    with cache.script_run():
        cache.version_key()
        add_place(store, "433101")
        other = threading.Thread(target=lambda: keys.append(cache.version_key()))
        other.start()
        other.join()
        assert keys[0] != cache.version_key()
    assert keys[0] == cache.version_key()


def test_a_run_that_ends_in_an_error_is_over(store: Store) -> None:
    with pytest.raises(ValueError, match="half way"), cache.script_run():
        first = cache.version_key()
        raise ValueError("half way")
    add_place(store, "433101")
    assert cache.version_key() != first


def test_a_page_opened_again_shows_what_was_imported_in_between(store: Store) -> None:
    write_rows(store, "monitored_persons", [person("433122")])
    page = open_page("overview")
    before = [option for box in page.selectbox for option in box.options]
    write_rows(store, "monitored_persons", [person("433124")])
    page.run()
    assert not page.exception
    added = {option for box in page.selectbox for option in box.options} - set(before)
    assert any("花垣" in option for option in added)


@pytest.mark.parametrize("table", ["fund_allocations", "check_limits", "schedule_nodes"])
def test_an_evaluation_kept_is_of_every_table_it_reads(store: Store, table: str) -> None:
    """Also of those that no measure names: the lines, the nodes, what tells how much a table ought to hold."""
    write_rows(store, "fund_projects", [{**PROJECT, "project_name": "路", "budget_cny": 100.0}])
    write_rows(store, "places", [{"code": "433122", "name": "泸溪县", "level": "county"}])
    figure: dict[str, object] = {**COMMON, "period": "2021-11", "item": "petitions", "value": 1.0}
    write_rows(store, "indicator_values", [figure])
    key = ("consolidation_2021", "2021-11", "433122")
    before = cache.evaluation(*key)
    write_rows(store, table, [COMMON | SENT[table]])
    after = cache.evaluation(*key)
    assert after is not before and (table in before.data_versions, table in after.data_versions) == (False, True)
    lacks = after.measures.set_index("measure").at["industry_share", "lacks"]
    assert lacks == (900.0 if table == "fund_allocations" else 0.0)


def test_the_same_question_is_answered_once_and_anew_after_an_import_or_by_other_definitions(store: Store) -> None:
    found = read_framework("consolidation_2021")
    measure, other = list(found.measures.values())[:2]
    asked: list[object] = []

    def read(store: Store, request: Request, measure: Measure, framework: Framework, _who: str) -> list[str]:
        asked.append((request, measure.id, framework.content_hash))
        return [request.place]

    ask = cache.kept(read, 16, {Request: cache.fields_of})
    first = ask(Request("433122", {"kind": "x"}), measure, found, "one")
    assert ask(Request("433122", {"kind": "x"}), measure, found, "another") is first and len(asked) == 1
    for request, one, definitions in (
        (Request("433122", {"kind": "y"}), measure, found),
        (Request("433123", {"kind": "x"}), measure, found),
        (Request("433122", {"kind": "x"}), other, found),
        (Request("433122", {"kind": "x"}), measure, replace(found, content_hash="changed")),
    ):
        assert ask(request, one, definitions, "one") is not first
    assert len(asked) == 5
    add_place(store, "433101")
    assert ask(Request("433122", {"kind": "x"}), measure, found, "one") is not first


def test_another_data_folder_is_another_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(store: Store) -> list[Path]:
        return [store.folder]

    ask = cache.kept(read, 16)
    assert ask() == [store.folder] and ask() is ask()
    monkeypatch.setenv("DATA_DIR", str(store.folder / "other"))
    assert ask() == [store.folder / "other"]


def test_an_answer_that_no_import_changes_stays(store: Store) -> None:
    def read(_store: Store, number: int) -> list[int]:
        return [number]

    ask = cache.kept(read, 16)
    first = ask(1)
    add_place(store, "433101")
    assert ask(1) is first and ask(2) == [2]


def test_the_first_page_waits_for_no_import_of_another() -> None:
    """What the frame and 总览 import; scipy is for 数据真实 alone."""
    page = Path(pages.__file__ or "").parent / "overview.py"
    parts = ast.parse(page.read_text(encoding="utf-8")).body
    lines = [ast.unparse(one) for one in parts if isinstance(one, ast.Import | ast.ImportFrom)]
    assert any(line.startswith("from pages.parts.overview import") and "lights" in line for line in lines)
    wanted = ["import sys", *lines, "import pages.parts.common.frame", "sys.exit('scipy' in sys.modules)"]
    subprocess.run([sys.executable, "-c", "\n".join(wanted)], check=True)


@dataclass(frozen=True)
class Request:
    """A question of a page, as there are many."""

    place: str
    filters: dict[str, str]


def person(county: str) -> dict[str, object]:
    return {
        "place_code": f"{county}101201", "place_name": "一村", "county_code": county, "period": "2021-11",
        "household_code": f"H{county}", "relation": "户主", "source_row": 4,
    }  # fmt: skip

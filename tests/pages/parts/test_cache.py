"""The one cache: what is looked up once in a run of the script, and that the next run sees what was imported since."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pages.parts.common import cache
from store.versions import Store
from tests.indicators.small_case import write_rows
from tests.pages.opening import open_page


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


def person(county: str) -> dict[str, object]:
    return {
        "place_code": f"{county}101201", "place_name": "一村", "county_code": county, "period": "2021-11",
        "household_code": f"H{county}", "relation": "户主", "source_row": 4,
    }  # fmt: skip

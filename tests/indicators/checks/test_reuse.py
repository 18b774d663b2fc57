"""A run after an import looks at the counties that changed and takes the others over; it answers like a whole one."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from indicators.checks import findings, making, reuse, runs
from indicators.checks.engines.engine import COUNTS, ROWS, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.checks.engines.plan import IDENTITY
from indicators.checks.findings import Run
from indicators.declared import CHECKS, Framework, read_framework
from store import county_changes
from store.relations import Narrowing
from store.versions import Store
from tests.indicators.checks import checking_case as case
from tests.indicators.checks.checking_case import HUAYUAN, ID_1, LUXI, NOW
from tests.indicators.small_case import write_rows

SOME = frozenset({"433101", "433123", "433130"})
EVERY_STATE = findings.FindingRequest("", findings.FindingFilter(state=findings.ALL_STATES))


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return case.few_checks(tmp_path_factory.mktemp("definitions"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two counties; one of them counts as few."""
    monkeypatch.setattr(reuse, "FEW", 0.5)
    return case.few_rows(tmp_path / "data")


def ensure(store: Store, checks: Framework) -> Run:
    return findings.ensure_run(store, NOW, framework=checks)


def of_county(county: str, **changes: Any) -> list[dict[str, Any]]:
    return [{**row, **changes} for row in case.NOVEMBER if row["county_code"] == county]


def answers(store: Store, run: Run, checks: Framework) -> dict[str, Any]:
    """Everything that a run says, without when it was made."""
    rows, _ = findings.read_findings(store, run, EVERY_STATE, checks)
    counts = {level: findings.read_matrix(store, run, level=level, framework=checks) for level in runs.LEVELS}
    return {name: frame.to_dict("records") for name, frame in {"findings": rows, **counts}.items()}


def answers_of_a_whole_run(
    store: Store, checks: Framework, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What the same store says when nothing is taken over."""
    shutil.copytree(store.folder, copy)
    with monkeypatch.context() as patched:
        patched.setattr(making, "find_reuse", lambda *_: None)
        run = findings.ensure_run(Store(copy), NOW, framework=checks)
    assert run.counties is None
    return answers(Store(copy), run, checks)


def test_a_county_that_changed_is_checked_and_the_others_are_taken_over(
    store: Store, checks: Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ensure(store, checks)
    write_rows(store, "monitored_persons", of_county(HUAYUAN, farmland_mu=150.0, household_phone="13900000000"))
    whole = answers_of_a_whole_run(store, checks, tmp_path / "whole", monkeypatch)
    run = ensure(store, checks)
    assert (first.counties, run.counties, run.previous_id) == (None, (HUAYUAN,), first.id)
    assert answers(store, run, checks) == whole
    assert {row["state"] for row in whole["findings"]} == {"new", "still", "gone"}


def test_a_second_run_takes_over_what_the_first_had_taken_over(
    store: Store, checks: Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure(store, checks)
    for county, land in ((HUAYUAN, 150.0), (LUXI, 2.0)):
        write_rows(store, "monitored_persons", of_county(county, farmland_mu=land))
        whole = answers_of_a_whole_run(store, checks, tmp_path / f"whole {county}", monkeypatch)
        run = ensure(store, checks)
        assert run.counties == (county,)
        assert answers(store, run, checks) == whole


def test_another_table_of_the_county_and_one_never_sent_before_count(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    loan = {"place_code": case.LU_A, "place_name": "某村", "county_code": LUXI, "period": "2021",
            "household_code": "H4", "loan_code": "D1", "loan_cny": 90_000.0}  # fmt: skip
    write_rows(store, "microcredit", [loan])
    run = ensure(store, checks)
    assert run.counties == (LUXI,)
    counts = findings.read_matrix(store, run, framework=checks)
    assert counts.set_index(["place_code", "check"]).loc[(LUXI, "credit"), "findings"] == 1


def test_rows_stored_again_as_they_were_change_no_county(store: Store, checks: Framework) -> None:
    first = ensure(store, checks)
    stored = of_county(HUAYUAN)
    write_rows(store, "monitored_persons", stored)
    write_rows(store, "monitored_persons", stored)
    second = ensure(store, checks)
    assert (first.counties, second.counties) == (None, (HUAYUAN,)), "the rows of their file are others"
    write_rows(store, "monitored_persons", stored)
    third = ensure(store, checks)
    assert third.id != second.id and third.counties == ()


def test_a_version_taken_back_is_seen(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    write_rows(store, "monitored_persons", of_county(HUAYUAN, farmland_mu=1.0))
    assert [row["state"] for row in answers(store, ensure(store, checks), checks)["findings"]].count("gone") == 1
    store.rollback(f"monitored_persons@{store.versions()['monitored_persons'] - 1}", "测试", "导错了文件")
    run = ensure(store, checks)
    assert run.counties == (HUAYUAN,)
    land = [row for row in answers(store, run, checks)["findings"] if row["row_key"] == ID_1]
    assert [row["state"] for row in land] == ["new"]


def test_an_exemption_asks_no_county_again(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    exempted = {"place_code": case.HUA_A, "place_name": "某村", "county_code": HUAYUAN, "rule_code": "land",
                "household_code": "H1", "reason": "已核实", "valid_until": date(2099, 1, 1)}  # fmt: skip
    write_rows(store, "exemptions", [exempted])
    run = ensure(store, checks)
    assert run.counties == ()
    assert [row["row_key"] for row in answers(store, run, checks)["findings"] if row["is_exempt"]] == [ID_1]


def test_what_counts_for_every_county_has_all_of_them_checked(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    line = {"place_code": HUAYUAN, "place_name": "花垣县", "county_code": HUAYUAN, "period": "2021",
            "limit_code": "farmland_high_mu", "limit_value": 140.0}  # fmt: skip
    write_rows(store, "check_limits", [line])
    assert ensure(store, checks).counties is None
    assert ensure(store, replace(checks, content_hash="another")).counties is None


def test_rows_without_a_county_have_all_checked(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    write_rows(store, "monitored_persons", [*of_county(HUAYUAN), *of_county(LUXI, county_code=None)[:1]])
    assert ensure(store, checks).counties is None
    write_rows(store, "monitored_persons", of_county(HUAYUAN, farmland_mu=1.0))
    assert ensure(store, checks).counties is None


def test_many_counties_are_all_checked(store: Store, checks: Framework) -> None:
    ensure(store, checks)
    write_rows(store, "monitored_persons", [row for county in (HUAYUAN, LUXI) for row in of_county(county, sex="男")])
    assert ensure(store, checks).counties is None


def test_more_rows_than_are_worth_comparing_have_all_checked(
    store: Store, checks: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure(store, checks)
    monkeypatch.setattr(county_changes, "MOST_ROWS", 2)
    write_rows(store, "monitored_persons", of_county(HUAYUAN, farmland_mu=1.0))
    assert ensure(store, checks).counties is None


def test_a_folder_filled_anew_is_checked_as_a_whole(store: Store, checks: Framework) -> None:
    run = ensure(store, checks)
    for log in store.folder.glob("store/monitored_persons/_delta_log/*.json"):
        os.utime(log, ns=(0, 0))
    again = ensure(store, checks)
    assert again.id != run.id and again.counties is None


def test_a_run_of_spark_takes_nothing_over(store: Store, checks: Framework) -> None:
    class Elsewhere(DuckdbEngine):
        """Reads the tables by itself, as Spark does."""

        versions = store.versions()  # type: ignore[assignment]

    first = ensure(store, checks)
    write_rows(store, "monitored_persons", of_county(HUAYUAN, farmland_mu=1.0))
    Elsewhere.versions = store.versions()  # type: ignore[assignment]
    run = findings.ensure_run(store, NOW, engine=Elsewhere(), framework=checks)
    assert run.id != first.id and run.counties is None


def test_no_check_looks_beyond_its_county(demo_store: Store) -> None:
    """All checks over three counties alone find in them what they find among all."""
    framework = read_framework(CHECKS)
    alone = checked(demo_store, framework, Narrowing(SOME, reuse.county_tables(framework)))
    among_all = checked(demo_store, framework, None)
    for mine, all_of_them in zip(alone, among_all, strict=True):
        assert len(mine) > 300
        assert mine == all_of_them


def checked(store: Store, framework: Framework, narrowing: Narrowing | None) -> tuple[list[Any], list[Any]]:
    """Findings and counts of the three counties."""
    measures = list(framework.measures.values())
    with store.connect(narrowing=narrowing) as connection:
        run_checks(connection, DuckdbEngine(), measures, NOW)
        return (
            rows_of(connection, ROWS, ("number", *IDENTITY)),
            rows_of(connection, COUNTS, ("place_code", "county_code", "number", "population", "unknown")),
        )


def rows_of(connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str]) -> list[Any]:
    inside = ", ".join(f"'{county}'" for county in sorted(SOME))
    named = ", ".join(columns)
    return connection.execute(f"SELECT {named} FROM {table} WHERE county_code IN ({inside}) ORDER BY ALL").fetchall()

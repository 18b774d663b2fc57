"""A register that a county does not send, while its neighbours do or it did before: its own word is not scored in its place."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import Framework, read_framework
from indicators.evaluation import Evaluation, evaluate, list_by_report, say_beside, say_by_report
from indicators.reconciliation import words
from store import Store
from tests.indicators.small_case import write_rows

COUNTIES = ("433122", "433123", "433124", "433125")
NOW, MEASURE = "2021-11", "safe_water"
Row = dict[str, object]


def reports(*counties: str) -> list[Row]:
    return [
        {"place_code": f"{code}101", "county_code": code, "period": NOW, "item": "safe_water", "target_count": 4, "done_count": 4}
        for code in counties
    ]  # fmt: skip


def problems(*counties: str, year: str = "2021") -> list[Row]:
    return [
        {
            "place_code": f"{code}101201", "county_code": code, "period": year, "household_code": f"H{number}",
            "found_on": date(int(year), 2, 1), "is_solved": True, "solved_on": date(int(year), 3, 1),
        }
        for code in counties
        for number in range(4)
    ]  # fmt: skip


def measured(folder: Path, registered: list[Row], framework: Framework | None = None) -> pd.DataFrame:
    found = evaluated(folder, registered, framework).measures
    return found[found["measure"] == MEASURE].set_index("place_code")


def evaluated(folder: Path, registered: list[Row], framework: Framework | None = None) -> Evaluation:
    store = Store(folder)
    write_rows(store, "places", [{"code": code, "name": code, "level": "county"} for code in (*COUNTIES, "433100")])
    write_rows(store, "township_progress", reports(*COUNTIES))
    if registered:
        write_rows(store, "water_problems", registered)
    return evaluate(store, framework or read_framework("consolidation_2021"), NOW, "433100")


@pytest.mark.parametrize(
    ("sent", "before", "withheld"),
    [
        ((), (), ()),
        (COUNTIES[:1], (), ()),
        (COUNTIES[:2], (), COUNTIES[2:]),
        ((), COUNTIES[:1], COUNTIES[:1]),
    ],
    ids=["nobody", "one tries it out", "half do", "it did last year"],
)
def test_who_sends_no_row_of_a_register_that_is_kept_is_not_scored(
    tmp_path: Path, sent: tuple[str, ...], before: tuple[str, ...], withheld: tuple[str, ...]
) -> None:
    rows = measured(tmp_path, [*problems(*sent), *problems(*before, year="2020")])
    for code, row in rows.iterrows():
        expected = ("register", "scored", 0) if code in sent else ("reported", "scored", 0)
        expected = ("reported", "unknown", 4) if code in withheld else expected
        assert (row["source"], row["state"], row["left_out"]) == expected, code
    if withheld:
        measure = read_framework("consolidation_2021").measure(MEASURE)
        said = words.say_sources(measure, rows.loc[[withheld[0]]], NOW, date(2021, 11, 20))
        assert said == "登记一行也没有，填报说有 4 户，不计分；别处或以前有登记，需导入《饮水问题台账》"


def test_where_the_framework_scores_reports_no_register_is_asked_for(tmp_path: Path) -> None:
    framework = replace(read_framework("consolidation_2021"), scored_from="reported")
    assert set(measured(tmp_path, problems(*COUNTIES[:3]), framework)["state"]) == {"scored"}


def test_only_the_table_that_gives_the_names_is_asked_for() -> None:
    """The register of 易地搬迁户 also looks at persons, work and posts, which may well be imported."""
    measure = read_framework("consolidation_2021").measure("relocated_jobs")
    assert words.say_source(measure, "reported").endswith("要看名单，需导入《易地搬迁户名册》")


def test_what_is_scored_by_a_place_s_own_word_is_said_beside_its_total_and_its_value(tmp_path: Path) -> None:
    """One county tries a register out: the others go on by their reports, and it is said that nothing stands behind them."""
    framework = read_framework("consolidation_2021")
    found, points = evaluated(tmp_path, problems(COUNTIES[0])), framework.measure(MEASURE).points
    assert set(list_by_report(found)["place_code"]) == set(COUNTIES[1:])
    assert say_by_report(found, COUNTIES[0]) == ""
    assert say_by_report(found, COUNTIES[1]) == f"{points:.2f} 分（1 项）按填报数计分：登记表没有导入，没有名单可核"
    assert say_by_report(found).startswith(
        f"按填报数计分的（登记表没有导入，没有名单可核）：{COUNTIES[1]} {points:.2f} 分（1 项）、"
    )
    rows = found.measures[found.measures["measure"] == MEASURE].set_index("place_code")
    said = {str(code): say_beside(framework.measure(MEASURE), row) for code, row in rows.iterrows()}
    assert said == {code: "" if code == COUNTIES[0] else "按填报数，没有登记" for code in COUNTIES}
    together = words.say_sources(framework.measure(MEASURE), rows, NOW, date(2021, 11, 20))
    assert together.endswith("另有 3 个地方没有登记，按填报数计分，没有名单可核")


def test_where_nobody_has_the_register_all_are_counted_alike_and_it_is_still_said(tmp_path: Path) -> None:
    found = evaluated(tmp_path, [])
    assert not found.measures["is_by_report"].any() and "没有名单可核" in say_by_report(found, COUNTIES[0])
    reports_only = replace(read_framework("consolidation_2021"), scored_from="reported")
    assert say_by_report(evaluated(tmp_path / "other", [], reports_only), COUNTIES[0]) == "", "the book wants reports"


def test_a_place_whose_register_is_withheld_is_said_to_be_so_beside_others(tmp_path: Path) -> None:
    rows = measured(tmp_path, problems(*COUNTIES[:2]))
    said = words.say_sources(read_framework("consolidation_2021").measure(MEASURE), rows, NOW, date(2021, 11, 20))
    assert said.endswith("2 个地方登记一行也没有，填报说有 8 户，不计分；别处或以前有登记，需导入《饮水问题台账》")
    assert not rows["is_by_report"].any()

"""Rows of a file that no table took are unknown rows of what is counted from it: an empty cell that costs its row never pays."""

from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.evaluation.beside import say_beside, say_state
from indicators.scoring import HELD
from loaders.importing import import_file
from store import Store
from tests.indicators.small_case import write_rows
from tests.loaders.sheets import write_xlsx

COUNTY, YEAR, PERIOD = "泸溪县", "2021", "2021-11"
HEAD = [
    "县区",
    "年度",
    "项目编号",
    "项目名称",
    "资金级次",
    "项目类别",
    "计划资金(万元)",
    "实际开工日期",
    "计划完工日期",
    "实际完工日期",
]


def project(number: int, name: str, finished: str, county: str = COUNTY) -> list[object]:
    return [county, YEAR, f"P{number:03d}", name, "中央", "产业发展", 10, "2021-03-01", "2021-10-20", finished]


def table(path: Path, rows: list[list[object]], title: str = "2021年衔接资金项目表") -> Path:
    return write_xlsx(path, {"项目": [[title], HEAD, *rows]})


def measured(folder: Path, path: Path, name: str = "projects_finished") -> pd.Series:
    """A measure of projects of the county, after the file was imported."""
    assert import_file(path, folder=folder, who="测试").versions, "the rest of it is stored"
    write_rows(
        Store(folder),
        "assets",
        [{"county_code": "433122", "place_code": "433122", "period": PERIOD, "asset_code": "A1"}],
    )
    framework = read_framework("consolidation_2021")
    found = evaluate(Store(folder), framework, PERIOD, "433122").measures
    return found[found["place_code"] == "433122"].set_index("measure").loc[name]


FINISHED = [project(number, f"产业路{number}", "2021-10-01") for number in range(1, 40)]


def test_an_unfinished_project_without_a_name_does_not_raise_the_share(empty_folder: Path, tmp_path: Path) -> None:
    told = measured(empty_folder, table(tmp_path / "表.xlsx", [*FINISHED, project(40, "产业路40", "")]))
    left = measured(empty_folder, table(tmp_path / "表.xlsx", [*FINISHED, project(40, "", "")]))
    assert (told["value"], left["value"]) == (pytest.approx(39 / 40), 1.0)
    assert (told["refused"], left["refused"], left["rows_unknown"]) == (0, 1, 1)
    assert left["scored_value"] == pytest.approx(39 / 40) and left["earned"] == pytest.approx(told["earned"])
    measure = read_framework("consolidation_2021").measure("projects_finished")
    assert "《衔接资金项目表》有 1 行没有收进来" in say_beside(measure, left)


def test_the_corrected_file_settles_it(empty_folder: Path, tmp_path: Path) -> None:
    measured(empty_folder, table(tmp_path / "表.xlsx", [*FINISHED, project(40, "", "")]))
    row = measured(empty_folder, table(tmp_path / "表.xlsx", [*FINISHED, project(40, "产业路40", "2021-10-01")]))
    assert (row["refused"], row["value"], row["rows_unknown"]) == (0, 1.0, 0)


def test_too_many_of_them_leave_it_unscored(empty_folder: Path, tmp_path: Path) -> None:
    row = measured(
        empty_folder, table(tmp_path / "表.xlsx", [*FINISHED, *(project(at, "", "") for at in range(40, 45))])
    )
    assert row["state"] == "unknown" and pd.isna(row["earned"])


def test_a_row_without_its_county_may_be_of_each_of_the_file(empty_folder: Path, tmp_path: Path) -> None:
    others = [project(number, f"水池{number}", "2021-10-01", "凤凰县") for number in range(50, 90)]
    path = table(tmp_path / "表.xlsx", [*FINISHED, *others, project(40, "产业路40", "", "不知名县")])
    row = measured(empty_folder, path)
    assert (row["refused"], row["value"]) == (1, 1.0) and row["scored_value"] < 1


def test_rows_that_contradict_each_other_are_one(empty_folder: Path, tmp_path: Path) -> None:
    row = measured(
        empty_folder,
        table(tmp_path / "表.xlsx", [*FINISHED, ["泸溪县", YEAR, *FINISHED[0][2:6], 99, None, None, None]]),
    )
    assert row["refused"] == 0, "batches of one project are all kept"


def industry(number: int, amount: int, kind: str, year: str, name: str = "") -> list[object]:
    return [
        COUNTY,
        year,
        f"P{year}{number:03d}",
        name or f"项目{number}",
        "中央",
        kind,
        amount,
        "2021-03-01",
        "2021-10-20",
        "",
    ]


def test_a_row_of_last_year_that_no_table_took_leaves_the_comparison_open(empty_folder: Path, tmp_path: Path) -> None:
    """产业 was 60 of 100 last year and is 50 of 100: without the largest row of last year it would have grown from 33 %."""
    now = table(tmp_path / "今年.xlsx", [industry(1, 50, "产业发展", "2021"), industry(2, 50, "乡村建设", "2021")])
    import_file(now, folder=empty_folder, who="测试")
    largest, rest = (
        industry(1, 40, "产业发展", "2020"),
        [industry(2, 20, "产业发展", "2020"), industry(3, 40, "乡村建设", "2020")],
    )
    told = measured(
        empty_folder, table(tmp_path / "去年.xlsx", [largest, *rest], "2020年衔接资金项目表"), "industry_share"
    )
    nameless = [*largest[:3], "", *largest[4:]]
    left = measured(
        empty_folder, table(tmp_path / "去年.xlsx", [nameless, *rest], "2020年衔接资金项目表"), "industry_share"
    )
    assert (told["state"], told["earned"]) == ("scored", 0.0)
    assert (left["state"], say_state(left)) == ("unknown", "上年数说不清，不计分") and pd.isna(left["earned"])
    assert left["state"] in HELD, "the others are not scaled up in its place"


def test_a_folder_without_any_has_no_such_rows(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    found = evaluate(demo_store, framework, PERIOD, "433100").measures
    assert not (found["refused"] > 0).any()
    with pytest.raises(UserError):
        evaluate(demo_store, framework, "1999-01")

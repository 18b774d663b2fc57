"""Rows of a file that no table took are unknown rows of what is counted from it: an empty cell that costs its row never pays."""

from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.evaluation.beside import say_beside
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


def measured(folder: Path, path: Path) -> pd.Series:
    """The measure of finished projects of the county, after the file was imported."""
    assert import_file(path, folder=folder, who="测试").versions, "the rest of it is stored"
    write_rows(
        Store(folder),
        "assets",
        [{"county_code": "433122", "place_code": "433122", "period": PERIOD, "asset_code": "A1"}],
    )
    framework = read_framework("consolidation_2021")
    found = evaluate(Store(folder), framework, PERIOD, "433122").measures
    return found[found["place_code"] == "433122"].set_index("measure").loc["projects_finished"]


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


def test_a_folder_without_any_has_no_such_rows(demo_store: Store) -> None:
    framework = read_framework("consolidation_2021")
    found = evaluate(demo_store, framework, PERIOD, "433100").measures
    assert not (found["refused"] > 0).any()
    with pytest.raises(UserError):
        evaluate(demo_store, framework, "1999-01")

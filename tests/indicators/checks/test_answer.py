"""`python -m indicators check`: its JSON, its words, and that no ID number is in either."""

import json
from pathlib import Path

import pytest

from core.commands import NOTHING_DONE
from indicators.__main__ import main
from indicators.checks import answer as checking_answer
from indicators.checks import findings, reuse
from store.versions import Store
from tests.indicators.checks.checking_case import (
    CHECKS,
    HUA_A,
    HUAYUAN,
    ID_1,
    LU_A,
    NOVEMBER,
    NOW,
    few_checks,
    few_rows,
)
from tests.indicators.small_case import write_rows


@pytest.fixture(autouse=True)
def _few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = few_checks(tmp_path / "definitions")
    for module in (checking_answer, findings):
        monkeypatch.setattr(module, "read_framework", lambda name: few)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    few_rows(tmp_path / "data")


def test_every_check_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--period", NOW, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["period"], answer["engine"], answer["total"]["findings"]) == (NOW, "duckdb", 3)
    by_id = {one["check"]: one for one in answer["checks"]}
    assert set(by_id) == set(CHECKS)
    assert by_id["land"] == {
        "check": "land", "code": "5_14_001", "title": "耕地过大", "suspicion": "需要核实", "population": 4, "unknown": 0,
        "findings": 2, "new": 0, "still": 1, "gone": 0, "exempt": 0, "judged": 4,
    }  # fmt: skip
    assert by_id["credit"]["population"] == 0


def test_a_list_names_file_sheet_and_row_and_no_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list", "land", "--json"]) == 0
    text = capsys.readouterr().out
    listed = [(row["place_code"], row["household_code"], row["sheet"], row["row"]) for row in json.loads(text)["list"]]
    assert listed == [(LU_A, "H4", "表1", 8), (HUA_A, "H1", "表1", 5)]
    assert main(["check", "--list", "land"]) == 0
    words = capsys.readouterr().out
    assert "测试.xlsx 表1 第5行" in words and "耕地过大" in words
    assert ID_1 not in text + words


def test_counties_that_were_checked_alone_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reuse, "FEW", 0.5)
    assert main(["check", "--period", NOW, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counties_checked"] is None
    changed = [{**row, "farmland_mu": 1.0} for row in NOVEMBER if row["county_code"] == HUAYUAN]
    write_rows(Store(tmp_path / "data"), "monitored_persons", changed)
    assert main(["check", "--period", NOW]) == 0
    assert "只核查有变化的 1 个县" in capsys.readouterr().out
    assert main(["check", "--period", NOW, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counties_checked"] == [HUAYUAN]


def test_an_unknown_check_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--list", "nothing"]) == NOTHING_DONE
    assert "没有这项指标" in capsys.readouterr().err
    assert not (tmp_path / "data" / "findings").exists()


def test_an_empty_store_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "empty"))
    assert main(["check"]) == NOTHING_DONE
    assert "请先导入" in capsys.readouterr().err

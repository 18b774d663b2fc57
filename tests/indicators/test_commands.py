"""The commands' JSON, as later jobs rely on it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from indicators.__main__ import main


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_periods_are_given_oldest_first(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    periods = answer(capsys, "periods", "--framework", "consolidation_2021")
    assert periods == sorted(periods)
    assert (periods[0], periods[-1]) == ("2019-12", "2021-11")
    assert len(periods) == 24


def test_evaluate_has_the_documented_keys(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "evaluate", "--framework", "consolidation_2021", "--period", "2021-11", "--scope", "433123")
    assert {"framework", "period", "data_versions", "places"} <= found.keys()
    (place,) = found["places"]
    assert place["place_code"] == "433123"
    wanted = {
        "place_code",
        "place_name",
        "league",
        "score",
        "rank",
        "rank_change",
        "reported_share",
        "aspects",
        "indicators",
    }
    assert wanted <= place.keys()
    for measure in place["measures"].values():
        assert {"value", "numerator", "denominator", "points", "score", "lost", "rows_short"} <= measure.keys()
    assert found["data_versions"]["fund_projects"] >= 0


def test_shortfall_rows_name_file_sheet_and_row(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "shortfall", "--measure", "projects_finished", "--place", "433123", "--period", "2021-11")
    assert found["count"] == len(found["rows"]) > 0
    assert all(row["source_file"] and row["source_sheet"] and row["source_row"] for row in found["rows"])


def test_a_list_and_an_evaluation_read_in_words(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["shortfall", "--measure", "insured_next_year", "--place", "433126", "--period", "2021-11", "--limit", "3"])
    said = capsys.readouterr().out
    assert "在参保名单：否" in said and "True" not in said and "False" not in said
    main(["evaluate", "--framework", "cooperation_2019", "--period", "2021-11"])
    said = capsys.readouterr().out
    assert re.search(r"财政援助资金完成率  \d+\.\d\d%  6.00 / 6.00 分  第\d", said) and "coop_" not in said


@pytest.mark.parametrize("measure", ["lifted_income_growth", "rural_income_growth", "model_cases"])
def test_where_no_single_row_falls_short_only_places_that_lose_marks_are_listed(
    demo_folder: Path, capsys: pytest.CaptureFixture[str], measure: str
) -> None:
    asked = ("--framework", "consolidation_2021", "--period", "2021-11")
    places = answer(capsys, "evaluate", *asked, "--scope", "433100")["places"]
    losing = {place["place_code"] for place in places if (place["measures"][measure]["lost"] or 0) > 1e-9}
    found = answer(capsys, "shortfall", *asked, "--measure", measure, "--place", "433100")
    assert {row["county_code"] for row in found["rows"]} == losing
    assert found["count"] == len(found["rows"]) >= len(losing)


def test_measures_list_every_definition(capsys: pytest.CaptureFixture[str]) -> None:
    frameworks = {one["framework"]: one for one in answer(capsys, "measures")["frameworks"]}
    assert len(frameworks["consolidation_2021"]["measures"]) >= 40
    assert all(measure["scoring"] for measure in frameworks["consolidation_2021"]["measures"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evaluate", "--period", "2031-01"), "没有适用于2031年1月的办法"),
        (("evaluate", "--framework", "consolidation_2021", "--period", "2031-01"), "这一期没有数据"),
        (("evaluate", "--framework", "nowhere", "--period", "2021-11"), "没有这个指标体系"),
        (("shortfall", "--measure", "nothing", "--period", "2021-11"), "没有这项指标"),
        (("evaluate", "--period", "2021-13"), "字段「期次」：期次不可识别"),
        (("evaluate", "--period", "2021-11", "--scope", "990000"), "字段「地区」：这一期没有这个地区的数据"),
        (("evaluate", "--period", "2021-11", "--day", "x"), "字段「查看日」：看到哪一天应为日期"),
        (("evaluate", "--period", "2021-11", "--framework", "nothing"), "字段「指标体系」：没有这个指标体系"),
        (("shortfall", "--measure", "spend_rate", "--period", "十一月"), "期次不可识别"),
    ],
)
def test_what_cannot_be_answered_says_why_and_exits_2(
    demo_folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert main(list(arguments)) == 2
    assert words in capsys.readouterr().err


def test_plain_text_is_readable(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--period", "2021-11"]) == 0
    assert "第1" in capsys.readouterr().out

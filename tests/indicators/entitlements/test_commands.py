"""The command `entitlements`: the four numbers by place, the rows behind two of them, what is refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indicators.__main__ import main
from indicators.declared import read_framework
from tests.indicators.households.household_case import (
    CHILD,
    COUNTY,
    HEAD,
    HOME,
    LONER,
    NAME,
    PERIOD,
    VILLAGE,
    household_store,
)  # fmt: skip
from tests.indicators.small_case import write_rows

ASKED = ["entitlements", "--period", PERIOD, "--scope", COUNTY]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three households, one of which waits for a subsidy."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    store = household_store(tmp_path)
    due = {"approved_cny": 1000.0, "approved_on": date(2021, 5, 1), "is_paid": False, "paid_cny": 0.0}
    placed = {"place_code": VILLAGE, "place_name": "某村", "county_code": COUNTY, "period": "2021"}
    write_rows(store, "household_subsidies", [placed | due | {"household_code": HOME, "subsidy_kind": "养殖"}])
    return tmp_path


def answered(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert main([*ASKED, *more, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_four_numbers_add_up_and_are_those_of_the_lists(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answered(capsys)["rows"]
    assert rows and all(one["entitled"] == one["got"] + one["missing"] + one["unknown"] for one in rows)
    assert (sum(one["missing"] for one in rows), sum(one["unknown"] for one in rows)) == (1, 3)
    for one in rows:
        for state in ("missing", "unknown"):
            listed = answered(capsys, "--list", one["policy"], "--state", state)
            assert listed["count"] == len(listed["rows"]) == one[state], (one["policy"], state)


def test_a_list_says_household_file_and_row_and_nobody_s_number_or_name(capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = answered(capsys, "--list", "industry_reward")["rows"]
    assert (row["household_code"], row["place_code"]) == (HOME, VILLAGE) and row["source_row"]
    assert main([*ASKED, "--list", "industry_reward"]) == 0
    said = capsys.readouterr().out
    assert "产业到户奖补" in said and "没有享受 1 笔" in said and HOME in said
    for policy in read_framework("entitlements").measures:
        for state in ("missing", "unknown"):
            main([*ASKED, "--list", policy, "--state", state, "--json"])
    told = capsys.readouterr().out
    assert not any(secret in told for secret in (HEAD, CHILD, LONER, NAME))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--list", "nothing"], "没有这项政策"),
        (["--framework", "consolidation_2021"], "没有这份政策清单"),
        (["--day", "明天"], "看到哪一天应为日期"),
    ],
)
def test_what_there_is_not_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main([*ASKED, *options]) == 2
    assert said in capsys.readouterr().err


def test_a_period_without_rows_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["entitlements", "--period", "2026-04", "--scope", COUNTY]) == 0
    assert "这一期在这里没有登记到人、到户的数据" in capsys.readouterr().out

"""复习大纲: the built-in items link what there is, an office's own take their place, ticks stay, what is known adds up."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.errors import UserError
from indicators.declared import CHECKS, DEFAULT_FRAMEWORK, read_framework
from ledger.archive import read_archive
from ledger.book import Ledger, open_ledger
from ledger.outline import (
    Outline,
    count_complete,
    list_ticks,
    make_known,
    newest_ticks,
    read_outline,
    say_answer,
    tick_off,
)
from store import Store
from tests.indicators.small_case import write_rows

YEAR, PERIOD, COUNTY, OTHER = "2021", "2021-11", "433127", "433126"
TODAY = date(2021, 11, 20)


@pytest.fixture
def store(empty_folder: Path) -> Store:
    return Store(empty_folder)


@pytest.fixture
def ledger(empty_folder: Path) -> Ledger:
    return open_ledger(empty_folder)


def built_in(store: Store) -> Outline:
    return read_outline(store, PERIOD, COUNTY)


def test_the_built_in_items_hold_the_aspects_and_indicators_and_name_only_what_there_is(store: Store) -> None:
    outline, framework = built_in(store), read_framework(DEFAULT_FRAMEWORK)
    assert not outline.is_own
    assert {item.aspect for item in outline.items} == {cut.title for cut in framework.aspects}
    assert {item.indicator for item in outline.items} - {""} == {cut.title for cut in framework.indicators}
    measures, checks = framework.measures, read_framework(CHECKS).measures
    papers = {one.id for one in read_archive(DEFAULT_FRAMEWORK).items}
    for item in outline.items:
        assert (
            set(item.measures) <= measures.keys() and set(item.checks) <= checks.keys() and set(item.evidence) <= papers
        )
    named = [name for item in outline.items for name in item.measures]
    assert len(named) == len(set(named)), "a measure counts for one item only"


def test_an_offices_own_items_take_their_place_for_its_year_and_area(store: Store) -> None:
    row = {
        "period": YEAR,
        "code": "1",
        "title": "住房",
        "measures": "safe_housing、safe_water",
        "checks": "c1_house_unsafe_only",
    }
    write_rows(
        store,
        "outline_items",
        [row, row | {"code": "2", "title": "饮水", "measures": None, "place_code": "433100", "county_code": "433100"}],
    )
    assert [item.code for item in read_outline(store, PERIOD, "430100").items] == ["1"]
    own = read_outline(store, PERIOD, COUNTY)
    assert own.is_own and [item.title for item in own.items] == ["饮水"]
    everywhere = read_outline(store, PERIOD, "")
    assert everywhere.items[0].measures == ("safe_housing", "safe_water") and everywhere.items[0].checks == (
        "c1_house_unsafe_only",
    )
    assert not read_outline(store, "2026-11", COUNTY).is_own


def test_a_tick_is_signed_stays_and_can_be_withdrawn_by_another(store: Store, ledger: Ledger) -> None:
    outline = built_in(store)
    tick_off(ledger, outline, YEAR, "1.1", COUNTY, "甲某", TODAY, note="都熟悉")
    assert newest_ticks(ledger.engine, YEAR, "")["1.1", COUNTY].who == "甲某"
    with pytest.raises(UserError, match="已经是这样"):
        tick_off(ledger, outline, YEAR, "1.1", COUNTY, "乙某", TODAY)
    tick_off(ledger, outline, YEAR, "1.1", COUNTY, "乙某", TODAY, is_done=False, note="抽查不熟")
    assert not newest_ticks(ledger.engine, YEAR, COUNTY)["1.1", COUNTY].is_done
    assert [(one.who, one.is_done) for one in list_ticks(ledger.engine, YEAR, "1.1", COUNTY)] == [
        ("乙某", False),
        ("甲某", True),
    ]
    assert newest_ticks(ledger.engine, "2022", COUNTY) == {} == newest_ticks(ledger.engine, YEAR, OTHER)
    for change in ("UPDATE outline_ticks SET who = '丙'", "DELETE FROM outline_ticks"):
        with pytest.raises(DatabaseError, match="不能改、不能删"), ledger.engine.begin() as connection:
            connection.execute(text(change))


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "9.9"},
        {"place_code": "433100"},
        {"place_code": "433127101"},
        {"who": " "},
        {"note": "长" * 201},
        {"is_done": False},
    ],
)
def test_what_cannot_be_ticked_is_refused(store: Store, ledger: Ledger, wrong: dict) -> None:
    asked = {"item": "1.1", "place_code": COUNTY, "who": "甲某"} | wrong
    with pytest.raises(UserError):
        tick_off(ledger, built_in(store), YEAR, today=TODAY, **asked)
    assert newest_ticks(ledger.engine, YEAR, "") == {}


def test_how_far_each_county_is_with_the_one_furthest_behind_first(store: Store, ledger: Ledger) -> None:
    outline, names = built_in(store), {COUNTY: "永顺县", OTHER: "古丈县"}
    none = count_complete(outline, {}, (COUNTY, OTHER))
    assert say_answer("全州", outline, none, names).endswith("还没有一个县开始勾对")
    for item in outline.items:
        tick_off(ledger, outline, YEAR, item.code, COUNTY, "甲某", TODAY)
    tick_off(ledger, outline, YEAR, "1.1", OTHER, "乙某", TODAY)
    total = len(outline.items)
    complete = count_complete(outline, newest_ticks(ledger.engine, YEAR, ""), (COUNTY, OTHER))
    assert complete[["place_code", "done"]].values.tolist() == [[OTHER, 1], [COUNTY, total]]
    assert say_answer("全州", outline, complete, names).endswith(f"1 个县全部过完；最慢的是古丈县（1/{total}）")
    assert say_answer("永顺县", outline, complete.iloc[1:].reset_index(drop=True), names).endswith("全部过完")


def test_what_is_known_of_an_item_is_of_its_own_measures_rules_papers_and_problems(store: Store) -> None:
    item = built_in(store).find("4.1.1")
    framework, checks = read_framework(DEFAULT_FRAMEWORK), read_framework(CHECKS)
    measures = pd.DataFrame(
        [
            ("safe_housing", 1.25, False, "scored"),
            ("monitored_safe_house", float("nan"), False, "missing"),
            ("spend_rate", 3.0, False, "scored"),
        ],
        columns=["measure", "lost", "is_bonus", "state"],
    )
    findings = pd.DataFrame([("c1_house_unsafe_only", 4), ("c4_not_visited", 9)], columns=["check", "findings"])
    papers = pd.DataFrame([("housing_ledger", "x", "缺少"), ("housing_ledger", "x", "在档"), ("fund_ledger", "x", "缺少")],
                          columns=["item", "indicator", "state"])  # fmt: skip
    problems = [
        {"measure": f"{DEFAULT_FRAMEWORK}/safe_housing", "indicator": item.indicator, "unclosed": 2},
        {"measure": f"{CHECKS}/c1_house_unsafe_only", "indicator": item.indicator, "unclosed": 3},
        {"measure": f"{CHECKS}/c1_insurance_dropped", "indicator": item.indicator, "unclosed": 50},
        {"measure": "", "indicator": item.indicator, "unclosed": 1},
    ]
    known = make_known(item, framework, checks, measures, findings, papers, problems)
    assert (known.lost, known.missing, known.findings, known.papers, known.problems) == (1.25, 1, 4, 1, 6)
    unasked = make_known(item, framework, checks, measures.head(0), None, papers.head(0), [])
    assert (unasked.lost, unasked.findings, unasked.papers, unasked.problems) == (
        None,
        None,
        None,
        0,
    ) and unasked.is_linked

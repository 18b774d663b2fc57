"""Every shortfall of the demonstration ends at somebody or something with a name and at a row of a file, or says which table is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demo.figures.misreports import MISREPORTS
from demo.places.world import COUNTIES
from indicators.declared import CHECKS, Measure, column_views, is_empty, read_framework, views
from indicators.evaluation import LEAST_LOSS, Evaluation, evaluate
from indicators.households import household_ref, name_rows
from indicators.shortfalls import ListRequest, read_list, records, request_for
from store import Store, read_tables
from tests.pages.opening import answer_of, links_of, open_page, query_of, text_of

STATE, PERIOD, DAY = "433100", "2021-11", date(2021, 11, 20)
FRAMEWORK = read_framework("consolidation_2021")
MEASURES = [measure.id for measure in FRAMEWORK.measures.values() if measure.is_scored]
TOWN = "433127101"
OPENED = {FRAMEWORK.measure(name).forms[-1].table: name for name in reversed(MEASURES)}.values()
"""The first measure of each table: rows of one table are opened alike."""
SOURCE = ("source_file", "source_sheet", "source_row")


@pytest.fixture(scope="module")
def store(filled_folder: Path) -> Store:
    return Store(filled_folder)


@pytest.fixture(scope="module")
def evaluation(store: Store) -> Evaluation:
    return evaluate(store, FRAMEWORK, PERIOD, STATE, DAY)


def asked(evaluation: Evaluation, measure: str, county: str) -> ListRequest:
    """What the page asks for."""
    return request_for(FRAMEWORK.measure(measure), PERIOD, county, lambda: evaluation, day=evaluation.day)


def short_lists(store: Store, evaluation: Evaluation, measure: str) -> Iterator[tuple[str, Measure, pd.DataFrame]]:
    """(county, measure as its rows are counted, rows) of every county that has some; a loss without a row fails where one can fall
    short on its own, and not only rows nobody can judge are reckoned as falling short."""
    own = FRAMEWORK.measure(measure)
    mine = evaluation.measures[evaluation.measures["measure"] == measure].set_index("place_code")
    lost = mine["lost"].where(~((mine["rows_short"] == 0) & (mine["rows_unknown"] > 0)), 0.0)
    for county in (one.code for one in COUNTIES):
        request = asked(evaluation, measure, county)
        listed = read_list(store, request, "", None)
        if listed.total:
            yield county, request.measure, listed.rows
        elif not own.needs_last_year and not own.is_bonus:
            assert not lost[county] > LEAST_LOSS, f"{county} loses marks under {measure} and lists nothing"


def names_of(store: Store, relation: str, rows: pd.DataFrame) -> list[str]:
    """What each row is about in words: person or household masked, project, asset, village; '' where it is only a place's figure."""
    listed = [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
    if "household_code" in rows:
        return [who.about for who in name_rows(store, PERIOD, listed)]
    if (
        records.title_column(relation) != "place_name"
        or read_tables()[views.base_tables(relation)[0]].place_level == "village"
    ):
        return [records.row_title(row, relation) for row in listed]
    return ["" for _ in listed]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_row_has_a_name_and_a_source_or_the_missing_table_is_named(
    store: Store, evaluation: Evaluation, measure: str
) -> None:
    for county, counted, rows in short_lists(store, evaluation, measure):
        names = names_of(store, counted.table, rows)
        nameless = [name for name in names if not name]
        assert not nameless or (len(nameless) == len(names) and counted.no_register), (county, len(nameless))
        assert rows[list(SOURCE)].notna().all().all(), county
        tokens = [records.row_token(counted.table, row) for row in rows.to_dict("records")]
        assert all(records.is_token(token) for token in tokens), county
        is_person = "household_code" in rows or _personal_title(counted.table)
        assert not is_person or all("*" in name for name in names), "names of people are masked"
        _refuse_whole_names(rows, names)


def _personal_title(relation: str) -> bool:
    return bool(column_views(relation)[records.title_column(relation)].personal)


def _refuse_whole_names(rows: pd.DataFrame, names: list[str]) -> None:
    for column in [
        name for name in ("person_name", "head_name", "helper_name", "member_name", "staff_name") if name in rows
    ]:
        for whole, said in zip(rows[column], names, strict=True):
            assert is_empty(whole) or str(whole) not in said


@pytest.mark.parametrize("measure", MEASURES)
def test_the_page_leads_from_the_measure_to_the_named_row(
    demo_folder: Path, store: Store, evaluation: Evaluation, measure: str
) -> None:
    """Both figures with their days and difference, the list, the record with its source, the household; another county each."""
    found = list(short_lists(store, evaluation, measure))
    if not found:
        pytest.skip("nothing falls short in the demonstration")
    county, counted, rows = found[MEASURES.index(measure) % len(found)]
    page = open_page("shortfalls", place=STATE, period=PERIOD, measure=measure, at=county)
    _check_figures(text_of(page), FRAMEWORK.measure(measure), evaluation, county)
    checks = [query_of(link) for link in links_of(page) if link.startswith("checks?") and "check=" in link]
    assert [(way["check"], way["at"]) for way in checks] == [(one, county) for one in (counted.checked_by,) if one]
    row = _first_listed(page, counted, rows)
    if measure not in OPENED:
        return
    record = open_page(
        "shortfalls",
        place=STATE,
        period=PERIOD,
        measure=measure,
        at=county,
        row=records.row_token(counted.table, row.to_dict()),
    )
    (name,) = names_of(store, counted.table, rows.loc[[row.name]])
    assert answer_of(record).startswith(name or str(row["place_name"]))
    assert f"来源：{row['source_file']} · {row['source_sheet']} · 第{row['source_row']}行" in text_of(record)
    if "household_code" in rows:
        ways = [query_of(link).get("ref") for link in links_of(record) if link.startswith("household?")]
        assert household_ref(str(row["household_code"])) in ways


def _check_figures(said: str, measure: Measure, evaluation: Evaluation, county: str) -> None:
    if measure.holding is None:
        is_kept = measure.no_register in {table.title for table in read_tables().values()}
        way = f"需导入《{measure.no_register}》" if is_kept else f"要看{measure.no_register}，程序还没有收这样的表"
        assert way in said or not measure.no_register
        return
    (held,) = evaluation.measures.query("measure == @measure.id and place_code == @county").to_dict("records")
    assert pd.notna(held["reported_numerator"]) and pd.notna(held["register_numerator"])
    start = said.index("填报（2021年11月）")
    figures = said[start : said.index("；", start)]
    assert "登记（截至2021年11月20日）" in figures and f"{held['register_numerator']:,.0f}" in figures
    gap = held["reported_numerator"] - held["register_numerator"]
    assert f"已完成{'多报' if gap > 0 else '少报'} {abs(gap):,.0f}" in figures if gap else "已完成" not in figures


def _first_listed(page: Any, counted: Measure, rows: pd.DataFrame) -> pd.Series:
    """The row the page shows first: of the grid, else of the table with links."""
    if page.dataframe:
        grid = page.dataframe[0].value
        ways = "household_code" in rows
        assert ("户档案" in grid) == ways and (not ways or grid["户档案"].notna().all())
        return rows.iloc[0]
    token = next(query_of(link)["row"] for link in links_of(page) if "row=" in link)
    own = [records.row_token(counted.table, row) for row in rows.to_dict("records")]
    if "household_code" in rows:
        assert any(link.startswith("household?") for link in links_of(page))
    return rows.iloc[own.index(token)]


@pytest.mark.parametrize("measure", [one.id for one in FRAMEWORK.measures.values() if one.checked_by])
def test_the_check_a_measure_names_finds_the_very_same(store: Store, measure: str) -> None:
    """The same rows, or where the check looks at households the same households."""
    own, check = FRAMEWORK.measure(measure), read_framework(CHECKS).measure(FRAMEWORK.measure(measure).checked_by)
    mine, found = (
        read_list(store, ListRequest(one, PERIOD, STATE, day=DAY), "", None).rows for one in (own.forms[-1], check)
    )
    if measure == "removed_too_early":  # a removal before the inclusion is a wrong date there, and unknown
        found = found[found["removed_month"] >= found["included_month"]]
    keys = list(SOURCE) if len(mine) == len(found) else ["county_code", "household_code"]
    assert len(mine) and set(mine[keys].itertuples(index=False)) == set(found[keys].itertuples(index=False))


def test_the_figures_of_a_township_lead_to_the_check_too(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, period=PERIOD, measure="helper_visits", at=TOWN, source="reported")
    (way,) = [link for link in links_of(page) if link.startswith("checks?") and "check=" in link]
    assert (query_of(way)["check"], query_of(way)["at"]) == ("c4_not_visited", TOWN)
    assert "的疑点" in text_of(open_page("checks", **query_of(way))) or "疑点清单" in text_of(
        open_page("checks", **query_of(way))
    )


def test_fewer_than_last_year_is_no_all_clear_where_no_row_falls_short(
    demo_folder: Path, evaluation: Evaluation
) -> None:
    """Whoever has gone stands in no list of this month: the page says which table would tell."""
    held = evaluation.measures.query("measure == 'public_posts_kept'").set_index("place_code")
    county = str(held.index[(held["lost"] > LEAST_LOSS) & (held["rows_short"] == 0)][0])
    page = open_page("shortfalls", place=STATE, period=PERIOD, measure="public_posts_kept", at=county)
    assert "全部达标" not in text_of(page) and "要导入上年同期的《公益性岗位名册》" in text_of(page)


def test_rows_of_the_register_beside_a_score_of_the_report_say_which_is_which(demo_folder: Path) -> None:
    own = FRAMEWORK.measure("workers_target")
    said = text_of(open_page("shortfalls", place=STATE, period=PERIOD, measure=own.id))
    assert f"计分：{own.says}；名单：{own.forms[-1].says}" in said
    reported = text_of(open_page("shortfalls", place=STATE, period=PERIOD, measure=own.id, source="reported"))
    assert own.says in reported and "名单：" not in reported


def test_a_share_of_money_says_why_no_project_alone_falls_short(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, period=PERIOD, measure="industry_share")
    assert "没有哪一个项目单独算未达标" in text_of(page) and "未达标清单" not in text_of(page)
    assert "单独算未达标" not in text_of(
        open_page("shortfalls", place=STATE, period=PERIOD, measure="projects_started")
    )


def test_the_list_of_grids_names_the_table_of_households_it_would_take(demo_folder: Path) -> None:
    said = text_of(open_page("shortfalls", place=STATE, period=PERIOD, measure="screening_done"))
    assert "名单只到网格为止：再往下要看逐户排查登记表（户编号、排查日期），程序还没有收这样的表" in said


def test_a_register_that_holds_fewer_than_was_reported_is_not_said_to_be_scored(demo_folder: Path) -> None:
    county = next(one.county for one in MISREPORTS if one.item == "workshops" and one.target)
    said = text_of(open_page("shortfalls", place=STATE, period=PERIOD, measure="workshops_running", at=county))
    assert "登记比填报少" in said and "不计分" in said and "按登记表计分" not in said

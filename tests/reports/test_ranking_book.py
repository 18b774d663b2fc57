"""The ranking as a workbook: LibreOffice reckons its formulas anew and comes to our scores, also after values were changed."""

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from indicators.declared import read_framework
from indicators.evaluation import Evaluation, evaluate, leagues
from indicators.listed import make_ranking
from indicators.scoring import ranking
from indicators.scoring import scores as scoring
from reports.ranking_book import (
    LINES_SHEET,
    PARTS_SHEET,
    PLACES_SHEET,
    RankingBook,
    ScoredPlace,
    ScoreLine,
    write_ranking_book,
)
from store import Store, read_places
from tests.indicators.scoring.rule_makers import Declared, declarations, rows
from tests.office_suite import XLSX, needs_office_suite, save_as

PERIOD, AREA = "2021-11", "433100"
CLOSE = 1e-9
CHANGES: tuple[tuple[str, str, str, float | None], ...] = (
    ("433127", "spend_on_schedule", "scored_value", 0.01),
    ("433123", "insured_next_year", "scored_value", 0.5),
    ("433124", "repeat_petitions", "scored_value", 7.0),
    ("433122", "", "scored_value", None),
    ("433126", "veto", "scored_value", 3.0),
)
"""(county, measure, what is changed, to what in the stored unit; None empties the cell). '' is the first measure with marks, `veto` the
first that vetoes."""


@pytest.fixture(scope="module")
def evaluation(filled_folder: Path) -> Evaluation:
    return evaluate(Store(filled_folder), read_framework("consolidation_2021"), PERIOD, AREA)


def book_of(evaluation: Evaluation, folder: Path) -> bytes:
    choice = leagues.first_choice(evaluation)
    return make_ranking(evaluation, read_places(Store(folder)), choice, None, is_demo=True)


def reckoned(content: bytes, folder: Path, edit: Any = None) -> openpyxl.Workbook:
    """The workbook as LibreOffice reckons it: what it was written with is thrown away before."""
    folder.mkdir(exist_ok=True)
    book = openpyxl.load_workbook(io.BytesIO(content))
    if edit:
        edit(book)
    book.save(folder / "book.xlsx")
    return openpyxl.load_workbook(save_as(XLSX, folder, ["book.xlsx"]) / "book.xlsx", data_only=True)


def table_of(page: Worksheet) -> pd.DataFrame:
    """The rows below the heading, under their headings in one line; empty texts are missing."""
    cells = [[None if cell == "" else cell for cell in row] for row in page.iter_rows(values_only=True)]
    head = next(at for at, row in enumerate(cells) if sum(cell is not None for cell in row) > 1)
    names = [str(name).replace("\n", "") for name in cells[head]]
    return pd.DataFrame(cells[head + 1 :], columns=names, index=range(head + 2, len(cells) + 1))


def same(said: Any, ours: float) -> bool:
    if said is None or pd.isna(said):
        return bool(np.isnan(ours))
    return abs(float(said) - ours) <= CLOSE


def assert_says(book: openpyxl.Workbook, evaluation: Evaluation, marks: pd.DataFrame, places: pd.DataFrame) -> None:
    """Every mark, sum, total and rank of the workbook is that of the frames."""
    names = evaluation.places.set_index("place_code")["place_name"]
    titles = {measure.title: name for name, measure in evaluation.framework.measures.items()}
    lines = table_of(book[LINES_SHEET])
    codes = {name: code for code, name in names.items()}
    own = marks.set_index(["place_code", "measure"])
    for row in lines.to_dict("records"):
        known = own.loc[(codes[row["县"]], titles[row["测算项"]])]
        for heading, name in (("得分", "earned"), ("折算得分", "score")):
            assert same(row[heading], known[name]), (row, known[name])
    table = table_of(book[PLACES_SHEET]).set_index("县")
    for place in places.to_dict("records"):
        row = table.loc[names[place["place_code"]]]
        assert same(row["参考得分"], place["score"]) and same(row["位次"], place["rank"]), (row, place)
    for sheet, cut in ((table, "aspect"), (table_of(book[PARTS_SHEET]).set_index("县"), "indicator")):
        for one in scoring.sum_cuts(marks, cut).to_dict("records"):
            assert same(sheet.loc[names[one["place_code"]], one[cut]], one["score"])


def evaluated_again(evaluation: Evaluation, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Marks and places of changed values, by our own scoring."""
    framework = evaluation.framework
    columns = [
        "place_code",
        "measure",
        "value",
        "scored_value",
        "rows_short",
        "rows_unknown",
        "last_year_value",
        "average",
        "state",
    ]
    kept = ("missing", *scoring.NOT_RANKED)
    asked = frame[columns].assign(state=frame["state"].where(frame["state"].isin(kept), "reported"))
    marks = scoring.rescale(scoring.score_measures(asked, framework.measures), framework.points)
    leagues_of = evaluation.places[["place_code", "league"]]
    return marks, ranking.rank_places(leagues_of.merge(scoring.sum_total(marks), on="place_code"))


@pytest.mark.heavy
@needs_office_suite
def test_the_formulas_come_to_our_scores(evaluation: Evaluation, filled_folder: Path, tmp_path: Path) -> None:
    book = reckoned(book_of(evaluation, filled_folder), tmp_path)
    assert len(evaluation.places) == 8 and evaluation.places["score"].notna().all()
    assert_says(book, evaluation, evaluation.measures, evaluation.places)


@pytest.mark.heavy
@needs_office_suite
def test_after_five_changes_the_formulas_come_to_what_we_reckon(
    evaluation: Evaluation, filled_folder: Path, tmp_path: Path
) -> None:
    frame = evaluation.measures.copy()
    todo = [_find(evaluation, *change) for change in CHANGES]
    for code, measure, column, value in todo:
        at = (frame["place_code"] == code) & (frame["measure"] == measure)
        assert at.sum() == 1
        frame.loc[at, column] = np.nan if value is None else value
    marks, places = evaluated_again(evaluation, frame)
    assert not np.allclose(places["score"], evaluation.places["score"], atol=0.01), "the changes change something"
    book = reckoned(book_of(evaluation, filled_folder), tmp_path, lambda book: _change(book, evaluation, todo))
    assert_says(book, evaluation, marks, places)


def _find(
    evaluation: Evaluation, code: str, measure: str, column: str, value: float | None
) -> tuple[str, str, str, float | None]:
    measures = evaluation.framework.measures
    if measure == "veto":
        return code, next(name for name, one in measures.items() if one.rule and one.rule.name == "veto"), column, value
    if not measure:
        own = evaluation.measures[(evaluation.measures["place_code"] == code) & (evaluation.measures["earned"] > 0)]
        return code, str(own["measure"].iloc[0]), column, value
    return code, measure, column, value


def _change(book: openpyxl.Workbook, evaluation: Evaluation, todo: list[tuple[str, str, str, float | None]]) -> None:
    """Types the values into their cells, in the unit shown."""
    page = book[LINES_SHEET]
    table = table_of(page)
    names = evaluation.places.set_index("place_code")["place_name"]
    scales = {"cny": 1e4, "percent_points": 0.01}
    for code, measure, _, value in todo:
        known = evaluation.framework.measures[measure]
        row = table.index[(table["县"] == names[code]) & (table["测算项"] == known.title)]
        cell = page.cell(row[0], list(table.columns).index("数值") + 1)
        assert not cell.protection.locked
        cell.value = None if value is None else value / scales.get(known.unit, 1.0)


@pytest.mark.heavy
@needs_office_suite
@settings(max_examples=2, phases=(Phase.generate,), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_rule_is_reckoned_by_libreoffice_as_by_us(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any declarations of all rules, vetoes and bonuses among them, over places of which something is not known."""
    measures = {f"m{n}": data.draw(declarations(f"m{n}")) for n in range(40)}
    facts = [
        {"place_code": f"{place}", "measure": name, **data.draw(rows())} for place in range(6) for name in measures
    ]
    frame = pd.DataFrame(facts).astype(dict.fromkeys(("value", "last_year_value", "average", "rows_short"), float))
    marks = scoring.rescale(scoring.score_measures(frame, measures))
    total = ranking.rank_places(scoring.sum_total(marks).assign(league="组"))
    content = write_ranking_book(_book(measures, frame, marks, total))
    book = reckoned(content, tmp_path_factory.mktemp("rules"))
    lines = table_of(book[LINES_SHEET])
    for row, known in zip(lines.to_dict("records"), marks.to_dict("records"), strict=True):
        assert same(row["得分"], known["earned"]) and same(row["折算得分"], known["score"]), (row, known)
    for row, known in zip(table_of(book[PLACES_SHEET]).to_dict("records"), total.to_dict("records"), strict=True):
        assert same(row["参考得分"], known["score"]) and same(row["位次"], known["rank"]), (row, known)


def _book(
    measures: Mapping[str, Declared], frame: pd.DataFrame, marks: pd.DataFrame, total: pd.DataFrame
) -> RankingBook:
    from indicators.listed.ranking import _line, _vetoes

    known = marks.assign(scored_value=marks["value"], rows_unknown=0.0)
    stand_ins = {name: _StandIn(one) for name, one in measures.items()}
    vetoes = _vetoes(stand_ins)  # type: ignore[arg-type]
    places = []
    for code, own in known.groupby("place_code", sort=False):
        lines: list[ScoreLine] = [
            _line(stand_ins[str(row["measure"])], row, vetoes[str(row["measure"])])  # type: ignore[arg-type]
            for row in own.to_dict("records")
        ]
        places.append(ScoredPlace(str(code), "组", lines, None, None, None, None, {}))
    aspects = sorted({one.aspect for one in measures.values()})
    return RankingBook(
        "任意", (), "县", aspects, sorted({one.indicator for one in measures.values()}), 100.0, 0.8, places
    )


class _StandIn:
    """A measure as the workbook asks it."""

    def __init__(self, declared: Declared) -> None:
        self.rule = declared.rule
        assert self.rule is not None
        self.id, self.title, self.unit, self.aspect = declared.id, declared.id, declared.unit, declared.aspect
        self.indicator, self.points, self.is_bonus = declared.indicator, self.rule.points, declared.is_bonus


@pytest.mark.heavy
def test_what_is_written_is_what_the_screen_says_and_marked(evaluation: Evaluation, filled_folder: Path) -> None:
    content = book_of(evaluation, filled_folder)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert book.sheetnames == ["位次", PLACES_SHEET, PARTS_SHEET, LINES_SHEET, "说明"]
    assert all("模拟数据" in str(book[name]["A1"].value) for name in book.sheetnames[:4])
    table = table_of(book["位次"])
    wanted = leagues.league_table(evaluation, leagues.first_choice(evaluation))
    assert list(table["县"]) == list(wanted["place_name"])
    assert all(math.isclose(said, ours) for said, ours in zip(table["参考得分（分）"], wanted["value"], strict=True))
    formulas = openpyxl.load_workbook(io.BytesIO(content))[LINES_SHEET]
    shares = [cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(shares) > 8 * 50


def test_a_rule_without_a_formula_is_told_and_its_number_stands() -> None:
    line = ScoreLine(
        "方面",
        "指标",
        "甲",
        "户",
        "integer",
        1.0,
        {"value": 3.0},
        "",
        2.0,
        "",
        ("value",),
        "很特别",
        share=0.5,
        earned=1.0,
    )
    place = ScoredPlace("甲县", "组", [line], 50.0, 1.0, 1.0, 50.0, {})
    content = write_ranking_book(RankingBook("题", (), "县", ["方面"], ["指标"], 100.0, 0.8, [place]))
    row = table_of(openpyxl.load_workbook(io.BytesIO(content))[LINES_SHEET]).iloc[0]
    assert row["得分率"] == 0.5 and "没有公式" in row["计分规则"]

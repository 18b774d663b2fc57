"""专题汇报, 整改清单, 应知应会 of the demonstration, and the commands: what they say is what page and frames say, nobody is named."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from core.errors import UserError
from core.settings import today
from indicators.declared import day_of_view, read_framework
from indicators.evaluation import answers, ladder, leagues, list_marks
from indicators.figures import read_briefing
from ledger.book import open_ledger
from ledger.looking import ProblemFilter, find_problems, sum_problems
from reports.paper import Grid, Heading, Paper, Text
from shows import Snapshot, Wanted, make_briefing, take_snapshot, write_rectification, write_report
from shows.__main__ import main
from store import Store, read_places

PERIOD, AREA, OURS = "2021-11", "433100", "433127"


@pytest.fixture(scope="module")
def snapshot(filled_folder: Path) -> Snapshot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        return take_snapshot(Store(filled_folder), read_framework("consolidation_2021"), PERIOD, OURS)


@pytest.fixture(scope="module")
def report(snapshot: Snapshot) -> Paper:
    return write_report(snapshot)


def words_of(paper: Paper) -> str:
    said: list[str] = []
    for part in paper.parts:
        said += (
            [cell for row in part.rows for cell in (*part.heads, *row)]
            if isinstance(part, Grid)
            else [getattr(part, "words", "")]
        )
    return "\n".join(said)


def grid_of(paper: Paper, title: str) -> Grid:
    return next(part for part in paper.parts if isinstance(part, Grid) and part.title.startswith(title))


def test_a_report_tells_the_committee_what_stands_what_costs_and_what_is_next(
    report: Paper, snapshot: Snapshot
) -> None:
    heads = [part.words for part in report.parts if isinstance(part, Heading) and part.level == 1]
    assert heads == ["总体情况", "主要短板", "资金支出进度", "问题整改", "疑点核查", "下一步工作"]
    choice = leagues.first_choice(snapshot.evaluation)
    said = words_of(report).replace(" ", "")
    assert ladder.say_gap(snapshot.table, OURS, choice).replace(" ", "") in said
    top = answers.top_losses(snapshot.evaluation, OURS, 1).iloc[0]
    assert f"失分最多的是“{top['title']}”" in said and report.signed.to == "中共永顺县委员会"


def test_the_marks_by_department_add_up_to_what_the_county_lost(report: Paper, snapshot: Snapshot) -> None:
    marks = list_marks(snapshot.evaluation, OURS)
    lost = marks.loc[(marks["lost"] > answers.LEAST_LOSS) & ~marks["is_bonus"], "lost"]
    rows = grid_of(report, "失分按责任部门").rows
    assert sum(int(row[1]) for row in rows) == len(lost)
    assert sum(float(row[2].removesuffix("分")) for row in rows) == pytest.approx(
        float(lost.sum()), abs=0.01 * len(rows)
    )


def test_the_townships_add_up_to_the_total_below_them(report: Paper) -> None:
    grid = grid_of(report, "未达标的按乡镇")
    for column in range(1, len(grid.heads)):
        numbers = [int(row[column].replace(",", "")) for row in grid.rows]
        assert sum(numbers[:-1]) == numbers[-1] > 0, grid.heads[column]


def test_an_area_has_no_report_for_a_committee(snapshot: Snapshot) -> None:
    parts = (snapshot.store, snapshot.evaluation, AREA, snapshot.places, snapshot.engine, snapshot.working_day)
    with pytest.raises(UserError, match="请先选一个县"):
        write_report(Snapshot(*parts))


@pytest.fixture(scope="module")
def rectified(filled_folder: Path) -> tuple[Paper, Any]:
    places, engine = read_places(Store(filled_folder)), open_ledger(filled_folder).engine
    wanted = Wanted(ProblemFilter(place=AREA), today(filled_folder), "湘西州", places)
    return write_rectification(engine, wanted), engine


def test_the_list_of_problems_is_that_of_the_ledger(rectified: tuple[Paper, Any], filled_folder: Path) -> None:
    paper, engine = rectified
    day = today(filled_folder)
    rows, total = find_problems(engine, ProblemFilter(place=AREA), day, limit=None)
    grid = next(part for part in paper.parts if isinstance(part, Grid))
    assert len(grid.rows) == total == len(rows) and paper.is_wide
    assert [row[1] for row in grid.rows[:3]] == [
        f"{one['opened_on'].year}-{one['id']:05d}" for one in rows.head(3).to_dict("records")
    ]
    sums = sum_problems(engine, ProblemFilter(place=AREA), day)
    said = next(part.words for part in paper.parts if isinstance(part, Text))
    assert f"共有问题{sums.total:,}个，已销号{sums.closed:,}个" in said and f"超时限{sums.overdue:,}个" in said


def test_nobody_is_named_in_any_document(rectified: tuple[Paper, Any], report: Paper, filled_folder: Path) -> None:
    rows, _ = find_problems(rectified[1], ProblemFilter(), today(filled_folder), limit=None)
    named = {str(name) for name in rows["person"] if len(str(name)) > 1}
    with Store(filled_folder).connect() as connection:
        asked = "SELECT DISTINCT helper_name FROM helpers UNION SELECT DISTINCT person_name FROM monitored_persons LIMIT 400"
        named |= {row[0] for row in connection.execute(asked).fetchall() if row[0] and len(row[0]) > 2}
    said = words_of(rectified[0]) + words_of(report)
    assert named and not [name for name in named if name in said]
    assert re.search(r"，.\*", words_of(rectified[0])), "who answers for it stands there masked"
    assert not re.search(r"\d{15,}", said)


def test_the_card_has_every_figure_with_what_it_counts(filled_folder: Path) -> None:
    store = Store(filled_folder)
    card = read_briefing(store, OURS, PERIOD)
    paper = make_briefing(card, "永顺县", PERIOD, day_of_view(store, PERIOD))
    first, second = [part for part in paper.parts if isinstance(part, Grid)]
    cells = [cell for row in first.rows for cell in row]
    for row in card.to_dict("records"):
        assert row["title"] in cells and row["words"] in cells
    assert len(second.rows) == len(card) and all(row[2] for row in second.rows)


def test_the_commands_write_every_document_and_take_the_template_back(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "template.docx"
    assert main(["template", "--out", str(template)]) == 0 and "{{标题}}" in capsys.readouterr().out
    book = Document(str(template))
    book.paragraphs[0].insert_paragraph_before("内部资料")
    book.save(str(template))
    for what, place in (("rectification", OURS), ("briefing", OURS)):
        out = tmp_path / f"{what}.docx"
        options = ["--what", what, "--place", place, "--period", PERIOD, "--template", str(template), "--out", str(out)]
        assert main(["docx", *options]) == 0
        assert Document(io.BytesIO(out.read_bytes())).paragraphs[0].text == "内部资料"
    broken = tmp_path / "broken.docx"
    book.paragraphs[0].text = "{{标体}}"
    book.save(str(broken))
    assert (
        main(
            [
                "docx",
                "--what",
                "briefing",
                "--place",
                OURS,
                "--template",
                str(broken),
                "--out",
                str(tmp_path / "x.docx"),
            ]
        )
        == 2
    )
    assert "不认识的占位符：{{标体}}" in capsys.readouterr().err
    assert (
        main(
            ["docx", "--what", "briefing", "--template", str(tmp_path / "none.docx"), "--out", str(tmp_path / "x.docx")]
        )
        == 2
    )

"""A 通报 of the demonstration (8 counties) and of a computed province (122): numbers as the frames have them, each with its source."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from docx import Document

from demo.province import fill
from indicators.declared import read_framework
from reports.paper import Break, Grid, Paper, Signed, Text, write_paper
from shows import Snapshot, take_snapshot, write_notice
from store import Store
from tests.shows.papers.numbers import known_numbers, list_unknown, parse

PERIOD = "2021-11"
SIGNED = Signed("州乡村振兴局", "各县（市）人民政府", "州乡振〔2021〕5号", "州委办公室")
KEPT = ("township_progress", "fund_projects", "fund_payments")
"""The tables whose measures a province is judged by here: enough for every kind of number."""


@pytest.fixture(scope="module")
def few(filled_folder: Path) -> Snapshot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(filled_folder))
        return take_snapshot(Store(filled_folder), read_framework("consolidation_2021"), PERIOD, "433100")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """122 counties with one month of township figures and 3 000 projects; no register."""
    folder = tmp_path_factory.mktemp("province") / "data"
    framework = read_framework("consolidation_2021")
    measures = {name: one for name, one in framework.measures.items() if one.table in KEPT}
    picked = dict(list(measures.items())[:8]) | {name: one for name, one in measures.items() if one.table != KEPT[0]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fill, "PERIODS", (PERIOD,))
        fill.fill_province(folder, projects=3000)
        patch.setenv("DATA_DIR", str(folder))
        return take_snapshot(Store(folder), replace(framework, measures=picked), PERIOD, "430000")


@dataclass(frozen=True)
class Case:
    """A snapshot with its document, the file, and every number its frames hold."""

    snapshot: Snapshot
    paper: Paper
    content: bytes
    known: Mapping[str, set[str]]


@pytest.fixture(scope="module", params=["few", "many"])
def case(request: pytest.FixtureRequest) -> Case:
    snapshot = request.getfixturevalue(request.param)
    paper = write_notice(snapshot, SIGNED)
    return Case(snapshot, paper, write_paper(paper), known_numbers(snapshot))


def test_every_number_is_one_of_the_frames_under_its_unit(case: Case) -> None:
    titles = [one.title for one in case.snapshot.framework.measures.values()]
    numbers = parse(case.content, titles)
    assert len(numbers) > 20 * len(case.snapshot.table) and {unit for _, unit, _ in numbers} >= {
        "分",
        "%",
        "万元",
        "个百分点",
    }
    assert not list_unknown(case.content, case.snapshot, case.known)


@pytest.mark.parametrize("case", ["few"], indirect=True)
@pytest.mark.parametrize(
    ("was", "now"), [(r"支出率(\d+)\.(\d\d)%", r"支出率\1.\2个百分点"), (r"共失(\d+)\.(\d\d)分", r"共失9\1.\2分")]
)
def test_a_wrong_number_or_unit_is_found(case: Case, was: str, now: str) -> None:
    """The check above can fail: a rate called a difference, a digit put before a sum."""
    book = Document(io.BytesIO(case.content))
    paragraph = next(one for one in book.paragraphs if re.search(was, one.text))
    paragraph.runs[0].text = re.sub(was, now, paragraph.text, count=1)
    file = io.BytesIO()
    book.save(file)
    assert len(list_unknown(file.getvalue(), case.snapshot, case.known)) == 1


def test_each_county_has_an_annex_and_the_last_one_lists_the_sources(case: Case) -> None:
    snapshot, paper = case.snapshot, case.paper
    annexes = [part for part in paper.parts if isinstance(part, Break)]
    assert {one.title.removesuffix("失分情况") for one in annexes if one.title.endswith("失分情况")} == set(
        snapshot.table["place_name"]
    )
    assert [one.mark for one in annexes] == [f"附件{number}" for number in range(1, len(annexes) + 1)]
    assert annexes[-1].title == "数据来源" and paper.annexes[-1] == f"{len(annexes)}.数据来源"
    assert len(paper.annexes) <= 10, "a hundred counties are named in one line"
    assert paper.is_demo


def test_every_figure_of_the_body_is_listed_with_its_source(case: Case) -> None:
    snapshot, paper = case.snapshot, case.paper
    listed, meant = [part for part in paper.parts if isinstance(part, Grid)][-2:]
    assert all(row[2] for row in listed.rows), "each has a source"
    said = " ".join(row[1] for row in listed.rows)
    for part in paper.body:
        if isinstance(part, Text):
            for number, _ in re.findall(r"(\d[\d,]*\.\d+)\s?(%|个百分点|万元|分)", part.words):
                assert number in said, part.words
        elif isinstance(part, Grid):
            assert all(head in said for head in part.heads[1:]), part.title
    used = {row["measure"] for row in snapshot.evaluation.measures.to_dict("records") if row["lost"] == row["lost"]}
    assert {snapshot.framework.measures[name].title for name in used} <= {row[0] for row in meant.rows}
    assert all("第" in row[2] and "版" in row[2] for row in meant.rows), "a table is named with its version"


@pytest.mark.parametrize("case", ["many"], indirect=True)
def test_a_province_is_told_by_prefecture_and_its_ends_and_its_tables_stand_in_annexes(case: Case) -> None:
    paper = case.paper
    said = "".join(part.words for part in paper.body if isinstance(part, Text))
    assert "按市州各县平均得分从高到低排序为" in said and "居前10位的为" in said and "居后10位的为" in said
    assert max(len(part.words) for part in paper.body if isinstance(part, Text)) < 700, "no list of a hundred names"
    titles = [part.title for part in paper.enclosed if isinstance(part, Break)][:2]
    assert titles == ["各县参考得分和位次", "各县衔接资金支出进度"]
    assert max(len(part.rows) for part in paper.body if isinstance(part, Grid)) <= 20


def test_no_symbol_of_the_screen_and_no_space_beside_a_figure_is_in_a_document(case: Case) -> None:
    words = "".join(_words(part) for part in case.paper.parts)
    assert not re.search(r"[■▲●▼○◀▶]|@|nan|None", words)
    assert not re.search(r"\d (?:分|万元|个|户|人)", words)


def _words(part: object) -> str:
    if isinstance(part, Grid):
        return "".join("".join(row) for row in part.rows)
    return str(getattr(part, "words", ""))


def test_titles_break_between_their_parts(case: Case) -> None:
    assert all(len(line) <= 24 for line in case.paper.title.split("\n")) and case.paper.title.count("\n") == 1

"""Export to Excel, edit, import back: only edited cells change, as events; nothing of others is overwritten."""

import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from core.database import make_engine
from core.errors import UserError
from ledger.book import words
from ledger.book.database import upgrade
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft, Problem
from ledger.exported.outcomes import BackReport
from ledger.exported.taking_back import import_back, is_own_export, preview_back
from ledger.exported.writing_out import export_bytes
from ledger.lists.drafts import ListOptions
from ledger.lists.taking_in import import_list
from ledger.looking.searching import ProblemFilter
from tests.ledger.book.test_book import assert_replays, close
from tests.ledger.conftest import Clock
from tests.office_suite import XLSX, needs_office_suite, save_as

TODAY = date(2021, 11, 20)
NONE = ListOptions()
LONG = "第一条：核对底数。\n第二条：逐户走访，“不漏一户”；\n第三条：" + "细化台账，" * 400 + "完。"
Edit = Callable[[Worksheet, dict[str, int], dict[str, int]], None]
"""Gets the sheet, heading → column and 编号 → row."""


@pytest.fixture
def three(ledger: Ledger) -> list[Problem]:
    """Three problems, the words of which spreadsheets like to spoil."""
    drafts = [
        Draft({"source": "排查", "title": "=1+1", "description": "-减\n+加", "deadline": "2021-12-01", "remedy": LONG,
               "place_code": "433123", "place_name": "凤凰县", "household_code": "0043312312345678901"}),
        Draft({"source": "审计", "title": "001", "person": "甲", "source_document": "〔2021〕1-2", "department": "1/2"}),
        Draft({"source": "信访", "title": "  空格与\ttab\r\n换行 ", "term": "长期坚持", "lead_department": "2021-12-20"}),
    ]  # fmt: skip
    return [one.problem for one in ledger.open_many(drafts, "甲")]


def export(ledger: Ledger) -> bytes:
    return export_bytes(ledger, ProblemFilter(), TODAY)


def edited(content: bytes, edit: Edit) -> bytes:
    """The workbook after somebody edited it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["问题台账"]
    header = next(row for row in sheet.iter_rows(max_row=10) if row[0].value == "编号")
    columns = {str(cell.value): int(cell.column) for cell in header}
    rows = {str(row[0].value): int(row[0].row) for row in sheet.iter_rows(min_row=header[0].row + 1) if row[0].value}
    _as_texts(sheet)
    edit(sheet, columns, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_texts(sheet: Worksheet) -> None:
    """openpyxl would write a text that starts with = as a formula."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"


def setting(number: str, **cells: Any) -> Edit:
    """Writes these cells of one problem."""

    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        for heading, value in cells.items():
            sheet.cell(rows[number], columns[heading]).value = value

    return edit


def back(ledger: Ledger, content: bytes, edit: Edit, who: str = "乙") -> BackReport:
    return import_back(ledger, edited(content, edit), NONE, who, "台账.xlsx")


def written(report: BackReport) -> list[tuple[str, str, str]]:
    return [(one.title, one.was, one.now) for one in report.changes if one.is_written]


def test_an_unedited_workbook_changes_nothing(ledger: Ledger, three: list[Problem]) -> None:
    content = export(ledger)
    assert is_own_export(ledger, content, "台账.xlsx")
    for file in (content, edited(content, lambda *_: None)):
        report = import_back(ledger, file, NONE, "乙", "台账.xlsx")
        assert (report.changes, report.conflicts, report.problems, report.added) == ((), (), (), ())
    assert [ledger.read(one.id) for one in three] == three


def test_only_the_edited_cells_change_as_events_signed_by_the_importer(ledger: Ledger, three: list[Problem]) -> None:
    number = three[0].number
    content = export(ledger)
    edit = setting(number, 责任人="丙", 整改时限=date(2021, 12, 20), 整改措施=LONG + "\n第四条", 新增进展="走访了十户")
    foreseen = preview_back(ledger, edited(content, edit), NONE, "乙", "台账.xlsx")
    assert ledger.read(three[0].id) == three[0] and len(foreseen.changes) == 4
    report = back(ledger, content, edit)
    assert sorted(written(report)) == sorted([
        ("责任人", "", "丙"), ("整改时限", "2021-12-01", "2021-12-20"), ("整改措施", LONG, LONG + "\n第四条"),
        ("整改进展", "", "走访了十户"),
    ])  # fmt: skip
    changed, noted = ledger.events(three[0].id)[1:]
    assert (changed.who, changed.kind, set(changed.changes)) == ("乙", "changed", {"person", "deadline", "remedy"})
    assert (noted.kind, noted.note, noted.changes) == ("noted", "走访了十户", {})
    assert [ledger.read(one.id) for one in three[1:]] == three[1:]
    assert_replays(ledger, three[0].id)
    again = back(ledger, content, edit)
    assert not written(again) and not again.conflicts and len(ledger.events(three[0].id)) == 3


def test_a_cell_changed_by_somebody_else_meanwhile_is_told_with_both_texts(
    ledger: Ledger, three: list[Problem]
) -> None:
    problem = three[0]
    content = export(ledger)
    ledger.change(problem.id, 1, {"remedy": "修管道", "severity": "严重"}, "丁")
    edit = setting(problem.number, 整改措施="换水源", 责任人="丙")
    (foreseen,) = preview_back(ledger, edited(content, edit), NONE, "乙", "台账.xlsx").conflicts
    report = back(ledger, content, edit)
    assert report.conflicts == (foreseen,)
    assert (foreseen.title, foreseen.mine, foreseen.theirs, foreseen.who) == ("整改措施", "换水源", "修管道", "丁")
    now = ledger.read(problem.id)
    assert (now.remedy, now.severity, now.person) == ("修管道", "严重", "丙")
    assert written(report) == [("责任人", "", "丙")]
    assert "修管道" in report.conflict_frame().to_csv() and "换水源" in report.conflict_frame().to_csv()


def test_an_old_export_undoes_nothing_of_what_others_did(ledger: Ledger, three: list[Problem]) -> None:
    content = export(ledger)
    ledger.change(three[0].id, 1, {"remedy": "修管道"}, "丁")
    ledger.change(three[1].id, 1, {"person": "丁"}, "丁")
    report = back(ledger, content, setting(three[1].number, 牵头单位="水利局"))
    assert written(report) == [("牵头单位", "", "水利局")] and not report.conflicts
    assert ledger.read(three[0].id).remedy == "修管道" and ledger.read(three[1].id).person == "丁"


def test_an_edited_state_is_a_step_where_allowed_and_told_where_not(ledger: Ledger, three: list[Problem]) -> None:
    first, second, third = three

    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        for problem, state in ((first, "整改中"), (second, "已销号"), (third, "完成了")):
            sheet.cell(rows[problem.number], columns["状态"]).value = state

    report = back(ledger, export(ledger), edit)
    assert written(report) == [("状态", "未启动", "整改中")]
    assert [(one.column, one.came) for one in report.problems] == [("B", "完成了"), ("B", "已销号")]
    assert "不能直接变为已销号" in report.problems[1].expected
    assert [ledger.read(one.id).state for one in three] == ["整改中", "未启动", "未启动"]
    assert ledger.events(first.id)[-1].who == "乙"


def test_closing_by_workbook_takes_evidence_and_another_person(ledger: Ledger, three: list[Problem]) -> None:
    problem = ledger.move(three[1].id, 1, words.IN_HAND, "乙")
    problem = ledger.move(problem.id, 2, words.DONE, "乙")
    content = export(ledger)
    edit = setting(problem.number, 状态=words.CLOSED)
    for who, word in (("乙", "另一人"), ("丙", "佐证")):
        assert word in preview_back(ledger, edited(content, edit), NONE, who, "台账.xlsx").problems[0].expected
        assert word in back(ledger, content, edit, who).problems[0].expected
    ledger.add_evidence(problem.id, "乙", "照片.pdf", b"%PDF-1.7 x")
    assert written(back(ledger, content, edit, "丙")) == [("状态", words.DONE, words.CLOSED)]
    assert ledger.read(problem.id).closed_by == "丙"


def test_a_closed_problem_changes_only_when_it_is_reopened_with_a_reason(ledger: Ledger, three: list[Problem]) -> None:
    problem = close(ledger, three[2])
    content = export(ledger)
    refused = preview_back(ledger, edited(content, setting(problem.number, 责任人="丙")), NONE, "乙", "台账.xlsx")
    assert not refused.changes and "重新打开" in refused.problems[0].expected
    assert not written(back(ledger, content, setting(problem.number, 责任人="丙")))
    assert ledger.read(problem.id) == problem
    reopening = setting(problem.number, 责任人="丙", 状态="整改中", 新增进展="回访又断水")
    assert {title for title, _, _ in written(back(ledger, content, reopening))} == {"责任人", "状态", "整改进展"}
    now = ledger.read(problem.id)
    assert (now.state, now.person) == (words.IN_HAND, "丙")
    assert "回访又断水" in [event.note for event in ledger.events(problem.id)]
    assert_replays(ledger, problem.id)


def test_deleted_rows_and_columns_change_nothing(ledger: Ledger, three: list[Problem]) -> None:
    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows[three[2].number], columns["责任人"]).value = "丙"
        sheet.delete_rows(rows[three[0].number])
        sheet.delete_cols(columns["整改措施"])

    report = back(ledger, export(ledger), edit)
    assert written(report) == [("责任人", "", "丙")] and not report.problems
    assert ledger.read(three[0].id) == three[0]


def test_sorted_rows_are_still_the_same_problems(ledger: Ledger, three: list[Problem]) -> None:
    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        first, last = rows[three[0].number], rows[three[1].number]
        for column in columns.values():
            one, other = sheet.cell(first, column), sheet.cell(last, column)
            one.value, other.value = other.value, one.value
        _as_texts(sheet)

    report = back(ledger, export(ledger), edit)
    assert not report.changes and not report.problems


def test_rows_without_a_number_are_opened_once(ledger: Ledger, three: list[Problem]) -> None:
    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        at = max(rows.values()) + 1
        texts = {
            "问题来源": "排查",
            "问题": "断路",
            "具体问题": "通组路塌方。",
            "地区": "泸溪县",
            "整改时限": "2021年12月底前",
        }
        for heading, value in texts.items():
            sheet.cell(at, columns[heading]).value = value
        sheet.cell(at + 1, columns["问题"]).value = "没写来源"

    file = edited(export(ledger), edit)
    report = import_back(ledger, file, NONE, "乙", "台账.xlsx")
    (opened,) = report.opened
    assert (opened.problem.title, opened.problem.place_code) == ("断路", "433122")
    assert opened.problem.deadline == date(2021, 12, 31)
    assert [(one.header, one.costs) for one in report.problems] == [("问题来源", "row")]
    again = import_back(ledger, file, NONE, "乙", "台账.xlsx")
    assert not again.opened and len(ledger.events(opened.problem.id)) == 1


@pytest.mark.parametrize(
    ("heading", "value", "word"),
    [("编号", "2021-09999", "本台账里的编号"), ("版本", 99, "版本号"), ("版本", None, "版本号"), ("校验码", "0" * 12, "校验码")],
)  # fmt: skip
def test_a_row_with_spoiled_keys_is_told_and_not_written(
    ledger: Ledger, three: list[Problem], heading: str, value: object, word: str
) -> None:
    report = back(ledger, export(ledger), setting(three[0].number, 责任人="丙", **{heading: value}))
    assert not report.changes and len(report.problems) == 1
    assert word in report.problems[0].expected and report.problems[0].costs == "row"
    assert ledger.read(three[0].id) == three[0]


def test_wrong_and_grey_cells_cost_themselves_only(ledger: Ledger, three: list[Problem]) -> None:
    texts = {
        "问题来源": "听说",
        "问题类别": "别的",
        "整改时限": "长期坚持",
        "问题": None,
        "地区": "别处",
        "责任人": "丙",
    }
    report = back(ledger, export(ledger), setting(three[0].number, **texts))
    assert sorted((one.header, one.costs) for one in report.problems) == sorted(
        [("问题来源", "cell"), ("问题类别", "cell"), ("整改时限", "cell"), ("问题", "cell"), ("地区", "notice")]
    )
    assert written(report) == [("责任人", "", "丙")]


def test_a_copied_row_counts_once(ledger: Ledger, three: list[Problem]) -> None:
    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        at = max(rows.values()) + 1
        for column in columns.values():
            sheet.cell(at, column).value = sheet.cell(rows[three[1].number], column).value
        sheet.cell(at, columns["责任人"]).value = "丙"

    report = back(ledger, export(ledger), edit)
    assert not report.changes and "只有一行" in report.problems[0].expected


def test_the_workbook_of_another_ledger_is_a_list_like_any_other(ledger: Ledger, three: list[Problem]) -> None:
    content = export(ledger)
    assert is_own_export(ledger, content, "台账.xlsx")

    def edit(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        for row in rows.values():
            sheet.cell(row, columns["校验码"]).value = "f" * 12

    spoiled = edited(content, edit)
    assert not is_own_export(ledger, spoiled, "台账.xlsx")
    done = import_list(ledger, spoiled, NONE, "乙", "台账.xlsx")
    assert done.counts() == {"new": 0, "known": 3, "recurred": 0}


def test_a_plain_list_is_no_export(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("编号,问题\n1,缺水\n", encoding="utf-8")
    assert not is_own_export(ledger, path)
    with pytest.raises(UserError, match="不是从台账导出的表"):
        import_back(ledger, path, NONE, "乙")


ODD = ("_x000D_", "_x0041_b", "😀 表情", "　全角空格　中间　", "\ttab", "a\u2028b", "'单引号开头", '"引号"', "1e5", "TRUE", "2021-12",
       "#REF!", "#N/A", "<b>&amp;", "—", "/", "无", "0.10", "行一\n\n行三", "\x0b竖", "'=1")  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=60)), min_size=5, max_size=5))
@example(texts=list(ODD[:5]))
@example(texts=list(ODD[5:10]))
@example(texts=list(ODD[10:15]))
@example(texts=list(ODD[15:20]))
@example(texts=["题", *ODD[20:], "", "", ""])
def test_whatever_stands_in_the_ledger_comes_back_unchanged(tmp_path: Path, clock: Clock, texts: list[str]) -> None:
    """SQLite only: no database is asked about texts of a workbook."""
    engine = make_engine(f"sqlite:///{tmp_path / uuid.uuid4().hex / 'ledger.db'}")
    upgrade(engine)
    ledger = Ledger(engine, tmp_path / "ledger", clock)
    names = ("title", "description", "remedy", "department", "person")
    try:
        ledger.open(Draft({"source": "排查", **dict(zip(names, texts, strict=True))}), "甲")
    except UserError:
        assume(False)
    report = preview_back(ledger, export(ledger), NONE, "乙", "台账.xlsx")
    assert (report.changes, report.problems, report.added) == ((), (), ())
    engine.dispose()


@pytest.mark.heavy
@needs_office_suite
def test_a_workbook_written_by_libreoffice_changes_the_edited_cells_only(
    ledger: Ledger, three: list[Problem], tmp_path: Path
) -> None:
    ledger.open_many(
        [Draft({"source": "排查", "title": f"题{at}", "remedy": text}) for at, text in enumerate(ODD)], "甲"
    )
    content = export(ledger)
    for name, file in (
        ("原样.xlsx", content),
        (
            "改过.xlsx",
            edited(content, setting(three[0].number, 责任人="丙", 整改时限=date(2021, 12, 20), 状态="整改中")),
        ),
    ):
        (tmp_path / name).write_bytes(file)
    out = save_as(XLSX, tmp_path, ["原样.xlsx", "改过.xlsx"])
    assert b"LibreOffice" in read_part(out / "改过.xlsx", "docProps/app.xml")
    untouched = import_back(ledger, out / "原样.xlsx", NONE, "乙")
    assert (untouched.changes, untouched.problems, untouched.added) == ((), (), ())
    report = import_back(ledger, out / "改过.xlsx", NONE, "乙")
    assert sorted(title for title, _, _ in written(report)) == ["整改时限", "状态", "责任人"]
    assert not report.problems and not report.conflicts
    assert [ledger.read(one.id) for one in three[1:]] == three[1:]


def read_part(path: Path, name: str) -> bytes:
    """One part of an xlsx."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_numbers_of_persons_leave_masked_and_come_back_as_they_were(ledger: Ledger) -> None:
    draft = Draft({"source": "信访", "title": "张三 138 1234 5678 反映断水", "person": "李四13912345678",
                   "description": "身份证 433123 19800101 1234\n座机 0743-8224567"})  # fmt: skip
    problem = ledger.open(draft, "甲").problem
    ledger.note(problem.id, "甲", "已回电 13812345678")
    content = export(ledger)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        said = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "138 **** 5678" in said
    assert not [
        number for number in ("1234 5678", "13912345678", "19800101", "8224567", "13812345678") if number in said
    ]
    assert not import_back(ledger, content, NONE, "乙", "台账.xlsx").changes
    report = back(ledger, content, setting(problem.number, 问题="张三 138 **** 5678 反映断水，已修好"))
    assert [title for title, *_ in written(report)] == ["问题"]
    changed = ledger.read(problem.id)
    assert changed.title == "张三 138 1234 5678 反映断水，已修好"
    assert (changed.person, changed.description) == (problem.person, problem.description)

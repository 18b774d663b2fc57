"""Files to versions: several sheets, hidden sheets, duplicates across them, reports, marked workbooks."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from core.errors import UserError
from core.settings import account
from loaders.cells.problems import KINDS
from loaders.importing import import_file, preview, read_report
from loaders.recognise.choices import Choices
from loaders.report import LIST_SHEET, guard_text, mark_workbook, problem_frame, total_frame
from store.originals import original_path
from store.versions import Store
from tests.loaders.sheets import write_csv, write_xlsx

HEADER = ["县", "年度", "等次"]


def test_preview_writes_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "表.xlsx", {"表": [HEADER, ["凤凰县", 2021, "好"]]})
    found = preview(path, folder=tmp_path / "data")
    assert found.can_be_stored and not (tmp_path / "data").exists()
    (sheet,) = found.sheets
    assert sheet.version == "" and sheet.first_rows()["等次"].tolist() == ["好"]
    assert [one["target"] for one in sheet.mapping] == ["place.county", "period", "grade"]


def test_a_version_keeps_file_report_and_who(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "等次.xlsx", {"表": [HEADER, ["凤凰县", 2021, "好"], ["花垣县", 2021, "很好"]]})
    said: list[tuple[str, float]] = []
    result = import_file(path, folder=tmp_path, who="甲", progress=lambda words, share: said.append((words, share)))
    assert result.versions == ("grades@0",) and result.reason == ""
    (entry,) = Store(tmp_path).history("grades")
    assert (entry.who, entry.file_name, entry.import_id, entry.rows) == ("甲", "等次.xlsx", result.import_id, 1)
    assert original_path(tmp_path, result.digest[:16]).read_bytes() == path.read_bytes()
    report = read_report(tmp_path, result.import_id)
    assert report["sheets"][0]["version"] == "grades@0" and report["who"] == "甲"
    assert {problem["kind"] for problem in report["sheets"][0]["problems"]} == {"not_a_choice", "missing_required_cell"}
    assert [share for _, share in said] == sorted(share for _, share in said) and said[-1] == ("完成", 1.0)
    with pytest.raises(UserError, match="没有这次导入的报告"):
        read_report(tmp_path, "../secret")


def test_a_temporary_copy_is_known_by_its_own_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tmpab12.csv", [["县", "等次"], ["凤凰县", "好"]])
    (sheet,) = import_file(path, folder=tmp_path, file_name="2021年等次.csv").sheets
    assert sheet.period == "2021" and sheet.frame is not None
    assert sheet.frame["source_file"].to_pylist() == ["2021年等次.csv"]


def test_sheets_of_one_table_are_one_version_and_other_tables_their_own(tmp_path: Path) -> None:
    sheets = {
        "凤凰": [HEADER, ["凤凰县", 2021, "好"]],
        "花垣": [HEADER, ["花垣县", 2021, "好"]],
        "指标": [["县", "年度", "总人口"], ["凤凰县", 2021, 36.5]],
        "说明": [["填表说明"], ["一、按年填报"]],
        "藏": [HEADER, ["泸溪县", 2021, "好"]],
    }
    path = write_xlsx(tmp_path / "表.xlsx", sheets, hidden=["藏"])
    result = import_file(path, folder=tmp_path)
    assert set(result.versions) == {"grades@0", "indicator_values@0"}
    by_name = {sheet.sheet: sheet for sheet in result.sheets}
    assert by_name["凤凰"].version == by_name["花垣"].version == "grades@0"
    assert by_name["说明"].reason and not by_name["说明"].version and "藏" not in by_name
    assert Store(tmp_path).history("grades")[0].rows == 2
    (hidden,) = import_file(path, Choices(sheet="藏"), folder=tmp_path).sheets
    assert hidden.version == "grades@1"


def test_the_same_key_on_two_sheets_is_found(tmp_path: Path) -> None:
    sheets = {"甲": [HEADER, ["凤凰县", 2021, "好"], ["泸溪县", 2021, "好"]], "乙": [HEADER, ["凤凰县", 2021, "差"]]}
    result = import_file(write_xlsx(tmp_path / "表.xlsx", sheets), folder=tmp_path)
    one, other = result.sheets
    assert one.rows_stored == 1 and other.rows_stored == 0 and other.reason
    assert {(problem.sheet, problem.row, problem.kind) for problem in result.problems} == {
        ("甲", 2, "duplicate_key"),
        ("乙", 2, "duplicate_key"),
    }
    assert "「乙」第 2 行" in one.problems[0].expected


def test_a_new_file_replaces_its_own_rows_only(tmp_path: Path) -> None:
    import_file(
        write_xlsx(tmp_path / "等次1.xlsx", {"表": [HEADER, ["凤凰县", 2021, "差"], ["花垣县", 2021, "差"]]}),
        folder=tmp_path,
    )
    import_file(write_xlsx(tmp_path / "等次2.xlsx", {"表": [HEADER, ["凤凰县", 2021, "好"]]}), folder=tmp_path)
    with Store(tmp_path).connect() as connection:
        rows = connection.execute("SELECT place_name, grade, source_file FROM grades ORDER BY place_code").fetchall()
    assert rows == [("凤凰县", "好", "等次2.xlsx"), ("花垣县", "差", "等次1.xlsx")]


def test_nothing_stored_leaves_versions_as_they_are_and_keeps_the_report(tmp_path: Path) -> None:
    result = import_file(write_xlsx(tmp_path / "表.xlsx", {"表": [HEADER, ["凤皇县", 2021, "好"]]}), folder=tmp_path)
    assert not result.versions and result.reason == "没有可入库的行" and Store(tmp_path).versions() == {}
    assert result.report is not None and json.loads(result.report.read_text(encoding="utf-8"))["sheets"]
    assert not (tmp_path / "files").exists()


def test_who_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPORT_USER", "数据员")
    assert account() == "数据员"


WRONG = [["2021年项目表"], ["县", "项目编号", "项目名称", "计划资金(万元)"], ["凤凰县", "P1", "路", "多"],
         ["凤皇县", "P2", "桥", 3], ["凤凰县", "=1+1", "渠", 2], ["合计", "", "", 9]]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_same_workbook_comes_back_with_bad_cells_marked(kind: str, tmp_path: Path) -> None:
    if kind == "xlsx":
        path = write_xlsx(tmp_path / "表.xlsx", {"表": WRONG}, merges=["A1:D1"])
    else:
        path = write_csv(tmp_path / "2021年表.csv", WRONG[1:])
    found = preview(path, folder=tmp_path)
    marked = openpyxl.load_workbook(io.BytesIO(mark_workbook(path, found.book, found.problems, found.totals)))
    assert marked.sheetnames[:2] == [LIST_SHEET, "合计核对"]
    sheet = marked[marked.sheetnames[2]]
    shift = 0 if kind == "xlsx" else -1
    bad = sheet[f"D{3 + shift}"]
    assert bad.comment is not None and "不是数" in bad.comment.text and bad.fill.fgColor.rgb.endswith("FFF59D")
    assert "地区认不出" in sheet[f"A{4 + shift}"].comment.text
    assert sheet[f"B{5 + shift}"].comment is not None or kind == "csv"
    assert sheet[f"C{3 + shift}"].comment is None and sheet[f"C{4 + shift}"].value == "桥"
    lines = list(marked[LIST_SHEET].iter_rows(min_row=2, values_only=True))
    assert len(lines) == len(found.problems)
    assert not any(isinstance(cell, str) and cell.startswith(("=", "+", "@")) for line in lines for cell in line)


def test_a_large_workbook_is_written_anew_with_its_own_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.report.MOST_KEPT_CELLS", 5)
    path = write_xlsx(tmp_path / "表.xlsx", {"问题清单": [[], ["", *WRONG[1]], *(["", *row] for row in WRONG[2:])]})
    found = preview(path, Choices(period="2021"), folder=tmp_path)
    marked = openpyxl.load_workbook(io.BytesIO(mark_workbook(path, found.book, found.problems, found.totals)))
    assert marked.sheetnames == [LIST_SHEET, "合计核对", f"{LIST_SHEET}_2"]
    sheet = marked.worksheets[2]
    assert sheet["B2"].value == "县" and "不是数" in sheet["E3"].comment.text
    assert sheet["C5"].data_type == "s"


def test_frames_for_the_page(tmp_path: Path) -> None:
    found = preview(write_xlsx(tmp_path / "表.xlsx", {"表": WRONG}), folder=tmp_path)
    problems = problem_frame(found.problems)
    assert list(problems.columns[:4]) == ["工作表", "行", "列", "表头"]
    assert set(problems["处理"]) <= {"该格未入库", "该行未入库", "仅提示"}
    assert total_frame(found.totals)["是否一致"].tolist() == ["未核"]
    assert problem_frame([]).empty and total_frame([]).empty
    assert set(problems["问题"]) <= {kind.title for kind in KINDS.values()}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\tx", "\rx"])
def test_texts_that_look_like_formulas_are_guarded(text: str) -> None:
    assert guard_text(text) == f"'{text}" and guard_text("凤凰县") == "凤凰县"


def test_rows_that_came_since_somebody_looked_are_not_replaced_unsaid(tmp_path: Path) -> None:
    """Nobody agreed to replace what was not there: nothing is stored, and after another look it is."""
    first, second = (
        write_xlsx(tmp_path / f"{name}.xlsx", {"表": [HEADER, ["凤凰县", 2021, grade]]})
        for name, grade in (("甲局等次", "好"), ("乙局等次", "较好"))
    )
    looked = preview(second, Choices(replace="all"), folder=tmp_path)
    assert import_file(first, folder=tmp_path).versions
    held = import_file(second, Choices(replace="all"), folder=tmp_path, seen=looked.seen)
    assert not held.versions and "另一次导入改动" in held.reason and Store(tmp_path).versions() == {"grades": 0}
    again = preview(second, Choices(replace="all"), folder=tmp_path)
    assert import_file(second, Choices(replace="all"), folder=tmp_path, seen=again.seen).versions == ("grades@1",)


def test_rows_of_others_that_stay_hold_nothing_up(tmp_path: Path) -> None:
    first, second = (
        write_xlsx(tmp_path / f"{county}.xlsx", {"表": [HEADER, [county, 2021, "好"]]})
        for county in ("凤凰县", "花垣县")
    )
    looked = preview(second, folder=tmp_path)
    assert import_file(first, folder=tmp_path).versions
    assert import_file(second, folder=tmp_path, seen=looked.seen).versions == ("grades@1",)

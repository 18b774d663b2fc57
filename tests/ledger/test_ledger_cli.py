"""`python -m ledger …`: what it prints, in words and as JSON, and its exit status."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledger.__main__ import main
from ledger.book.evidence import kept_path
from ledger.book.ledger import open_ledger
from tests.loaders.sheets import write_csv, write_xlsx

ROWS = [["序号", "具体问题", "整改时限"], ["1", "缺水。", "2021年12月底前"], ["2", "断路。", "尽快"]]
GIVEN = ("--who", "甲", "--source", "排查", "--place", "433123")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("TODAY", "2021-11-20")
    monkeypatch.setenv("IMPORT_USER", "值班员")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    return folder


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "清单.csv", ROWS, "gb18030")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out + err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    status = main([*(str(one) for one in arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_import_says_what_it_would_do_and_then_does_it(
    listed: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(capsys, "import", listed, *GIVEN, "--dry-run")
    assert status == 0 and "核对（未写入）：新登记 2 个" in said and "C3 整改时限：“尽快”" in said
    status, said = run(capsys, "import", listed, *GIVEN, "--department", "水利局", "--document", "省〔2021〕1号")
    assert status == 0 and "已导入：新登记 2 个" in said
    first, second = (open_ledger(data_folder).read(number) for number in (1, 2))
    assert (first.deadline, second.deadline) == (date(2021, 12, 31), None)
    assert (first.department, first.source_document, first.place_code) == ("水利局", "省〔2021〕1号", "433123")
    assert open_ledger(data_folder).events(1)[0].who == "甲"
    status, said = run(capsys, "import", listed, *GIVEN)
    assert status == 0 and "这一行已登记过 2 个" in said


def test_import_as_json(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, (record,) = run_json(capsys, "import", listed, *GIVEN)
    assert status == 0 and record["kind"] == "list" and record["counts"] == {"new": 2}
    assert [row["outcome"] for row in record["rows"]] == ["new", "new"] and len(record["numbers"]) == 2
    (problem,) = record["problems"]
    assert (problem["sheet"], problem["row"], problem["column"], problem["came"]) == ("清单", 3, "C", "尽快")


def test_one_file_that_cannot_be_read_does_not_keep_the_others_out(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_csv(tmp_path / "人员.csv", [["姓名", "年龄"], ["乙", "30"]])
    status, said = run(capsys, "import", other, listed, tmp_path / "没有.xlsx", *GIVEN)
    assert status == 1 and "没有认出问题清单" in said and "找不到这个文件" in said and "新登记 2 个" in said
    assert run(capsys, "import", other, *GIVEN)[0] == 2


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--place", "1"), "没有这个区划代码"),
        (("--source", "听说"), "应为其中之一"),
        (("--deadline", "尽快"), "--deadline"),
        (("--who", " "), "办理人"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_in_one_line(
    listed: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str], word: str
) -> None:
    status, said = run(capsys, "import", listed, "--source", "排查", *options)
    assert status == 2 and word in said and said.count("\n") == 1


def test_a_list_without_a_source_leaves_every_row_out(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "import", listed, "--who", "甲")
    assert status == 2 and "不登记 2 个" in said


def test_export_edit_and_import_back(
    listed: Path, tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", listed, *GIVEN)
    out = tmp_path / "台账.xlsx"
    status, said = run(capsys, "export", out, "--place", "433123", "--state", "未启动")
    assert status == 0 and "2 个问题" in said
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    sheet = book["问题台账"]
    assert sheet["A1"].value == "凤凰县问题台账"
    headings = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, headings["责任人"]).value = "丙"
    book.save(out)
    status, (record,) = run_json(capsys, "import", out, "--who", "乙", "--dry-run")
    assert status == 0 and record["kind"] == "edited" and record["dry_run"] is True
    assert open_ledger(data_folder).read(1).person == ""
    status, said = run(capsys, "import", out, "--who", "乙")
    assert status == 0 and "改 1 格" in said and "责任人：空 → 丙" in said
    event = open_ledger(data_folder).events(1)[-1]
    assert (event.who, event.changes) == ("乙", {"person": ["", "丙"]})


def test_a_conflict_is_told_with_both_texts(
    listed: Path, tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", listed, *GIVEN)
    out = tmp_path / "台账.xlsx"
    run(capsys, "export", out)
    open_ledger(data_folder).change(1, 1, {"person": "丁"}, "丁")
    book = openpyxl.load_workbook(out)
    column = next(cell.column for cell in book["问题台账"][3] if cell.value == "责任人")
    book["问题台账"].cell(4, column).value = "丙"
    book.save(out)
    status, said = run(capsys, "import", out, "--who", "乙")
    assert status == 1 and "1 格与别人冲突" in said and "表里“丙”，丁已改为“丁”" in said
    assert open_ledger(data_folder).read(1).person == "丁"


def test_export_of_a_place_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "export", tmp_path / "台账.xlsx", "--place", "999999")
    assert status == 2 and "没有这个区划代码" in said and not (tmp_path / "台账.xlsx").exists()
    for option in ("--state", "--due", "--source"):
        status, said = run(capsys, "export", tmp_path / "台账.xlsx", option, "没有的")
        assert status == 2 and option in said and "应为其中之一" in said
    status, said = run(capsys, "export", tmp_path / "没有" / "台账.xlsx")
    assert status == 2 and "文件写不进去" in said


def test_backup_restore_and_verify(
    listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", listed, *GIVEN)
    status, record = run_json(capsys, "backup", tmp_path / "备份.zip")
    assert status == 0 and record["rows"]["problems"] == 2 and record["files"] == 1
    status, said = run(capsys, "restore", tmp_path / "备份.zip")
    assert status == 2 and "只能恢复到空的台账" in said and "--replace" in said
    status, said = run(capsys, "restore", tmp_path / "备份.zip", "--replace")
    assert status == 0 and "原来的台账另存为" in said
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "另一处"))
    status, said = run(capsys, "restore", tmp_path / "备份.zip")
    assert status == 0 and "问题 2、记录 2" in said
    status, record = run_json(capsys, "verify")
    assert status == 0 and (record["problems"], record["events"], record["faults"]) == (2, 2, [])


def test_verify_and_backup_report_a_file_that_is_gone(
    listed: Path, tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", listed, *GIVEN)
    ledger = open_ledger(data_folder)
    ledger.add_evidence(1, "甲", "照片.pdf", b"%PDF-1.7 x")
    kept_path(ledger.folder, ledger.evidence(1)[0].digest).unlink()
    status, said = run(capsys, "verify")
    assert status == 1 and "文件「照片.pdf」不在了" in said
    status, said = run(capsys, "backup", tmp_path / "备份.zip")
    assert status == 1 and "有 1 个文件登记过" in said


def test_a_backup_that_is_none_is_refused_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "备份.zip").write_bytes(b"no zip")
    status, record = run_json(capsys, "restore", tmp_path / "备份.zip")
    assert status == 2 and "备份不完整或已损坏" in record["error"]["rule"]
    status, said = run(capsys, "restore", tmp_path / "没有.zip")
    assert status == 2 and "找不到这个文件" in said


def test_it_runs_as_a_program(listed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ledger", "import", str(listed), *GIVEN]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "") and "新登记 2 个" in done.stdout


def test_sections_and_wrong_cells_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["序号", "具体问题", "包保领导"], ["一、责任落实", None, None], [1, "缺水", "丁"], ["合计", 1, None]]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows, "说明": [["填表说明"]]}, ["A2:C2"])
    status, said = run(capsys, "import", path, *GIVEN)
    assert status == 0
    for line in (
        "第 2 行没有采用：分组标题",
        "第 4 行没有采用：合计行",
        "记入登记说明的列：包保领导",
        "「说明」没有采用",
    ):
        assert line in said

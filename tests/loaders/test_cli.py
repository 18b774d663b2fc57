"""`python -m loaders …`: what it prints, in words and as JSON, and its exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.__main__ import main
from store.declared.tables import read_tables
from tests.loaders.sheets import write_csv, write_xlsx

HEADER = ["县", "年度", "等次"]
KEYS = ["table", "version", "sheet", "header_row", "rows_read", "rows_stored", "rows_left_out", "totals", "problems"]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("IMPORT_USER", "数据员")
    return folder


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "等次.xlsx", {"表": [HEADER, ["凤凰县", 2021, "好"], ["凤皇县", 2021, "好"]]})


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(arguments)
    return status, capsys.readouterr().out


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status, out = run(capsys, *arguments, "--json")
    return status, json.loads(out)


def test_import_prints_the_fixed_keys_first(grades: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, record = run_json(capsys, "import", str(grades))
    assert status == 0 and list(record)[:9] == KEYS
    assert (record["table"], record["version"], record["sheet"], record["header_row"]) == (
        "grades",
        "grades@0",
        "表",
        1,
    )
    assert (record["rows_read"], record["rows_stored"], record["rows_left_out"]) == (2, 1, 1)
    (problem,) = record["problems"]
    assert list(problem)[:3] == ["sheet", "row", "column"] and {"kind", "came", "expected"} <= set(problem)
    assert (problem["sheet"], problem["row"], problem["column"], problem["kind"]) == ("表", 3, "A", "unknown_place")


def test_totals_have_their_five_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["2021年资金"], ["资金级次", "用途", "金额(万元)"], ["中央", "产业", 2.5], ["合计", "", 2.5]]
    status, record = run_json(capsys, "import", str(write_xlsx(tmp_path / "表.xlsx", {"表": rows})))
    assert status == 0
    (total,) = record["totals"]
    assert list(total)[:5] == ["row", "column", "stated", "computed", "agrees"]
    assert [total[key] for key in list(total)[:5]] == [4, "C", 2.5, 2.5, True]


def test_import_in_words(grades: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(capsys, "import", str(grades))
    assert status == 0
    assert "已导入：等次评定表（grades），版本 grades@0" in out
    assert "读到 2 行，入库 1 行" in out and "A3 地区认不出：“凤皇县”" in out


def test_nothing_stored_is_exit_2_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "名单.csv", [["姓名", "爱好"], ["甲", "唱歌"]])
    status, record = run_json(capsys, "import", str(path))
    assert status == 2 and record["version"] is None and record["rows_stored"] == 0
    assert "不像任何一种已声明的表" in record["reason"] and list(record)[:9] == KEYS
    status, out = run(capsys, "import", str(path))
    assert status == 2 and "没有导入" in out


def test_an_unreadable_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04broken")
    assert main(["import", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.strip().splitlines()) == 1 and "坏.xlsx" in captured.err
    status, record = run_json(capsys, "import", str(path))
    assert status == 2 and record["reason"] and record["error"]["file"] == "坏.xlsx"


def test_dry_run_stores_nothing(grades: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, record = run_json(capsys, "import", str(grades), "--dry-run")
    assert status == 0 and record["version"] is None and record["rows_stored"] == 1
    assert not data_folder.exists()


def test_a_file_that_cannot_be_read_makes_no_data_folder(
    tmp_path: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    assert run(capsys, "import", str(tmp_path / "坏.xlsx"))[0] == 2 and not data_folder.exists()


def test_an_import_that_died_is_told_by_the_next_command_until_its_file_comes_again(
    grades: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dead = "import os, sys; from store import Store; Store(sys.argv[1]).confirm('dead', '等次.xlsx', '甲'); os._exit(1)"
    subprocess.run([sys.executable, "-c", dead, str(data_folder)], cwd=Path(__file__).parents[2], check=False)
    assert "导入的“等次.xlsx”没有完成，什么都没有写入" in run(capsys, "history")[1]
    other = write_csv(grades.with_name("另.csv"), [HEADER, ["花垣县", 2021, "好"]])
    assert "导入的“等次.xlsx”没有完成" in run(capsys, "import", str(other))[1]
    assert "没有完成" not in run(capsys, "import", str(grades))[1] + run(capsys, "history")[1]


def test_choices_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["项目", "盘子"], ["路", 3]]
    path = write_xlsx(tmp_path / "表.xlsx", {"甲": [["空"]], "乙": rows})
    marked = tmp_path / "标注.xlsx"
    given = ["--table", "fund_projects", "--sheet", "乙", "--period", "2021", "--place", "433123"]
    status, record = run_json(capsys, "import", str(path), *given, "--map", "盘子=budget_cny", "--report", str(marked))
    assert status == 0 and record["period"] == "2021" and record["place"] == "433123"
    assert record["totals"][0]["computed"] == 3.0
    assert openpyxl.load_workbook(marked).sheetnames[0] == "问题清单"


def test_several_sheets_are_listed_beside_the_main_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = {
        "短": [HEADER, ["凤凰县", 2021, "好"]],
        "长": [["县", "年度", "总人口"], ["凤凰县", 2021, 3], ["花垣县", 2021, 4]],
    }
    status, record = run_json(capsys, "import", str(write_xlsx(tmp_path / "表.xlsx", sheets)))
    assert status == 0 and record["sheet"] == "长" and [one["sheet"] for one in record["sheets"]] == ["短", "长"]


def test_a_sum_is_said_as_a_number_and_of_an_empty_column_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["县", "年度", "项目编号", "项目名称", "资金级次", "计划资金(万元)", "调整后预算(万元)", "受益户数"],
            ["凤凰县", 2021, "P1", "路", "中央", 12000.5, None, 30]]  # fmt: skip
    said = run(capsys, "import", str(write_xlsx(tmp_path / "表.xlsx", {"项目表": rows})))[1]
    assert "合计 F 列「计划资金(万元)」：12,000.5 万元（1 行合计）" in said and "：30（1 行合计）" in said
    assert "None" not in said and "调整后预算" not in said


def test_history_rollback_compare(tmp_path: Path, grades: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "history")[1].strip() == "还没有导入过数据"
    main(["import", str(grades)])
    other = str(write_xlsx(tmp_path / "二.xlsx", {"表": [HEADER, ["凤凰县", 2021, "差"]]}))
    capsys.readouterr()
    status, asked = run_json(capsys, "import", other)
    assert status == 2 and "--replace" in asked["reason"] and asked["rows_stored"] == 0
    main(["import", other, "--replace", "key"])
    capsys.readouterr()
    status, entries = run_json(capsys, "history", "grades")
    assert status == 0 and [entry["label"] for entry in entries] == ["grades@1", "grades@0"]
    assert entries[0]["who"] == "数据员"
    status, found = run_json(capsys, "compare", "grades@0", "grades@1")
    assert found["changed"] == 1 and found["changed_rows"][0]["before"] == "好"
    assert "改动 1 行" in run(capsys, "compare", "grades@0", "grades@1")[1]
    status, restored = run_json(capsys, "rollback", "grades@0", "--why", "导错了")
    assert status == 0 and restored["version"] == "grades@2"
    assert "grades@2" in run(capsys, "history")[1]
    assert run_json(capsys, "withdraw", "grades@2", "--why", "还是错的")[0] == 2, "what is no import is not withdrawn"
    main(["rollback", "grades@1", "--why", "没有导错"])
    capsys.readouterr()
    assert "全表 1 行" in run(capsys, "rollback", "grades@0", "--why", "导错了")[1]
    status, failed = run_json(capsys, "rollback", "grades@9", "--why", "导错了")
    assert status == 2 and failed["reason"]


def test_the_command_names_each_value_it_changes_and_stores_an_older_file_only_when_told(
    tmp_path: Path, grades: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(grades)])
    newer = write_xlsx(tmp_path / f"{grades.stem}(修订).xlsx", {"表": [HEADER, ["凤凰县", 2021, "差"]]})
    capsys.readouterr()
    said = run(capsys, "import", str(newer), "--dry-run")[1]
    assert f"凤凰县2021年“等次”：好 → 差（本文件第 2 行，原为“{grades.name}”）" in said and "没有发现问题" not in said
    assert "改写已有的 1 行 1 格" in run(capsys, "import", str(newer))[1]
    status, said = run(capsys, "import", str(grades))
    assert status == 2 and "本文件比已有的旧" in said and newer.name in said and "--older" in said
    status, record = run_json(capsys, "import", str(grades), "--older")
    assert status == 0 and record["replaces"]["changed"][0]["after"] == "好"


def test_what_was_withdrawn_is_said_when_it_comes_back(
    tmp_path: Path, grades: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(grades)])
    main(["withdraw", "grades@0", "--why", "是去年的"])
    capsys.readouterr()
    assert "撤回：是去年的" in run(capsys, "history")[1]
    said = run(capsys, "import", str(grades))[1]
    assert "这个文件导入过又撤回了" in said and "由数据员撤回：是去年的" in said
    said = run(capsys, "rollback", "grades@0", "--why", "再看看")[1]
    assert "撤回：是去年的；它的行又算数了" in said


def test_template_and_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "template", "grades")[0] == 0
    assert openpyxl.load_workbook(tmp_path / "等次评定表模板.xlsx").sheetnames == ["等次评定表", "填表说明"]
    status, made = run_json(capsys, "template", "grades", "-o", str(tmp_path / "甲.xlsx"))
    assert status == 0 and Path(made["file"]).exists()
    assert main(["template", "没有的表"]) == 2
    assert main(["template", "grades", "-o", str(tmp_path / "无此文件夹" / "甲.xlsx")]) == 2
    capsys.readouterr()
    status, tables = run_json(capsys, "tables")
    assert [one["table"] for one in tables] == list(read_tables())
    assert "grades  等次评定表" in run(capsys, "tables")[1]


def test_run_as_a_program(grades: Path) -> None:
    """Once as users run it: own process, UTF-8 out, exit status."""
    command = [sys.executable, "-W", "error", "-m", "loaders", "import", str(grades), "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert json.loads(done.stdout)["version"] == "grades@0"

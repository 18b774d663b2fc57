"""What a file replaces in the store: its sender's rows, the rows it brings again, and nothing else without a word."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import UserError
from loaders.importing import import_file, preview
from loaders.recognise import Choices, find_sender, is_same_name, known_sender
from loaders.results import ImportResult
from store import Store
from tests.loaders.sheets import write_xlsx

HEADERS = ["县", "项目编号", "项目名称", "资金级次", "计划资金(万元)"]
OF_2021 = Choices(period="2021")


def send(
    folder: Path, file: str, codes: str, choices: Choices = OF_2021, title: str = "", amount: float = 100
) -> ImportResult:
    """One import of projects of 凤凰县, a letter a project."""
    rows = [["凤凰县", code, f"{code}路", "中央", amount] for code in codes]
    path = write_xlsx(folder / file, {"表": [*([[title]] if title else []), HEADERS, *rows]})
    return import_file(path, choices, folder=folder)


def stored(folder: Path) -> str:
    with Store(folder).connect() as connection:
        rows = connection.execute("SELECT project_code FROM fund_projects ORDER BY project_code").fetchall()
    return "".join(code for (code,) in rows)


def test_two_departments_files_of_one_county_are_both_kept(tmp_path: Path) -> None:
    send(tmp_path, "乡村振兴局_项目表.xlsx", "ABC")
    result = send(tmp_path, "水利局_项目表.xlsx", "XY")
    assert stored(tmp_path) == "ABCXY"
    (said,) = [one for one in result.problems if one.kind == "rows_stay"]
    assert "凤凰县2021年 3 行（乡村振兴局，乡村振兴局_项目表.xlsx" in said.came
    assert [entry.sender for entry in Store(tmp_path).history()] == ["水利局", "乡村振兴局"]


def test_a_sender_replaces_what_it_sent_before(tmp_path: Path) -> None:
    send(tmp_path, "乡村振兴局_项目表.xlsx", "ABC")
    send(tmp_path, "水利局_项目表.xlsx", "XY")
    result = send(tmp_path, "乡村振兴局 新表.xlsx", "BD")
    assert stored(tmp_path) == "BDXY"
    (gone,) = [one for one in result.problems if one.kind == "rows_lost"]
    assert gone.came.endswith("里的 2 行"), "A and C; B is brought again"


def test_rows_of_nobody_knows_whom_are_asked_about_and_nothing_is_stored(tmp_path: Path) -> None:
    send(tmp_path, "乡村振兴局_项目表.xlsx", "ABC")
    result = send(tmp_path, "表.xlsx", "XY")
    assert not result.versions and stored(tmp_path) == "ABC"
    assert "凤凰县2021年 3 行" in result.reason and "--replace all" in result.reason and "--sender" in result.reason
    assert all(sheet.rows_stored == 0 and sheet.rows_left_out == 2 for sheet in result.sheets)


@pytest.mark.parametrize(
    ("choices", "left"),
    [
        (replace(OF_2021, replace="sender"), "ABCXY"),
        (replace(OF_2021, replace="key"), "ABCXY"),
        (replace(OF_2021, replace="all"), "XY"),
        (replace(OF_2021, sender="凤凰县水利局"), "ABCXY"),
        (replace(OF_2021, sender="乡村振兴局"), "XY"),
    ],
)
def test_an_answer_decides_what_stays(tmp_path: Path, choices: Choices, left: str) -> None:
    send(tmp_path, "乡村振兴局_项目表.xlsx", "ABC")
    assert send(tmp_path, "表.xlsx", "XY", choices).versions == ("fund_projects@1",)
    assert stored(tmp_path) == left


def test_another_senders_row_is_changed_only_after_it_was_said(tmp_path: Path) -> None:
    send(tmp_path, "乡村振兴局_项目表.xlsx", "ABC")
    result = send(tmp_path, "水利局_项目表.xlsx", "C", amount=5)
    assert not result.versions and "1 行与本文件的行编号相同" in result.reason
    send(tmp_path, "水利局_项目表.xlsx", "C", replace(OF_2021, replace="key"), amount=5)
    assert stored(tmp_path) == "ABC"


def test_a_later_file_of_the_same_name_is_of_the_same_sender(tmp_path: Path) -> None:
    send(tmp_path, "项目表1110.xlsx", "ABC")
    assert send(tmp_path, "项目表1120(修订).xlsx", "AB").versions
    assert stored(tmp_path) == "AB"


def test_the_same_file_again_makes_no_version_and_says_so(tmp_path: Path) -> None:
    send(tmp_path, "项目表.xlsx", "ABC")
    again = import_file(tmp_path / "项目表.xlsx", OF_2021, folder=tmp_path)
    assert not again.versions and "已经导入过" in again.reason
    assert Store(tmp_path).versions() == {"fund_projects": 0}
    assert send(tmp_path, "项目表.xlsx", "ABD").versions == ("fund_projects@1",)


def test_what_would_go_is_told_before_anything_is_written(tmp_path: Path) -> None:
    send(tmp_path, "项目表.xlsx", "ABC")
    path = write_xlsx(tmp_path / "项目表2.xlsx", {"表": [HEADERS, ["凤凰县", "A", "A路", "中央", 1]]})
    (sheet,) = preview(path, OF_2021, folder=tmp_path).sheets
    (file,) = sheet.plan.files
    assert (file.rows_updated, file.rows_go, file.rows_stay, file.where) == (1, 2, 0, "凤凰县2021年")
    assert sheet.as_dict()["replaces"]["files"][0]["rows_go"] == 2
    assert stored(tmp_path) == "ABC"


def test_a_word_that_is_no_way_to_replace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="替换方式不对"):
        send(tmp_path, "项目表.xlsx", "A", replace(OF_2021, replace="everything"))


@pytest.mark.parametrize(
    ("titles", "file", "sender"),
    [
        ([], "乡村振兴局_项目表.xlsx", "乡村振兴局"),
        ([], "住建_危房改造.xlsx", "住建局"),
        (["凤凰县水务局2021年项目表"], "表.xlsx", "水利局"),
        (["填报单位：凤凰县阿拉营镇人民政府　　2021年11月"], "项目表.xlsx", "阿拉营镇"),
        (["项目表", "填报单位（盖章）：吉首市教育和体育局"], "水利局.xlsx", "教育局"),
        (["教育局、民政局联合监测表"], "表.xlsx", ""),
        (["2021年教育扶贫情况表"], "表.xlsx", ""),
        ([], "项目表.xlsx", ""),
    ],
)
def test_who_sent_a_file_is_read_from_its_title_and_name(titles: list[str], file: str, sender: str) -> None:
    assert find_sender(titles, "Sheet1", file) == sender


def test_a_sender_is_kept_under_its_usual_name() -> None:
    assert known_sender("湘西州扶贫办") == "乡村振兴局" and known_sender("阿拉营镇") == "阿拉营镇"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("支付明细11月.xlsx", "支付明细12月(修订).xlsx", True), ("项目表.xlsx", "项目表 - 副本.xlsx", True),
     ("项目表.xlsx", "支付表.xlsx", False), ("1.xlsx", "2.xlsx", False),
     ("附件1.xlsx", "附件2.xlsx", False), ("附件1.xlsx", "附件1.xlsx", True), ("表1.xlsx", "表2.xlsx", False)],
)  # fmt: skip
def test_names_that_differ_in_a_date_are_of_one_file(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same

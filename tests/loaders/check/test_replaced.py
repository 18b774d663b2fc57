"""What a file replaces in the store: its sender's rows, the rows it brings again, and nothing else without a word."""

from dataclasses import replace
from datetime import date
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


def amounts(folder: Path) -> dict[str, float]:
    """Project → its money in yuan."""
    with Store(folder).connect() as connection:
        return dict(connection.execute("SELECT project_code, budget_cny FROM fund_projects").fetchall())


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
    assert "乡村振兴局报的行只有选“全部替换”才会改写" in result.reason
    assert "--replace sender" not in result.reason and "--replace key" not in result.reason
    for mode in ("sender", "key"):
        refused = send(tmp_path, "水利局_项目表.xlsx", "C", replace(OF_2021, replace=mode), amount=5)
        assert not refused.versions and refused.reason == result.reason, mode
    assert amounts(tmp_path)["C"] == 1_000_000
    own = replace(OF_2021, replace="key", sender="乡村振兴局")
    assert send(tmp_path, "水利局_项目表.xlsx", "C", own, amount=5).versions
    assert amounts(tmp_path) == {"A": 1_000_000, "B": 1_000_000, "C": 50_000}
    assert send(tmp_path, "水利局_项目表.xlsx", "C", replace(OF_2021, replace="all"), amount=7).versions
    assert amounts(tmp_path) == {"C": 70_000}


def test_rows_that_say_no_sender_are_rewritten_by_key_but_not_as_ones_own(tmp_path: Path) -> None:
    send(tmp_path, "甲.xlsx", "ABC")
    assert not send(tmp_path, "乙.xlsx", "C", replace(OF_2021, replace="sender"), amount=5).versions
    assert send(tmp_path, "乙.xlsx", "C", replace(OF_2021, replace="key"), amount=5).versions
    assert amounts(tmp_path) == {"A": 1_000_000, "B": 1_000_000, "C": 50_000}


def figures(folder: Path, file: str, values: dict[str, float], choices: Choices | None = None) -> ImportResult:
    """One import of an open table of counties."""
    rows = [["湘西州2021年11月危房改造进度表"], ["县市", "任务数（户）", "完成率"]]
    rows += [[place, value, "85%"] for place, value in values.items()]
    return import_file(write_xlsx(folder / file, {"表": rows}), choices, folder=folder)


def test_each_changed_value_is_named_with_place_column_and_whose_it_was(tmp_path: Path) -> None:
    figures(tmp_path, "住建局_危房.xlsx", {"吉首市": 120, "凤凰县": 80})
    result = figures(tmp_path, "住建局_危房(修订).xlsx", {"吉首市": 130, "凤凰县": 80})
    (sheet,) = result.sheets
    (cell,) = sheet.plan.changed
    assert cell.say() == (
        "吉首市2021年11月“危房改造进度：任务数（户）”：120 → 130（本文件第 3 行，原为“住建局_危房.xlsx”）"
    )
    (said,) = [one for one in sheet.problems if one.kind == "rows_rewritten"]
    assert said.came.startswith("1 行 1 格：吉首市2021年11月")
    assert sheet.as_dict()["replaces"]["changed"][0]["before"] == "120"


def test_money_a_day_and_an_empty_cell_are_said_as_they_are_written(tmp_path: Path) -> None:
    header = [*HEADERS, "实际开工日期", "受益户数"]
    for file, rest in (("项目表.xlsx", [100, date(2021, 3, 1), 9]), ("项目表2.xlsx", [12.5, date(2021, 4, 1), None])):
        path = write_xlsx(tmp_path / file, {"表": [header, ["凤凰县", "A", "A路", "中央", *rest]]})
        result = import_file(path, OF_2021, folder=tmp_path)
    said = {cell.what: (cell.before, cell.after) for cell in result.sheets[0].plan.changed}
    assert said["A A路 中央 计划资金"] == ("100 万元", "12.5 万元")
    assert said["A A路 中央 实际开工日期"] == ("2021-03-01", "2021-04-01")
    assert said["A A路 中央 受益户数"] == ("9", "空")


def test_a_persons_number_in_a_key_is_masked_and_yuan_stay_yuan(tmp_path: Path) -> None:
    given = Choices(table="low_income_register", period="2021-11")
    for file, aid in (("民政局_甲.xlsx", 300), ("民政局_乙.xlsx", 400)):
        rows = [
            ["县", "身份证号", "姓名", "救助类别", "月补助金额(元)"],
            ["凤凰县", "11010519491231002X", "张三丰", "农村低保", aid],
        ]
        result = import_file(write_xlsx(tmp_path / file, {"表": rows}), given, folder=tmp_path)
    (cell,) = result.sheets[0].plan.changed
    assert (cell.what, cell.before, cell.after) == ("11*************02X 月补助金额", "300 元", "400 元")
    assert "19491231" not in str(result.sheets[0].as_dict())


def test_a_file_that_was_imported_before_its_correction_is_stored_only_when_told(tmp_path: Path) -> None:
    old = figures(tmp_path, "住建局_危房.xlsx", {"吉首市": 120, "凤凰县": 80})
    path = tmp_path / "旧表.xlsx"
    path.write_bytes((tmp_path / "住建局_危房.xlsx").read_bytes())
    figures(tmp_path, "住建局_危房(修订).xlsx", {"吉首市": 130, "凤凰县": 80})
    said = "住建局_危房(修订).xlsx"
    known = Choices(sender="住建局")
    again = import_file(path, known, folder=tmp_path)
    assert not again.versions and "本文件比已有的旧" in again.reason and said in again.reason
    assert "改回旧数 1 行 1 格" in again.reason and "--older" in again.reason
    assert [one.kind for one in again.problems] == ["rows_rewritten", "older_file"]
    assert "130 → 120" in again.problems[0].came
    assert not import_file(path, replace(known, replace="key"), folder=tmp_path).versions
    assert import_file(path, replace(known, older=True), folder=tmp_path).versions
    assert old.digest == again.digest


def test_an_old_file_saved_anew_is_known_by_its_values(tmp_path: Path) -> None:
    figures(tmp_path, "住建局_危房.xlsx", {"吉首市": 120, "凤凰县": 80, "花垣县": 7})
    figures(tmp_path, "住建局_危房(修订).xlsx", {"吉首市": 130, "凤凰县": 90, "花垣县": 7})
    anew = figures(tmp_path, "住建局_危房1120.xlsx", {"吉首市": 120, "凤凰县": 80, "花垣县": 8})
    assert not anew.versions and "多半和" in anew.reason and "住建局_危房(修订).xlsx" in anew.reason
    assert figures(tmp_path, "住建局_危房1121.xlsx", {"吉首市": 131, "凤凰县": 91, "花垣县": 8}).versions


def test_figures_of_one_name_are_set_apart_by_their_senders_once_and_for_all(tmp_path: Path) -> None:
    def items() -> dict[tuple[str, str], float]:
        with Store(tmp_path).connect() as connection:
            rows = connection.execute("SELECT item, period, value FROM indicator_values WHERE unit = '户'").fetchall()
        return {(item, period): value for item, period, value in rows}

    figures(tmp_path, "住建局_进度.xlsx", {"吉首市": 120})
    asked = figures(tmp_path, "医保局_进度.xlsx", {"吉首市": 9})
    assert not asked.versions and "--replace apart" in asked.reason
    assert figures(tmp_path, "医保局_进度.xlsx", {"吉首市": 9}, Choices(replace="apart")).versions
    first = {("危房改造进度：任务数（户）", "2021-11"): 120.0, ("医保局：危房改造进度：任务数（户）", "2021-11"): 9.0}
    assert items() == first
    for file, value in (("医保局_进度12.xlsx", 10), ("住建局_进度12.xlsx", 130)):
        rows = [["湘西州2021年12月危房改造进度表"], ["县市", "任务数（户）"], ["吉首市", value]]
        assert import_file(write_xlsx(tmp_path / file, {"表": rows}), folder=tmp_path).versions
    assert items() == first | {
        ("危房改造进度：任务数（户）", "2021-12"): 130.0, ("医保局：危房改造进度：任务数（户）", "2021-12"): 10.0,
    }  # fmt: skip


def test_another_departments_figures_do_not_go_on_with_a_series_unsaid(tmp_path: Path) -> None:
    def send_month(sender: str, month: int, choices: Choices | None = None) -> ImportResult:
        rows = [[f"湘西州2021年{month}月工作进展情况"], ["县市", "任务数（户）"], ["吉首市", month]]
        path = write_xlsx(tmp_path / f"{sender}_{month}月.xlsx", {"表": rows})
        return import_file(path, choices, folder=tmp_path)

    assert send_month("住建局", 10).versions
    asked = send_month("医保局", 11)
    assert not asked.versions and "“工作进展情况：任务数（户）”以前是住建局报的，本文件是医保局报的" in asked.reason
    assert send_month("医保局", 11, Choices(replace="apart")).versions
    assert send_month("住建局", 11).versions and send_month("医保局", 12).versions
    with Store(tmp_path).connect() as connection:
        rows = connection.execute("SELECT item, period FROM indicator_values ORDER BY 1, 2").fetchall()
    assert rows == [
        ("医保局：工作进展情况：任务数（户）", "2021-11"), ("医保局：工作进展情况：任务数（户）", "2021-12"),
        ("工作进展情况：任务数（户）", "2021-10"), ("工作进展情况：任务数（户）", "2021-11"),
    ]  # fmt: skip
    assert send_month("统计局", 12, Choices(replace="sender")).versions, "said to be the same figures"
    assert send_month("统计局", 9).versions, "and not asked again"


def test_declared_figures_of_two_senders_are_not_set_apart(tmp_path: Path) -> None:
    for file in ("统计局_a.xlsx", "农业农村局_b.xlsx"):
        rows = [["2021年"], ["县", "农村居民人均可支配收入（元）"], ["吉首市", len(file)]]
        result = import_file(
            write_xlsx(tmp_path / file, {"表": rows}), Choices(replace="apart", period="2021"), folder=tmp_path
        )
    assert not result.versions and "统计局报的行只有选“全部替换”才会改写" in result.reason
    assert "--replace apart" not in result.reason


def test_rows_that_a_newer_file_left_out_do_not_come_back_unsaid(tmp_path: Path) -> None:
    send(tmp_path, "项目表.xlsx", "ABC")
    old = (tmp_path / "项目表.xlsx").read_bytes()
    send(tmp_path, "项目表(修订).xlsx", "AB")
    (tmp_path / "项目表.xlsx").write_bytes(old)
    again = import_file(tmp_path / "项目表.xlsx", OF_2021, folder=tmp_path)
    assert not again.versions and "加回 1 行" in again.reason and stored(tmp_path) == "AB"


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

"""Problem lists as they come: what is read of them, what is reported of wrong cells, and what the ledger holds afterwards."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from core.database import make_engine
from core.errors import UserError
from ledger.book import words
from ledger.book.database import upgrade
from ledger.book.ledger import Ledger
from ledger.book.problems import Problem
from ledger.lists.drafts import ListOptions
from ledger.lists.foreseeing import KEPT_CLOSED, LEFT_OUT, REGISTERED
from ledger.lists.taking_in import import_list, preview_list
from store.originals import original_path
from tests.ledger.book.test_book import assert_replays, close
from tests.ledger.conftest import Clock
from tests.loaders.sheets import write_csv, write_xlsx

FENGHUANG = "433123"
GIVEN = ListOptions(source="省级后评估反馈", document="省后评估〔2021〕3号", place=FENGHUANG)
ASPECTS = [
    ["方面", "问题", "具体表现"],
    ["责任落实", "情况不熟", "个别村干部对本村脱贫人口的底数不清楚。"],
    ["政策落实", "药品不全", "有的村卫生室常用药品不足,设备没有启用。"],
    ["工作落实", "监测不实", "少数监测对象风险消除不规范,\n排查与农户实际不符。"],
]
NUMBERED = [
    ["序号", "问题类别", "问题", "牵头单位", "责任单位", "整改措施"],
    ["(1)", "专项整改问题", "计划退出村的指标安排过于集中,没有按标准退出。", "乡村振兴局", "各村支部", "继续坚持“自下而上”的办法。"],
    ["(2)①", "三保障不够扎实", "有的搬迁房面积超标,有的搬迁后没有产业。", "乡村振兴局、住建局", "各村支部", "一是宣传；二是核对。" * 300],
]  # fmt: skip


@pytest.fixture
def sqlite_ledger(tmp_path: Path, clock: Clock) -> Ledger:
    engine: Engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'ledger' / 'ledger.db'}")
    upgrade(engine)
    return Ledger(engine, tmp_path / "data" / "ledger", clock)


def load(ledger: Ledger, path: Path, options: ListOptions = GIVEN) -> list[Problem]:
    return [one.problem for one in import_list(ledger, path, options, "甲").opened]


def one_row(tmp_path: Path, **cells: Any) -> Path:
    """A workbook of one problem with these cells."""
    row = {"具体问题": "水源季节性缺水。", **cells}
    return write_xlsx(tmp_path / "一行.xlsx", {"清单": [list(row), list(row.values())]})


def wrong(ledger: Ledger, path: Path, options: ListOptions = GIVEN) -> list[tuple[str, str, str]]:
    """(cell, what came, what it costs) of the preview."""
    problems = preview_list(ledger, path, options).problems
    return [(f"{one.column}{one.row}", one.came, one.costs) for one in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_by_aspect_in_csv_of_any_encoding(sqlite_ledger: Ledger, tmp_path: Path, encoding: str) -> None:
    problems = load(sqlite_ledger, write_csv(tmp_path / "反馈.csv", ASPECTS, encoding))
    assert [(one.aspect, one.title) for one in problems] == [
        ("责任落实", "情况不熟"), ("政策落实", "药品不全"), ("工作落实", "监测不实"),
    ]  # fmt: skip
    assert problems[2].description == "少数监测对象风险消除不规范,\n排查与农户实际不符。"
    assert {(one.source, one.source_document, one.place_name) for one in problems} == {
        ("省级后评估反馈", "省后评估〔2021〕3号", "凤凰县")
    }


def test_a_numbered_list_keeps_long_cells_and_what_no_field_takes(ledger: Ledger, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "方案.csv", NUMBERED)
    assert wrong(ledger, path) == [("B2", "专项整改问题", "cell")]
    first, second = load(ledger, path)
    assert (first.problem_type, second.problem_type) == ("", "三保障不够扎实")
    assert first.title == "计划退出村的指标安排过于集中" and first.description == NUMBERED[1][2]
    assert second.remedy == NUMBERED[2][5] and len(second.remedy) == 3000
    assert ledger.events(first.id)[0].note == "原表序号：(1)\n问题类别：专项整改问题"
    assert ledger.events(second.id)[0].note == "原表序号：(2)①"
    (seen,) = ledger.sightings(second.id)
    assert (seen["sheet"], seen["sheet_row"], seen["file_name"]) == ("方案", 3, "方案.csv")
    assert original_path(ledger.folder.parent, seen["file_hash"]).read_bytes() == path.read_bytes()
    assert_replays(ledger, second.id)


def test_the_same_list_twice_opens_nothing_new(ledger: Ledger, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "反馈.csv", ASPECTS)
    assert preview_list(ledger, path, GIVEN).counts() == {"new": 3}
    assert preview_list(ledger, path, GIVEN).counts() == {"new": 3}, "a preview writes nothing"
    first = import_list(ledger, path, GIVEN, "甲")
    assert first.counts() == {"new": 3, "known": 0, "recurred": 0}
    assert preview_list(ledger, path, GIVEN).counts() == {REGISTERED: 3}
    again = import_list(ledger, path, GIVEN, "乙")
    assert again.counts() == {"new": 0, "known": 0, "recurred": 0}
    assert [len(ledger.events(one.problem.id)) for one in first.opened] == [1, 1, 1]


def test_the_same_problem_in_another_list_is_linked_and_once_closed_comes_again(ledger: Ledger, tmp_path: Path) -> None:
    problem = load(ledger, write_csv(tmp_path / "反馈.csv", ASPECTS))[0]
    other = write_xlsx(tmp_path / "暗访.xlsx", {"表": [["具体问题", "来源"], [f"1. {ASPECTS[1][2]}", "国家暗访"]]})
    (row,) = preview_list(ledger, other, GIVEN).rows
    assert (row.outcome, row.known) == ("known", problem.number)
    close(ledger, ledger.read(problem.id))
    assert preview_list(ledger, other, GIVEN).rows[0].outcome == "recurred"
    kept = ListOptions(source="排查", place=FENGHUANG, reopen=False)
    assert preview_list(ledger, other, kept).rows[0].outcome == KEPT_CLOSED
    import_list(ledger, other, kept, "乙")
    assert ledger.read(problem.id).state == words.CLOSED
    import_list(ledger, other, GIVEN, "乙")
    again = ledger.read(problem.id)
    assert (again.state, again.recurrences) == (words.IN_HAND, 1)
    assert [seen["source"] for seen in ledger.sightings(problem.id)] == ["省级后评估反馈", "国家暗访"]


def test_what_another_list_says_of_a_known_problem_is_noted_and_overwrites_nothing(
    ledger: Ledger, tmp_path: Path
) -> None:
    rows = [["具体问题", "责任单位", "整改措施", "整改时限"], ["缺水。", "水利局", "修管道", "2021年12月底前"]]
    (problem,) = load(ledger, write_csv(tmp_path / "一.csv", rows))
    rows[1][2:] = ["换水源", "2021年11月底前"]
    (again,) = load(ledger, write_csv(tmp_path / "二.csv", rows))
    assert (again.id, again.remedy, again.deadline) == (problem.id, "修管道", date(2021, 12, 31))
    assert ledger.events(problem.id)[-1].note.splitlines()[:2] == [
        "清单上的整改时限：2021-11-30", "清单上的整改措施：换水源",
    ]  # fmt: skip


def test_what_was_found_before_the_problem_was_closed_does_not_reopen_it(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    problem = load(sqlite_ledger, write_csv(tmp_path / "反馈.csv", ASPECTS))[0]
    close(sqlite_ledger, problem)
    text = ASPECTS[1][2]
    for day, outcome in ((date(2021, 11, 20), KEPT_CLOSED), (date(2021, 11, 21), "recurred")):
        path = write_xlsx(tmp_path / f"{day}.xlsx", {"表": [["发现时间", "具体问题"], [day, text]]})
        assert preview_list(sqlite_ledger, path, GIVEN).rows[0].outcome == outcome


def test_merged_numbers_and_problems_over_several_rows(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        ["2021年后评估反馈问题整改清单", None, None, None, None, None],
        ["序号", "问题", "具体表现", "整改措施", "责任单位", "整改时限"],
        [1, "产业帮扶不足", "两个村没有产业项目。", "编制规划", "农业农村局", "2021年11月底前"],
        [None, None, "有的项目没有收益。", "清理项目", "乡村振兴局", "2021年12月底前"],
        [2, "公益岗管理不严", "部分人员没有到岗。", "清退", "人社局", "立行立改"],
        [None, None, None, "定期抽查", "各乡镇", "2021年12月20日"],
        ["注：时限以文件为准。", None, None, None, None, None],
    ]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows}, ["A1:F1", "A3:A4", "B3:B4", "A5:A6", "B5:B6", "C5:C6"])
    first, second, third = load(sqlite_ledger, path)
    assert [(one.title, one.description) for one in (first, second)] == [
        ("产业帮扶不足", "两个村没有产业项目。"), ("产业帮扶不足", "有的项目没有收益。"),
    ]  # fmt: skip
    assert (third.remedy, third.department) == ("清退\n定期抽查", "人社局、各乡镇")
    assert (third.deadline, third.term) == (date(2021, 12, 20), "短期攻坚")
    preview = preview_list(sqlite_ledger, path, GIVEN)
    assert [row.number for row in preview.rows] == ["1", "1", "2"]
    assert preview.sheets[0].left_out == ((7, "表下说明"),)


def test_blanks_below_a_number_that_lost_its_merging_take_it(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        ["序号", "方面", "问题", "具体表现"],
        ["1", "责任落实", "会议少", "半年没有研究。"],
        ["", "", "", "没有记录。"],
        ["2", "工作落实", "", "台账不全。"],
    ]  # fmt: skip
    problems = load(sqlite_ledger, write_csv(tmp_path / "清单.csv", rows))
    assert [(one.aspect, one.title) for one in problems] == [
        ("责任落实", "会议少"), ("责任落实", "会议少"), ("工作落实", "台账不全"),
    ]  # fmt: skip


def test_sections_give_the_aspect_and_totals_are_left_out(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        ["序号", "具体问题", "责任人"],
        ["一、责任落实方面（2个）", None, None],
        [1, "会议研究少。", "甲"],
        [2, "部署不细。", "乙"],
        ["二、其他", None, None],
        [3, "资料不齐。", "丙"],
        ["合计", 3, None],
    ]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows, "二": [["范围", "问题"], ["全县", "药品不足"]]}, ["A2:C2"])
    *problems, whole = load(sqlite_ledger, path)
    assert whole.title == "药品不足"
    assert [(one.aspect, one.person) for one in problems] == [("责任落实", "甲"), ("责任落实", "乙"), ("", "丙")]
    assert sqlite_ledger.events(problems[2].id)[0].note == "原表序号：3\n分组：二、其他"


def test_who_filled_it_in_is_left_out_and_a_problem_that_begins_alike_is_not(
    sqlite_ledger: Ledger, tmp_path: Path
) -> None:
    rows = [["问题", "责任人"], ["审核把关不严。", None], ["报送数据不实：两表不一致。", None], ["说明书没有发到户", "甲"],
            ["填表人：某某", "审核人：某某"], ["注1：时限以文件为准", None]]  # fmt: skip
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows})
    assert [one.title for one in load(sqlite_ledger, path)] == ["审核把关不严", "报送数据不实", "说明书没有发到户"]
    assert preview_list(sqlite_ledger, path, GIVEN).sheets[0].left_out == ((5, "表下说明"), (6, "表下说明"))


def test_two_rows_of_headings_under_titles(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        ["附件2", None, None, None, None],
        ["2021年问题整改台账", None, None, None, None],
        ["序号", "问题清单", None, "责任清单", None],
        [None, "问题类别", "具体问题", "牵头单位", "责任人"],
        [1, "三保障不够扎实", "饮水安全不稳定。", "水利局", "甲"],
    ]
    path = write_xlsx(tmp_path / "台账.xlsx", {"表": rows}, ["A1:E1", "A2:E2", "A3:A4", "B3:C3", "D3:E3"])
    (problem,) = load(sqlite_ledger, path)
    assert (problem.problem_type, problem.lead_department, problem.person) == ("三保障不够扎实", "水利局", "甲")


def test_departments_inside_the_text_fill_empty_columns_and_the_text_is_kept(
    sqlite_ledger: Ledger, tmp_path: Path
) -> None:
    text = "（3）饮水管护不到位。（牵头单位：水利局；责任单位：各乡镇；整改时限：2021年12月底前）整改措施：落实管护人。"
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": [["问题", "责任单位"], [text, "阿拉营镇"]]})
    (problem,) = load(sqlite_ledger, path)
    assert (problem.title, problem.description) == ("饮水管护不到位", "饮水管护不到位。")
    assert (problem.lead_department, problem.department) == ("水利局", "阿拉营镇")
    assert (problem.deadline, problem.remedy) == (date(2021, 12, 31), "落实管护人。")
    assert sqlite_ledger.events(problem.id)[0].note == f"原表序号：（3）\n原文：{text}"


def test_columns_of_no_field_and_progress_are_kept_in_words(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    path = one_row(tmp_path, 整改进展="已完成三处", 佐证="照片3张", 包保领导="丁", 完成情况="基本完成")
    (problem,) = load(sqlite_ledger, path)
    assert (problem.result, problem.state) == ("基本完成", "整改中")
    assert sqlite_ledger.events(problem.id)[0].note == "整改进展：已完成三处\n佐证：照片3张\n包保领导：丁"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("已完成", words.DONE),
        ("正在整改", words.IN_HAND),
        ("未完成", words.NOT_STARTED),
        ("已完成三处", words.NOT_STARTED),
        ("持续推进", words.IN_HAND),
        ("已完成，长期坚持", "长期坚持"),
        ("50%", words.NOT_STARTED),
    ],
)
def test_progress_that_is_but_a_state_says_the_state(
    sqlite_ledger: Ledger, tmp_path: Path, text: str, state: str
) -> None:
    (problem,) = load(sqlite_ledger, one_row(tmp_path, 整改进展=text))
    assert problem.state == state
    assert sqlite_ledger.events(problem.id)[0].note == f"整改进展：{text}"


@pytest.mark.parametrize(
    ("heading", "text", "field"),
    [
        ("整改时限", "尽快", "deadline"), ("整改时限", "12月底前", "deadline"), ("严重程度", "很重", "severity"),
        ("整改类型", "看情况", "term"), ("问题根源", "历史原因", "root_cause"), ("方面", "其他方面", "aspect"),
        ("责任人", "人" * 61, "person"), ("整改状态", "差不多", "state"), ("村", "不存在的村", "place"),
        ("问题来源", "听说", "source"),
    ],
)  # fmt: skip
def test_a_wrong_cell_costs_that_cell_and_is_kept_in_words(
    sqlite_ledger: Ledger, tmp_path: Path, heading: str, text: str, field: str
) -> None:
    path = one_row(tmp_path, 整改措施="修", **{heading: text})
    (line,) = preview_list(sqlite_ledger, path, GIVEN).problems
    assert (line.sheet, line.row, line.column, line.header) == ("清单", 2, "C", heading)
    assert line.came == text and line.costs == "cell" and line.expected
    (problem,) = load(sqlite_ledger, path)
    assert problem.remedy == "修" and problem.place_code == FENGHUANG
    assert getattr(problem, field, "") in ("", None, words.NOT_STARTED, GIVEN.source)
    assert sqlite_ledger.events(problem.id)[0].note == f"{heading}：{text}"


def test_a_broken_formula_is_told_and_costs_its_cell(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    path = one_row(tmp_path, 责任人="#REF!")
    assert wrong(sqlite_ledger, path) == [("B2", "#REF!", "cell")]
    assert load(sqlite_ledger, path)[0].person == ""


def test_a_row_without_a_source_or_words_is_left_out_and_told(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [["序号", "具体问题", "问题来源"], [1, "缺水", "听说"], [2, None, "审计"], [3, "断路", "审计"]]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows})
    preview = preview_list(sqlite_ledger, path, ListOptions())
    assert [row.outcome for row in preview.rows] == [LEFT_OUT, LEFT_OUT, "new"]
    assert [(one.row, one.costs) for one in preview.problems] == [(2, "row"), (3, "row")]
    assert [one.title for one in load(sqlite_ledger, path, ListOptions())] == ["断路"]


def test_what_a_list_calls_done_is_reported_done_by_who_signs_and_closing_takes_another(
    ledger: Ledger, tmp_path: Path
) -> None:
    rows = [
        ["具体问题", "整改状态", "销号时间", "复核人"],
        ["缺水一", "已完成", None, None],
        ["缺水二", "已销号", date(2021, 10, 1), "戊"],
        ["缺水三", "推进中", None, None],
    ]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows})
    assert wrong(ledger, path) == [("B3", "已销号", "notice")]
    first, second, third = load(ledger, path)
    assert [(one.state, one.done_by) for one in (first, second, third)] == [
        (words.DONE, "甲"), (words.DONE, "甲"), (words.IN_HAND, ""),
    ]  # fmt: skip
    assert ledger.events(second.id)[0].note == "整改状态：已销号\n销号时间：2021-10-01\n复核人：戊"
    first = ledger.add_evidence(first.id, "甲", "照片.pdf", b"%PDF-1.7 x")
    with pytest.raises(UserError, match="另一人"):
        ledger.move(first.id, first.version, words.CLOSED, "甲")
    assert_replays(ledger, first.id)


def test_places_by_column_within_the_scope(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [["县", "具体问题"], ["泸溪县", "缺水一"], ["凤凰县", "缺水二"], ["宁乡市", "缺水三"]]
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": rows})
    options = ListOptions(source="排查", place="433100")
    assert wrong(sqlite_ledger, path, options) == [("A4", "宁乡市", "cell")]
    assert [(one.place_code, one.place_name) for one in load(sqlite_ledger, path, options)] == [
        ("433122", "泸溪县"), ("433123", "凤凰县"), ("433100", "湘西土家族苗族自治州"),
    ]  # fmt: skip


def test_several_sheets_and_those_that_are_no_lists(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    sheets = {
        "一季度": [["具体问题", "责任人"], ["缺水", "甲"]],
        "说明": [["填表说明"], ["一、请如实填写"]],
        "二季度": [["具体问题", "责任人"], ["断路", "乙"]],
        "旧": [["具体问题", "责任人"], ["不该读", "丙"]],
    }
    path = write_xlsx(tmp_path / "清单.xlsx", sheets, hidden=["旧"])
    preview = preview_list(sqlite_ledger, path, GIVEN)
    assert [(sheet.name, bool(sheet.reason)) for sheet in preview.sheets] == [
        ("一季度", False), ("说明", True), ("二季度", False), ("旧", True),
    ]  # fmt: skip
    assert [one.person for one in load(sqlite_ledger, path)] == ["甲", "乙"]


def test_defaults_fill_only_what_the_list_does_not_say(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        ["具体问题", "责任单位", "整改时限"],
        ["一", "教育局", "2021年12月底前"],
        ["二", None, None],
        ["三", None, "尽快"],
        ["四", None, "长期坚持"],
    ]
    options = ListOptions(source="排查", department="乡村振兴局", deadline=date(2021, 11, 30))
    problems = load(sqlite_ledger, write_xlsx(tmp_path / "清单.xlsx", {"表": rows}), options)
    assert [(one.department, one.deadline) for one in problems] == [
        ("教育局", date(2021, 12, 31)), ("乡村振兴局", date(2021, 11, 30)), ("乡村振兴局", date(2021, 11, 30)),
        ("乡村振兴局", None),
    ]  # fmt: skip
    assert sqlite_ledger.events(problems[2].id)[0].note == "整改时限：尽快"


def test_very_long_words_stay_within_what_the_ledger_keeps(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    path = one_row(tmp_path, 具体问题="长" * 25_000, 整改进展="进" * 9_000)
    preview = preview_list(sqlite_ledger, path, GIVEN)
    assert [(one.header, one.costs) for one in preview.problems] == [("具体问题", "cell"), ("登记说明", "notice")]
    (problem,) = load(sqlite_ledger, path)
    assert len(problem.description) == 20_000
    assert sqlite_ledger.events(problem.id)[0].note.endswith("……（其余见原文件）")


def test_numbers_of_persons_are_masked_in_frames(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    text = "户主13800001234、身份证433123198001011234未享受政策"
    preview = preview_list(sqlite_ledger, one_row(tmp_path, 具体问题=text, 整改时限=text), GIVEN)
    shown = preview.row_frame().to_csv() + preview.problem_frame().to_csv()
    assert "138****1234" in shown and "43*************234" in shown
    assert "13800001234" not in shown and "433123198001011234" not in shown


@pytest.mark.parametrize(
    ("rows", "options", "word"),
    [
        ([["姓名", "年龄"], ["甲", 30]], GIVEN, "没有认出问题清单"),
        (ASPECTS, ListOptions(source="听说"), "应为其中之一"),
        (ASPECTS, ListOptions(source="排查", place="999999"), "没有这个区划代码"),
    ],
)
def test_a_list_or_option_that_cannot_be_used_is_refused_in_words(
    sqlite_ledger: Ledger, tmp_path: Path, rows: Sequence[Sequence[Any]], options: ListOptions, word: str
) -> None:
    with pytest.raises(UserError, match=word):
        import_list(sqlite_ledger, write_csv(tmp_path / "表.csv", rows), options, "甲")


def test_bytes_of_an_upload_do_the_same_as_the_file(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "清单.xlsx", {"表": [["具体问题", "整改时限"], ["缺水", datetime(2021, 12, 20)]]})
    done = import_list(sqlite_ledger, path.read_bytes(), GIVEN, "甲", "清单.xlsx")
    (seen,) = sqlite_ledger.sightings(done.opened[0].problem.id)
    assert seen["file_name"] == "清单.xlsx" and done.opened[0].problem.deadline == date(2021, 12, 20)
    assert preview_list(sqlite_ledger, path, GIVEN).counts() == {REGISTERED: 1}
    assert original_path(sqlite_ledger.folder.parent, seen["file_hash"]).suffix == ".xlsx"


def test_nobody_signs_nothing_is_written(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="办理人"):
        import_list(sqlite_ledger, one_row(tmp_path), GIVEN, " ")
    assert preview_list(sqlite_ledger, one_row(tmp_path), GIVEN).counts() == {"new": 1}

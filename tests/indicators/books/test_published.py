"""Published scoring books as files: their trees, points and sums, every item a measure, the rest asked."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
import xlwt

from core.errors import UserError
from indicators.books.published import PublishedDraft, read_published
from indicators.scoring import scores
from tests.indicators.scoring.rule_makers import Declared

LECHANG = "lechang_assessment_scoring.csv"


@pytest.fixture(scope="module")
def lechang(real_tables: Path) -> PublishedDraft:
    return read_published(real_tables / LECHANG, "lechang_2019")


def test_every_item_of_lechang_is_there_and_its_points_add_up(lechang: PublishedDraft) -> None:
    framework, measures = lechang.book["framework"], lechang.book["measures"]
    assert framework["framework"] == "lechang_2019"
    assert framework["title"] == "被帮扶市级党委和政府扶贫开发工作成效考核指标"
    assert [(cut["title"], cut["points"]) for cut in framework["aspects"]] == [
        ("脱贫成效", 50), ("精准识别", 15), ("精准帮扶", 9),
    ]  # fmt: skip
    assert [(cut["title"], cut["points"]) for cut in framework["indicators"]] == [
        ("脱贫成效评价", 50), ("对象识别", 10), ("建档立卡", 5), ("社会保障政策落实", 3), ("贫困户子女教育", 3), ("落实危房改造", 3),
    ]  # fmt: skip
    assert list(measures) == [
        "item_1_1", "item_2_1", "item_2_1_veto", "item_2_2_1", "item_2_2_2", "item_3_1_1", "item_3_1_2", "item_3_2_1",
        "item_3_2_2", "item_3_2_3", "item_3_3",
    ]  # fmt: skip
    assert framework["points"] == sum(one.get("points", 0) for one in measures.values()) == 74
    assert measures["item_3_2_1"]["department"] == "教育部门" and measures["item_1_1"].get("department") is None
    assert all(one["wording"] and "第 " in one["source"] for one in measures.values())


def test_what_lechang_has_wrong_itself_is_said(lechang: PublishedDraft) -> None:
    assert [one.message for one in lechang.problems] == [
        "第 8 行「精准帮扶」：分值对不上，实际为「22」。其下 3 项之和为 9 分，草稿按其下各项",
        "第 8 行「精准帮扶」：项数对不上，实际为「共 8 项」。文件里只有 3 项，是否缺页",
        "「被帮扶市级党委和政府扶贫开发工作成效考核指标」：总分对不上，实际为「100」。各方面之和为 87 分，是否缺页",
    ]


def test_at_least_four_fifths_of_lechang_are_understood_and_score_as_reckoned_by_hand(lechang: PublishedDraft) -> None:
    assert lechang.understood / lechang.sentences >= 0.8 and lechang.sentences == 10
    values = {
        "item_1_1": 1.0, "item_2_1": 3, "item_2_1_veto": 0.049, "item_2_2_1": 1.0, "item_2_2_2": 0.99, "item_3_1_1": 1.0,
        "item_3_1_2": 0.99, "item_3_2_1": 0.93, "item_3_2_2": 1.0, "item_3_2_3": 1.0, "item_3_3": None,
    }  # fmt: skip
    # 50 + (10 − 3 × 1) + 3 + 0 + 1.5 + 0 + 1 + 1 + 1 = 64.5 of the 71 that apply: there is no task of housing (3 points).
    assert score(lechang, values) == pytest.approx(64.5 * 74 / 71)
    # 5 % of those helped were not poor: the ten points of 2.1 are gone.
    assert score(lechang, values | {"item_2_1_veto": 0.05}) == pytest.approx(57.5 * 74 / 71)
    # Eleven households found wrongly included: all ten points, and no more.
    assert score(lechang, values | {"item_2_1": 11, "item_3_3": 1.0}) == pytest.approx(64.5 - 7 + 3)
    assert score(lechang, values | {"item_3_2_1": 0.929, "item_3_3": 0.9}) == pytest.approx(63.5)


def score(draft: PublishedDraft, values: Mapping[str, float | None]) -> float:
    """The score of one place by the program, of all points of the draft; None does not apply."""
    measures = {
        name: Declared(
            name, raw.get("points"), raw["scoring"], raw["direction"], raw["unit"], raw["aspect"], raw["indicator"]
        )
        for name, raw in draft.book["measures"].items()
    }
    rows = [
        {"place_code": "440281", "measure": name, "value": math.nan if value is None else value, "last_year_value": math.nan,
         "average": math.nan, "rows_short": math.nan, "state": "not_applicable" if value is None else "reported"}
        for name, value in values.items()
    ]  # fmt: skip
    scored = scores.rescale(scores.score_measures(pd.DataFrame(rows), measures), draft.book["framework"]["points"])
    return float(scores.sum_total(scored)["score"].item())


HEADS = ("一级指标", "二级指标", "三级指标", "标准分", "评分标准", "责任单位")
MERGED: list[tuple[Any, ...]] = [
    ("责任落实（30分）", "组织领导", "会议研究", 10, "每少1次扣2分，扣完为止", "县委办"),
    ("", "", "督导检查", 10, "1.制定方案（4分）；2.开展督导（6分）。不达标不得分", "县委办"),
    ("", "驻村帮扶", "工作队在岗", 10, "在岗率达到95%以上得满分，每低1个百分点扣1分，扣完为止", "组织部"),
    ("工作成效（70分）", "就业", "务工人数", 30, "不低于上年得满分", "人社局"),
    ("", "", "公益性岗位", 20, "视情况扣分", "人社局"),
    ("", "产业", "帮扶车间", 20, "停产的该项不得分；有5人以上受伤的该项不得分，每停产1家扣2分", "农业农村局"),
]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> PublishedDraft:
    """A book with a title, its tree in merged cells, and one sentence nobody can score by."""
    path = tmp_path_factory.mktemp("published") / "细则.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("附件2")
        sheet.merge_range(0, 0, 0, 5, "某县巩固脱贫成果考核细则（100分）")
        for at, row in enumerate((HEADS, *MERGED), 1):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(at, place, cell)
        for first, last, place in ((2, 4, 0), (2, 3, 1), (5, 7, 0), (5, 6, 1)):
            sheet.merge_range(first, place, last, place, MERGED[first - 2][place])
    return read_published(path)


def test_a_tree_in_merged_cells_is_read(merged: PublishedDraft) -> None:
    framework, measures = merged.book["framework"], merged.book["measures"]
    assert framework["title"] == "某县巩固脱贫成果考核细则" and framework["points"] == 100 and not merged.problems
    assert [(cut["title"], cut["points"]) for cut in framework["aspects"]] == [("责任落实", 30), ("工作成效", 70)]
    assert [cut["title"] for cut in framework["indicators"]] == ["组织领导", "驻村帮扶", "就业", "产业"]
    parts = [measures["item_1_1_2_1"], measures["item_1_1_2_2"]]
    assert [(one["title"], one["points"], one["scoring"]["rule"]) for one in parts] == [
        ("制定方案", 4, "threshold"), ("开展督导", 6, "threshold"),
    ]  # fmt: skip
    assert measures["item_1_2_1"]["scoring"] == {"rule": "per_step", "full_at": 0.95, "step": 0.01, "per_step": 1}
    assert measures["item_2_1_1"]["unit"] == "persons" and measures["item_2_1_1"]["department"] == "人社局"


def test_a_sentence_nobody_can_score_by_keeps_its_points_and_is_asked(merged: PublishedDraft) -> None:
    posts = merged.book["measures"]["item_2_1_2"]
    assert posts["points"] == 20 and "scoring" not in posts and posts["wording"] == "视情况扣分"
    asked = [one for one in merged.questions if one.measure == "item_2_1_2"]
    assert [(one.words, one.sentence) for one in asked] == [("这句没有读懂，请选计分规则", "视情况扣分")]
    assert merged.understood < merged.sentences


def test_points_that_are_all_a_bonus_are_not_of_the_total_and_that_is_said(tmp_path: Path) -> None:
    rows = [
        "考核指标,分值,评分细则",
        "一、成效,10,",
        "1.1 认可度,6,达到95%以上得满分",
        "1.2 创新,4,每增加1个加1分，最多加4分",
    ]
    path = tmp_path / "细则.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    draft = read_published(path)
    assert draft.book["framework"]["points"] == 6 and not draft.problems
    assert [one.words for one in draft.questions if "加减分" in one.words] == [
        "“创新”的 4 分全是加减分，草稿不计入总分；要计入的，请改成别的计分规则"
    ]


def test_an_old_xls_numbered_in_one_column_with_two_rows_of_one_item_is_read(tmp_path: Path) -> None:
    rows = [
        ("考核指标", "评价内容", "计分条件", "分值", "考核部门"),
        ("一、减贫成效", "3项", "-", 21, "-"),
        ("(一)贫困人口脱贫", "3项", "-", 19, "-"),
        (
            "1.年度计划完成情况",
            "(1)减贫人口完成率(%)",
            "完成率100%计满分;净完成数有1人不达标,该项不得分。",
            15,
            "市扶贫局",
        ),
        ("", "(2)基本医疗保障", "参合率100%计满分;每减少0.1个百分点扣1分,扣完为止。", 2, "市卫计委"),
        ("", "", "达标率100%计满分;每减少0.1个百分点扣1分,扣完为止。", 2, "市卫计委"),
    ]
    book = xlwt.Workbook()
    sheet = book.add_sheet("指标")
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    path = tmp_path / "旧表.xls"
    book.save(str(path))
    draft = read_published(path)
    measures = draft.book["measures"]
    assert [(one["title"], one["points"]) for one in measures.values()] == [
        ("减贫人口完成率(%)", 15), ("基本医疗保障", 2), ("基本医疗保障（第 2 部分）", 2),
    ]  # fmt: skip
    assert {one["indicator"] for one in measures.values()} == {"贫困人口脱贫"}
    assert [one.came for one in draft.problems] == ["21"] and draft.understood == 3


def test_a_file_that_is_no_scoring_book_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "人口.csv"
    path.write_text("县市,人口\n吉首市,300000\n", encoding="utf-8")
    with pytest.raises(
        UserError, match=r"文件「人口.csv」字段「人口」：看不出是考核评分办法。表头应有指标名称、分值、评分细则"
    ):
        read_published(path)

"""The page 排名: leagues, what is ranked by, marks lost, explanation, grade; no data; odd parameters."""

import re
import shutil
from pathlib import Path

import pytest

from indicators.figures.grades import read_grades
from indicators.scoring.ranking import TIE_RULE_WORDS
from store.versions import Store
from tests.indicators.small_case import small_store
from tests.pages.opening import answer_of, charts_of, html_of, links_of, open_page, text_of

FENGHUANG, GUZHANG, STATE = "433123", "433126", "433100"


def test_total_has_a_table_a_league_bars_and_the_tie_rule(demo_folder: Path) -> None:
    page = open_page("ranking", place=STATE)
    said = text_of(page)
    assert answer_of(page).startswith("全州7个脱贫县中")
    assert not charts_of(page), "bars stand in the table, not a second time beside it"
    assert "class='was'" in html_of(page) and "class='mean'" in html_of(page)
    assert "上期" in said and "全州平均（8县）" in said
    assert TIE_RULE_WORDS in said and "脱贫县 共7个" in said and "其他县 共1个" in said
    assert "等次（人定）" in said and "上期第" in said
    assert "失分和补分办法" not in said


def test_a_county_lists_its_marks_with_totals_and_what_is_needed(demo_folder: Path) -> None:
    page = open_page("ranking", place=FENGHUANG)
    said = text_of(page)
    assert "凤凰县失分和补分办法" in said and "目标是满分" in said
    assert "还能补：" in said and "每做一件得分多的在前" in said and "另加分" in said
    assert "再支出 " in said and "/ 100.00" in said
    assert "不按零分计" in said
    assert any(link.startswith("shortfalls?") and f"place={FENGHUANG}" in link for link in links_of(page))


def test_an_indicator_narrows_table_and_marks(demo_folder: Path) -> None:
    page = open_page("ranking", place=FENGHUANG, by="indicator:扶贫项目资产管理")
    assert answer_of(page).startswith("凤凰县扶贫项目资产管理")
    assert "衔接资金支出率" in text_of(page) and "群众认可度" not in text_of(page)


def test_a_measure_explains_its_score(demo_folder: Path) -> None:
    page = open_page("ranking", place=FENGHUANG, by="measure:spend_rate")
    said = text_of(page)
    for words in ("计分规则", "不低于平均水平得满分", "÷", "全省平均", "补到满分", "得分怎样来的"):
        assert words in said
    assert any(link.startswith("definitions?") and "measure=spend_rate" in link for link in links_of(page))


def test_what_does_not_apply_stands_last_with_its_reason(demo_folder: Path) -> None:
    page = open_page("ranking", place=GUZHANG, by="measure:relocated_jobs")
    assert answer_of(page) == "古丈县本期未排名：不适用"
    assert "其中1个未排名" in text_of(page)


def test_rows_open_their_county_with_the_same_choice(demo_folder: Path) -> None:
    links = links_of(open_page("ranking", place=STATE, by="aspect:政策落实"))
    assert any(f"at={GUZHANG}" in link and "by=aspect%3A%E6%94%BF%E7%AD%96%E8%90%BD%E5%AE%9E" in link for link in links)


def test_method_version_and_missing_rule_are_said(demo_folder: Path) -> None:
    said = text_of(open_page("ranking", place=STATE))
    assert "口径文件校验码" in said and "缺项规则" in said and re.search(r"《指标数值表》第\d+版", said)


def test_an_earlier_period_under_other_rules_is_labelled(demo_folder: Path) -> None:
    page = open_page("ranking", place=STATE, period="2020-01")
    assert "上期按本期口径重算" in text_of(page)


def test_odd_parameters_fall_back_to_the_total(demo_folder: Path) -> None:
    page = open_page("ranking", place=STATE, by="measure:<script>", at="nowhere")
    assert answer_of(page).startswith("全州7个脱贫县中")
    assert "<script>" not in html_of(page)


def test_the_projection_shows_one_chart_and_no_table(demo_folder: Path) -> None:
    page = open_page("ranking", place=FENGHUANG, show="1")
    assert charts_of(page) == 1 and not page.selectbox and links_of(page) == []


def test_the_picker_keeps_the_choice_in_the_address(demo_folder: Path) -> None:
    page = open_page("ranking", place=STATE)
    page.selectbox(key="ranking_by").set_value("measure:spend_rate").run()
    assert page.query_params["by"] in ("measure:spend_rate", ["measure:spend_rate"])
    assert answer_of(page).startswith("衔接资金支出率：")


def test_no_data_says_what_to_do(empty_folder: Path) -> None:
    assert answer_of(open_page("ranking")) == "还没有可以评估的数据"


def test_nobody_ranked_keeps_the_table_with_reasons(empty_folder: Path) -> None:
    small_store(empty_folder)
    page = open_page("ranking", place=STATE, framework="consolidation_2021")
    assert "没有可排名的地方" in answer_of(page)
    assert charts_of(page) == 0 and text_of(page).count("已有数据的指标只占分值的") >= 4


@pytest.fixture
def own_copy(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo data in a folder this test may write to."""
    folder = tmp_path / "copy"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


def test_a_grade_is_set_by_a_person_with_a_reason(own_copy: Path) -> None:
    page = open_page("ranking", place=FENGHUANG)
    assert "凤凰县2021年等次（人定）：未评定" in text_of(page)
    page.selectbox[-1].set_value("较好")
    page.button(key=page.button[-1].key).click().run()
    assert "必须填写" in text_of(page), "without a reason nothing is stored"
    assert read_grades(Store(own_copy), "2021").empty
    page.selectbox[-1].set_value("较好")
    page.text_area[0].set_value("资金支出慢，其余较好")
    page.text_input[-1].set_value("州工作组")
    page.button(key=page.button[-1].key).click().run()
    assert not page.exception
    stored = read_grades(Store(own_copy), "2021").to_dict("records")
    assert stored == [
        {"place_code": FENGHUANG, "grade": "较好", "reason": "资金支出慢，其余较好", "set_by": "州工作组"}
    ]
    assert "凤凰县2021年等次（人定）：较好" in text_of(page)

"""The page 总览: good data, none, odd parameters, frameworks without points or with units."""

import re
from pathlib import Path

import pytest

from store.versions import Store
from tests.indicators.small_case import small_store, write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

FENGHUANG, STATE = "433123", "433100"


def test_a_county_reads_its_place_days_lights_and_losses(demo_folder: Path) -> None:
    page = open_page("overview", place=FENGHUANG)
    change = r"(较上期[升降]\d位|与上期持平)"
    assert re.fullmatch(
        rf"凤凰县位列全州(并列)?第\d（7个脱贫县），{change}；失分最多的是.+（−\d+\.\d\d分）", answer_of(page)
    )
    said = text_of(page)
    for words in (
        "还有 5 天",
        "还有 25 天",
        "参考得分",
        "双百分：工作 ",
        "等次（人定）：",
        "今日 2021年11月20日",
        "可补",
        "失分最多的3项",
        "省级后评估前，还有 5 天",
    ):
        assert words in said
    assert html_of(page).count("<tr class='ours'>") == 1
    assert "已有数据" not in said, "of all points something is known: nothing has to be said"


def test_a_county_reads_the_gap_to_the_next_place_and_what_overtakes_it(demo_folder: Path) -> None:
    page = open_page("overview", place="433127")
    said = text_of(page)
    assert re.search(r"离第\d名\S+差 \d+\.\d\d 分", said)
    assert re.search(r"补齐“.+?”得 \d+\.\d\d 分，可到第\d位（其他县不变）", said)
    assert len(re.findall(r"<span class='axis-dot ours'", html_of(page))) == 2, (
        "on the line of a desk and on that of a phone"
    )


def test_the_way_to_full_marks_ends_there(demo_folder: Path) -> None:
    said = text_of(open_page("overview", place="433127"))
    score = re.search(r"从 (\d+\.\d\d) 分 到 100\.00 分 还可补 (\d+\.\d\d) 分，已失 (\d+\.\d\d) 分", said)
    assert score, said[:2000]
    assert sum(map(float, score.groups())) == pytest.approx(100, abs=0.011)


def test_what_is_late_stands_in_a_line_each_with_a_way_there(demo_folder: Path) -> None:
    page = open_page("overview", place="433127")
    html = html_of(page)
    ways = html[html.index("class='ways'") :]
    said = text_of(page)
    assert "问题台账" in said and "疑点核查" in said and "六个一" in said
    for way in ("ledger?", "checks?", "activities?"):
        assert f"href='{way}" in ways


def test_no_run_is_made_to_show_the_overview(demo_folder: Path) -> None:
    before = {path.name for path in (demo_folder / "findings").rglob("*")}
    assert re.search(r"疑点核查 (未核查|.*条疑点待核|.*没有)", text_of(open_page("overview", place=STATE)))
    assert {path.name for path in (demo_folder / "findings").rglob("*")} == before


def test_a_prefecture_reads_who_leads_and_who_is_last(demo_folder: Path) -> None:
    page = open_page("overview", place=STATE)
    assert answer_of(page).startswith("全州7个脱贫县中")
    assert "列末位；失分最多的是" in answer_of(page) and "县平均−" in answer_of(page)
    assert "参评：脱贫县 7 个、其他县 1 个" in text_of(page)
    assert all(name in html_of(page) for name in ("花垣县", "吉首市")) and "sketch-place" in html_of(page)


def test_names_and_lights_open_the_ranking_and_losses_the_list(demo_folder: Path) -> None:
    links = links_of(open_page("overview", place=STATE))
    assert any(link.startswith("ranking?") and "at=433124" in link and "by=total" in link for link in links)
    assert all("place=433124" not in link for link in links), "a way down leaves the pick as it is"
    assert sum("by=indicator%3A" in link and "at=" in link for link in links) == 80
    assert sum(link.startswith("shortfalls?") and "measure=" in link for link in links) == 3


def test_points_that_do_not_apply_are_said_beside_the_total_they_are_left_out_of(demo_folder: Path) -> None:
    said = "100 分中 7.00 分没有计分（不适用 3 项 7.00 分），其余按比例折算到 100 分"
    assert said in text_of(open_page("overview", place="433126"))
    assert "没有计分" not in text_of(open_page("overview", place=FENGHUANG)), "all of its points are scored"
    assert "没有计分的： 古丈县 7.00 分" in text_of(open_page("overview", place=STATE))


def test_lights_carry_shape_and_word_and_are_counted(demo_folder: Path) -> None:
    said = text_of(open_page("overview", place=STATE))
    assert "8个县 × 10项指标" in said and "■ 滞后" in said and "● 正常" in said
    assert "得分率达到" in said


def test_the_projection_has_no_links_and_no_widgets_of_its_own(demo_folder: Path) -> None:
    page = open_page("overview", place=FENGHUANG, show="1")
    assert links_of(page) == []
    assert not page.selectbox
    assert answer_of(page).startswith("凤凰县")


def test_odd_parameters_fall_back(demo_folder: Path) -> None:
    page = open_page("overview", place="999999", period="2099-13", framework="x' OR 1=1")
    assert answer_of(page).startswith("全州")


def test_no_data_says_what_to_do(empty_folder: Path) -> None:
    page = open_page("overview")
    assert answer_of(page) == "还没有可以评估的数据"
    assert "导入各县的表格后" in text_of(page)


def test_too_little_data_is_not_ranked_and_not_zero(empty_folder: Path) -> None:
    small_store(empty_folder)
    page = open_page("overview", place=FENGHUANG, framework="consolidation_2021")
    assert "凤凰县本期未排名：已有数据的指标只占分值的" in answer_of(page)
    assert "未排名" in text_of(page) and "○ 未导入" in text_of(page)
    assert "请导入评估日程表" in text_of(page)


def test_statistics_without_points_show_the_first_measure(empty_folder: Path) -> None:
    names = {"433122": "泸溪县", "433123": "凤凰县"}
    rows = [
        {"place_code": code, "place_name": names[code], "county_code": code, "period": year, "item": "rural_income", "value": value}
        for year, values in {"2020": (9000.0, 9500.0), "2021": (10_500.0, 10_000.0)}.items()
        for code, value in zip(names, values, strict=True)
    ]  # fmt: skip
    write_rows(Store(empty_folder), "indicator_values", rows)
    page = open_page("overview", place=STATE, framework="county_statistics")
    assert answer_of(page) == "农村居民人均可支配收入增幅：全州2个县中泸溪县（16.67%）领先，凤凰县（5.26%）列末位"
    said = text_of(page)
    assert "新" in said and "滞后" not in said and "省级后评估" not in said


def test_a_notice_of_units_ranks_units(empty_folder: Path) -> None:
    rates = {("乡镇", "甲镇"): 0.9, ("乡镇", "乙乡"): 0.8, ("部门", "水利局"): 1.0}
    rows = [
        {"place_code": "433122", "county_code": "433122", "period": "2021-11", "unit_kind": kind, "unit_name": name,
         "item": "spend_rate", "value": rate}
        for (kind, name), rate in rates.items()
    ]  # fmt: skip
    write_rows(Store(empty_folder), "unit_figures", rows)
    page = open_page("overview", framework="spending_notice")
    assert answer_of(page) == "资金支出进度：2个乡镇中甲镇（90.00%）领先，乙乡（80.00%）列末位"
    assert any("at=" in link for link in links_of(page))


def test_a_wrong_working_day_is_said_plainly(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "昨天")
    assert "环境变量 TODAY 应为日期" in text_of(open_page("overview", place=FENGHUANG))


def test_names_from_data_are_escaped(empty_folder: Path) -> None:
    rows = [
        {"place_code": "433122", "county_code": "433122", "period": "2021-11", "unit_kind": "<b>乡镇</b>",
         "unit_name": f"<script>alert({number})</script>", "item": "spend_rate", "value": 0.5 + number / 10}
        for number in range(2)
    ]  # fmt: skip
    write_rows(Store(empty_folder), "unit_figures", rows)
    page = open_page("overview", framework="spending_notice")
    assert "<script>" not in html_of(page) and "<b>乡镇" not in html_of(page)

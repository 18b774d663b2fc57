"""The page 短板清单: measures, the way down by address, the record, the file to take away; no data; odd addresses."""

import io
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from indicators.declared import read_framework
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls.lists import ListRequest
from pages.parts.shortfalls.excel import make_sheet
from reports.shortfall_list import FILL_IN, write_shortfall_list
from store.places import read_places
from store.versions import Store
from tests.indicators.shortfalls.project_case import (
    FENGHUANG,
    ID_NUMBER,
    LUXI,
    NAME,
    PERIOD,
    PHONE,
    TOWN,
    VILLAGE,
    project_store,
    unit_rows,
)
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of

STATE = "433100"
CHILD_NUMBER, CHILD_NAME, HELPER_NAME = "433123201005010028", "李某某", "王某某"


def open_small(**parameters: str) -> AppTest:
    """The page over the small case in its November (a payment of December makes a later period)."""
    return open_page("shortfalls", place=STATE, period=PERIOD, **parameters)


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    """Two counties with three unfinished projects (`project_case`)."""
    project_store(empty_folder)
    return empty_folder


def address_of(page: AppTest, text: str) -> dict[str, str]:
    """The parameters of the first link with this text."""
    html = html_of(page)
    start = html.index(f">{text}</a>")
    link = html[html.rindex("href='", 0, start) + 6 : start].split("'")[0].replace("&amp;", "&")
    assert urlsplit(link).path == "shortfalls"
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def follow(page: AppTest, text: str) -> AppTest:
    """The page a link leads to."""
    return open_page("shortfalls", **address_of(page, text))


def test_first_the_measures_that_cost_most(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE)
    said = text_of(page)
    assert answer_of(page).startswith("全州8个县有") and "失分最多的是" in answer_of(page)
    for words in ("方面 · 指标", "失分（8个县合计）", "怎样赢回", "责任部门", "合计", "项失分"):
        assert words in said
    assert "没有数据，无法判断" not in said
    assert "没有数据，无法判断" in text_of(open_page("shortfalls", place=STATE, period="2021-06"))
    assert any("measure=spend_on_schedule" in link for link in links_of(page))


def test_a_county_says_what_wins_the_marks_back(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=FENGHUANG)
    assert answer_of(page).startswith("凤凰县有") and "再完成" in text_of(page)


def test_filters_stay_in_the_address_and_narrow_the_list(demo_folder: Path) -> None:
    whole = open_page("shortfalls", place=STATE)
    assert "群众认可度" in text_of(whole), "something of another indicator is listed, if only as not known"
    page = open_page("shortfalls", place=STATE, indicator="产业发展")
    assert "产业到户补助兑现率" in text_of(page) and "群众认可度" not in text_of(page)
    page.selectbox(key="filter_aspect").set_value("政策落实").run()
    assert page.query_params["aspect"] in ("政策落实", ["政策落实"]) and page.query_params["indicator"]
    assert all("indicator=" in link for link in links_of(page) if "measure=" in link), "links keep the filters"


def test_the_way_down_by_links(small_folder: Path) -> None:
    page = open_small()
    area = follow(page, "项目按期完工率")
    assert answer_of(area).startswith("全州项目按期完工率：3 个项目未达标，失 ")
    assert "共 3 条，来自 2 个县" in text_of(area)
    county = follow(area, "凤凰县")
    assert answer_of(county).startswith("凤凰县项目按期完工率：2 个项目未达标")
    assert "共 2 条，来自 1 个乡镇（1 条）和本级（1 条）" in text_of(county)
    record = follow(county, "一村水渠")
    assert answer_of(record) == "一村水渠未达标：项目按期完工率"
    assert [text for text in ("全州", "凤凰县", "甲镇", "一村") if f">{text}</a>" not in html_of(record)] == []
    back = follow(record, "甲镇")
    assert answer_of(back).startswith("甲镇项目按期完工率：1 个项目未达标")
    assert answer_of(follow(back, "全部短板")).startswith("全州2个县有")


def test_rows_that_name_no_place_below_are_a_step_of_their_own(small_folder: Path) -> None:
    page = open_small(measure="projects_finished", at=FENGHUANG, own="1")
    assert "县级管理平台" in text_of(page) and "一村水渠" not in text_of(page)


def test_a_row_filter_is_checked_and_kept(small_folder: Path) -> None:
    page = open_small(measure="projects_finished", only_fund_sources="中央")
    assert "2 个项目未达标" in answer_of(page) and "县级管理平台" not in text_of(page)
    assert address_of(page, "泸溪县")["only_fund_sources"] == "中央"
    assert "only_fund_sources" not in address_of(page, "全部短板")


def test_the_record_says_file_sheet_row_version_and_reason(small_folder: Path) -> None:
    page = follow(open_small(measure="projects_finished", at=VILLAGE), "一村水渠")
    said = text_of(page)
    assert "来源：测试.xlsx · 表1 · 第2行" in said
    assert "在计划完工日当天或之前完工为“是”" in said and "■ 不满足" in said and "● 满足" in said
    assert "版本 fund_projects@0：测试 于" in said
    assert "资金支出达到序时进度" in said, "other measures the same project falls short of"
    assert "原始文件没有留存：测试.xlsx" in said


def test_the_record_of_money_lists_its_payments_up_to_the_day(small_folder: Path) -> None:
    said = text_of(follow(open_small(measure="spend_on_schedule", at=VILLAGE), "一村水渠"))
    assert "《衔接资金支付明细》 2 条" in said and "V2" in said and "V3" not in said


def test_the_original_file_can_be_taken_where_it_is_kept(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, measure="relocation_projects_finished")
    project = next(link for link in links_of(page) if "row=" in link)
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(project).query).items()}
    record = open_page("shortfalls", **parameters)
    labels = [button.proto.label for button in record.get("download_button")]
    assert labels and all(label.startswith("下载原始文件 ") for label in labels)


def test_personal_cells_are_masked_on_the_page(small_folder: Path) -> None:
    page = open_small(measure="monitored_insured")
    record = follow(page, "凤凰县 甲镇 一村")
    assert "43*************234" in text_of(record) and "138****1234" in text_of(record)
    asset = follow(open_small(measure="asset_in_use"), "一村冷库")
    assert "张*" in text_of(asset)
    for secret in (ID_NUMBER, PHONE, NAME):
        assert all(secret not in html_of(one) for one in (page, record, asset))
    assert not record.get("download_button"), "the unmasked file is not handed out beside the masked record"


def name_persons(folder: Path) -> Store:
    """The monitored person of the small case with a name, a child without insurance beside it, and their helper."""
    store = Store(folder)
    with store.connect() as connection:
        frame = connection.execute("SELECT * FROM monitored_persons WHERE id_number = ?", [ID_NUMBER]).df()
    person = {str(name): None if value != value else value for name, value in frame.to_dict("records")[0].items()}
    home = {name: person[name] for name in ("place_code", "place_name", "county_code", "household_code")}
    child = person | {"id_number": CHILD_NUMBER, "relation": "之子", "person_name": CHILD_NAME}
    head = person | {"relation": "户主", "person_name": NAME}
    write_rows(store, "monitored_persons", [head, child])
    write_rows(store, "helpers", [home | {"period": PERIOD[:4], "helper_name": HELPER_NAME, "helper_state": "在岗"}])
    return store


def test_members_of_one_household_are_not_equal_lines(small_folder: Path) -> None:
    """Each by name with the relation and the number, all masked; the helper at the end; on the page and in its Excel."""
    store = name_persons(small_folder)
    page = open_small(measure="monitored_insured")
    request = ListRequest(read_framework("consolidation_2021").measure("monitored_insured"), PERIOD, STATE)
    sheet = make_sheet(store, read_places(store), request, "清单", [], [], False)
    headings = [column.heading for column in sheet.columns]
    assert {"户主", "姓名（与户主关系）", "证件号码", "帮扶责任人", "村"} <= set(headings)
    rows = sheet.rows.set_axis(headings, axis=1)
    assert sorted(rows["姓名（与户主关系）"]) == ["张*（户主）", "李*（之子）"]
    assert set(rows["户主"]) == {"张*"} and set(rows["帮扶责任人"]) == {"王*"}
    said = text_of(page)
    assert "张*（户主）" in said and "李*（之子）" in said and "王*" in said
    content = html_of(page) + str(sheet.rows.to_dict())
    assert not any(secret in content for secret in (NAME, CHILD_NAME, HELPER_NAME, ID_NUMBER, CHILD_NUMBER))
    assert all(secret not in link for link in links_of(page) for secret in (NAME, CHILD_NAME, HELPER_NAME))


def test_a_sampled_share_comes_with_its_interval_and_the_reasons(small_folder: Path) -> None:
    """Advice of a sample never asks for so many households more."""
    placed = {"county_code": FENGHUANG, "place_name": "某村", "period": PERIOD[:4]}
    rows = [
        placed
        | {"place_code": f"{TOWN}2{at % 9:02d}", "household_code": f"S{at}", "answer": "不满意" if at < 4 else "满意"}
        | {"complaint": "路没有修通" if at < 3 else None}
        for at in range(100)
    ]
    write_rows(Store(small_folder), "satisfaction_sample", rows)
    page = open_page("shortfalls", place=FENGHUANG, period=PERIOD, measure="satisfaction")
    said = text_of(page)
    assert "96.00%（95%区间" in said and "100户" in said and "差距不显著" in answer_of(page)
    assert "路没有修通 3 户，没有说明原因 1 户" in said and "再完成" not in answer_of(page)


def test_long_lists_are_a_grid_with_sources_last(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, measure="spend_on_schedule")
    grid = page.dataframe[0].value
    assert len(grid) > 60 and list(grid.columns)[-3:] == ["source_file", "source_sheet", "source_row"]
    assert {"project_name", "final_budget_cny", "gap_final_budget_cny"} <= set(grid.columns)


def test_odd_addresses_fall_back_with_a_note(small_folder: Path) -> None:
    page = open_small(measure="projects_finished", at="110101", row="<script>", part="x", aspect="没有",
        only_fund_sources="x' OR '1'='1",
    )  # fmt: skip
    said = text_of(page)
    assert answer_of(page).startswith("全州项目按期完工率：3 个项目未达标")
    assert "“110101”不在湘西土家族苗族自治州内" in said and "地址里的记录编号不可识别" in said
    assert "没有方面“没有”" in said and "已不按它筛选" in said
    assert "<script>" not in html_of(page)
    listed = open_small(measure="<b>x</b>")
    assert "没有指标“<b>x</b>”" in text_of(listed)
    assert "<b>x</b>" not in html_of(listed)
    gone = open_small(measure="projects_finished", row=f"{LUXI}-{'0' * 16}")
    assert answer_of(gone) == "这一期没有这条记录" and "回到清单" in text_of(gone)


def test_a_place_nobody_knows_is_not_said_to_have_met_all(small_folder: Path) -> None:
    page = open_small(measure="projects_finished", at="433123777")
    assert answer_of(page).startswith("全州项目按期完工率：3 个项目未达标") and "“433123777”不在" in text_of(page)


def test_all_met_is_said_gladly_and_missing_is_not_met(small_folder: Path) -> None:
    met = open_small(measure="asset_confirmed")
    assert answer_of(met).endswith("全部达标")
    missing = open_small(measure="safe_water")
    assert answer_of(missing) == "全州还没有“饮水问题整改率”的数据"
    assert "未导入：《乡镇工作进度表》" in text_of(missing)


def test_where_only_places_lose_marks_their_rows_are_shown(small_folder: Path) -> None:
    page = open_small(measure="rural_income_growth")
    assert "1 个县失分" in answer_of(page) and "参与计算的数据行" in text_of(page)
    county = follow(page, "泸溪县")
    assert answer_of(county).startswith("泸溪县农村居民人均可支配收入增幅：5.00%，失 ")
    record = follow(county, "泸溪县")
    assert answer_of(record) == "泸溪县：农村居民人均可支配收入增幅的数据行"
    assert "得分怎样来的" in text_of(record) and "不低于平均水平得满分" in text_of(record)
    assert "2020年" in text_of(record), "what it is compared with"


def test_units_of_a_notice_that_belong_to_no_place(empty_folder: Path) -> None:
    write_rows(Store(empty_folder), "unit_figures", unit_rows())
    page = open_page("shortfalls", framework="spending_notice", period=PERIOD, measure="unit_spend_rate")
    assert "1 个单位未达标" in answer_of(page) and "丙乡" not in text_of(page)
    unit = follow(page, "丁局")
    assert answer_of(unit).startswith("丁局资金支出进度：1 个单位未达标") and "50.00" in text_of(unit)
    token = next(link for link in links_of(unit) if "row=" in link)
    record = open_page("shortfalls", **{key: one[0] for key, one in parse_qs(urlsplit(token).query).items()})
    assert answer_of(record) == "丁局未达标：资金支出进度" and "数值" in text_of(record)


def test_a_framework_without_lines_has_no_shortfalls(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, framework="county_statistics")
    assert "只排名，不设达标线" in answer_of(page)


def test_no_data_says_what_to_do(empty_folder: Path) -> None:
    assert answer_of(open_page("shortfalls")) == "还没有可以评估的数据"


def test_the_projection_has_few_rows_and_no_links(small_folder: Path) -> None:
    wall = open_small(show="1")
    assert links_of(wall) == [] and not wall.selectbox and html_of(wall).count("<tr>") <= 13


def test_the_projection_lists_no_persons(small_folder: Path) -> None:
    page = open_small(show="1", measure="monitored_insured", at=VILLAGE, row=f"{FENGHUANG}-{'0' * 16}")
    assert "投影不显示名单" in text_of(page)
    asset = open_small(show="1", measure="asset_in_use", at=VILLAGE)
    assert "一村冷库" in text_of(asset) and "张" not in text_of(asset) and links_of(asset) == []


def test_the_excel_list_holds_every_row_and_columns_to_fill_in(small_folder: Path) -> None:
    store, measure = Store(small_folder), read_framework("consolidation_2021").measure("projects_finished")
    request = ListRequest(measure, PERIOD, STATE)
    sheet = make_sheet(store, read_places(store), request, "清单", ["期次"], [("口径", "x")], False)
    page = openpyxl.load_workbook(io.BytesIO(write_shortfall_list(sheet)))["短板清单"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    headings = [str(text).replace("\n", "") for text in rows[0]]
    assert headings[:5] == ["序号", "县", "乡镇", "村", "项目名称"] and headings[-4:] == [
        column.heading for column in FILL_IN
    ]
    assert headings[-7:-4] == ["来源文件", "工作表", "行"]
    village = next(row for row in rows[1:] if row[4] == "一村水渠")
    assert village[1:4] == ["凤凰县", "甲镇", "一村"]
    assert village[headings.index("最终预算（万元）")] == 10 and village[headings.index("资金级次")] == "中央"
    assert village[headings.index("实际完工日期")] is None and len(rows) == 4


def test_the_excel_list_masks_names(small_folder: Path) -> None:
    store, measure = Store(small_folder), read_framework("consolidation_2021").measure("monitored_insured")
    sheet = make_sheet(store, read_places(store), ListRequest(measure, PERIOD, STATE), "清单", [], [], False)
    content = str(sheet.rows.to_dict())
    assert ID_NUMBER not in content and PHONE not in content


def test_a_list_of_a_township_starts_below_it(small_folder: Path) -> None:
    store, measure = Store(small_folder), read_framework("consolidation_2021").measure("projects_finished")
    sheet = make_sheet(store, read_places(store), ListRequest(measure, PERIOD, TOWN), "清单", [], [], False)
    assert [column.heading for column in sheet.columns][:2] == ["村", "项目名称"]
    assert shortfalls.has_short_rows(measure)


def test_so_does_the_list_of_the_first_township_whose_code_ends_in_zeros(small_folder: Path) -> None:
    store, measure = Store(small_folder), read_framework("consolidation_2021").measure("projects_finished")
    first, village = "433123100", "433123100201"
    named = {first: ("丙镇", "township"), village: ("九村", "village")}
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in named.items()])
    write_rows(store, "fund_projects", [{
        "place_code": village, "place_name": "九村", "county_code": FENGHUANG, "period": "2021", "project_code": "P9",
        "project_name": "九村水渠", "fund_source": "中央", "category": "乡村建设", "budget_cny": 100_000.0,
        "planned_finish_on": date(2021, 10, 31),
    }])  # fmt: skip
    sheet = make_sheet(store, read_places(store), ListRequest(measure, PERIOD, first), "清单", [], [], False)
    assert [column.heading for column in sheet.columns][:2] == ["村", "项目名称"]
    assert sheet.rows.iloc[:, :2].to_numpy().tolist() == [["九村", "九村水渠"]]


@pytest.mark.parametrize("is_harming", [True, False])
def test_a_project_without_a_category_is_not_known(small_folder: Path, is_harming: bool) -> None:
    """Nobody says whether it is a management fee: not listed as late, yet said; marks count it only where it is late."""
    write_rows(Store(small_folder), "fund_projects", [
        {
            "place_code": VILLAGE, "place_name": "一村", "county_code": FENGHUANG, "period": "2021", "project_code": f"P{at}",
            "project_name": f"一村水渠{at}期", "fund_source": "中央", "category": "乡村建设" if at < 59 else None,
            "budget_cny": 100_000.0, "planned_finish_on": date(2021, 10, 31),
            "finished_on": date(2021, 9, 30) if at < 59 or not is_harming else None,
        }
        for at in range(20, 60)
    ])  # fmt: skip
    page = open_small(measure="projects_finished", at=FENGHUANG)
    assert "一村水渠59期" not in text_of(page) and "另有 1 个项目说不清" in answer_of(page)
    assert ("计分按未达标算" in answer_of(page)) is is_harming
    (way,) = [link for link in links_of(page) if "view=unknown" in link]
    listed = open_page("shortfalls", **query_of(way))
    assert "1 个项目说不清" in answer_of(listed) and "一村水渠59期" in text_of(listed)
    assert "缺什么" in text_of(listed) and "项目类别" in text_of(listed).partition("缺什么")[2]
    assert "看未达标的名单" in text_of(listed) and "看说不清的 1 个项目" in text_of(page)


def test_marks_lost_by_a_project_nobody_can_judge_end_at_its_name(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, at="433125", measure="projects_started")
    assert "失分来自说不清的 1 个项目" in text_of(page) and "失分来自填报数" not in text_of(page)
    (way,) = [link for link in links_of(page) if "view=unknown" in link]
    assert "1 个项目说不清" in answer_of(open_page("shortfalls", **query_of(way)))


def test_lists_and_records_of_persons_lead_to_the_household(demo_folder: Path) -> None:
    page = open_page("shortfalls", place=STATE, period="2021-11", measure="removed_too_early")
    assert "第1至4位" not in text_of(page) and "不足六个月" in text_of(page), "a sentence and no reckoning"
    ways = [link for link in links_of(page) if link.startswith("household?") and "ref=" in link]
    assert ways and all("county=" in link for link in ways)
    record = open_page("shortfalls", **query_of(next(link for link in links_of(page) if "row=" in link)))
    (way,) = [link for link in links_of(record) if link.startswith("household?") and "ref=" in link]
    assert way in ways
    opened = open_page("household", **query_of(way))
    assert "户编号" in text_of(opened) and "没有查到" not in answer_of(opened)


@pytest.mark.parametrize("measure", ["measures_in_time", "spend_on_schedule"])
@pytest.mark.parametrize("at", ["", "433127"])
def test_the_largest_gap_comes_first(demo_folder: Path, measure: str, at: str) -> None:
    listed = shortfalls.read_list(
        Store(demo_folder),
        ListRequest(read_framework("consolidation_2021").measure(measure), "2021-11", at or STATE),
        "",
        None,
    )
    gaps = list(
        listed.rows[
            shortfalls.gap_name(shortfalls.gap_columns(read_framework("consolidation_2021").measure(measure))[0])
        ]
    )  # type: ignore[index]
    assert gaps == sorted(gaps, reverse=True) and gaps[0] > gaps[-1]
    first = shortfalls.read_list(
        Store(demo_folder),
        ListRequest(read_framework("consolidation_2021").measure(measure), "2021-11", at or STATE),
        "county",
        5,
    )
    assert list(first.rows.iloc[:, 0]) == list(listed.rows.iloc[:5, 0])

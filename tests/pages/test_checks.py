"""The page 疑点核查: the matrix, the way down to the village, states, filters in the address, the Excel list and its way back."""

import io
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from indicators.checks import facts as check_facts
from indicators.checks import findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared import CHECKS, read_framework
from indicators.declared.columns import is_empty
from indicators.households.household import find_household
from loaders.importing import import_file
from pages.parts.checks import excel as check_excel
from pages.parts.checks.address import ChecksAddress
from pages.parts.common.state import Picked
from reports.finding_list import LIST_SHEET, RESULT, write_finding_list
from store.places import read_places
from store.versions import Store
from tests.indicators.checks.finding_case import (
    AREA,
    FENGHUANG,
    LUXI,
    NOW,
    OTHER_TOWN,
    PHONE,
    REASON,
    RULE,
    SECOND,
    THIRD,
    TOWN,
    VILLAGE,
    finding_store,
    id_number,
    persons,
    review,
)  # fmt: skip
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

TITLE = read_framework(CHECKS).measures[RULE].title


Case = tuple[Store, Run]


@pytest.fixture(scope="module")
def checked_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two counties with households whose land is too much (`finding_case`), checked twice; read only."""
    folder = tmp_path_factory.mktemp("checked") / "data"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", "2021-11-20")
        finding_store(folder)
    yield folder


@pytest.fixture
def small(checked_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The checked folder as DATA_DIR; read only."""
    return _case(checked_folder, monkeypatch)


@pytest.fixture
def own(checked_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy of it that a test may write to; checked again, as another folder is other data."""
    shutil.copytree(checked_folder, tmp_path / "data")
    monkeypatch.setenv("TODAY", "2021-11-20")
    findings.ensure_run(Store(tmp_path / "data"), NOW)
    return _case(tmp_path / "data", monkeypatch)


def _case(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("TODAY", "2021-11-20")
    monkeypatch.setenv("DATA_DIR", str(folder))
    store = Store(folder)
    run = findings.find_run(store, NOW)
    assert run is not None and run.is_current
    return store, run


def open_small(**parameters: str) -> AppTest:
    return open_page("checks", place=AREA, period=NOW, **parameters)


def address_of(page: AppTest, text: str, within: str = "") -> dict[str, str]:
    """The parameters of the first link with this text, after `within`."""
    html = html_of(page)
    start = html.index(f">{text}</a>", html.index(within) if within else 0)
    link = html[html.rindex("href='", 0, start) + 6 : start].split("'")[0].replace("&amp;", "&")
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def follow(page: AppTest, text: str, within: str = "") -> AppTest:
    return open_page("checks", **address_of(page, text, within))


def test_first_the_answer_and_the_matrix(small: Case) -> None:
    store, run = small
    page = open_small()
    total = int(findings.read_matrix(store, run, scope=AREA)["findings"].sum())
    assert answer_of(page).startswith(f"全州有 {total:,} 条疑点待核")
    assert "最多的县是凤凰县" in answer_of(page)
    said = text_of(page)
    assert "2021年11月的表" in said and TITLE in said and "合计" in said and "未导入" in said
    assert any(f"check={RULE}" in link and f"at={FENGHUANG}" in link for link in links_of(page))


def test_bars_say_found_of_judged_and_lead_where_the_rule_leads(small: Case) -> None:
    page = open_small()
    bars = re.findall(r"<a class='go rule-bar' href='([^']+)'.*?<b>([\d,]+)", html_of(page), flags=re.DOTALL)
    rules = [(unescape(way), int(found.replace(",", ""))) for way, found in bars if "check=" in way]
    assert [found for _, found in rules] == sorted((found for _, found in rules), reverse=True) and len(rules) > 1
    (way,) = [way for way, _ in rules if f"check={RULE}" in way]
    assert re.search(rf"{TITLE}.{{0,20}} 5 / \d+ 户，\d+\.\d\d%", text_of(page)), (
        "five findings of the households judged"
    )
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
    assert "：5 " in answer_of(open_page("checks", **asked))
    assert "class='go rule-bar'" not in html_of(open_small(show="1")), "the wall shows one picture"


def test_the_way_down_adds_up(small: Case) -> None:
    area = open_small(check=RULE)
    assert answer_of(area).startswith(f"全州“{TITLE}”：5 ")
    assert "共 5 条，来自 2 个县" in text_of(area)
    county = follow(area, "凤凰县")
    assert answer_of(county).startswith(f"凤凰县“{TITLE}”：4 ") and "新增 3、消除 1" in answer_of(county)
    assert "共 4 条，来自 2 个乡镇" in text_of(county)
    town = follow(county, "甲镇")
    assert "共 2 条，来自 1 个村" in text_of(town)
    village = follow(town, "一村")
    said = text_of(village)
    assert "共 2 条" in said and "H1" in said and "H2" in said and "H3" not in said
    assert "耕地面积" in said and "130" in said
    back = follow(village, "全部规则")
    assert answer_of(back).startswith("一村有 ") and "本村疑点" in text_of(back)


def test_a_cell_leads_to_its_findings(small: Case) -> None:
    cell = next(link for link in links_of(open_small()) if f"check={RULE}" in link and f"at={FENGHUANG}" in link)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(cell).query).items()}
    assert "：4 " in answer_of(open_page("checks", **asked))


def test_townships_and_villages_are_the_rows_below_a_county(small: Case) -> None:
    county = open_small(at=FENGHUANG)
    assert "甲镇" in text_of(county) and "乙镇" in text_of(county) and "泸溪县" not in text_of(county)
    town = open_small(at=TOWN)
    assert "一村" in text_of(town) and "二村" in text_of(town) and "三村" not in text_of(town)


def test_states_are_told_apart(small: Case) -> None:
    county = open_small(check=RULE, at=FENGHUANG)
    assert "新增" in text_of(county) and "仍在" in text_of(county)
    assert "另有" in text_of(county)
    exempt = follow(county, "1 条已豁免")
    assert exempt.query_params["state"] in ("exempt", ["exempt"])
    assert f"已豁免：{REASON}（至2022年3月31日）" in text_of(exempt) and "豁免清单" in text_of(exempt)
    gone = follow(county, "1 条已消除")
    assert "H4" in text_of(gone) and "已消除" in answer_of(gone)
    first = open_small(check=RULE, state="first")
    assert "：首次核查 1 " in answer_of(first) and "H7" in text_of(first)


def test_filters_stay_in_the_address_and_in_the_links(small: Case) -> None:
    page = open_small(indicator="产业发展", state="new")
    assert "条疑点新增" in answer_of(page)
    page.selectbox(key="filter_suspicion").set_value(read_framework(CHECKS).measures[RULE].suspicion).run()
    assert page.query_params["suspicion"] and page.query_params["indicator"] and page.query_params["state"]
    own = ("check=", "at=", "all=")
    inside = [link for link in links_of(page) if urlsplit(link).path == "checks" and any(name in link for name in own)]
    assert inside and all("indicator=" in link and "state=new" in link for link in inside)


def test_all_rules_on_demand(small: Case) -> None:
    few = open_small(at=FENGHUANG)
    everything = open_small(at=FENGHUANG, all="1")
    assert html_of(everything).count("class='clamp'") > html_of(few).count("class='clamp'")
    assert "只看最多的几条" in text_of(everything)


def test_unknown_values_are_left_out_with_a_note(small: Case) -> None:
    page = open_small(check="no_such", at="110101", suspicion="乱写", state="odd")
    said = text_of(page)
    for words in ("没有编码为“no_such”的规则", "“110101”不在全州内", "没有可疑程度“乱写”", "没有状态“odd”"):
        assert words in said
    assert answer_of(page).startswith("全州有 ")


def test_households_are_named_by_a_reference_and_persons_are_masked(small: Case) -> None:
    store, run = small
    for page in (open_small(check=RULE, at=VILLAGE), open_small(at=VILLAGE)):
        household = next(link for link in links_of(page) if urlsplit(link).path == "household" and "ref=" in link)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(household).query).items()}
        assert asked["county"] == FENGHUANG
        assert find_household(store, FENGHUANG, asked["ref"], run.period) in ("H1", "H2")
        html = html_of(page)
        assert id_number("H1") not in html and PHONE not in html
        assert "监测对象.xlsx Sheet1 · 第 4 行" in text_of(page)


def test_the_village_list_goes_household_by_household(small: Case) -> None:
    store, run = small
    page = open_small(at=VILLAGE)
    _, total = findings.read_findings(store, run, FindingRequest(VILLAGE, FindingFilter(), 10_000, 0))
    assert answer_of(page).startswith(f"一村有 {total:,} 条疑点待核，涉及 3 户"), "H4 has other findings"
    said = text_of(page)
    assert said.index("户 H1") < said.index("户 H2") and TITLE in said


def test_facts_of_many_rules_at_once_are_those_of_each(small: Case) -> None:
    store, run = small
    checks = read_framework(CHECKS).measures
    rows, _ = findings.read_findings(store, run, FindingRequest(VILLAGE, FindingFilter(state=findings.ALL_STATES)))
    together = check_facts.read_all(store, NOW, checks, rows)
    assert len(together) == len(rows) and rows["check"].nunique() > 1
    for row in rows.to_dict("records"):
        facts = together[row["finding_code"]]
        if row["state"] == "gone":
            assert facts is None
            continue
        one = findings.read_facts(store, NOW, checks[row["check"]], rows[rows["finding_code"] == row["finding_code"]])
        assert facts is not None
        for name in checks[row["check"]].list_columns:
            once = one.at[row["row_key"], name]
            assert (is_empty(facts[name]) and is_empty(once)) or facts[name] == once, (row["finding_code"], name)


def test_the_projection_shows_no_list_and_no_link(small: Case) -> None:
    for parameters in ({}, {"check": RULE}, {"check": RULE, "at": VILLAGE}, {"at": VILLAGE}):
        page = open_page("checks", place=AREA, period=NOW, show="1", **parameters)
        assert answer_of(page) and not links_of(page)
        assert "H1" not in text_of(page) and "首次核查" not in answer_of(page)
    assert "颜色越深占比越高" in text_of(open_page("checks", place=AREA, period=NOW, show="1"))


def test_long_lists_go_by_pages(small: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("findings", "village"):
        monkeypatch.setattr(f"pages.parts.checks.{name}.PAGE_ROWS", 2)
    page = open_small(check=RULE)
    assert "第 1–2 条，共 5 条" in text_of(page)
    second = follow(page, "下一页")
    assert "第 3–4 条，共 5 条" in text_of(second)
    assert "第 1–2 条" in text_of(follow(second, "上一页"))
    assert "part" not in address_of(second, "凤凰县")


def test_without_data_the_page_says_what_to_import(empty_folder: Path) -> None:
    page = open_page("checks")
    assert "还没有可以" in answer_of(page) and "国家系统导出的五张表" in text_of(page)


def test_other_tables_only_is_no_data_to_check(empty_folder: Path) -> None:
    row = {
        "place_code": LUXI,
        "place_name": "泸溪县",
        "county_code": LUXI,
        "period": NOW,
        "item": "petitions",
        "value": 1.0,
    }
    write_rows(Store(empty_folder), "indicator_values", [row])
    page = open_page("checks", place=LUXI)
    assert "还没有可以核查的数据" in answer_of(page)


def test_a_department_that_sent_nothing_gives_no_all_clear(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The export alone says nothing about next year's insurance: neither the page of the rule nor its cell says that all is well."""
    monkeypatch.setenv("TODAY", "2021-11-20")
    person = {
        "place_code": f"{LUXI}101201",
        "county_code": LUXI,
        "period": NOW,
        "relation": "户主",
        "household_kind": "脱贫户",
    }
    rows = [person | {"household_code": f"H{at}", "birth_month": "1981-06", "sex": "男"} for at in range(3)]
    write_rows(Store(empty_folder), "monitored_persons", rows)
    page = open_page("checks", place=LUXI, period=NOW, check="c1_insured_next_year")
    assert "没有查到疑点" not in text_of(page) and "没有疑点" not in text_of(page)
    assert "没有导入" in answer_of(page) or "无法判断" in answer_of(page)
    whole = open_page("checks", place=LUXI, period=NOW, all="1")
    assert "没有查到疑点" not in answer_of(whole)
    heads = re.findall(r"<th>\s*<div class='clamp'>(.*?)</div></th>", html_of(whole), re.DOTALL)
    at = next(
        number
        for number, head in enumerate(heads)
        if read_framework(CHECKS).measure("c1_insured_next_year").title in head
    )
    rows = re.findall(
        r"<tr[^>]*>(.*?)</tr>", html_of(whole).partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL
    )
    said = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)][2 + at]
        for row in rows
    ]
    assert said and set(said) <= {"？", "○", ""}, "no nought where nothing could be judged"


def asked_of(small: Case, at: str, check: str = "") -> ChecksAddress:
    framework, run = read_framework(CHECKS), small[1]
    picked = Picked(AREA, NOW, "consolidation_2021", False)
    return ChecksAddress(picked, framework, run, at, framework.measures.get(check))


def excel_of(small: Case, at: str, check: str = "") -> bytes:
    store = small[0]
    sheet = check_excel.make_sheet(asked_of(small, at, check), store, read_places(store), "清单", ["期次"], False)
    return write_finding_list(sheet)


def test_the_excel_list_holds_what_the_page_lists(small: Case) -> None:
    page = openpyxl.load_workbook(io.BytesIO(excel_of(small, FENGHUANG, RULE)))[LIST_SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    headings = [str(text) for text in rows[0]]
    assert len(rows) == 1 + 4
    assert headings[:5] == ["序号", "疑点编号", "乡镇", "村", "户编号"]
    by_household = {row[headings.index("户编号")]: row for row in rows[1:]}
    assert sorted(by_household) == ["H1", "H2", "H5", "H6"]
    first = by_household["H1"]
    assert first[headings.index("疑点内容")] == TITLE and "130 亩" in first[headings.index("疑点事实")]
    assert first[headings.index("区划代码")] == VILLAGE and first[headings.index("疑点状态")] == "仍在"
    assert all(id_number("H1") not in str(cell) for cell in first)


def test_lists_and_their_excel_name_head_and_helper(own: Case) -> None:
    """Masked, in columns of their own; the file is taken back without a word about them."""
    store = own[0]
    rows = [row | {"person_name": "张某某"} for row in persons(NOW)]
    write_rows(store, "monitored_persons", rows)
    home = next(row for row in rows if row["household_code"] == "H1")
    names = ("place_code", "place_name", "county_code", "household_code")
    helper = {name: home[name] for name in names} | {"period": NOW[:4], "helper_name": "王某某", "helper_state": "在岗"}
    write_rows(store, "helpers", [helper])
    case = store, findings.ensure_run(store, NOW)
    page = openpyxl.load_workbook(io.BytesIO(excel_of(case, FENGHUANG, RULE)))[LIST_SHEET]
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    first = next(row for row in lines[1:] if "H1" in row)
    assert [first[lines[0].index(f"{name}（脱敏）")] for name in ("户主", "帮扶责任人")] == ["张*", "王*"]
    for place in (FENGHUANG, VILLAGE):
        said = text_of(open_small(check=RULE if place == FENGHUANG else "", at=place))
        assert "张*" in said and "王*" in said and "某某" not in said
    assert "某某" not in str(lines)


def test_the_list_of_a_township_whose_code_ends_in_zeros_starts_below_it(own: Case) -> None:
    store, (first, village) = own[0], ("433123100", "433123100201")
    named = {first: ("丙镇", "township"), village: ("九村", "village")}
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in named.items()])
    person = next(row for row in persons(NOW) if row["household_code"] == "H1")
    write_rows(store, "monitored_persons", [person | {"place_code": village, "place_name": "九村"}])
    case = store, findings.ensure_run(store, NOW)
    sheet = check_excel.make_sheet(asked_of(case, first, RULE), store, read_places(store), "清单", [], False)
    assert [column.heading for column in sheet.columns][:3] == ["疑点编号", "村", "户编号"]
    assert sheet.rows[["村", "household_code"]].to_numpy().tolist() == [["九村", "H1"]]


def test_a_filled_list_comes_back_and_the_page_shows_it(own: Case, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(excel_of(own, VILLAGE)))
    page = book[LIST_SHEET]
    head = next(row for row in range(1, 10) if page.cell(row, 1).value == "序号")
    headings = [cell.value for cell in page[head]]
    target = next(
        row for row in range(head + 1, page.max_row + 1)
        if page.cell(row, headings.index("户编号") + 1).value == "H2"
        and page.cell(row, headings.index("疑点内容") + 1).value == TITLE
    )  # fmt: skip
    for offset, value in enumerate(("不属实", "多写一位，实为13亩", "李干部", date(2021, 11, 21))):
        page.cell(target, headings.index(RESULT) + 1 + offset).value = value
    path = tmp_path / "回填.xlsx"
    book.save(path)
    done = import_file(path, folder=own[0].folder)
    assert [name.split("@")[0] for name in done.versions] == ["finding_reviews"], done.problems
    assert not [problem for problem in done.problems if problem.kind == "unknown_column"]
    said = text_of(open_small(check=RULE, at=VILLAGE))
    assert "不属实：多写一位，实为13亩" in said and "待核实" in said


def test_a_review_is_no_reason_to_check_again(own: Case) -> None:
    store, run = own
    code = findings.read_findings(store, run, FindingRequest(VILLAGE, FindingFilter(check=RULE), 10, 0))[0][
        "finding_code"
    ][0]
    write_rows(store, "finding_reviews", [review(code, "属实", "已上门")])
    found = findings.find_run(store, NOW)
    assert found is not None and found.is_current and found.id == run.id
    assert "属实：已上门" in text_of(open_small(check=RULE, at=VILLAGE))


def test_new_tables_are_checked_before_the_page_answers(own: Case) -> None:
    store, run = own
    row = {"place_code": SECOND, "place_name": "二村", "county_code": FENGHUANG, "rule_code": RULE, "household_code": "H5",
           "reason": REASON, "valid_until": date(2022, 3, 31)}  # fmt: skip
    write_rows(store, "exemptions", [row])
    page = open_small(check=RULE, at=OTHER_TOWN)
    assert "：1 " in answer_of(page)
    found = findings.find_run(store, NOW)
    assert found is not None and found.is_current and found.id != run.id
    assert "共 1 条，来自 1 个村" in text_of(page) and f"at={THIRD}" in " ".join(links_of(page))


@pytest.mark.parametrize("at", ["", FENGHUANG, TOWN])
def test_the_rules_by_what_came_of_them_add_up_to_all(small: Case, at: str) -> None:
    said = text_of(open_page("checks", place=AREA, period="2021-11", at=at))
    found = re.search(r"(\d+) 条规则中 (.*?) ·", said)
    assert found and int(found[1]) == len(read_framework(CHECKS).measures)
    parts = {what: int(count) for count, what in re.findall(r"(\d+) 条(\D+?)(?:、|$)", found[2])}
    assert parts["有数据可查"] and parts["需要的表没有导入"]
    assert sum(parts.values()) == int(found[1])

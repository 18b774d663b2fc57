"""Figures that people hold side by side have one value in the browser, wherever they stand: those that once had several."""

import re
from collections import defaultdict

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COUNTY, AREA = "433127", "433100"
AMOUNT = r"(−?[\d,.]+)"
MAIN = "[data-testid='stMain']"
SHOWN = f"""pattern => {{
  const main = document.querySelector("{MAIN}");
  return main !== null && new RegExp(pattern).test(main.innerText.replace(/\\s+/g, " "));
}}"""
"""Whether what a person sees of the page holds the words."""
READ = {
    "还差多少钱": {
        "spending": f"与序时进度差 −?[\\d.]+ 个百分点 差 {AMOUNT} 万元",
        "overview": f"资金支出达到序时进度 .{{0,60}}?再支出 {AMOUNT} 万元",
        "shortfalls": f"资金支出达到序时进度 .{{0,60}}?再支出 {AMOUNT} 万元",
        "ranking": f"资金支出达到序时进度 .{{0,60}}?再支出 {AMOUNT} 万元",
    },
    "与序时进度差几个百分点": {
        "spending": f"与序时进度差 {AMOUNT} 个百分点", "ranking": f"资金支出达到序时进度 {AMOUNT} 个百分点",
    },
    "低于序时进度的项目资金": {
        "spending": f"{AMOUNT}笔项目资金低于序时进度", "shortfalls?measure=spend_on_schedule": f"{AMOUNT} 笔项目资金未达标",
        "shortfalls": f"资金支出达到序时进度 .{{0,60}}?{AMOUNT} 笔项目资金",
    },
    "支出率": {
        "spending": f"支出率 {AMOUNT}%", "briefing": f"资金支出率 {AMOUNT}%", "ranking": f"衔接资金支出率 {AMOUNT}%",
    },
    "大走访完成率": {"activities": f"大走访 . \\S+ {AMOUNT}%", "ranking": f"帮扶责任人本年走访率 {AMOUNT}%"},
    "大走访还差": {
        "activities": f"大走访 .{{0,40}}?户，还差 {AMOUNT}", "ranking": f"帮扶责任人本年走访率 .{{0,60}}?再完成 {AMOUNT} 户",
        "checks?check=c4_not_visited": f"”：{AMOUNT} 户待核",
    },
    "大走访户数": {
        "activities": f"大走访 . \\S+ [\\d.]+% [\\d,]+ / {AMOUNT} 户", "briefing": f"系统中脱贫户和监测户 {AMOUNT} 户",
        "household": f"登记脱贫户和监测对象 {AMOUNT} 户",
    },
    "大排查完成率": {"activities": f"大排查 . \\S+ {AMOUNT}%", "ranking": f"防返贫集中排查完成率 {AMOUNT}%"},
    "大排查还差": {
        "activities": f"大排查 .{{0,40}}?户，还差 {AMOUNT}", "ranking": f"防返贫集中排查完成率 .{{0,60}}?再完成 {AMOUNT} 户",
    },
    "下年度医保未参保": {
        "shortfalls?measure=insured_next_year": f"{AMOUNT} 人未达标", "comparison": f"下一年度医保未参保缴费 {AMOUNT}",
        "checks?check=c1_insured_next_year": f"”：{AMOUNT} 人待核",
    },
    "易地搬迁户": {"briefing": f"易地扶贫搬迁户 {AMOUNT} 户", "comparison": f"易地搬迁户名册 发改局 · 按户 {AMOUNT}"},
    "住房安全隐患没有整改": {
        "shortfalls?measure=safe_housing": f"{AMOUNT} 户未达标",
        "checks?check=c1_house_hazard_open": f"”：{AMOUNT} 户待核",
    },
    "台账里的问题": {
        "ledger": f"台账 {AMOUNT} 个问题", "duties": f"，{AMOUNT} 个问题，销号率",
        "activities": f"大整改 . \\S+ [\\d.]+% [\\d,]+ / {AMOUNT} 个",
    },
}  # fmt: skip
"""What is asked → address → where the answer stands among what is seen there."""
IN_ALL = {
    "失分的县": {
        "overview": f"资金支出达到序时进度 .{{0,60}}?8 个县中 {AMOUNT} 个失分",
        "shortfalls?measure=spend_on_schedule": f"来自 8 个县，其中 {AMOUNT} 个失分",
    },
    "各县失分之和": {
        "overview": f"资金支出达到序时进度 .{{0,60}}?合计 −{AMOUNT} 分",
        "shortfalls?measure=spend_on_schedule": f"，失 {AMOUNT} 分",
    },
}
"""The same over the prefecture."""


def read(page: Page, server: str, asked: dict[str, dict[str, str]], place: str) -> dict[str, dict[str, str]]:
    """What is asked → address → the figure seen there; each page is opened once."""
    by_page: dict[str, dict[str, str]] = defaultdict(dict)
    for what, places in asked.items():
        for address, pattern in places.items():
            by_page[address][what] = pattern
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for address, patterns in by_page.items():
        page.goto(f"{server}/{address}{'&' if '?' in address else '?'}place={place}&period=2021-11")
        for what, pattern in patterns.items():
            page.wait_for_function(SHOWN, arg=pattern)
            seen = re.search(pattern, " ".join(page.locator(MAIN).inner_text().split()))
            assert seen, (what, address)
            found[what][address] = seen[1]
    return found


def test_one_question_has_one_answer(page: Page, server: str) -> None:
    found = read(page, server, READ, COUNTY)
    assert {what: told for what, told in found.items() if len(set(told.values())) > 1} == {}


def test_the_prefecture_and_its_counties_tell_the_same_of_a_loss(page: Page, server: str) -> None:
    found = read(page, server, IN_ALL, AREA)
    assert {what: told for what, told in found.items() if len(set(told.values())) > 1} == {}


def test_the_schedule_of_the_day_is_one_on_the_page_and_in_the_record(page: Page, server: str) -> None:
    found = read(page, server, {"应达": {"spending": f"应达 {AMOUNT}%"}}, COUNTY)
    page.locator("a.go[href*='row=']").first.click()
    expect(page).to_have_url(re.compile("row="))
    page.wait_for_function(SHOWN, arg=f"序时进度：{AMOUNT}%")
    said = re.search(f"序时进度：{AMOUNT}%", " ".join(page.locator(MAIN).inner_text().split()))
    assert said and said[1] == found["应达"]["spending"]

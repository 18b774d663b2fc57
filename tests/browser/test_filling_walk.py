"""填报: what was copied in Excel is pasted with the keyboard, into the grid or as a whole block, signed, saved, found with who and when."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from store import Store
from tests.browser.conftest import serving
from tests.browser.screens.walking import settle
from tests.browser.test_walk import open_page
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, JISHOU, LUXI, small_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MONTH = "2026-12"
HOUSES, TOILETS = "危房改造完成户数（户）", "卫生厕所改造率（%）"
PASTED = {JISHOU: ("12", "95.5"), LUXI: ("8", "90"), FENGHUANG: ("5", "70"), HUAYUAN: ("1,203", "88")}
"""In the order of the grid: county → households, rate."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """A server on a folder with figures of four counties, and its store."""
    small_store(tmp_path / "data")
    with serving(tmp_path / "data") as address:
        yield address, Store(tmp_path / "data")


def copy(page: Page, *rows: tuple[str, ...]) -> None:
    """Have in the clipboard what Excel puts there."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "\r\n".join("\t".join(row) for row in rows) + "\r\n")


def open_filling(page: Page, server: str) -> None:
    assert open_page(page, server, f"books?place={AREA}&fill=1") == "填报没有表的数字"
    settle(page)
    month = page.get_by_label("期次", exact=True).locator("visible=true").last
    month.fill(MONTH)
    month.press("Enter")
    settle(page)


def sign_and_save(page: Page) -> None:
    page.get_by_label("办理人（必填）").locator("visible=true").first.fill("张三")
    page.get_by_role("button", name="保存", exact=True).click()


def stored(store: Store) -> Mapping[tuple[str, str], float]:
    with store.connect() as connection:
        query = "SELECT place_code, item, value FROM indicator_values WHERE period = ?"
        return {(code, item): value for code, item, value in connection.execute(query, [MONTH]).fetchall()}


def found_again(page: Page, server: str) -> None:
    """Who and when stand on the page of imports, the figures on 任意数字."""
    open_page(page, server, "imports")
    line = page.locator("tr", has_text=f"页面填报_{MONTH}.csv").first
    expect(line).to_contain_text("张三")
    expect(line).to_contain_text(re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}"))
    open_page(page, server, f"figures?place={AREA}&period={MONTH}&item=indicator_values/value/{HOUSES}")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("1,203")


WANTED = {
    (code, item): value
    for code, (houses, share) in PASTED.items()
    for item, value in ((HOUSES, float(houses.replace(",", ""))), (TOILETS, float(share) / 100))
}


def test_a_block_is_pasted_into_the_grid(page: Page, served: tuple[str, Store]) -> None:
    address, store = served
    open_filling(page, address)
    for item in (HOUSES, TOILETS):
        page.get_by_label("填哪些数字", exact=False).first.click()
        page.keyboard.type(item)
        expect(page.get_by_text(f"添加：{item}")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("[data-testid='stMultiSelect'] .react-aria-ComboBox [data-tag]").last).to_contain_text(item)
        settle(page)
    copy(page, *PASTED.values())
    grid = page.locator("[data-testid='stDataFrame'] canvas").first
    expect(grid).to_be_visible()
    grid.click(position={"x": 30, "y": 52}, force=True)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+v")
    expect(grid.locator("td", has_text=PASTED[HUAYUAN][0])).to_have_count(1)
    settle(page)
    sign_and_save(page)
    expect(page.locator(".done")).to_contain_text("已存 8 个数字（指标数值表第")
    assert stored(store) == pytest.approx(WANTED)
    found_again(page, address)


def test_a_whole_block_with_its_titles_goes_to_its_places(page: Page, served: tuple[str, Store]) -> None:
    address, store = served
    open_filling(page, address)
    names = {JISHOU: "吉首市", LUXI: "泸溪", FENGHUANG: "湘西州凤凰县", HUAYUAN: "花垣县"}
    rows = [(names[code], *PASTED[code]) for code in (HUAYUAN, FENGHUANG, LUXI, JISHOU)]
    copy(page, ("县市", HOUSES, TOILETS), *rows, ("合计", "1,228", "85.9"))
    page.get_by_text("从 Excel 粘贴一整块").click()
    page.get_by_label("在 Excel 里连同地区一列和表头一起复制", exact=False).click()
    page.keyboard.press("Control+v")
    page.get_by_role("button", name="读进表格").click()
    expect(page.locator("[data-testid='stMain']")).to_contain_text("读到 4 个地区的 8 个数")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("“合计”不是这里要填的地区，没有读")
    sign_and_save(page)
    expect(page.locator(".done")).to_contain_text("已存 8 个数字（指标数值表第")
    assert stored(store) == pytest.approx(WANTED)
    found_again(page, address)

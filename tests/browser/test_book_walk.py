"""A book of an office over its own table: from two workbooks to the rank and the map, its copy for the next year with two changes, all
in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from indicators.books import RawBook, save, write_book
from tests.browser.conftest import serving
from tests.browser.screens.walking import settle
from tests.browser.test_import_walk import drop, store_it, workbook
from tests.browser.test_walk import open_page
from tests.indicators.small_case import AREA, small_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ITEMS = [f"庭院经济第{number}项（户）" for number in range(1, 11)]
YEARS = ("2025", "2026")
DONE = {"泸溪县": 60, "凤凰县": 90, "花垣县": 75}
"""Households of every item of an open table: of ten points an item 凤凰 has 9, 花垣 7.5, 泸溪 6, linear from 0 to 100."""


def ten_measures() -> RawBook:
    """A book of 100 points for 2025 over the items of an open table."""
    one: dict[str, Any] = {
        "aspect": "产业", "indicator": "庭院经济", "table": "indicator_values", "total": "value", "unit": "households",
        "direction": "higher_is_better", "points": 10, "scoring": {"rule": "linear", "zero_at": 0, "full_at": 100}, "source": "本州办法",
    }  # fmt: skip
    cuts = [("产业", "aspects"), ("庭院经济", "indicators")]
    framework = {
        "title": "本州办法(2025年)", "version": "1", "period": "month", "points": 100, "valid_from": "2025-01", "valid_to": "2025-12",
        "source": "本州办法", **{key: [{"title": title, "points": 100}] for title, key in cuts},
    }  # fmt: skip
    measures = {
        f"m{at:02d}": one | {"title": item, "says": f"{item}的数", "population": f"item = '庭院经济：{item}'"}
        for at, item in enumerate(ITEMS, 1)
    }
    return {"framework": framework, "measures": measures}


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on county figures of 2021; the test's own data folder is the server's."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    small_store(tmp_path / "data")
    with serving(tmp_path / "data") as address:
        yield address


def bring_in(page: Page, server: str) -> None:
    """The office's own table, of a shape never seen, of November of each year, over the page of imports."""
    open_page(page, server, "imports")
    for year in YEARS:
        rows = [[county, *[done] * len(ITEMS)] for county, done in DONE.items()]
        drop(page, f"庭院经济{year}年11月.xlsx", workbook([f"{year}年11月庭院经济统计表"], ["县市", *ITEMS], *rows))
        store_it(page)


def looked_at(page: Page, server: str, period: str) -> str:
    """What the ranking of a period shows, markup and all."""
    open_page(page, server, f"ranking?place={AREA}&period={period}")
    expect(page.locator(".linked table").first).to_be_visible()
    settle(page)
    return "".join(one.inner_html() for one in page.locator(".linked, h1.answer, .quiet").all())


def sign(page: Page, why: str) -> None:
    for label, said in (("办理人（必填）", "张三"), ("原因（必填，记入历史）", why)):
        page.get_by_label(label).locator("visible=true").first.fill(said)


def sign_and_click(page: Page, why: str, button: str) -> None:
    """Sign and click, once: the form keeps what is typed while the page is drawn anew."""
    sign(page, why)
    page.get_by_role("button", name=button, exact=True).click()


def put_in_force(page: Page, version: int) -> None:
    expect(page.get_by_role("button", name=f"启用第{version}版")).to_be_visible()
    sign_and_click(page, "局务会通过", f"启用第{version}版")
    expect(page.locator("h1.answer")).to_contain_text(f"在用 第{version}版")


def change(page: Page, server: str, book: str, measure: str, label: str, value: str) -> None:
    open_page(page, server, f"books?book={book}&measure={measure}")
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")
    expect(page.get_by_role("heading", name="改了什么")).to_be_visible()
    sign_and_click(page, "改一处", "保存为草稿")
    expect(page.locator("[data-testid='stMain']")).to_contain_text("启用以后才算分")


def test_what_is_typed_into_the_signature_outlives_the_page_being_drawn_anew(page: Page, served: str) -> None:
    save(ten_measures(), "张三", "试")
    open_page(page, served, "books?book=b0001&measure=m01")
    sign(page, "一边填一边改")
    for value in ("20", "15"):
        field = page.get_by_label("分值", exact=True)
        field.fill(value)
        field.press("Enter")
        expect(page.locator("[data-testid='stMain']")).to_contain_text(f"分值：10 → {value}")
    expect(page.get_by_label("办理人（必填）").locator("visible=true").first).to_have_value("张三")
    page.get_by_role("button", name="保存为草稿", exact=True).click()
    expect(page.locator("[data-testid='stMain']")).to_contain_text("已保存为第2版")
    expect(page.get_by_text("一边填一边改").first).to_be_visible()


def test_a_book_comes_from_its_workbook_is_ranked_mapped_and_copied_for_the_next_year(page: Page, served: str) -> None:
    bring_in(page, served)
    before = looked_at(page, served, "2021-11")
    assert open_page(page, served, f"ranking?place={AREA}&period=2025-11") == "没有适用于2025年11月的办法"
    open_page(page, served, "books")
    page.get_by_text("从文件导入").click()
    content = write_book(ten_measures())
    page.locator("input[type=file]").set_input_files({"name": "本州办法.xlsx", "mimeType": XLSX, "buffer": content})
    expect(page.get_by_role("heading", name=re.compile("读到的草稿"))).to_be_visible()
    sign_and_click(page, "本州2025年办法", "保存为草稿")
    expect(page.locator("h1.answer")).to_contain_text("本州办法(2025年)：草稿")
    put_in_force(page, 1)
    ranked = looked_at(page, served, "2025-11")
    assert "凤凰县" in ranked and "90.00" in ranked and "75.00" in ranked and "60.00" in ranked
    assert "凤凰" in open_page(page, served, f"county_map?place={AREA}&period=2025-11")
    expect(page.frame_locator("iframe[src*='st_folium']").locator("path.leaflet-interactive")).to_have_count(8)
    assert open_page(page, served, f"ranking?place={AREA}&period=2026-11") == "没有适用于2026年11月的办法"
    page.locator("a.go", has_text="复制上一年的办法").click()
    expect(page.get_by_label("适用起月", exact=True).first).to_have_value("2026-01")
    sign_and_click(page, "2026年用", "复制")
    expect(page.locator("h1.answer")).to_contain_text("本州办法(2026年)：草稿 第1版")
    change(page, served, "b0002", "m01", "分值", "20")
    change(page, served, "b0002", "m02", "满分线", "90")
    open_page(page, served, "books?book=b0002")
    put_in_force(page, 3)
    later = looked_at(page, served, "2026-11")
    assert "本州办法(2026年)" in later and "本州办法(2025年)" not in later
    """Of 110 points 凤凰 has 18 + 10 + 8 × 9 = 100, 泸溪 12 + 6.67 + 8 × 6 = 66.67."""
    assert "100.00" in later and "66.67" in later
    assert looked_at(page, served, "2025-11") == ranked
    assert looked_at(page, served, "2021-11") == before

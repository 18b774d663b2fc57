"""任意数字 in a real browser: ways to look are steps of the address, a shared link shows the same, a name leads to the source row."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ITEM = "figures?place=433127&level=county&item=fund_projects/budget_cny&per=fund_projects/benefit_households"


def test_a_quotient_is_ranked_mapped_shared_and_followed_to_its_rows(page: Page, server: str) -> None:
    page.goto(f"{server}/{ITEM}")
    title, main = page.locator("h1.answer"), page.locator("[data-testid='stMain']")
    expect(title).to_contain_text("永顺县计划资金 ÷ 受益户数")
    expect(main.locator(".figures-table tr.ours")).to_contain_text("元/户")
    said = title.inner_text()
    page.get_by_role("radio", name="地图").or_(page.get_by_role("button", name="地图")).first.click()
    expect(page).to_have_url(re.compile("view=map"))
    expect(page.frame_locator("iframe[src*='st_folium']").locator("path.leaflet-interactive")).to_have_count(8)
    page.reload()
    expect(title).to_have_text(said)
    expect(page.frame_locator("iframe[src*='st_folium']").locator("path.leaflet-interactive")).to_have_count(8)
    page.go_back()
    expect(main.locator(".figures-table tr.ours")).to_be_visible()
    main.locator(".figures-table a.go", has_text="凤凰县").click()
    expect(page).to_have_url(re.compile("view=rows.*at=433123|at=433123.*view=rows"))
    expect(main).to_contain_text(re.compile(r"衔接资金项目表.*第\d+行"))

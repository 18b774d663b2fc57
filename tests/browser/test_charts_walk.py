"""Pictures in a real browser: a bar leads where its row leads."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def asked(address: str | None) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(address or "").query)


def test_a_click_on_a_line_of_the_ranking_leads_where_its_row_leads(page: Page, server: str) -> None:
    page.goto(f"{server}/ranking?place=433100")
    expect(page.locator("h1.answer")).to_be_visible()
    row = page.locator("table.grid tr:has(.bar)").nth(1)
    way = row.locator("a.go.name").first.get_attribute("href")
    (code,) = asked(way)["at"]
    row.locator("td > a.go:has(.bar)").first.click()
    expect(page).to_have_url(re.compile(f"ranking.*at={code}"))
    assert asked(page.url) == asked(way)

"""不漏一项一人 from the state down to a name and its household; 复习大纲 from the state to a signed tick: in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_from_a_policy_down_to_a_name_and_its_household(page: Page, server: str) -> None:
    page.goto(f"{server}/entitlements?place=433100")
    expect(page.locator("h1.answer")).to_contain_text("没有享受")
    page.locator("table.matrix a", has_text="永顺县").click()
    expect(page.locator("h1.answer")).to_contain_text(re.compile("^永顺县16项政策应享受"))
    page.locator("table.policies a[href*='shortfalls'][href*='measure=insurance_subsidy']").click()
    expect(page.locator("h1.answer")).to_contain_text("永顺县医保个人缴费资助：4 人未达标")
    expect(page.get_by_text("正在看：政策落实不漏一项、不漏一人")).to_be_visible()
    page.locator("a.go[href*='ref=']").first.click()
    expect(page.get_by_text("该享受的政策")).to_be_visible()
    expect(page.locator("table", has_text="没有享受").first).to_contain_text("医保个人缴费资助")
    page.go_back()
    expect(page.locator("h1.answer")).to_contain_text("4 人未达标")


def test_an_item_is_ticked_off_in_a_county_and_signed(page: Page, server: str) -> None:
    page.goto(f"{server}/outline?place=433100")
    page.locator("table.outline-counties a", has_text="凤凰县").click()
    expect(page.locator("h1.answer")).to_contain_text("凤凰县复习大纲 21 项，已过 0 项")
    page.get_by_text("勾对", exact=True).first.click()
    page.get_by_label("办理人").fill("甲某")
    page.get_by_label("办理人").press("Tab")
    page.get_by_role("button", name="勾掉（已过）").click()
    expect(page.locator("h1.answer")).to_contain_text("已过 1 项")
    expect(page.locator("table.outline")).to_contain_text("甲某")

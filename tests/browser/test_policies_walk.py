"""不漏一项一人 down to a name, 复习大纲 to a signed tick, 东西部协作 from a block to the ledger: in a real browser."""

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


def test_from_a_block_of_the_agreement_to_its_item_and_into_the_ledger(page: Page, server: str) -> None:
    page.goto(f"{server}/cooperation?place=433100")
    expect(page.locator("h1.answer")).to_contain_text("4 个县协议指标全部超额完成")
    page.locator("table a[href*='at=433127'][href*='measure=coop_talent_exceeded']").click()
    expect(page.locator("h1.answer")).to_contain_text(re.compile("永顺县.*1 项协议指标未达标"))
    expect(page.locator("table", has_text="选派专业技术人才").first).to_be_visible()
    page.go_back()
    expect(page.locator("h1.answer")).to_contain_text("4 个县协议指标全部超额完成")
    page.locator("table a", has_text="永顺县").first.click()
    expect(page.locator("h1.answer")).to_have_text("永顺县 19 项协议指标超额完成 17 项，还有 2 项没有超过协议数")
    page.get_by_text("转为问题，进台账").click()
    page.get_by_label("办理人").fill("甲某")
    page.get_by_label("办理人").press("Tab")
    page.get_by_role("button", name="登记到问题台账").click()
    expect(page.get_by_text(re.compile(r"^新开 [1-9]"))).to_be_visible()
    page.get_by_role("link", name="去问题台账看").click()
    expect(page.locator("h1.answer")).to_contain_text("永顺县")
    expect(page.locator("table", has_text="选派专业技术人才").first).to_be_visible()

"""The way of a new office in a real browser: the first administrator, accounts for two counties, each imports its own file and sees its
own, the prefecture sees both, its secretary on a phone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from access.accounts import link_path, open_accounts
from tests.browser.conftest import serving
from tests.browser.test_import_walk import XLSX, drop, store_it, workbook

pytestmark = pytest.mark.browser
PASSWORD = "Fenghuang#2021"
COUNTIES = {"凤凰县": "fh.clerk", "花垣县": "hy.clerk"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """The address of a server on an empty folder where people sign in, and the folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("LOGIN", "local")
    monkeypatch.setenv("TODAY", "2021-11-20")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    with serving(folder) as address:
        yield address, folder


@contextmanager
def tab(browser: Browser, *, is_phone: bool = False) -> Iterator[Page]:
    """A browser of somebody else, which knows no cookie yet."""
    size = {"width": 390, "height": 844} if is_phone else {"width": 1366, "height": 768}
    context = browser.new_context(viewport=size, is_mobile=is_phone, has_touch=is_phone)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_role("button", name="设置密码").click()
    expect(page.get_by_role("alert")).to_have_text("密码已设好，请登录。")


def sign_in(page: Page, address: str, login: str, page_name: str = "") -> None:
    page.goto(f"{address}/{page_name}")
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(address)}/{page_name}"))


def make_account(page: Page, login: str, name: str, role: str, place: str) -> str:
    """The link that the page gives for a new account."""
    page.goto(re.sub("#.*", "", page.url))
    page.get_by_text("新建账号", exact=True).click()
    page.get_by_label("账号（小写字母、数字）").fill(login)
    page.get_by_label("姓名（署名用）").fill(name)
    page.get_by_label("地区（名称或区划代码）").fill(place)
    if role != "看数":
        choose(page, "角色", role)
    page.get_by_role("button", name="新建", exact=True).click()
    expect(page.get_by_text(f"已新建账号 {login}")).to_be_visible()
    return page.locator("[data-testid=stCode]").inner_text().strip()


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list. One that opens while the form around it still unfolds closes again: then it is opened again, as a person does."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(10):
        page.get_by_role("combobox", name=re.compile(label)).first.click()
        try:
            wanted.click(timeout=6_000)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"the list {label} does not stay open")


def projects(county: str) -> bytes:
    rows = [[county, f"{county[0]}{at}", f"{county}道路{at}", "中央", 100 + at] for at in range(3)]
    return workbook(["县", "项目编号", "项目名称", "资金级次", "计划资金(万元)"], *rows)


def test_from_the_first_start_to_two_counties_and_a_prefecture(browser: Browser, office: tuple[str, Path]) -> None:
    address, folder = office
    with tab(browser) as page:
        set_up = f"{address}/{link_path(open_accounts(folder).first_link())}"
        page.goto(set_up)
        page.get_by_label("账号（小写字母、数字）").fill("chief")
        page.get_by_label("姓名").fill("龙主任")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_label("再输一次").fill(PASSWORD)
        page.get_by_role("button", name="设置密码").click()
        expect(page.get_by_role("alert")).to_have_text("密码已设好，请登录。")
        sign_in(page, address, "chief", "accounts")
        expect(page.locator("h1.answer")).to_have_text("共 1 个账号，1 个能登录")
        links = {
            county: make_account(page, login, f"{county}经办", "经办", county) for county, login in COUNTIES.items()
        }
        links["全州"] = make_account(page, "boss", "州书记", "评估", "湘西土家族苗族自治州")
    for county, login in COUNTIES.items():
        with tab(browser) as page:
            set_password(page, links[county])
            sign_in(page, address, login, "imports")
            drop(page, f"2021年项目表_{county}.xlsx", projects(county))
            store_it(page)
            other = next(one for one in COUNTIES if one != county)
            page.locator("input[type=file]").set_input_files(
                {"name": "2021年别县项目表.xlsx", "mimeType": XLSX, "buffer": projects(other)}
            )
            expect(page.get_by_text("文件里有别的地区的行").first).to_be_visible()
            page.goto(f"{address}/imports")
            expect(page.get_by_text(f"2021年项目表_{county}.xlsx").first).to_be_visible()
            assert f"2021年项目表_{other}.xlsx" not in page.content()
            page.goto(f"{address}/ledger")
            expect(page.locator("h1.answer")).to_contain_text(county)
            assert other not in page.locator("[data-testid=stMain]").inner_text()
            page.goto(f"{address}/ledger?place=433100")
            expect(page.get_by_text("没有权限")).to_be_visible()
            page.reload()
            expect(page.get_by_text("没有权限")).to_be_visible()
            page.goto(f"{address}/account")
            page.get_by_role("button", name="退出登录").click()
            expect(page).to_have_url(re.compile("/login$"))
            page.goto(f"{address}/ledger")
            expect(page).to_have_url(re.compile("/login"))
    with tab(browser, is_phone=True) as page:
        set_password(page, links["全州"])
        sign_in(page, address, "boss", "figures")
        expect(page.locator("h1.answer")).to_be_visible()
        main = page.locator("[data-testid=stMain]")
        for county in COUNTIES:
            expect(main).to_contain_text(county)
        with page.expect_download() as handed:
            main.get_by_role("button", name=re.compile("下载 Excel")).first.click()
        file = handed.value.url
        assert handed.value.path().stat().st_size > 1000 and page.request.get(file).ok
        page.goto(f"{address}/imports")
        expect(page.get_by_text("没有权限")).to_be_visible()
    with tab(browser) as page:
        sign_in(page, address, "fh.clerk", "ledger")
        assert page.request.get(file).status == 404, "the address of another's file is no key"
    connection = HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", "/media/0123456789abcdef.xlsx")
    assert connection.getresponse().status == 401
    connection.close()

"""Two people and one finding: registered, assigned, shown put right, closed by the other, found again by the next import."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from store.versions import Store
from tests.browser.conftest import WAIT_MILLISECONDS, serving
from tests.indicators.checks import finding_case as case
from tests.ledger.rechecking import recheck_case as again

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIRST, SECOND, ANSWERS = "甲", "乙", "丙"
FINDINGS = f"checks?place={case.LUXI}&check={case.RULE}"
PDF = b"%PDF-1.7 a picture of the field"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A server on the small store (one finding in 泸溪), and the store it reads."""
    store, _ = case.finding_store(tmp_path_factory.mktemp("walk") / "data")
    with serving(store.folder) as address:
        yield address, store


@pytest.fixture
def other(browser: Browser, outside: list[str]) -> Iterator[Page]:
    """A second person's browser, which keeps nothing of the first one's."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(WAIT_MILLISECONDS)

    def watch(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            outside.append(request.url)

    context.on("request", watch)
    yield context.new_page()
    context.close()


def sign(page: Page, name: str) -> None:
    """Write the name with which everything below is signed; the field is left by the next click, as people leave it."""
    page.get_by_label("办理人", exact=True).fill(name)


def step(page: Page, title: str, state: str) -> None:
    """Take a step of the problem and wait until its page says the new state."""
    button = page.get_by_role("button", name=title, exact=True)
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".done")).to_contain_text(title)
    expect(page.locator("h2.heading", has_text=f"现在是“{state}”")).to_be_visible()


def register(page: Page, server: str) -> str:
    """Turn the finding into a problem assigned to somebody; the address of the problem's page."""
    page.goto(f"{server}/{FINDINGS}")
    page.get_by_text("转为问题，进台账").click()
    button = page.get_by_role("button", name="登记到问题台账")
    button.click()
    expect(page.get_by_text("请先填写办理人姓名")).to_be_visible()
    sign(page, FIRST)
    assigned = page.get_by_label("责任人", exact=True)
    assigned.fill(ANSWERS)
    button.click()
    expect(page.locator(".done")).to_contain_text("新开 1 个")
    expect(page.locator(".in-ledger")).to_have_text("已在台账（未启动）")
    page.locator(".done a", has_text="去问题台账看").click()
    expect(page).to_have_url(re.compile(r"ledger\?.*problem=\d+"))
    expect(page.locator("h1.answer")).to_contain_text(ANSWERS)
    return page.url


def put_right(page: Page) -> None:
    """Begin, keep a file as evidence, report it done; the same person is refused the closing."""
    sign(page, FIRST)
    step(page, "开始整改", "整改中")
    page.locator("input[type=file]").set_input_files(
        {"name": "现场照片.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="保存佐证").click()
    expect(page.locator(".done")).to_contain_text("已保存佐证")
    step(page, "报已整改", "已整改")
    expect(page.get_by_role("button", name="复核销号", exact=True)).to_be_disabled()
    expect(page.locator(".refused").first).to_contain_text("另一人")


def close(page: Page, address: str) -> None:
    """The other person checks it and closes it."""
    page.goto(address)
    sign(page, SECOND)
    step(page, "复核销号", "已销号")


def test_a_finding_is_closed_by_two_and_comes_back_with_the_mark(
    page: Page, other: Page, served: tuple[str, Store]
) -> None:
    server, store = served
    address = register(page, server)
    put_right(page)
    close(other, address)
    other.goto(f"{server}/{FINDINGS}")
    expect(other.locator(".in-ledger")).to_have_text("已在台账（已销号）")
    again.import_month(store, again.NEXT, ("H7",), (case.LUXI,))
    page.goto(f"{server}/{FINDINGS}")
    expect(page.locator(".in-ledger")).to_have_text("已在台账（整改中）")
    page.goto(f"{server}/ledger?place={case.LUXI}")
    expect(page.locator("[data-testid='stMain'] .back").first).to_contain_text("反弹")
    other.goto(address)
    body = other.locator("[data-testid='stMain']")
    expect(body).to_contain_text("反弹：销号后再次发现 1 次")
    expect(body).to_contain_text("2021年12月的表又查出 1 户")
    expect(other.locator("h2.heading", has_text="现在是“整改中”")).to_be_visible()

"""What is printed from the browser: the card of main figures on one sheet of A4."""

import re

import pytest
from playwright.sync_api import Browser

from reports.briefing_card import write_card
from tests.reports.test_briefing_card import card

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_card_fits_on_one_sheet(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(write_card(card(is_demo=True)).decode())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1

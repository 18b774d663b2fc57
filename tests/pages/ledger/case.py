"""A small ledger in a data folder without tables, as the pages see it: its day is 20 November 2021."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from ledger.book.ledger import Ledger, open_ledger
from ledger.book.problems import Draft, Problem, Sighting
from ledger.book.words import CLOSED, DONE, IN_HAND
from tests.pages.opening import html_of, open_page

TODAY = date(2021, 11, 20)
PDF = b"%PDF-1.7 something"
LONG_NAME = "欧阳阿依古丽江孜哈斯木买买提艾力江帕提曼"  # 20 characters
BAD = "<script>alert(1)</script>"
ID_NUMBER = "433123198001011234"
PHONE = "13812345678"
ROWS = (
    ("水利局", "王小明", date(2021, 11, 10), IN_HAND, "国家暗访", "433123901201"),
    ("水利局", "王小明", date(2021, 11, 18), DONE, "国家暗访", "433123901202"),
    ("住建局", LONG_NAME, date(2021, 11, 20), IN_HAND, "排查", "433123902201"),
    ("住建局", "", date(2021, 11, 28), IN_HAND, "信访", "433122901201"),
    ("", "", None, IN_HAND, "审计", "433123901201"),
    ("水利局", "李建国", date(2021, 12, 30), CLOSED, "排查", "433123901201"),
)
"""Department, person, deadline, state, source and place of the problems 1 to 6."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """The ledger of `DATA_DIR` with the problems of `ROWS`, opened by 甲 on 1 November."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    monkeypatch.delenv("LEDGER_URL", raising=False)
    ledger = replace(open_ledger(folder), clock=lambda: datetime(2021, 11, 1, 9, 0))
    for number, row in enumerate(ROWS, start=1):
        open_one(ledger, number, row)
    yield ledger


def open_one(ledger: Ledger, number: int, row: tuple[str, str, date | None, str, str, str]) -> Problem:
    """A problem of `ROWS` in its state."""
    department, person, deadline, state, source, place = row
    told = {
        "source": source, "title": f"第{number}处饮水不达标", "place_code": place, "place_name": f"第{number}村",
        "department": department, "person": person, "deadline": deadline, "problem_type": "三保障不够扎实",
        "indicator": "两不愁三保障和饮水安全",
    }  # fmt: skip
    seen = Sighting(source_document="通报〔2021〕5号", file_name="清单.xlsx", sheet="问题", sheet_row=number + 2)
    problem = ledger.open(Draft(told, seen, state=IN_HAND), "甲").problem
    if state in (DONE, CLOSED):
        problem = ledger.move(problem.id, problem.version, DONE, "乙")
    if state == CLOSED:
        problem = ledger.add_evidence(problem.id, "乙", "照片.pdf", PDF)
        problem = ledger.move(problem.id, problem.version, CLOSED, "丙")
    return problem


def follow(page: AppTest, text: str, name: str = "ledger") -> AppTest:
    """The page that the first link of this text opens."""
    html = html_of(page)
    start = html.index(f">{text}</a>")
    link = html[html.rindex("href='", 0, start) + 6 : start].split("'")[0].replace("&amp;", "&")
    return open_page(name, **{key: values[0] for key, values in parse_qs(urlsplit(link).query).items()})


def sign(page: AppTest, who: str) -> AppTest:
    """Give the name with which this session signs."""
    return page.text_input(key="signature").set_value(who).run()

"""What makes a book impossible is refused in words, on the page and by the command alike, and nothing else on the dashboard changes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indicators.books import put_in_force, read_history, save
from tests.indicators.books.conftest import small
from tests.indicators.small_case import AREA, small_store
from tests.pages.opening import html_of, open_page, text_of
from tests.structure.project_copy import PROJECT

OVER = {"table": "county_figures", "met": None, "numerator": "meetings_held", "denominator": "meetings_planned"}
"""A measure over the county figures, in place of the one over townships."""
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "points that do not add up": ({"points": 4}, {}, "分值对不上"),
    "an unknown column": ({"numerator": "meetings_hold"}, {}, "没有这一列"),
    "a wrong type": ({"numerator": "place_name"}, {}, "应为数字"),
    "a line that cannot be reached": (
        {"scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 95}},
        {},
        "这条线达不到",
    ),
    "two books in force": ({}, {"valid_from": "2021-01", "valid_to": "2021-12"}, "李四的办法"),
}


@pytest.fixture
def folder(empty_folder: Path) -> Path:
    """County figures of 2021, and a book of the office in force for that year."""
    small_store(empty_folder)
    own = small(OVER, title="李四的办法", valid_from="2021-01", valid_to="2021-12", area="另一件事")
    put_in_force(save(own, "李四", "先有的"), "李四", "通过")
    return empty_folder


def shown() -> list[str]:
    """What other pages show of 2021."""
    picks = {"place": AREA, "period": "2021-11"}
    return [html_of(open_page(name, **picks)) for name in ("ranking", "overview")]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_on_the_page_and_by_the_command(name: str, folder: Path) -> None:
    measure, framework, said = REFUSED[name]
    before = shown()
    save(small(OVER | measure, **({"area": "另一件事"} | framework)), "张三", "试")
    asked = ("-m", "indicators", "books", "put-in-force", "b0002", "--who", "张三", "--why", "启用")
    told = subprocess.run([sys.executable, *asked], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert told.returncode == 2 and said in told.stdout + told.stderr and "Traceback" not in told.stderr
    page = open_page("books", book="b0002")
    page.text_input(key="step_b0002@1_draft_who").set_value("张三")
    page.text_input(key="step_b0002@1_draft_why").set_value("启用")
    page.button(key="put_in_force").click().run()
    assert not page.exception and said in text_of(page) and "没有完成" in text_of(page)
    assert [event.did for event in read_history("b0002")] == ["saved"]
    assert shown() == before

"""A county whose cells are left empty: every page says how much is not known, and none gives the all-clear for it."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from indicators.checks import findings, judged_of
from indicators.declared import CHECKS, read_framework
from store import Store
from tests.indicators.evaluation.test_left_empty import COUNTY, PERIOD, county_rows, spoil, store_of
from tests.pages.opening import html_of, links_of, open_page, query_of, text_of

__all__ = ["county_rows"]
PAGES = ("overview", "ranking", "county_map", "shortfalls", "checks")
UNKNOWN = re.compile(r"说不清|无法判断|没有填报|不计分|无数据|没有数据|只占分值的")
BARE_ALL_CLEAR = re.compile(r"没有查到疑点(?!（核查了)|全部达标|都达标(?<!已判明的都达标)")


@pytest.fixture(scope="module")
def emptied(county_rows: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one county, every cell of the year that may be empty left empty."""
    return store_of(tmp_path_factory.mktemp("emptied"), spoil(county_rows, "rows", 1.0, 1)).folder


@pytest.fixture(autouse=True)
def served(emptied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")
    monkeypatch.setenv("DATA_DIR", str(emptied))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_is_not_known_and_gives_no_all_clear(name: str) -> None:
    said = text_of(open_page(name, place=COUNTY, period=PERIOD))
    assert UNKNOWN.search(said), said[:2000]
    assert not BARE_ALL_CLEAR.search(said), said[:2000]


def test_the_overview_says_beside_the_total_how_much_of_it_is_not_scored_and_why() -> None:
    page = open_page("overview", place=COUNTY, period=PERIOD)
    said = text_of(page)
    assert re.search(r"100 分中 \d+\.00 分没有计分（说不清 \d+ 项 \d+\.00 分、", said), said[:1000]
    assert "？ 说不清" in said and "○ 未导入" not in said, "every table is there"
    way = next(link for link in links_of(page) if link.startswith("shortfalls?"))
    assert "有数据，但有说不清的" in text_of(open_page("shortfalls", **query_of(way)))


def test_a_check_that_could_judge_nothing_says_so(emptied: Path) -> None:
    store = Store(emptied)
    counts = findings.read_matrix(store, findings.ensure_compared_run(store, PERIOD), scope=COUNTY)
    sums = counts.groupby("check")[["population", "unknown", "findings"]].sum()
    open_ = [
        name
        for name, row in sums.iterrows()
        if row["population"] and not judged_of(row.to_dict()) and not row["findings"]
    ]
    assert len(open_) > 20
    shown = html_of(open_page("checks", place=COUNTY, period=PERIOD, all="1"))
    heads = [
        unescape(re.sub(r"<[^>]+>", "", head))
        for head in re.findall(r"<div class='clamp'>(.*?)</div>", shown, re.DOTALL)
    ]
    columns = {head.split(" ", 1)[-1].strip(): 2 + at for at, head in enumerate(heads)}
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", shown.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]
    for name in open_:
        at = columns[read_framework(CHECKS).measure(str(name)).title]
        assert "0" not in "".join(row[at] for row in cells), "no nought where nothing could be judged"
    for name in open_[:3]:
        said = text_of(open_page("checks", place=COUNTY, period=PERIOD, check=str(name)))
        assert "缺数据，无法判断" in said and "没有查到疑点" not in said, (
            read_framework(CHECKS).measure(str(name)).title
        )

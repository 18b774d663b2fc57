"""The page 数据真实: the sentence, degrees as words, a cell's picture and rows; odd addresses; nothing; projected."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.checks import findings
from store.versions import Store
from tests.indicators.integrity.integrity_case import COUNTY, PERIOD, TOWN, VILLAGES, Row, integrity_store
from tests.indicators.integrity.test_results import VILLAGE, copy_village
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, charts_of, html_of, links_of, open_page, text_of


@pytest.fixture
def spoiled_folder(empty_folder: Path) -> Path:
    """Six villages, in one of which half the households have the same income."""
    write_villages(integrity_store(empty_folder, copy_village))
    return empty_folder


def write_villages(store: Store) -> None:
    names = {COUNTY: ("凤凰县", "county"), TOWN: ("甲镇", "township")}
    names |= {code: (f"村{number}", "village") for number, code in enumerate(VILLAGES)}
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in names.items()])


def open_town(**parameters: str) -> AppTest:
    return open_page("integrity", **({"place": COUNTY, "at": TOWN, "period": PERIOD} | parameters))


def test_the_sentence_names_what_stands_out_and_every_test_has_a_word(spoiled_folder: Path) -> None:
    page = open_town()
    assert answer_of(page).startswith("甲镇：6 个村里 1 个有明显异常") and "村2的同村雷同" in answer_of(page)
    said = text_of(page)
    assert "■ 明显异常" in said and "● 未见异常" in said and "本杰明尼—霍赫贝格" in said
    assert "不是结论" in said
    assert any("test=same_vector" in link and f"of={VILLAGE}" in link for link in links_of(page))


def test_a_cell_opens_its_picture_and_the_households_behind(spoiled_folder: Path) -> None:
    page = open_town(test="same_vector", of=VILLAGE)
    assert "村2的同村雷同明显异常：130 户中 65 户" in answer_of(page)
    assert "p<" not in answer_of(page) and "p<0.001" in text_of(page)
    assert charts_of(page) == 1 and "各项收入与同村另一户完全相同的 65 条" in text_of(page)
    assert any("household?" in link and "ref=" in link for link in links_of(page))
    assert all(f"{VILLAGE}0000" not in link for link in links_of(page)), "no household number in an address"


@pytest.mark.parametrize("test_id", ["last_digit", "first_digit", "heaping"])
def test_digits_are_drawn_figure_by_figure(spoiled_folder: Path, test_id: str) -> None:
    page = open_town(test=test_id, of=VILLAGES[0], figure="business")
    assert "生产经营性收入" in answer_of(page) and charts_of(page) == 1
    assert "转移性收入" in text_of(page) and any("figure=wage" in link for link in links_of(page))


def test_rule_findings_come_from_the_run(spoiled_folder: Path) -> None:
    assert "规则疑点" in text_of(open_town())
    findings.ensure_run(Store(spoiled_folder), PERIOD)
    page = open_town(test="rules", of=VILLAGE)
    assert "数据不可能或自相矛盾" in answer_of(page)
    assert any("checks?" in link and "check=t_" in link for link in links_of(page))


def test_a_village_alone_is_said(spoiled_folder: Path) -> None:
    assert answer_of(open_town(at=VILLAGE)).startswith("村2：1 个村")


def keep_two_villages(now: list[Row], before: list[Row], persons: list[Row]) -> None:
    """Of two villages all is there, of three five households each, of the last nothing."""
    full, few = VILLAGES[:2], {f"{village}{number:04d}" for village in VILLAGES[2:5] for number in range(5)}
    for rows in (now, before, persons):
        rows[:] = [row for row in rows if row["place_code"] in full or row["household_code"] in few]


def test_of_villages_with_too_little_data_it_is_not_said_that_nothing_is_unusual(empty_folder: Path) -> None:
    write_villages(integrity_store(empty_folder, keep_two_villages))
    assert answer_of(open_town()) == "甲镇：6 个村只检验了 2 个，未见异常；其余 4 个没有数据或数据太少，说不清"
    assert "有数据的 5 个村" in text_of(open_town())


def test_odd_addresses_lead_to_the_table(spoiled_folder: Path) -> None:
    assert "6 个村" in answer_of(open_town(test="nonsense", of="x'"))
    assert "不在凤凰县内" in text_of(open_town(at="433122"))


def test_projected_there_are_no_households(spoiled_folder: Path) -> None:
    page = open_town(test="same_vector", of=VILLAGE, show="1")
    assert charts_of(page) == 1 and VILLAGE + "0001" not in html_of(page)
    table = text_of(open_town(show="1"))
    assert "■ 明显异常" in table
    assert "本杰明尼" not in table and "点格子" not in table, "nothing to click and no words of statistics in the hall"


def test_without_data_it_says_what_it_will_do(empty_folder: Path) -> None:
    assert "逐户算出来的" in text_of(open_page("integrity"))

"""Which book holds for a period and a place, and that none is said where there is none."""

import pytest

from indicators.books import book_for, books_of, nearest_book, put_in_force, save, withdraw
from indicators.declared import MAIN_AREA
from tests.indicators.books.conftest import small


def in_force(**framework: str | None) -> str:
    made = save(small(**framework), "张三", "一")
    put_in_force(made, "李四", "通过")
    return made.partition("@")[0]


def test_the_built_in_book_holds_for_its_years_and_none_for_others() -> None:
    found = [book_for(period) for period in ("2020-11", "2021-11", "2021", "2019-12", "2022-01", "2026")]
    assert found == ["consolidation_2021"] * 3 + [""] * 3
    assert nearest_book("2026-11") == nearest_book("2019-01") == "consolidation_2021"
    assert nearest_book("2026-11", area="没有的事项") == ""


def test_periods_pick_their_book_and_the_offices_goes_before_the_built_in_one() -> None:
    mine = in_force(valid_from="2026-01", valid_to="2026-12")
    assert (book_for("2026-11"), book_for("2021-11"), book_for("2025-12")) == (mine, "consolidation_2021", "")
    own_2021 = in_force(valid_from="2021-11", valid_to="2021-11")
    assert (book_for("2021-11"), book_for("2021-10")) == (own_2021, "consolidation_2021")
    withdraw(own_2021, "李四", "作废")
    assert book_for("2021-11") == "consolidation_2021"


def test_the_narrower_place_goes_first() -> None:
    everywhere, prefecture, county = in_force(), in_force(place="433100"), in_force(place="433122")
    found = [book_for("2026-11", scope) for scope in ("", "430000", "433100", "433101", "433122", "433122100000")]
    assert found == [everywhere, everywhere, prefecture, prefecture, county, county]


@pytest.mark.parametrize("changes", [{"area": "东西部协作"}, {"level": "unit", "relation": "unit_notice"}])
def test_another_area_of_work_is_not_taken(changes: dict[str, str]) -> None:
    made = save(small(**changes), "张三", "一")
    assert book_for("2026-11") == "" and made
    assert set(books_of()) == {"consolidation_2021"} and books_of(MAIN_AREA, "unit") == ()


def test_a_draft_holds_for_nothing() -> None:
    save(small(), "张三", "一")
    assert book_for("2026-11") == ""

"""Places of an address and of the sentences about them, at codes whose zeros mean something and at those whose do not."""

from pathlib import Path

import pytest

from pages.parts.common import address, state
from pages.parts.common.excel import place_columns
from pages.parts.common.state import Picked
from store.places import read_places
from store.versions import Store
from tests.indicators.small_case import write_rows

AREA, COUNTY, TOWN, VILLAGE = "433100", "433123", "433123100", "433123100201"
NAMES = {TOWN: ("甲镇", "township"), VILLAGE: ("一村", "village")}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A township whose code ends in 00, with a village."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    store = Store(tmp_path)
    rows = [{"code": code, "name": name, "level": level} for code, (name, level) in NAMES.items()]
    write_rows(store, "places", rows)
    return store


def pick(monkeypatch: pytest.MonkeyPatch, scope: str, **parameters: str) -> Picked:
    """The picks, with an address that says this beside them."""
    monkeypatch.setattr(state, "parameter", lambda name: parameters.get(name, ""))
    return Picked(scope, "2021-11", "consolidation_2021", False)


@pytest.mark.parametrize(
    ("code", "at", "said"),
    [
        (VILLAGE, "", "凤凰县 甲镇 一村"),
        (VILLAGE, AREA, "凤凰县 甲镇 一村"),
        (VILLAGE, COUNTY, "甲镇 一村"),
        (VILLAGE, TOWN, "一村"),
        (VILLAGE, VILLAGE, "一村"),
        (AREA, "", "湘西土家族苗族自治州"),
        ("433123101201", TOWN, "433123101 433123101201"),
        ("", "", ""),
    ],
)
def test_the_path_of_a_place_starts_below_the_one_looked_at(store: Store, code: str, at: str, said: str) -> None:
    assert address.say_path(code, at) == said


@pytest.mark.parametrize(
    ("scope", "at", "codes"),
    [
        ("", VILLAGE, ["", "430000", AREA, COUNTY, TOWN, VILLAGE]),
        (AREA, TOWN, [AREA, COUNTY, TOWN]),
        (COUNTY, COUNTY, [COUNTY]),
        (AREA, "433123101201", [AREA, COUNTY, "433123101201"]),
        ("", "", [""]),
        ("433124", TOWN, [AREA, COUNTY, TOWN]),
        ("433124", AREA, [AREA]),
        ("433124", "510104", ["", "510000", "510100", "510104"]),
    ],
)
def test_the_way_down_holds_the_places_that_are_known(store: Store, scope: str, at: str, codes: list[str]) -> None:
    assert address.trail(scope, at) == codes


@pytest.mark.parametrize("at", ["433000", "430000", "433124", "43312", "abc", "433123100²"])
def test_a_place_outside_leads_back_and_is_said(store: Store, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    found, notes = address.read_place(pick(monkeypatch, COUNTY, at=at))
    assert found == COUNTY and notes == (f"“{at}”不在凤凰县内，已回到凤凰县。",)


@pytest.mark.parametrize("at", ["433124", AREA, TOWN])
def test_where_places_are_compared_those_beside_the_picked_one_are_looked_at_too(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    picked = pick(monkeypatch, COUNTY, at=at)
    assert address.read_place(picked, is_wide=True) == (at, ())
    assert address.beside(COUNTY, at) == ("" if at == TOWN else COUNTY)


@pytest.mark.parametrize("at", ["430000", "430102", "43312"])
def test_a_place_of_another_area_is_not_among_them(store: Store, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    assert address.read_place(pick(monkeypatch, COUNTY, at=at), is_wide=True)[0] == COUNTY


def test_a_place_inside_is_taken_unless_the_page_has_nothing_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    picked = pick(monkeypatch, COUNTY, at=TOWN)
    assert address.read_place(picked) == (TOWN, ())
    assert address.read_place(picked, lambda code: code != TOWN)[0] == COUNTY
    unknown = pick(monkeypatch, COUNTY, at="433123101")
    assert address.read_place(unknown) == ("433123101", ())
    assert address.read_known_place(unknown) == (COUNTY, ("没有代码为“433123101”的地区，已回到凤凰县。",))


def test_parameters_leave_out_the_picked_place_and_what_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    picked, own = pick(monkeypatch, COUNTY), {"at": TOWN, "part": "2", "view": ""}
    assert address.write_parameters(picked, own, {"view": "late"}) == {"at": TOWN, "part": "2", "view": "late"}
    assert address.write_parameters(picked, own, {"at": COUNTY, "part": ""}) == {}


@pytest.mark.parametrize(
    ("at", "headings"),
    [("", ["县", "乡镇", "村"]), (AREA, ["县", "乡镇", "村"]), (COUNTY, ["乡镇", "村"]), (TOWN, ["村"]), (VILLAGE, [])],
)
def test_a_list_names_the_places_below_the_one_it_is_of(store: Store, at: str, headings: list[str]) -> None:
    found = place_columns([VILLAGE, TOWN], at, read_places(store))
    assert list(found) == headings
    assert "村" not in found or found["村"] == ["一村", None]


def test_a_place_no_table_knows_is_left_empty_or_stands_by_its_code(store: Store) -> None:
    codes, places = [VILLAGE, "433123101"], read_places(store)
    assert place_columns(codes, COUNTY, places) == {"乡镇": ["甲镇", None], "村": ["一村", None]}
    assert place_columns(codes, COUNTY, places, is_code_shown=True)["乡镇"] == ["甲镇", "433123101"]

"""Whom a row is about: head, member and helper by name, masked, whatever table the row is of."""

from pathlib import Path

from indicators.households import NOBODY, name_rows
from store.versions import Store
from tests.indicators.households.household_case import (
    CHILD,
    COUNTY,
    FAR,
    HEAD,
    HOME,
    NEIGHBOUR,
    OTHER_VILLAGE,
    PERIOD,
    VILLAGE,
    household_store,
)
from tests.indicators.small_case import write_rows


def test_a_household_is_named_by_its_head_and_its_helper(store: Store) -> None:
    (named,) = name_rows(store, PERIOD, [{"county_code": COUNTY, "household_code": HOME, "row_key": HOME}])
    assert (named.head, named.helper, named.person) == ("户*", "某*（在岗状态未填）", "")
    assert named.whole == "户主户*，帮扶责任人某*（在岗状态未填）"


def test_a_member_is_named_by_number_by_key_and_by_certificate(store: Store) -> None:
    keys = [{"id_number": CHILD}, {"row_key": CHILD}, {"row_key": f"{CHILD}|2021-05-01"}, {"id_number": f"{CHILD}42"}]
    rows = [{"county_code": COUNTY, "household_code": HOME} | key for key in keys]
    assert {one.member for one in name_rows(store, PERIOD, rows)} == {"子*（之子）"}
    assert name_rows(store, PERIOD, rows)[0].whole == "子*（之子，户主户*），帮扶责任人某*（在岗状态未填）"


def test_a_row_that_names_its_person_itself_keeps_that_name(store: Store) -> None:
    row = {"county_code": COUNTY, "household_code": HOME, "id_number": HEAD, "person_name": "另某"}
    assert name_rows(store, PERIOD, [row])[0].person == "另*"


def test_who_is_not_known_is_not_invented(store: Store) -> None:
    """A person without a name, a household nobody knows, a row about no household, a household of another county."""
    rows = [
        {"county_code": COUNTY, "household_code": NEIGHBOUR, "row_key": NEIGHBOUR},
        {"county_code": COUNTY, "household_code": "X9"},
        {"county_code": COUNTY, "household_code": None},
        {"county_code": COUNTY},
        {"county_code": "433122", "household_code": HOME},
    ]
    assert name_rows(store, PERIOD, rows) == [NOBODY] * len(rows)
    assert name_rows(store, PERIOD, []) == []


def test_a_person_without_a_number_is_found_by_relation_and_birth(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    born = {"household_code": FAR, "relation": "之女", "birth_month": "2021-07", "person_name": "新某"}
    placed = {"place_code": OTHER_VILLAGE, "county_code": COUNTY, "period": "2021-12"}
    write_rows(store, "monitored_persons", [placed | born])
    row = {"county_code": COUNTY, "household_code": FAR, "row_key": f"{FAR}/之女2021-07"}
    assert name_rows(store, "2021-12", [row])[0].member == "新*（之女）"


def test_a_helper_of_whom_nobody_says_that_he_is_on_duty_is_not_said_to_be(tmp_path: Path) -> None:
    store, placed = household_store(tmp_path), {"place_code": VILLAGE, "county_code": COUNTY, "period": "2021"}
    helpers = [
        placed | {"household_code": HOME, "helper_name": "乙某", "helper_state": None},
        placed | {"household_code": NEIGHBOUR, "helper_name": "丙某", "helper_state": None},
        placed | {"household_code": NEIGHBOUR, "helper_name": "丁某", "helper_state": "在岗"},
    ]
    write_rows(store, "helpers", helpers)
    rows = [{"county_code": COUNTY, "household_code": code} for code in (HOME, NEIGHBOUR)]
    assert [one.helper for one in name_rows(store, PERIOD, rows)] == ["乙*（在岗状态未填）", "丁*"]


def test_helpers_who_left_are_not_named_and_many_are_counted(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    placed = {"place_code": VILLAGE, "county_code": COUNTY, "period": "2021", "household_code": HOME}
    states = {"甲某": "在岗", "乙某": "在岗", "丙某": "在岗", "丁某": "调离"}
    write_rows(
        store, "helpers", [placed | {"helper_name": name, "helper_state": state} for name, state in states.items()]
    )
    named = name_rows(store, PERIOD, [{"county_code": COUNTY, "household_code": HOME}])[0]
    assert named.helper.endswith("等 3 人") and "丁" not in named.helper


def test_a_household_nobody_registered_is_named_by_its_own_row(store: Store) -> None:
    """A ledger of houses speaks of ordinary households, too; of a registered one the export says who the head is."""
    rows = [{"county_code": COUNTY, "household_code": code, "head_name": "赵某某"} for code in ("9433", HOME)]
    stranger, registered = name_rows(store, PERIOD, rows)
    assert (stranger.head, stranger.person, stranger.whole) == ("赵*", "", "户主赵*")
    assert registered.head and registered.head != "赵*"

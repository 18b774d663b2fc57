"""Households: every row of them and no other's, their words, their time line, their money by year."""

from datetime import date
from pathlib import Path

import pandas as pd

from indicators.checks import of_household
from indicators.declared import column_views
from indicators.figures import briefing
from indicators.households import household as households
from indicators.households import incomes
from indicators.households import words as household_words
from indicators.households.events import list_events
from indicators.households.household import Household
from indicators.households.refs import household_ref
from store.versions import Store
from tests.indicators.households.household_case import (
    CHILD,
    CHILD_NAME,
    COUNTY,
    FAR,
    HEAD,
    HEAD_NAME,
    HOME,
    LONER,
    NAME,
    NEIGHBOUR,
    OTHER_VILLAGE,
    PERIOD,
    PHONE,
    VILLAGE,
    household_store,
)
from tests.indicators.small_case import write_rows


def read(store: Store, code: str = HOME, period: str = PERIOD) -> Household:
    found = households.read_household(store, COUNTY, code, period)
    assert found is not None
    return found


def test_it_has_all_its_rows_and_no_neighbours(store: Store) -> None:
    home = read(store)
    assert [row["id_number"] for row in home.persons] == [HEAD, CHILD], "the 户主 first"
    assert home.place_code == VILLAGE
    counts = {name: len(one.rows) for name, one in home.tables.items() if len(one.rows)}
    assert counts == {
        "monitored_persons": 2, "household_incomes": 2, "migrant_work": 1, "insured_next_year": 1, "hospital_stays": 1,
        "disability_register": 1, "school_rolls": 1, "house_grades": 1, "visits": 1, "helpers": 1, "temporary_relief": 1,
    }  # fmt: skip


def test_rows_are_the_same_as_a_plain_look_through_every_row(store: Store) -> None:
    """Twin: every stored row whose household number or ID number is one of the household's."""
    for code, ids in ((HOME, {HEAD, CHILD}), (NEIGHBOUR, {LONER})):
        home = read(store, code)
        with store.connect() as connection:
            for name, known in home.tables.items():
                rows = connection.execute(f"SELECT * FROM {name}").df().to_dict("records")
                wanted = [
                    row["source_row"]
                    for row in rows
                    if row.get("household_code") == code or (str(row.get("id_number"))[:18] in ids)
                ]
                assert sorted(row["source_row"] for row in known.rows) == sorted(wanted), name


def test_a_household_that_only_a_department_knows(store: Store) -> None:
    stranger = read(store, "X9")
    assert not stranger.persons and len(stranger.rows("house_grades")) == 1
    assert "系统导出的最新名单里没有这户" in household_words.say_household(stranger, 0)
    assert households.read_household(store, COUNTY, "nobody", PERIOD) is None
    assert households.read_household(store, "x' OR 1=1 --", HOME, PERIOD) is None


def test_a_quote_in_a_number_is_a_letter_like_any_other(store: Store) -> None:
    assert households.read_household(store, COUNTY, "' OR '1'='1", PERIOD) is None
    assert households.search_households(store, "' OR '1'='1", COUNTY, PERIOD).empty


def test_an_address_means_one_household(store: Store) -> None:
    ref = household_ref(HOME)
    assert households.is_ref(ref) and HOME not in ref
    assert households.find_household(store, COUNTY, ref, PERIOD) == HOME
    assert households.find_household(store, "433122", ref, PERIOD) is None
    assert households.find_household(store, COUNTY, "0" * 12, PERIOD) is None
    assert households.find_household(store, COUNTY, "' OR 1=1 --", PERIOD) is None
    assert households.find_household(store, COUNTY, household_ref("X9"), PERIOD) == "X9"


def test_a_typed_number_finds_its_household(store: Store) -> None:
    for number in (HOME, f" {HOME} ", CHILD):
        found = households.search_households(store, number, "433100", PERIOD)
        assert list(found["household_code"]) == [HOME] and list(found["place_code"]) == [VILLAGE]
    assert households.search_households(store, HOME, "433122", PERIOD).empty


def test_places_and_villages_count_households(store: Store) -> None:
    towns = households.count_households(store, COUNTY, "township", PERIOD)
    assert towns.to_dict("records") == [
        {"place_code": "433123901", "households": 3, "persons": 4, "monitored": 1, "unsaid": 0}
    ]
    assert households.count_registered(store, COUNTY, PERIOD) == (3, 4, 1, 0)
    villages = households.count_households(store, "433123901", "village", PERIOD)
    assert dict(zip(villages["place_code"], villages["households"], strict=True)) == {VILLAGE: 2, OTHER_VILLAGE: 1}
    listed = households.list_households(store, VILLAGE, PERIOD)
    assert list(listed["household_code"]) == [HOME, NEIGHBOUR] and list(listed["persons"]) == [2, 1]


def test_a_county_that_filled_no_kind_in_has_no_nought_of_monitored_households(tmp_path: Path) -> None:
    """Nobody says who is monitored: neither the count, nor the list, nor the household says that he is not."""
    store = household_store(tmp_path)
    with store.connect() as connection:
        rows = connection.execute("SELECT * FROM monitored_persons").df().to_dict("records")
    blank = {"monitoring_kind": None, "included_month": None, "absent_columns": ",monitoring_kind,"}
    write_rows(
        store, "monitored_persons", [{k: None if v != v else v for k, v in (row | blank).items()} for row in rows]
    )
    whole = households.count_registered(store, COUNTY, PERIOD)
    assert (whole.monitored, whole.unsaid) == (0, 3)
    assert household_words.say_monitored(whole.monitored, whole.unsaid, whole.households) == "没有填报"
    assert household_words.say_monitored(5, 2, 9, " 户") == "5 户（另有 2 户说不清）"
    listed = households.list_households(store, VILLAGE, PERIOD).to_dict("records")
    assert {household_words.say_risk(row) for row in listed} == {"是否监测对象没有填"}
    known = households.read_household(store, COUNTY, HOME, PERIOD)
    assert known is not None and "未纳入监测" not in household_words.say_household(known, None)
    card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert card.loc[["monitored_households", "removed_share"], "value"].isna().all()
    assert card.at["monitored_households", "words"] == briefing.LEFT_EMPTY


def test_the_sentence_says_kind_persons_monitoring_and_findings(store: Store) -> None:
    said = household_words.say_household(read(store), 3)
    assert said == "户主户*，脱贫户，2人；2021年3月识别为脱贫不稳定户，风险未消除；3 条疑点"
    assert household_words.say_household(read(store, NEIGHBOUR), 0) == "脱贫户，1人；未纳入监测；没有疑点"
    assert household_words.say_household(read(store, NEIGHBOUR), None) == "脱贫户，1人；未纳入监测"


def test_members_say_what_each_department_says(store: Store) -> None:
    head, child = household_words.list_members(read(store))
    assert (
        head.relation == "户主"
        and head.name == "户*"
        and child.name == "子*"
        and head.sex_age == "男 51岁"
        and child.sex_age == "男 11岁"
    )
    assert head.work == "长沙县，月收入 4,200.00 元" and child.work == "未务工"
    assert head.insured == "居民" and head.insured_next == "城乡居民，未缴费" and child.insured_next == "名单中没有"
    assert head.support == "二级肢体", "a certificate number is the ID number and more digits"
    assert child.school == "小学；学籍：小学在读" and head.school == "非在校"


def test_the_income_of_the_export_is_told_apart_from_that_of_the_yearly_table(store: Store) -> None:
    ((title, _),) = household_words.say_facts(read(store).persons[0], ("income_per_person_cny",))
    assert title == "监测系统登记的人均纯收入" != column_views("household_incomes")["income_per_person_cny"].title


def test_nothing_personal_is_shown_whole(store: Store) -> None:
    home = read(store)
    events = list_events(home)
    facts = household_words.say_facts(home.persons[0], ("household_phone", "id_number"))
    shown = f"{[vars(one) | {'key': ''} for one in household_words.list_members(home)]} {events} {facts}"
    for secret in (HEAD, CHILD, PHONE, NAME, HEAD_NAME, CHILD_NAME):
        assert secret not in shown
    assert "某*" in shown and "43*************015" in shown


def test_events_run_from_recognition_on(store: Store) -> None:
    events = list_events(read(store))
    assert [event.kind for event in events] == ["识别", "住院", "救助", "走访"]
    assert [event.when for event in events] == ["2021年3月", "2021年4月2日", "2021年5月1日", "2021年9月3日"]
    assert events[0].words == "识别为脱贫不稳定户，风险：因病；健康帮扶：参加大病保险、其他"
    assert "之子 子*领临时救助 800.00 元" in events[2].words


def test_what_the_ledgers_say_of_a_household_stands_on_its_time_line(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    own = {"place_code": VILLAGE, "place_name": "某村", "county_code": COUNTY, "period": "2021", "household_code": HOME}
    ledgers: dict[str, dict[str, object]] = {
        "water_problems": {"found_on": date(2021, 2, 1), "problem": "水量不足", "measure": "接入集中供水", "solved_on": date(2021, 2, 20)},
        "inclusion_register": {"discovered_on": date(2021, 1, 5), "discovery_way": "干部排查", "outcome": "纳入"},
        "household_subsidies": {"subsidy_kind": "养殖业补助", "approved_cny": 900.0, "approved_on": date(2021, 3, 1)},
        "work_verifications": {
            "id_number": HEAD, "person_name": NAME, "asked_on": date(2021, 10, 1), "is_consistent": False, "difference": "在家",
        },
    }  # fmt: skip
    for name, row in ledgers.items():
        write_rows(store, name, [own | row])
    home = read(store)
    said = {event.when: event.words for event in list_events(home) if event.source in ledgers}
    assert said == {
        "2021年1月5日": "发现风险线索（干部排查），识别结果：纳入",
        "2021年2月1日": "发现饮水问题：水量不足",
        "2021年2月20日": "饮水问题解决：接入集中供水",
        "2021年3月1日": "核定养殖业补助 900.00 元",
        "2021年10月1日": "户主 户*务工电话核实，与登记不一致：在家",
    }
    assert all(home.tables[name].rows for name in ledgers)


def test_income_by_year_in_parts_that_add_up(store: Store) -> None:
    years = incomes.income_years(read(store))
    parts = incomes.income_parts(years)
    sums = parts.groupby("year")["value_cny"].sum()
    assert list(years["year"]) == ["2020", "2021"]
    assert list(sums) == list(years["net_income_cny"]) == [23_500.0, 26_500.0]
    said = incomes.say_income(years)
    assert said == "2021年人均纯收入 13,250.00 元，与上年比 ▲12.77%；最大的一块是工资性收入"
    assert incomes.say_income(incomes.income_years(read(store, NEIGHBOUR))) == ""


def test_the_newest_list_says_who_is_registered(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    row = {
        "place_code": VILLAGE,
        "county_code": COUNTY,
        "period": "2021-12",
        "household_code": NEIGHBOUR,
        "id_number": LONER,
    }
    write_rows(store, "monitored_persons", [row])
    assert not read(store, HOME, "2021-12").persons, "December's list no longer has the home"
    assert len(read(store, HOME, "2021-11").persons) == 2
    later = read(store, HOME, "2021-12")
    assert len(later.rows("visits")) == 1 and later.place_code == VILLAGE


def test_findings_of_the_household_open_ones_first(store: Store) -> None:
    rows = [
        ("a", HOME, HEAD, "gone", False), ("b", HOME, HOME, "still", True), ("c", HOME, CHILD, "new", False),
        ("d", NEIGHBOUR, LONER, "new", False),
    ]  # fmt: skip
    blank = dict.fromkeys(of_household.COLUMNS)
    findings = pd.DataFrame(
        [
            blank | {"check": check, "household_code": code, "row_key": key, "state": state, "is_exempt": exempt}
            for check, code, key, state, exempt in rows
        ]
    )
    own = of_household.of_household(findings, read(store))
    assert list(own["check"]) == ["c", "b", "a"] and of_household.count_open(own) == 1
    assert own["whose"].tolist() == ["之子 子* 43*************028", "", "户主 户* 43*************015"]


def test_a_person_without_a_number_has_the_key_of_the_checks(store: Store) -> None:
    (row,) = read(store, FAR).persons
    assert households.person_key(row) == f"{FAR}/户主1950-01"

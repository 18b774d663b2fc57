"""Reports held against registers: planted misreports are found, no other, with the figures on both sides."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from demo.figures.misreports import MISREPORTS, PERIOD, places_of
from demo.figures.registered import count_items
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from indicators.reconciliation import by_measure, compare_levels, compare_registers, differing, words
from store import Store
from tests.demo.invented import invented_households
from tests.indicators.shortfalls.project_case import FENGHUANG, TOWN, project_store
from tests.indicators.small_case import write_rows

FRAMEWORK = read_framework("consolidation_2021")
ITEMS = {
    "helper_visits": ("helper_visits",), "insured": ("insured_next_year",), "workers": ("workers_kept", "workers_target"),
    "handbook": ("handbook_updated",), "public_posts": ("public_posts_kept",), "workshops": ("workshops_running",),
    "team_resident": ("team_resident",), "screening": ("screening_done",), "grid_staff_trained": ("grid_staff_trained",),
}  # fmt: skip
"""Item of the township report → the measures over it."""


@pytest.fixture(scope="module")
def compared(filled_folder: Path) -> pd.DataFrame:
    return compare_registers(Store(filled_folder), FRAMEWORK, PERIOD, "433100", date(2021, 11, 20))


def test_the_planted_misreports_are_found_and_no_other(compared: pd.DataFrame) -> None:
    expected: dict[tuple[str, str, str], float] = {}
    for one, place in places_of(count_items(invented_households())).items():
        for measure in ITEMS[one.item]:
            planted = {"numerator": one.done, "denominator": one.target}
            expected |= {(measure, place, figure): number for figure, number in planted.items() if number}
    found = differing(compared).set_index(["measure", "place_code", "figure"])["difference"].to_dict()
    assert found == expected


def test_every_measure_with_a_register_is_compared_with_both_figures(compared: pd.DataFrame) -> None:
    held = {name for name, measure in FRAMEWORK.measures.items() if measure.holding is not None}
    assert set(compared["measure"]) == held
    assert compared[["reported", "registered"]].notna().all().all()
    assert (compared["reported"] - compared["registered"] - compared["difference"]).abs().max() == 0


def test_counties_differ_by_the_sum_of_their_townships(filled_folder: Path, compared: pd.DataFrame) -> None:
    counties = compare_registers(Store(filled_folder), FRAMEWORK, PERIOD, "433100", date(2021, 11, 20), "county")
    by_county = differing(counties).set_index(["measure", "place_code", "figure"])["difference"].to_dict()
    townships = differing(compared)
    sums = townships.groupby(["measure", townships["place_code"].str[:6], "figure"])["difference"].sum()
    assert by_county == sums.to_dict()


def test_a_measure_sums_up_its_places(compared: pd.DataFrame) -> None:
    rows = by_measure(compared).set_index("measure")
    assert rows.loc["helper_visits", "places_differing"] == 1
    assert rows.loc["helper_visits", "difference"] == sum(one.done for one in MISREPORTS if one.item == "helper_visits")
    assert rows.loc["safe_housing", "places_differing"] == 0


def test_the_sentence_names_the_widest_difference(compared: pd.DataFrame) -> None:
    said = words.say_all(compared)
    assert "个对不上" in said and "多报" in said
    assert words.say_all(compared[compared["is_within"]]).endswith("全部一致")
    assert words.say_all(compared.head(0)) == "还没有既填报又能从登记表数出的数字"


def test_a_prefecture_is_held_against_the_sum_of_its_counties(filled_folder: Path) -> None:
    levels = compare_levels(Store(filled_folder), PERIOD, "433100")
    assert {"gdp", "population"} <= set(levels["item"])
    assert levels["is_within"].all()
    assert "lifted_income" not in set(levels["item"])


def test_nothing_is_compared_where_one_side_is_missing(empty_folder: Path) -> None:
    assert compare_registers(Store(empty_folder), FRAMEWORK, PERIOD).empty
    assert compare_levels(Store(empty_folder), PERIOD).empty


def test_where_nothing_of_the_county_is_compared_the_townships_still_are(empty_folder: Path) -> None:
    """Figures by county have nothing to be held against: what townships sent is said to agree or not all the same."""
    store = project_store(empty_folder)
    write_rows(store, "township_progress", [
        {"place_code": TOWN, "county_code": FENGHUANG, "period": PERIOD, "item": "insured", "target_count": 9, "done_count": 8}
    ])  # fmt: skip
    found = compare_registers(store, FRAMEWORK, PERIOD, "433100")
    assert set(found["place_code"]) == {TOWN} and found["is_within"].dtype == bool
    assert set(found.apply(words.say_gap, axis=1)) == {"说不清：登记有 9 人缺内容", "说不清：登记有 8 人缺内容"}
    assert differing(compare_registers(Store(empty_folder / "none"), FRAMEWORK, PERIOD, "433100")).empty


def _handbooks(*updated: bool | None) -> list[dict[str, object]]:
    place = {"place_code": f"{TOWN}201", "county_code": FENGHUANG, "period": PERIOD[:4]}
    return [place | {"household_code": f"H{at}", "is_updated": one} for at, one in enumerate(updated)]


def _reported(target: int, done: int) -> dict[str, object]:
    return {
        "place_code": TOWN, "county_code": FENGHUANG, "period": PERIOD, "item": "handbook", "target_count": target, "done_count": done,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("updated", "done", "gap"),
    [
        ((None, None, None), 3, "说不清：登记有 3 户缺内容"),
        ((True, None, True), 3, "说不清：登记有 1 户缺内容"),
        ((True, None, False), 3, "多报 2 户"),
        ((True, True, False), 3, "多报 1 户"),
        ((True, True, True), 3, "一致"),
    ],
)
def test_a_register_left_empty_is_no_difference_and_no_agreement(
    empty_folder: Path, updated: tuple[bool | None, ...], done: int, gap: str
) -> None:
    """What rows say that nobody filled in may make up for the difference, or not; only what they cannot make up for is one."""
    store = Store(empty_folder)
    write_rows(store, "township_progress", [_reported(3, done)])
    write_rows(store, "handbooks", _handbooks(*updated))
    found = compare_registers(store, FRAMEWORK, PERIOD, "433100", date(2021, 11, 20))
    row = found[found["figure"] == "numerator"].iloc[0]
    assert words.say_gap(row) == gap
    assert ("对不上" in words.say_all(found)) == ("多报" in gap) and ("全部一致" in words.say_all(found)) == (
        gap == "一致"
    )
    assert "说不清" not in gap or "个说不清（登记缺内容）" in words.say_all(found)
    assert (len(differing(found)) > 0) == ("多报" in gap)


def test_what_one_township_reports_too_much_does_not_make_up_for_what_another_reports_too_little(
    empty_folder: Path,
) -> None:
    store, other = Store(empty_folder), f"{FENGHUANG}102"
    rows = [_reported(3, 3), {**_reported(3, 1), "place_code": other}]
    write_rows(store, "township_progress", rows)
    books = [*_handbooks(True, True, False), *({**one, "place_code": f"{other}201", "household_code": f"{one['household_code']}b"}
             for one in _handbooks(True, True, False))]  # fmt: skip
    write_rows(store, "handbooks", books)
    found = compare_registers(store, FRAMEWORK, PERIOD, "433100", date(2021, 11, 20), only="handbook_updated")
    (row,) = (one for _, one in by_measure(found).iterrows())
    assert (row["difference"], row["over"], row["under"], row["places_differing"]) == (0, 1, 1, 2)
    assert words.say_gaps(row) == "多报 1 户、少报 1 户"
    assert words.say_gaps(pd.Series({**row, "over": 0.0, "under": 0.0, "open": 2})) == "2 处说不清（登记缺内容）"
    assert words.say_gaps(pd.Series({**row, "over": 0.0, "under": 0.0})) == "一致"
    assert words.say_where(found).startswith("对不上的有 2 个地方：") and "已完成少报 1 户" in words.say_where(found)
    assert words.say_where(found[found["is_within"]]) == ""


def test_counties_together_agree_only_where_each_does() -> None:
    measure = FRAMEWORK.measure("handbook_updated")
    rows = pd.DataFrame(
        {
            "reported_numerator": [10.0, 8.0], "register_numerator": [9.0, 9.0], "reported_denominator": [20.0, 20.0],
            "register_denominator": [20.0, 20.0], "source": "register", "state": "scored", "left_out": 0.0, "is_by_report": False,
        }
    )  # fmt: skip
    assert "，已完成多报 1 户、少报 1 户；" in words.say_sources(measure, rows, PERIOD, date(2021, 11, 20))
    same = rows.assign(reported_numerator=9.0)
    assert "，一致；" in words.say_sources(measure, same, PERIOD, date(2021, 11, 20))
    withheld = rows.assign(
        source=["register", "reported"], state=["scored", "unknown"], left_out=[0.0, 20.0], register_state="unknown",
        register_numerator=[10.0, 0.0], register_denominator=[20.0, 0.0],
    )  # fmt: skip
    said = words.say_sources(measure, withheld, PERIOD, date(2021, 11, 20))
    assert "填报（2021年11月）10 ÷ 20，登记（截至2021年11月20日）10 ÷ 20，一致；" in said, (
        "what was not sent is no difference"
    )
    assert "登记一行也没有，填报说有 20 户，不计分" in said


def test_a_township_without_a_register_is_no_difference_on_a_measures_page(empty_folder: Path) -> None:
    """One township reports one household too much, another one too little, the third has sent no register: what is apart is what
    数据质量 finds, not the whole of the third in the county's sums."""
    store, others = Store(empty_folder), (f"{FENGHUANG}102", f"{FENGHUANG}103")
    rows = [_reported(3, 3), *({**_reported(3, 1), "place_code": code} for code in others)]
    write_rows(store, "township_progress", rows)
    books = [*_handbooks(True, True, False), *({**one, "place_code": f"{others[0]}201", "household_code": f"{one['household_code']}b"}
             for one in _handbooks(True, True, False))]  # fmt: skip
    write_rows(store, "handbooks", books)
    measure, day = FRAMEWORK.measure("handbook_updated"), date(2021, 11, 20)
    evaluation = evaluate(store, FRAMEWORK, PERIOD, FENGHUANG, day)
    own = evaluation.measures[evaluation.measures["measure"] == measure.id]
    found = compare_registers(store, FRAMEWORK, PERIOD, FENGHUANG, day, only=measure.id)
    sums = own.assign(state="scored", left_out=0.0)
    said = words.say_sources(measure, sums, PERIOD, day, found)
    assert "填报（2021年11月）5 ÷ 9，登记（截至2021年11月20日）4 ÷ 6，已完成多报 1 户、少报 1 户；" in said
    assert "没有登记的乡镇填报了 3 户，没有比" in said and "应完成多报" not in said
    (row,) = (one for _, one in by_measure(found).iterrows())
    assert words.say_gaps(row) in said, "one computation on both pages"
    nothing = words.say_sources(measure, sums, PERIOD, day, found.head(0))
    assert "没有两边都有数的乡镇，没有比" in nothing and "一致" not in nothing


def test_households_and_persons_held_against_smaller_rows_are_said() -> None:
    """Of the built-in book only helpers, who are told by name and help several households; of a book that counts loans one by one."""
    measures = FRAMEWORK.measures
    title = measures["helpers_replaced"].title
    assert words.say_unlike(measures.values()) == f"{title}填报按人、登记按人次计，一人有几人次的相差不全是错报"
    loans = measures["credit_satisfied"]
    assert loans.holding is not None
    register = replace(loans.holding.register, counter="笔", grouping=None)
    said = words.say_unlike([replace(loans, holding=replace(loans.holding, register=register))])
    assert said == "有意愿户小额信贷满足率填报按户、登记按笔计，一户有几笔的相差不全是错报"

"""Leaving cells out never pays: no all-clear and no "确定有误" comes of a cell that was emptied, refused or never asked for.

Odd tables are judged as they are, then again with cells or whole columns taken away; rows are compared by where they stand.
A row that was found stays found, or is one of which nobody can say, wherever its cells were not read.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from sqlglot import exp

from indicators.checks import words as check_words
from indicators.checks.engines import make_plans
from indicators.declared import PARAMETERS, views
from indicators.declared.limits import read_limits
from indicators.evaluation import query
from store import UNREAD_COLUMNS
from store.declared.tables import find_table
from tests.indicators.checks.odd_tables import PERIOD, make_odd_rows
from tests.indicators.checks.twins.rules import Rows, checks, fill_database, whole_row

HOMES = 60
NUMBER = "43312319800101" + "0011"
SEEDS = range(4)
SHARE = 0.15
"""Of the cells of a column that are taken away."""
LINES = ("places", "check_limits", "monitoring_thresholds", "exemptions", "finding_reviews")
EMPTY_IS_AN_ANSWER = {
    "monitoring_kind", "is_risk_removed", "removed_month", "removal_way", "student_state", "education", "public_post",
    "work_ended_month", "ended_month", "ended_on", "started_on", "rebuilt_on", "closed_on", "discharged_on", "refused_reason",
    "finished_on", "accepted_on", "lent_on", "last_screened_on", "is_no_labour_household", "is_school_dropout",
}  # fmt: skip
"""Columns that a form leaves empty to say no, or not yet; so are the columns of help that nobody ticked."""
EMPTY_IS_THE_FAULT = {
    *(f"n_5_14_{number:03d}" for number in range(15, 21)), "n_3_02_002", "n_4_01_003", "n_1_11_011", "n_4_12_001",
    "n_5_01_007", "n_5_12_006", "c2_grid_no_staff", "c3_site_no_manager", "n_village_households",
}  # fmt: skip
"""Checks whose fault is that a cell was left empty, beside those of villages that say so in their title."""


BESIDE_OTHERS = {
    "t_income_same_vector", "t_income_copied", "t_phone_households", "t_id_two_households", "c6_phone_many_workers",
    "c6_post_several_holders", "c6_post_household_several", "n_5_15_021", "n_5_15_022",
}  # fmt: skip
"""Checks that hold rows against each other: a neighbour that lost its cell cannot be held against anybody."""
ASKED_OTHERWISE = {"c7_handbook_outdated", "n_1111_3", "n_5_17_011", "n_5_17_012"}
"""Checks of which another column of the form answers where one was never asked for: 是否更新 for its day, 是否务工 for its end."""
WHETHER_SENT = {
    "is_in_export", "is_on_house_list", "is_on_relocation_list", "helpers", "visits", "export_members", "grids", "post_holders",
}  # fmt: skip
"""Columns of views that are empty where the county sent no such table, not for want of a cell."""
OF_OTHER_ROWS = {"last_growth_rate", "main_source", "last_main_source"}
"""Columns worked out from several cells, which the view names among those that were not read (`household_money`)."""


@dataclass(frozen=True)
class Judged:
    """What the checks said of some rows: check → where its findings stand, and those of which nobody can say; and how many rows
    it asked, found and left open."""

    findings: Mapping[str, frozenset[tuple[str, int]]]
    unknown: Mapping[str, frozenset[tuple[str, int]]]
    totals: Mapping[str, Mapping[str, int]]


def judge(rows: Rows, *names: str) -> Judged:
    """These checks, all where none is named, over these rows."""
    measures = [one for one in checks().measures.values() if one.id in names or not names]
    population: Counter[str] = Counter()
    places: dict[bool | None, dict[str, set[tuple[str, int]]]] = {
        answer: {one.id: set() for one in measures} for answer in (True, False, None)
    }
    with fill_database(rows) as connection:
        views.prepare(connection)
        for plan in make_plans(measures, query.period_bounds(connection, measures, PERIOD), PERIOD):
            answers = ", ".join([*plan.failures, *plan.asked])
            count = len(plan.measures)
            found = connection.execute(
                f"SELECT source_file, source_row, {answers} FROM ({plan.answers_sql}) AS answered"
            )
            for file, row, *said in found.fetchall():
                for measure, fails, asked in zip(plan.measures, said[:count], said[count:], strict=True):
                    places[fails][measure.id].add((file, row))
                    population[measure.id] += bool(asked)
    findings, unknown = places[True], places[None]
    totals = {
        one.id: {
            "population": population[one.id],
            "unknown": len(unknown[one.id]),
            "count": len(findings[one.id]),
            "gone": 0,
        }
        for one in measures
    }
    return Judged(_frozen(findings), _frozen(unknown), totals)


def _frozen(places: Mapping[str, set[tuple[str, int]]]) -> dict[str, frozenset[tuple[str, int]]]:
    return {check: frozenset(some) for check, some in places.items()}


@cache
def whole(seed: int) -> tuple[Rows, Judged]:
    rows = make_odd_rows(seed, HOMES, 0.0, set())
    return rows, judge(rows)


def columns_of(table: str) -> list[str]:
    """The columns of a table that a cell may be missing from without costing its row."""
    declared = find_table(table)
    return [
        one.name for one in declared.columns if (not one.required or one.keeps_row) and one.name not in declared.key
    ]


def take_away(rows: Rows, seed: int, how: str) -> Rows:
    """The rows with two or three columns of every table taken away: the whole column, or some of its cells. A cell of a person
    that could not be read could be read on no row of the household: most of them are facts of the household, which every
    member's row repeats."""
    changed: Rows = {}
    for table, some in rows.items():
        dice = random.Random(f"{seed} {how} {table}")
        changed[table] = [dict(row) for row in some]
        names = [] if table in LINES or find_table(table).is_melted else columns_of(table)
        if table in ("monitored_persons", "migrant_work") and how == "refused":
            names.append("id_number")
        together = table == "monitored_persons" and how == "refused"
        for name in dice.sample(names, min(3, len(names))):
            if how == "emptied" and (name in EMPTY_IS_AN_ANSWER or name.endswith("_help")):
                continue
            lost: dict[object, bool] = {}
            for at, row in enumerate(changed[table]):
                key = row["household_code"] if together else at
                lost.setdefault(key, dice.random() < SHARE)
                if how == "absent" or (row[name] is not None and lost[key]):
                    _take(row, name, how)
    return changed


def _take(row: dict[str, object], name: str, how: str) -> None:
    row[name] = None
    if how != "emptied":
        column = f"{how}_columns"
        row[column] = f"{row[column] or ','}{name},"


def is_about_emptiness(check: str) -> bool:
    return check in EMPTY_IS_THE_FAULT or "为空" in checks().measures[check].title


def paid_for(before: Judged, after: Judged, how: str) -> Iterator[str]:
    """What taking cells away did that it may not: a clean bill where there were findings, or a new 确定有误."""
    for check, measure in checks().measures.items():
        total = after.totals[check]
        if check not in BESIDE_OTHERS and before.findings[check] and not after.findings[check]:
            said = check_words.say_check("全州", measure, total | {"exempt": 0}, "")
            if check_words.has_nothing(total) or ("没有查到疑点" in said and "无法判断" not in said):
                yield f"{check} was cleared: {before.totals[check]} -> {total}"
        new = after.findings[check] - before.findings[check]
        lost = before.findings[check] - after.findings[check] - after.unknown[check]
        is_answered = how == "emptied" or check in BESIDE_OTHERS or (how == "absent" and check in ASKED_OTHERWISE)
        if lost and not is_answered:
            yield f"{check} lost {len(lost)} rows: {sorted(lost)[0]}"
        if new and measure.suspicion == "确定有误" and not (how == "emptied" and is_about_emptiness(check)):
            yield f"{check} came up {len(new)} times: {sorted(new)[0]}"


@pytest.mark.parametrize("how", ["absent", "refused", "emptied"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_away_clears_nothing_and_proves_nothing(seed: int, how: str) -> None:
    rows, before = whole(seed)
    after = judge(take_away(rows, seed, how))
    assert list(paid_for(before, after, how)) == []


def test_a_draw_is_the_same_whatever_else_was_drawn() -> None:
    rows = make_odd_rows(0, HOMES, 0.0, set())
    fewer = make_odd_rows(0, HOMES, 0.0, {"assets"})
    assert {name: some for name, some in rows.items() if name != "assets"} == fewer
    assert take_away(fewer, 0, "refused")["visits"] == take_away(rows, 0, "refused")["visits"]


@pytest.mark.parametrize(
    "view", [name for name in views.view_names() if not find_table(views.base_tables(name)[0]).is_melted]
)
def test_a_view_hands_on_which_cells_of_its_rows_were_not_read(view: str) -> None:
    """Otherwise no check over it could tell them from cells that were left empty."""
    assert set(UNREAD_COLUMNS) <= set(views.relation_columns(view))


@pytest.mark.parametrize("check", [name for name, one in checks().measures.items() if views.is_view(one.table)])
def test_a_check_asks_only_of_cells_whether_they_are_empty(check: str) -> None:
    """Of a column that a view works out nobody knows whether it is empty for want of a cell that was not read."""
    measure = checks().measures[check]
    cells = find_table(views.base_tables(measure.table)[0]).stored_columns.keys()
    asked = {
        name for tree in (measure.population, measure.met) if tree is not None for name in _asked_whether_empty(tree)
    }
    if check not in BESIDE_OTHERS:
        assert asked - cells - WHETHER_SENT - OF_OTHER_ROWS == set()


def _asked_whether_empty(tree: exp.Expression) -> Iterator[str]:
    """The columns of `x IS NULL`; `coalesce(x > 0, TRUE)` takes what is worked out for good where it cannot be."""
    for node in tree.find_all(exp.Is):
        if isinstance(node.expression, exp.Null):
            yield from (column.name for column in node.this.find_all(exp.Column) if column.name not in PARAMETERS)


def _home(**cells: object) -> dict[str, object]:
    """A person of a monitored home without labour, its risk not removed, that is marked as nothing."""
    row = {
        "place_code": "433123101201", "household_code": "433123000001", "id_number": None, "relation": "户主", "period": PERIOD,
        "household_kind": "脱贫户", "monitoring_kind": "脱贫不稳定户", "labour_skill": "无劳动力", "is_risk_removed": False,
    }  # fmt: skip
    return whole_row("monitored_persons", row | cells, PERIOD)


@pytest.mark.parametrize(
    ("check", "columns"),
    [("n_4_01_003", "id_number"), ("n_5_11_033", "is_no_labour_household"), ("n_5_14_015", "farmland_mu")],
)
def test_a_refused_or_absent_cell_is_not_an_empty_one(check: str, columns: str) -> None:
    """An empty cell is the fault; one that could not be read, or was never asked for, leaves the row open."""
    assert judge({"monitored_persons": [_home()]}, check).findings[check]
    for unread in ("refused_columns", "absent_columns"):
        said = judge({"monitored_persons": [_home(**{unread: f",{columns},"})]}, check)
        assert not said.findings[check] and said.totals[check]["unknown"] == 1, (unread, said.totals[check])


def test_twenty_digits_in_one_table_and_eighteen_in_the_other_are_one_person() -> None:
    """The certificate of a disabled person, and the citizen's number in it."""
    number_ = "43312319800101" + "0011"
    person = _home(id_number=number_ + "12", labour_skill="丧失劳动力")
    work = {"place_code": person["place_code"], "household_code": person["household_code"], "id_number": number_,
            "is_working": True, "period": PERIOD}  # fmt: skip
    rows = {"monitored_persons": [person], "migrant_work": [whole_row("migrant_work", work, PERIOD)]}
    said = judge(rows, "n_2_01_015_a", "n_4_12_001")
    assert said.findings["n_2_01_015_a"] and said.findings["n_4_12_001"]


@pytest.mark.parametrize("check", ["n_2_01_016", "n_3_01_007"])
def test_nobody_is_without_insurance_of_whom_nobody_says_whether_an_employer_insures(check: str) -> None:
    """Neither found nor passed over."""
    person = {"has_resident_insurance": False, "has_critical_insurance": False, "has_illness_relief": True}
    said = judge({"monitored_persons": [_home(**person)]}, check)
    assert not said.findings[check] and said.unknown[check]
    told = judge({"monitored_persons": [_home(**person, has_employee_insurance=False)]}, check)
    assert told.findings[check] and not told.unknown[check]


def _post(**cells: object) -> dict[str, object]:
    """A post without pay, of a person of `_home` or of somebody whom no list knows."""
    row = {"place_code": "433123101201", "household_code": "433123000001", "id_number": NUMBER, "post_name": "保洁员",
           "monthly_pay_cny": 0.0, "period": PERIOD}  # fmt: skip
    return whole_row("public_posts", row | cells, PERIOD)


POSTS: Mapping[str, Rows] = {
    "c6_post_no_pay": {"public_posts": [_post()]},
    "c6_post_unmarked": {"public_posts": [_post()]},
    "c6_post_not_registered": {"public_posts": [_post(id_number="433123198002020022")]},
    "c6_post_one_person_several": {"public_posts": [_post(), _post(post_name="护林员")]},
    "c6_post_household_several": {
        "public_posts": [_post(id_number=f"43312319800{at}010011") for at in range(1, 9)],
    },
    "c6_post_outside_province": {
        "public_posts": [_post()],
        "migrant_work": [
            whole_row("migrant_work", {**_post(), "is_working": True, "work_county": "广东省深圳市宝安区"}, PERIOD)
        ],
    },
}  # fmt: skip
"""Check → rows of which it finds something where the list says that they are on duty."""


@pytest.mark.parametrize("check", POSTS)
def test_a_post_that_does_not_say_whether_it_is_held_is_neither_held_nor_given_up(check: str) -> None:
    rows = POSTS[check] | {"monitored_persons": [_home(id_number=NUMBER)]}
    told: dict[bool | None, Judged] = {}
    for answer in (True, False, None):
        posts = [row | {"is_on_duty": answer} for row in rows["public_posts"]]
        told[answer] = judge(rows | {"public_posts": posts}, check)
    assert told[True].findings[check] and not told[True].unknown[check]
    assert not told[False].findings[check] and not told[False].unknown[check]
    assert not told[None].findings[check] and told[None].unknown[check]


def test_a_home_has_too_many_posts_only_with_those_that_are_held() -> None:
    """As many as may be, and one more that does not say: nobody can tell."""
    check = "c6_post_household_several"
    most = int(read_limits()["household_posts"].value)
    held = [_post(id_number=f"43312319800{at}010011", is_on_duty=True) for at in range(1, most + 1)]
    more = _post(id_number="433123198009010011")
    said = judge({"public_posts": [*held, more]}, check)
    assert not said.findings[check] and len(said.unknown[check]) == most + 1
    said = judge({"public_posts": [*held, more | {"is_on_duty": True}]}, check)
    assert len(said.findings[check]) == most + 1


EARNED = {"wage_cny": 9_000.0, "business_cny": 2_000.0, "property_cny": 0.0, "transfer_cny": 1_000.0,
          "production_cost_cny": 0.0, "net_income_cny": 12_000.0}  # fmt: skip
MOVED = EARNED | {"wage_cny": 1_000.0, "transfer_cny": 9_000.0}
INCOMES: Mapping[str, tuple[dict[str, object], dict[str, object]]] = {
    "t_income_copied": (EARNED, EARNED),
    "t_income_round": (EARNED, MOVED),
    "c9_structure_turned": (EARNED, MOVED),
    "c9_parts_do_not_add_up": (EARNED | {"net_income_cny": 12_500.0}, MOVED),
}
"""Check → the amounts of this year and of the year before of which it finds something."""
LOOKS_BACK = ("t_income_copied", "c9_structure_turned")


def _incomes(now: Mapping[str, object], last: Mapping[str, object]) -> Rows:
    home = {"place_code": "433123101201", "household_code": "433123000001"}
    years = {"2021": now, "2020": last}
    return {"household_incomes": [whole_row("household_incomes", home | some | {"period": year}, PERIOD)
                                  for year, some in years.items()]}  # fmt: skip


@pytest.mark.parametrize("check", INCOMES)
def test_an_empty_part_of_an_income_is_not_nought(check: str) -> None:
    """Whether the sums agree, are as the year before, or all round: with an empty part nobody can say."""
    now, last = INCOMES[check]
    assert judge(_incomes(now, last), check).findings[check]
    blank = {"property_cny": None}
    cases = [(now | blank, last), (now | blank, last | blank)]
    cases += [(now, last | blank)] if check in LOOKS_BACK else []
    for this, before in cases:
        said = judge(_incomes(this, before), check)
        assert not said.findings[check] and said.unknown[check]


def test_a_sum_that_is_right_without_an_empty_part_is_not_said_to_be_right() -> None:
    said = judge(_incomes(EARNED | {"property_cny": None}, EARNED), "c9_parts_do_not_add_up")
    assert said.unknown["c9_parts_do_not_add_up"]


def test_a_home_without_an_income_last_year_is_not_asked_what_it_lived_on() -> None:
    rows = _incomes(EARNED, EARNED)
    said = judge({"household_incomes": rows["household_incomes"][:1]}, "c9_structure_turned")
    assert said.totals["c9_structure_turned"]["population"] == said.totals["c9_structure_turned"]["unknown"] == 0


@pytest.mark.parametrize(
    ("check", "loan"),
    [
        ("c4_credit_overdue", {"is_overdue": True}),
        ("c4_credit_not_registered", {}),
        ("c4_credit_age", {"id_number": "433123201001010011"}),
        ("c4_credit_too_long", {"due_on": date(2031, 1, 1)}),
        ("c4_credit_not_given", {"wanted_cny": 30_000.0, "applied_on": date(2021, 1, 4), "lent_on": date(2021, 9, 1)}),
    ],
)
def test_an_amount_without_a_day_may_have_been_lent(check: str, loan: Mapping[str, object]) -> None:
    """Neither passed over as not lent, nor, where it was asked for, found as never given."""
    usual = {"place_code": "433123101201", "loan_code": "D1", "id_number": NUMBER, "loan_cny": 30_000.0,
             "lent_on": date(2021, 2, 1)}  # fmt: skip
    row = whole_row("microcredit", usual | loan, PERIOD)
    people = {"monitored_persons": [_home(id_number="433123197001010011")]}
    assert judge(people | {"microcredit": [row]}, check).findings[check]
    said = judge(people | {"microcredit": [row | {"lent_on": None}]}, check)
    assert not said.findings[check] and said.unknown[check]
    never = judge(people | {"microcredit": [row | {"lent_on": None, "loan_cny": None}]}, check)
    assert not never.unknown[check]

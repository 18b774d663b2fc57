"""Leaving cells out never pays: no all-clear and no "确定有误" comes of a cell that was emptied, refused or never asked for.

Odd tables are judged as they are, then again with cells or whole columns taken away; rows are compared by where they stand.
A row that was found stays found, or is one of which nobody can say, wherever its cells were not read.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from sqlglot import exp

from indicators.checks import words as check_words
from indicators.checks.engines import make_plans
from indicators.declared import PARAMETERS, views
from indicators.evaluation import query
from store import UNREAD_COLUMNS
from store.declared.tables import find_table
from tests.indicators.checks.odd_tables import PERIOD, make_odd_rows
from tests.indicators.checks.twins.rules import Rows, checks, fill_database, whole_row

HOMES = 60
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

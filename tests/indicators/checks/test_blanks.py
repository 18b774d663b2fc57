"""Leaving cells out never pays: no all-clear and no "确定有误" comes of a cell that was emptied, refused or never asked for.

Odd tables are judged as they are, then again with cells or whole columns taken away; rows are compared by where they stand.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from indicators.checks import words as check_words
from indicators.checks.engines.engine import COUNTS, NAMES, ROWS, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.declared import views
from store.declared.tables import find_table
from tests.indicators.checks.odd_tables import PERIOD, make_odd_rows
from tests.indicators.checks.twins.rules import Rows, checks, fill_database, whole_row

HOMES = 60
SEEDS = range(3)
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


@dataclass(frozen=True)
class Judged:
    """What the checks said of some rows: check → where its findings stand, and how many rows it asked and left open."""

    findings: Mapping[str, frozenset[tuple[str, int]]]
    totals: Mapping[str, Mapping[str, int]]


def judge(rows: Rows, *names: str) -> Judged:
    """These checks, all where none is named, over these rows."""
    measures = [one for one in checks().measures.values() if one.id in names or not names]
    with fill_database(rows) as connection:
        views.prepare(connection)
        run_checks(connection, DuckdbEngine(), measures, PERIOD)
        found = connection.execute(
            f'SELECT "check", source_file, source_row FROM {ROWS} JOIN {NAMES} USING (number)'
        ).fetchall()
        counts = connection.execute(
            f'SELECT "check", sum(population), sum(unknown) FROM {COUNTS} JOIN {NAMES} USING (number) GROUP BY 1'
        ).fetchall()
    findings: dict[str, set[tuple[str, int]]] = {one.id: set() for one in measures}
    for check, file, row in found:
        findings[check].add((file, row))
    empty = {"population": 0, "unknown": 0}
    totals = {one.id: empty | {"count": len(findings[one.id]), "gone": 0} for one in measures}
    for check, population, unknown in counts:
        totals[check] = totals[check] | {"population": int(population), "unknown": int(unknown)}
    return Judged({check: frozenset(keys) for check, keys in findings.items()}, totals)


@cache
def whole(seed: int) -> tuple[Rows, Judged]:
    rows = make_odd_rows(seed, HOMES, 0.0, set())
    return rows, judge(rows)


def columns_of(table: str) -> list[str]:
    """The columns of a table that a cell may be missing from without costing its row."""
    declared = find_table(table)
    return [one.name for one in declared.columns if not one.required and one.name not in declared.key]


def take_away(rows: Rows, dice: random.Random, how: str) -> Rows:
    """The rows with two or three columns of every table taken away: the whole column, or some of its cells."""
    changed: Rows = {}
    for table, some in rows.items():
        changed[table] = [dict(row) for row in some]
        names = [] if table in LINES or find_table(table).is_melted else columns_of(table)
        if table in ("monitored_persons", "migrant_work") and how == "refused":
            names.append("id_number")
        for name in dice.sample(names, min(3, len(names))):
            if how == "emptied" and (name in EMPTY_IS_AN_ANSWER or name.endswith("_help")):
                continue
            for row in changed[table]:
                if how == "absent" or (row[name] is not None and dice.random() < SHARE):
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
        if new and measure.suspicion == "确定有误" and not (how == "emptied" and is_about_emptiness(check)):
            yield f"{check} came up {len(new)} times: {sorted(new)[0]}"


@pytest.mark.parametrize("how", ["absent", "refused", "emptied"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_away_clears_nothing_and_proves_nothing(seed: int, how: str) -> None:
    rows, before = whole(seed)
    after = judge(take_away(rows, random.Random(f"{seed}{how}"), how))
    assert list(paid_for(before, after, how)) == []


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

"""Leaving cells empty never pays: random cells, rows and columns of a county of the demonstration are blanked."""

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.declared import read_framework, views
from indicators.evaluation import Evaluation, evaluate
from indicators.evaluation.beside import say_beside, say_state
from indicators.evaluation.knowing import unknown_share
from store import Store, read_tables
from tests.indicators.evaluation.twins import behind_reports, plain
from tests.indicators.small_case import write_rows

COUNTY, OTHER, PERIOD = "433126", "433131", "2021-11"
SPOILT = tuple(name for name in read_framework("consolidation_2021").tables() if name != "places")
"""Every table that a measure reads, be it as it is reported or from its register."""
HAS_A_MEANING = {
    "monitoring_kind", "household_kind", "is_risk_removed", "adjusted_budget_cny", "item_title", "unit", "category",
}  # fmt: skip
"""Columns in which the declared words say what an empty cell means: not monitored, not yet removed, budget as it was; and
what a row is about."""


@pytest.fixture(scope="module")
def county_rows(filled_folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Table → rows of one county as plain values; the place table whole."""
    rows = {}
    with Store(filled_folder).connect() as connection:
        for name in Store(filled_folder).versions():
            table = read_tables()[name]
            columns = ", ".join(f'"{column}"' for column in table.stored_columns)
            where = (
                f"starts_with(place_code, '{COUNTY}') OR length(place_code) < 6"
                if "place_code" in table.stored_columns
                else "TRUE"
            )
            frame = connection.execute(f"SELECT {columns} FROM {name} WHERE {where}")
            names = [column[0] for column in frame.description]
            rows[name] = [dict(zip(names, row, strict=True)) for row in frame.fetchall()]
    return rows


def store_of(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Store:
    store = Store(folder)
    for name, mine in rows.items():
        if mine:
            write_rows(store, name, mine)
    return store


def evaluated(store: Store) -> Evaluation:
    return evaluate(store, read_framework("consolidation_2021"), PERIOD, COUNTY)


@pytest.fixture(scope="module")
def whole(county_rows: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return evaluated(store_of(tmp_path_factory.mktemp("whole"), county_rows)).measures.set_index("measure")


def spoil(rows: dict[str, list[dict[str, Any]]], how: str, share: float, seed: int) -> dict[str, list[dict[str, Any]]]:
    """A copy with cells, rows or columns left empty, in columns that may be empty."""
    draw, spoilt = random.Random(seed), dict(rows)
    for name in SPOILT:
        table = read_tables()[name]
        kept = set(table.key) - set(table.alone_without)
        free = [
            one.name
            for one in table.columns
            if (not one.required or one.keeps_row) and one.name not in kept | set(HAS_A_MEANING)
        ]
        if not free:
            continue
        columns = draw.sample(free, max(1, len(free) // 4)) if how == "columns" else free
        copied = []
        for row in rows[name]:
            is_hit = how == "columns" or draw.random() < share
            lost = columns if how != "cells" else draw.sample(free, max(1, len(free) // 3))
            copied.append(row | dict.fromkeys(lost) if is_hit and row.get("period", PERIOD)[:4] == "2021" else row)
        spoilt[name] = copied
    return spoilt


def leave_unread(
    rows: dict[str, list[dict[str, Any]]], way: str, share: float, seed: int
) -> dict[str, list[dict[str, Any]]]:
    """A copy in which cells could not be read (`refused_columns`), or whole columns that a sheet need not have were not there
    (`absent_columns`); what an empty cell means does not matter then."""
    draw, spoilt = random.Random(seed), dict(rows)
    for name in SPOILT:
        table = read_tables()[name]
        may_lack = [
            one.name
            for one in table.columns
            if one.name not in set(table.key) | {"item_title", "unit"}
            and (not one.required or (way == "refused_columns" and one.keeps_row))
        ]
        if not may_lack:
            continue
        columns = draw.sample(may_lack, max(1, len(may_lack) // 4))
        copied = []
        for row in rows[name]:
            is_hit = way == "absent_columns" or draw.random() < share
            lost = columns if way == "absent_columns" else draw.sample(may_lack, max(1, len(may_lack) // 3))
            is_hit = is_hit and row.get("period", PERIOD)[:4] == "2021"
            copied.append(unread(row, way, lost) if is_hit else row)
        spoilt[name] = copied
    return spoilt


def unread(row: dict[str, Any], way: str, lost: list[str]) -> dict[str, Any]:
    named = (row.get(way) or "") + "".join(f",{column}," for column in lost if row.get(column) is not None)
    return row | dict.fromkeys(lost) | {way: named or None}


NOT_KNOWN = ("missing", "unknown", "incomplete", "not_applicable")
JOINED = ["insured_next_year", "school_attendance", "big_illness_visits", "development_help"]
"""Measures of views that put rows of several tables or members together; the twins of checks hold what is unread in these."""
NOBODY_ELSE_KNOWS = {"fund_projects", "satisfaction_sample", "third_party_sample", "solar_stations"}
"""Registers of which nothing else says in which townships there is something: no earlier month, no report by township."""


def leave_out(rows: dict[str, list[dict[str, Any]]], seed: int, at_once: bool) -> dict[str, list[dict[str, Any]]]:
    """A copy in which every table of the period lacks the rows of one of its townships: all of them of the same one, or each
    of another."""
    draw, spoilt = random.Random(seed), dict(rows)
    one = draw.choice(sorted({row["place_code"][:9] for row in rows["monitored_persons"]}))
    for name in SPOILT:
        if rows[name] and read_tables()[name].place_level in ("township", "village"):
            lost = one if at_once else draw.choice(sorted({row["place_code"][:9] for row in rows[name]}))
            spoilt[name] = [
                row for row in rows[name] if row["place_code"][:9] != lost or row["period"] not in (PERIOD, PERIOD[:4])
            ]
    return spoilt


@pytest.mark.parametrize(
    ("how", "share", "seed"),
    [
        ("cells", 0.03, 1),
        ("cells", 0.4, 3),
        ("rows", 0.03, 4),
        ("columns", 1, 6),
    ],
)
def test_leaving_cells_empty_never_pays(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path, how: str, share: float, seed: int
) -> None:
    evaluation = evaluated(store_of(tmp_path, spoil(county_rows, how, share, seed)))
    spoilt = evaluation.measures.set_index("measure")
    unknown = spoilt["rows_unknown"].fillna(0) + spoilt["places_absent"].fillna(0)
    before = whole["rows_unknown"].fillna(0) + whole["places_absent"].fillna(0)
    assert unknown.sum() > before.sum(), "what is not known rises"
    limit = evaluation.framework.unknown_at_most
    is_scored = spoilt["earned"].notna() & ~spoilt["is_bonus"]
    assert (unknown_share(spoilt)[is_scored] <= limit).all(), "too much is not known"
    for name, row in spoilt[unknown > 0].iterrows():
        measure = evaluation.framework.measure(str(name))
        assert row["state"] == "missing" or say_beside(measure, row) or "不计分" in say_state(row), name
    assert_no_better(spoilt, whole)


@pytest.mark.parametrize(
    ("way", "share", "seed"),
    [
        ("refused_columns", 0.03, 1),
        ("refused_columns", 0.03, 6),
        ("refused_columns", 1, 3),
        ("absent_columns", 1, 4),
    ],
)
def test_what_was_not_read_is_unknown_and_never_pays(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path, way: str, share: float, seed: int
) -> None:
    """As the twin has it, also where an empty cell would be an answer."""
    rows = leave_unread(county_rows, way, share, seed)
    evaluation = evaluated(store_of(tmp_path, rows))
    spoilt = evaluation.measures.set_index("measure")
    is_scored = spoilt["earned"].notna() & ~spoilt["is_bonus"]
    assert (unknown_share(spoilt)[is_scored] <= evaluation.framework.unknown_at_most).all(), "too much is not known"
    assert_no_better(spoilt, whole)
    leagues = dict(zip(evaluation.places["place_code"], evaluation.places["league"], strict=True))
    chooser = behind_reports.chooser(rows, leagues, PERIOD, evaluation.day)
    twin = plain.evaluate(rows, PERIOD, leagues, evaluation.day, chooser)[COUNTY]
    for name, got in spoilt.drop(index=JOINED).iterrows():
        fact = twin["facts"].get(name, {"state": "missing"})
        state = "known" if got["state"] not in NOT_KNOWN else got["state"]
        assert state == {"reported": "known"}.get(fact.get("state"), fact.get("state", "missing")), name
        if got["rows_judged"] > 0 and "unknown" in fact:
            assert got["rows_unknown"] == pytest.approx(fact["unknown"]), name


def assert_no_better(spoilt: pd.DataFrame, whole: pd.DataFrame) -> None:
    """No measure earns more than it does with everything there, and none reaches full marks that did not."""
    paid = spoilt["earned"] > whole["earned"] + 1e-9
    assert not spoilt.index[paid].tolist(), spoilt.loc[paid, ["value", "scored_value", "rows_unknown", "earned"]].join(
        whole[["value", "earned"]].add_suffix("_whole")
    )
    full = (spoilt["earned"] >= spoilt["declared"] - 1e-9) & ~(whole["earned"] >= whole["declared"] - 1e-9)
    assert not spoilt.index[full & ~spoilt["is_bonus"] & whole["earned"].notna()].tolist()


@pytest.mark.parametrize(("seed", "at_once"), [(1, False), (2, True)])
def test_leaving_a_township_out_never_pays(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path, seed: int, at_once: bool
) -> None:
    evaluation = evaluated(store_of(tmp_path, leave_out(county_rows, seed, at_once)))
    spoilt = evaluation.measures.set_index("measure")
    forms = {
        name: one.counted_from(str(spoilt.at[name, "source"])) for name, one in evaluation.framework.measures.items()
    }
    registers = {name: views.base_tables(form.table)[0] for name, form in forms.items()}
    known = [
        name
        for name, table in registers.items()
        if table not in NOBODY_ELSE_KNOWS and read_tables()[table].place_level in ("township", "village")
    ]
    assert_no_better(spoilt.loc[known], whole.loc[known])
    lacking = spoilt.loc[known]
    lacking = lacking[(lacking["places_absent"] > 0) & (lacking["state"] != "missing")]
    assert len(lacking) > 20, "it is seen that a township is missing"
    for name, row in lacking.iterrows():
        said = f"{row['places_expected']:.0f} 个乡镇中"
        assert said in say_beside(evaluation.framework.measure(str(name)), row), name


def test_leaving_rows_out_of_registers_never_pays(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path
) -> None:
    """Every other row of each register is not sent; the report of the month still counts whom it left out."""
    framework = read_framework("consolidation_2021")
    registers = {
        name: views.base_tables(one.holding.register.table)[0]
        for name, one in framework.measures.items()
        if one.holding is not None and one.holding.is_scored
    }
    kept = {name: county_rows[name][::2] for name in set(registers.values()) - {"monitored_persons"}}
    spoilt = evaluated(store_of(tmp_path, county_rows | kept)).measures.set_index("measure").loc[list(registers)]
    assert_no_better(spoilt, whole.loc[list(registers)])
    lacking = spoilt[spoilt["left_out"] > 0]
    assert len(lacking) > 12 and not (lacking["state"] == "scored").any(), lacking["state"]
    for name, row in lacking.iterrows():
        said = f"{say_beside(framework.measure(str(name)), row)}；{say_state(row)}"
        assert "登记比填报少" in said and "不计分" in said, said


def test_a_register_that_is_not_sent_leaves_no_reported_figure_scored(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path
) -> None:
    """A county sends none of its registers but the persons; its neighbour, here its own double, sends all."""
    framework = read_framework("consolidation_2021")
    scored = [name for name, one in framework.measures.items() if one.holding is not None and one.holding.is_scored]
    tables = {base for name in scored for base in views.base_tables(framework.measures[name].holding.register.table)}
    tables -= {"monitored_persons", "places"}
    rows = {
        name: [*([] if name in tables else county_rows[name]), *map(neighbour, county_rows[name])] for name in SPOILT
    }
    rows["places"] = [
        *county_rows["places"],
        *(neighbour(row) for row in county_rows["places"] if row["code"][:6] == COUNTY),
    ]
    spoilt = evaluated(store_of(tmp_path, rows)).measures
    spoilt = spoilt[spoilt["place_code"] == COUNTY].set_index("measure").loc[scored]
    reported = spoilt[spoilt["reported_denominator"] > 0]
    assert len(reported) > 18 and set(reported["state"]) == {"unknown"}, reported["state"]
    assert spoilt["earned"].isna().all()
    for name, row in reported.iterrows():
        said = say_beside(framework.measure(str(name)), row), say_state(row)
        assert said[0].startswith("登记一行也没有，填报说有") and said[1] == "登记一行也没有，不计分", said


def neighbour(row: dict[str, Any]) -> dict[str, Any]:
    """The same row in a county of the same prefecture."""
    moved = {
        name: row[name].replace(COUNTY, OTHER, 1) for name in ("place_code", "county_code", "code") if row.get(name)
    }
    return row | moved


def test_one_row_left_out_of_many_is_unknown_and_falls_short(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path
) -> None:
    rows = county_rows["handbooks"]
    short = next(at for at, row in enumerate(rows) if row["is_updated"] is False)
    evaluation = evaluated(store_of(tmp_path, county_rows | {"handbooks": [*rows[:short], *rows[short + 1 :]]}))
    row, before = evaluation.measures.set_index("measure").loc["handbook_updated"], whole.loc["handbook_updated"]
    assert (row["left_out"], row["state"], row["rows_unknown"]) == (1, "scored", before["rows_unknown"] + 1)
    assert row["value"] > before["value"] and row["scored_value"] == before["scored_value"]
    assert row["earned"] == before["earned"]


def test_a_report_left_empty_does_not_excuse_a_township_from_its_register(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path
) -> None:
    """Its newest report says nothing of the task any more; the one before said that there is something to be done."""
    short = {row["place_code"][:9] for row in county_rows["work_verifications"] if row["is_consistent"] is False}
    assert 0 < len(short) < len({row["place_code"][:9] for row in county_rows["work_verifications"]})
    kept = [row for row in county_rows["work_verifications"] if row["place_code"][:9] not in short]
    reports = [
        row | {"target_count": None}
        if (row["item"], row["period"]) == ("work_verified", PERIOD) and row["place_code"] in short
        else row
        for row in county_rows["township_progress"]
    ]
    rows = county_rows | {"work_verifications": kept, "township_progress": reports}
    spoilt = evaluated(store_of(tmp_path, rows)).measures.set_index("measure")
    assert spoilt.at["work_verified", "places_absent"] == len(short)
    assert_no_better(spoilt.loc[["work_verified"]], whole.loc[["work_verified"]])


@pytest.mark.parametrize("measure", ["public_posts_kept", "workers_kept"])
def test_last_year_of_a_few_townships_is_no_last_year(
    county_rows: dict[str, list[dict[str, Any]]], whole: pd.DataFrame, tmp_path: Path, measure: str
) -> None:
    """All but one township sent nothing a year ago: what one township did says nothing of the county."""
    item = {"public_posts_kept": "public_posts", "workers_kept": "workers"}[measure]
    before = [row for row in county_rows["township_progress"] if (row["item"], row["period"]) == (item, "2020-11")]
    kept = min(row["place_code"] for row in before)
    reports = [row for row in county_rows["township_progress"] if row not in before or row["place_code"] == kept]
    spoilt = evaluated(store_of(tmp_path, county_rows | {"township_progress": reports})).measures.set_index("measure")
    assert len(before) > 3 and whole.at[measure, "state"] == "scored"
    assert spoilt.at[measure, "state"] in ("unknown", "incomplete") and pd.isna(spoilt.at[measure, "earned"])

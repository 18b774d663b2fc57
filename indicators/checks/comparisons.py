"""部门比对: the departments' tables compared with the national system's export, by place.

Rows are joined inside a county by the first 18 characters of the ID number, or by the household's number where a table is
of households. What differs between two rows that match is said by the checks that name the table in `compares`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import pandas as pd

from core import words
from core.places import BELOW, level_of, prefecture_of
from indicators.declared import Framework, PeriodBounds, views
from indicators.evaluation import query
from indicators.households import ID_LENGTH, PERSONS
from store import Store, Table, read_tables

COVERING: Final = ("insured_next_year", "house_grades", "helpers")
"""Tables in which every registered person or household ought to stand, so that being only in the system means something."""
OPEN_TO_ALL: Final = ("insured_next_year", "house_grades", "hospital_stays", "disability_register", "school_rolls",
                      "low_income_register", "temporary_relief")  # fmt: skip
"""Tables of all residents: a row that no registered person has is no fault."""
MOST_ACROSS: Final = 20
"""More counties than this do not fit across a table."""
LINK_COLUMNS: Final = ("place_code", "table", "listed", "matched", "only_department", "only_system")


@dataclass(frozen=True)
class Compared:
    """A department's table and the checks that compare it with the system."""

    table: Table
    checks: tuple[str, ...]
    is_imported: bool

    @property
    def is_by_household(self) -> bool:
        """Whether its rows are households, joined by their number."""
        return "id_number" not in self.table.stored_columns

    @property
    def is_open_to_all(self) -> bool:
        """Whether it lists residents who need not be registered, so that standing only there is no fault."""
        return self.table.name in OPEN_TO_ALL

    @property
    def counter(self) -> str:
        """What its rows count."""
        return "户" if self.is_by_household else "人"


def compared_tables(framework: Framework, imported: Mapping[str, int]) -> list[Compared]:
    """Every department table that a check compares, most checks first."""
    checks: dict[str, list[str]] = {}
    for check in framework.measures.values():
        if check.compares:
            checks.setdefault(check.compares, []).append(check.id)
    found = [Compared(read_tables()[name], tuple(ids), name in imported) for name, ids in checks.items()]
    return sorted(found, key=lambda one: (-len(one.checks), one.table.name))


def count_links(store: Store, tables: list[Compared], period: str, scope: str, level: str) -> pd.DataFrame:
    """One row a place and imported table, `LINK_COLUMNS`: distinct persons or households listed by the department, found in
    the export, only in the department's table, only in the export (NaN where that says nothing: the table need not hold
    everybody). Only counties that have both are there. A place is the department's for its rows, the export's for the rest.
    """
    present = [one for one in tables if one.is_imported]
    with store.connect() as connection:
        for kind, key in (("persons", _person_key()), ("households", "household_code")):
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE _system_{kind} AS {_keys_sql(PERSONS, key, period, scope)}"
            )
        frames = [_count(connection, one, period, scope, level) for one in present]
    if not frames:
        return pd.DataFrame(columns=list(LINK_COLUMNS))
    return pd.concat(frames, ignore_index=True)


def count_without_id(store: Store, period: str, scope: str) -> int:
    """Persons of the export without an ID number: no department's row can be found for them."""
    bounds, inside = PeriodBounds.of(period), query.scope_sql(scope)
    rows = views.read_sql(PERSONS, bounds, query.counties_sql(scope), inside, "here")
    with store.connect() as connection:
        found = connection.execute(f"SELECT count(*) FILTER (WHERE id_number IS NULL) FROM ({rows})").fetchone()
    return int(found[0]) if found else 0


def count_differences(matrix: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """One row a place and table of `findings.read_matrix`: asked, agreeing, differing, unknown, summed over its checks.

    One person asked by two checks counts twice (人次).
    """
    tables = {check.id: check.compares for check in framework.measures.values() if check.compares}
    kept = matrix[matrix["check"].isin(list(tables))]
    frame = kept.assign(table=kept["check"].map(tables))
    sums = frame.groupby(["place_code", "table"], as_index=False)[["population", "findings", "unknown", "exempt"]].sum()
    sums = sums.rename(columns={"population": "asked", "findings": "differing"})
    sums["agreeing"] = sums["asked"] - sums["differing"] - sums["unknown"] - sums["exempt"]
    return sums[["place_code", "table", "asked", "agreeing", "differing", "unknown", "exempt"]]


def level_below(at: str) -> str:
    """The level of the places whose counts a place's page shows: counties of an area, townships, villages."""
    return BELOW.get(level_of(at), "village")


def collapse_places(matrix: pd.DataFrame, at: str) -> pd.DataFrame:
    """The counts of the checks that compare, the places of a province gathered into prefectures so that they fit across."""
    if level_of(at) not in ("country", "province") or matrix["place_code"].nunique() <= MOST_ACROSS:
        return matrix
    codes = matrix["place_code"].map(prefecture_of)
    numbers = ["population", "findings", "unknown", "exempt"]
    return matrix.assign(place_code=codes).groupby(["place_code", "check"], as_index=False)[numbers].sum()


def sum_tables(links: pd.DataFrame, differences: pd.DataFrame) -> dict[tuple[str, str], float]:
    """(table, column) → the sum over places, of `count_links` and `count_differences`; NaN stays where nothing is meant."""
    sums: dict[tuple[str, str], float] = {}
    for frame, names in ((links, LINK_COLUMNS[2:]), (differences, ("asked", "agreeing", "differing", "unknown"))):
        for table, rows in frame.groupby("table"):
            sums |= {(str(table), name): float(rows[name].astype(float).sum(min_count=1)) for name in names}
    return sums


def say_run(period: str, at: str, without_id: int) -> str:
    """The line under the answer: the month, when it was compared, and who cannot be compared at all."""
    when = datetime.fromisoformat(at)
    text = f"{words.say_period(period)} · {words.say_date(when)} {when:%H:%M} 核查 · 按证件号码前 18 位或户编号逐个对"
    return f"{text} · 系统中 {without_id:,} 人没有证件号码，无法比对" if without_id else text


def say_comparison(tables: list[Compared], differences: pd.DataFrame) -> str:
    """`9 个部门的 12 张表与国家系统比对，对不上 312 人(户)次；最多的是医保局《下一年度医保参保名单》136 人次`."""
    imported = [one for one in tables if one.is_imported]
    missing = len(tables) - len(imported)
    if not imported:
        return "各部门的表还没有导入，没有可以和国家系统比对的"
    departments = len({one.table.department for one in imported})
    counts = differences.groupby("table")["differing"].sum()
    total = int(counts.sum())
    said = f"{departments} 个部门的 {len(imported)} 张表与国家系统比对，"
    if not total:
        said += _say_agreeing(differences)
    else:
        worst = max(imported, key=lambda one: (counts.get(one.table.name, 0), one.table.name))
        most = f"{worst.table.department}《{worst.table.title}》{int(counts[worst.table.name]):,} {worst.counter}次"
        said += f"对不上 {total:,} 人（户）次；最多的是{most}"
    unknown = int(differences["unknown"].sum())
    said += f"；缺数据无法判断 {unknown:,} 人（户）次" if unknown and total else ""
    return f"{said}；{missing} 张未导入" if missing else said


def _say_agreeing(differences: pd.DataFrame) -> str:
    """What may be said without a difference: that all agrees only where something could be compared."""
    asked, unknown = int(differences["asked"].sum()), int(differences["unknown"].sum())
    if asked <= unknown:
        return f"{unknown:,} 人（户）次缺数据，无法比对" if unknown else "没有可以比对的人或户"
    return "没有对不上的" + (f"，另有 {unknown:,} 人（户）次缺数据无法判断" if unknown else "")


def _count(
    connection: duckdb.DuckDBPyConnection, compared: Compared, period: str, scope: str, level: str
) -> pd.DataFrame:
    name = compared.table.name
    key = "household_code" if compared.is_by_household else _person_key()
    system = "_system_households" if compared.is_by_household else "_system_persons"
    is_covering = name in COVERING
    join = "FULL JOIN" if is_covering else "LEFT JOIN"
    only_system = "count(*) FILTER (WHERE NOT is_listed)" if is_covering else "CAST(NULL AS BIGINT)"
    sql = f"""
        WITH department AS ({_keys_sql(name, key, period, scope)}),
        compared AS (SELECT county_code FROM department INTERSECT SELECT county_code FROM {system}),
        both_sides AS (
          SELECT coalesce(d.place_code, s.place_code) AS place_code, coalesce(d.county_code, s.county_code) AS county_code,
            d.number IS NOT NULL AS is_listed, s.number IS NOT NULL AS is_registered
          FROM department d {join} {system} s ON s.county_code = d.county_code AND s.number = d.number
        ),
        placed AS (
          SELECT {query.key_sql(level)} AS place_code, is_listed, is_registered FROM both_sides
          WHERE county_code IN (SELECT county_code FROM compared) AND {query.scope_sql(scope)}
        )
        SELECT place_code, '{name}' AS "table", count(*) FILTER (WHERE is_listed) AS listed,
          count(*) FILTER (WHERE is_listed AND is_registered) AS matched,
          count(*) FILTER (WHERE is_listed AND NOT is_registered) AS only_department,
          {only_system} AS only_system
        FROM placed WHERE place_code IS NOT NULL GROUP BY 1 ORDER BY 1
    """
    return connection.execute(sql).df()


def _keys_sql(name: str, key: str, period: str, scope: str) -> str:
    """county_code, number, place_code of the distinct persons or households of a table in a period, of a scope's counties."""
    rows = views.read_sql(name, PeriodBounds.of(period), query.counties_sql(scope))
    return (
        f"SELECT county_code, {key} AS number, min(place_code) AS place_code FROM ({rows}) "
        f"WHERE {key} IS NOT NULL GROUP BY 1, 2"
    )


def _person_key() -> str:
    return f"substring(id_number, 1, {ID_LENGTH})"

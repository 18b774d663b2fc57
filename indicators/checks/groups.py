"""Open findings of a run put together by rule and household, village, township or county; how many rows each has.

A household's, a project's or an asset's rows belong together; rows about none of them stand for their place.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from indicators.checks.findings import FindingRequest, Run, rows_asked
from indicators.declared import CHECKS, COUNTY, SUBJECT, TOWNSHIP, VILLAGE, Framework, Measure, read_framework, views
from store import Store, quote, read_tables

KEY: Final = ("check", "group_place", "household_code", "project_code")
_PLACES: Final = {
    SUBJECT: "place_code",
    VILLAGE: "left(place_code, 12)",
    TOWNSHIP: "left(place_code, 9)",
    COUNTY: "county_code",
}
_NOT_A_SUBJECT: Final = ("county_code", "period")


def count_groups(store: Store, run: Run, request: FindingRequest, by: str, framework: Framework | None = None) -> int:
    """How many groups the findings asked for make."""
    keyed, values = _keyed_sql(run, request, by, framework)
    with store.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT {_NAMES} FROM ({keyed}))", values).fetchone()
    return int(found[0]) if found else 0


def read_groups(
    store: Store, run: Run, request: FindingRequest, by: str, rows_each: int, framework: Framework | None = None
) -> pd.DataFrame:
    """The first rows of every group, in the order of place, rule and household: `KEY` of the group, row_count (rows of
    the whole group), finding_code (a number), and place_code, county_code, row_household (also where the group has none),
    row_key, state, source_* of the row."""
    keyed, values = _keyed_sql(run, request, by, framework)
    sql = (
        f"SELECT * EXCLUDE (nth), CAST(row_number() OVER () AS VARCHAR) AS finding_code FROM (SELECT *, count(*) OVER whole "
        f"AS row_count, row_number() OVER (whole ORDER BY place_code, source_row, row_key) AS nth FROM ({keyed}) "
        f"WINDOW whole AS (PARTITION BY {_NAMES})) WHERE nth <= {rows_each:d} "
        'ORDER BY group_place, "check", household_code, project_code, nth'
    )
    with store.connect() as connection:
        return connection.execute(sql, values).df()


def subject_sql(framework: Framework) -> str:
    """The project, asset or station that a row without a household is about; '' where it is about its place."""
    coded = ", ".join(quote(name) for name, check in framework.measures.items() if is_coded(check))
    return f"CASE WHEN household_code IS NULL AND \"check\" IN ({coded or 'NULL'}) THEN split_part(row_key, '|', 1) ELSE '' END"


_NAMES: Final = ", ".join(f'"{name}"' for name in KEY)
_OWN: Final = "place_code, county_code, row_key, state, source_file, source_sheet, source_row"


def _keyed_sql(
    run: Run, request: FindingRequest, by: str, framework: Framework | None
) -> tuple[str, Mapping[str, object]]:
    """The findings asked for with the key of their group."""
    rows, values = rows_asked(run, request, framework)
    household, project = "''", "''"
    if by == SUBJECT:
        household = "coalesce(household_code, '')"
        project = subject_sql(framework or read_framework(CHECKS))
    key = f'"check", {_PLACES[by]} AS group_place, {household} AS household_code, {project} AS project_code'
    used = {name: value for name, value in values.items() if name != "checks"}
    return f"SELECT {key}, household_code AS row_household, {_OWN} {rows}", used


def is_coded(check: Measure) -> bool:
    """Whether the rows of a check carry the code of a project, an asset or the like as the first part of their key."""
    if views.is_view(check.table):
        return False
    keys = [name for name in read_tables()[check.table].key if name not in _NOT_A_SUBJECT]
    return bool(keys) and keys[0].endswith("_code") and keys[0] not in ("place_code", "household_code")

"""What the newest run or evaluation says of problems that have a measure: how many rows fail at the same place or household.

Everything is read once and joined: a hundred thousand problems cost a few queries, not one each.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.engine import Engine

from core.places import changes, significant
from indicators.checks import Run, subject_sql
from indicators.declared import CHECKS, Framework, read_framework
from ledger.book import ProblemRow, SightingRow, reading
from store import Store, quote

SUBJECT_COLUMNS: Final = ("id", "state", "measure", "place_code", "household_code", "project_code", "recurrences")
GONE, BETTER, SAME, WORSE, NO_DATA = "已查不出", "已改善", "未见变化", "更差", "没有新数据"
UNCLEAR: Final = "暂无法判断"
"""Said where nothing is found only because cells are empty, or a township is left out."""
_FOUND: Final = "NOT is_exempt AND state NOT IN ('gone', 'unclear')"
_UNCLEAR: Final = "NOT is_exempt AND state = 'unclear'"


def count_now(
    store: Store, run: Run, problems: pd.DataFrame, framework: Framework | None = None
) -> dict[int, int | None]:
    """Problem id → rows of its check that the run finds at its household, project or place.

    None where the run looked at nothing of the kind there, 0 where it looked and found nothing. What was found before and
    cannot be judged now is not counted (`count_unclear`). `problems` has `SUBJECT_COLUMNS`; those of other measures are left
    out.
    """
    checks = framework or read_framework(CHECKS)
    mine = _of_checks(problems, run, checks)
    found = _count(store, run, mine, checks, _FOUND)
    looked_at = _looked_at(store, run, mine)
    return {key: found.get(key, 0) if key in looked_at or key in found else None for key in mine["id"]}


def count_unclear(store: Store, run: Run, problems: pd.DataFrame, framework: Framework | None = None) -> dict[int, int]:
    """Problem id → rows of its check that were found before and that the run cannot judge, where there are any."""
    checks = framework or read_framework(CHECKS)
    return _count(store, run, _of_checks(problems, run, checks), checks, _UNCLEAR)


def _count(store: Store, run: Run, problems: pd.DataFrame, checks: Framework, which: str) -> dict[int, int]:
    if problems.empty:
        return {}
    with store.connect() as connection:
        connection.register("ledger_subjects", problems)
        found = connection.execute(_counts_sql(run, problems, checks, which)).fetchall()
        connection.unregister("ledger_subjects")
    return {int(key): int(count) for key, count in found}


def _looked_at(store: Store, run: Run, problems: pd.DataFrame) -> set[int]:
    if problems.empty:
        return set()
    with store.connect() as connection:
        connection.register("ledger_subjects", problems)
        found = {int(key) for (key,) in connection.execute(_looked_at_sql(run)).fetchall()}
        connection.unregister("ledger_subjects")
    return found


def compare_now(
    engine: Engine, store: Store, run: Run, problems: pd.DataFrame, framework: Framework | None = None
) -> pd.DataFrame:
    """id, was, now, word of the problems with a check: rows when it was (re)opened and rows now; word is '' where the
    problem was seen by this very run or nobody counted."""
    now, unclear = count_now(store, run, problems, framework), count_unclear(store, run, problems, framework)
    was = read_counts_then(engine, problems[problems["id"].isin(list(now))])
    return frame_of_changes(now, unclear, was, dict.fromkeys(now, run.id))


def frame_of_changes(
    now: Mapping[int, int | None],
    unclear: Mapping[int, int],
    was: Mapping[int, tuple[str, int]],
    seen: Mapping[int, str],
) -> pd.DataFrame:
    """id, was, now, word from what was counted now and then; `seen` is the run (or evaluation) that counted now.

    Rows that nobody can judge (`unclear`) are no improvement: they count as the others do, and where there are only such
    nothing is said of now.
    """
    rows = []
    for key, count in sorted(now.items()):
        then, open_ = was.get(key), unclear.get(key, 0)
        word = _word(then, count and count + open_, seen[key])
        is_unclear = not count and open_ > 0
        rows.append((key, *_then(then), None if is_unclear else count, UNCLEAR if is_unclear and word else word))
    return pd.DataFrame(rows, columns=["id", "was", "now", "word"])


def read_counts_then(engine: Engine, problems: pd.DataFrame) -> dict[int, tuple[str, int]]:
    """Problem id → (run, rows) of the sighting that opened it; of one that came again, of the newest."""
    wanted = problems.set_index("id")["recurrences"]
    if wanted.empty:
        return {}
    asked = select(SightingRow.problem_id, SightingRow.finding, SightingRow.row_count).where(
        SightingRow.row_count.is_not(None),
        SightingRow.problem_id.between(int(wanted.index.min()), int(wanted.index.max())),
    )
    found: dict[int, tuple[str, int]] = {}
    with reading(engine) as connection:
        for key, finding, count in connection.execute(asked.order_by(SightingRow.id)):
            if key in wanted.index and (key not in found or wanted[key] > 0):
                found[key] = (finding.rpartition("/")[0], int(count or 0))
    return found


def read_subjects(engine: Engine, framework_id: str, *conditions: object) -> pd.DataFrame:
    """`SUBJECT_COLUMNS` of the problems with a measure of a framework, under further conditions on problems."""
    prefix = f"{framework_id}/"
    columns = [getattr(ProblemRow, name) for name in SUBJECT_COLUMNS]
    criteria = (ProblemRow.measure >= prefix, ProblemRow.measure < prefix[:-1] + chr(ord("/") + 1))
    with reading(engine) as connection:
        rows = connection.execute(select(*columns).where(*criteria, *conditions)).all()  # type: ignore[arg-type]
    return pd.DataFrame([tuple(row) for row in rows], columns=list(SUBJECT_COLUMNS))


def _of_checks(problems: pd.DataFrame, run: Run, checks: Framework) -> pd.DataFrame:
    """The problems whose check the run made: with `check` and `place` (significant digits) beside them."""
    prefix = f"{checks.id}/"
    mine = problems[problems["measure"].isin([f"{prefix}{name}" for name in run.checks])]
    mine = mine.assign(check=[name.removeprefix(prefix) for name in mine["measure"]])
    return mine.assign(place=[significant(changes.current_code(code)) for code in mine["place_code"]])


def _counts_sql(run: Run, problems: pd.DataFrame, checks: Framework, which: str) -> str:
    """(id, rows): by household, by project, and by place of every width that occurs."""
    names = ", ".join(quote(name) for name in sorted(set(problems["check"])))
    found = (
        f'SELECT "check", place_code, county_code, household_code, {subject_sql(checks)} AS project '
        f'FROM read_parquet({quote(str(run.findings))}) WHERE {which} AND "check" IN ({names})'
    )
    joined = 'SELECT s.id, count(*) AS n FROM ledger_subjects s JOIN found f ON f."check" = s."check"'
    bare = "s.household_code = '' AND s.project_code = ''"
    parts = [
        f"{joined} AND f.household_code = s.household_code WHERE s.household_code <> '' GROUP BY s.id",
        f"{joined} AND f.project = s.project_code WHERE s.household_code = '' AND s.project_code <> '' GROUP BY s.id",
    ]
    for width in sorted({len(place) for place in problems["place"]} - {0}):
        key = f"left(f.{'place_code' if width > 6 else 'county_code'}, {width})"
        parts.append(f"{joined} AND {key} = s.place WHERE {bare} AND length(s.place) = {width} GROUP BY s.id")
    return f"WITH found AS MATERIALIZED ({found}) {' UNION ALL '.join(parts)}"


def _looked_at_sql(run: Run) -> str:
    """Ids of problems in whose county (or wider place) the run had rows to compare with the check."""
    counts = f'SELECT "check", county_code FROM read_parquet({quote(str(run.counts("county")))}) WHERE population > 0'
    return (
        f"SELECT DISTINCT s.id FROM ledger_subjects s JOIN (SELECT DISTINCT * FROM ({counts})) c "
        'ON c."check" = s."check" AND starts_with(c.county_code, left(s.place, 6))'
    )


def _then(then: tuple[str, int] | None) -> tuple[int | None]:
    return (then[1] if then else None,)


def _word(then: tuple[str, int] | None, now: int | None, run_id: str) -> str:
    if then is None or then[0] == run_id:
        return ""
    return say_change(then[1], now)


def say_change(was: int, now: int | None) -> str:
    """The word for a count then and now."""
    if now is None:
        return NO_DATA
    if not now:
        return GONE
    return BETTER if now < was else SAME if now == was else WORSE

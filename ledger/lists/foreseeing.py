"""What the ledger would do with each row of a list: open it, link it to the problem it is recognised as, or reopen that."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from ledger.book import (
    CLOSED,
    FIELD_TITLES,
    KNOWN,
    MAX_NOTE,
    NEW,
    RECURRED,
    Draft,
    Ledger,
    Problem,
    ProblemRow,
    SightingRow,
    as_json,
    reading,
)
from ledger.lists.drafts import ListOptions, ListRow
from ledger.looking import read_problems

REGISTERED, KEPT_CLOSED, LEFT_OUT = "told", "kept_closed", "left_out"
OUTCOMES = {
    NEW: "新登记",
    KNOWN: "已在台账，记为再次发现",
    RECURRED: "已销号的重新打开（反弹）",
    REGISTERED: "这一行已登记过",
    KEPT_CLOSED: "已销号，不重新打开",
    LEFT_OUT: "不登记",
}
"""What comes of a row, in words. The keys are part of the JSON output."""
SENT = (NEW, KNOWN, RECURRED)
"""Outcomes of rows that importing sends to the ledger."""
NOTED = ("term", "lead_department", "department", "person", "deadline", "remedy", "result")
"""Fields of a known problem that a list may say differently: the ledger keeps its own, the list's are noted."""


def foresee(ledger: Ledger, rows: Sequence[ListRow], digest: str, options: ListOptions) -> list[ListRow]:
    """The rows with their outcome, in order; the second row of a problem inside the file is a known one."""
    prints = [row.draft.fingerprint for row in rows if row.draft]
    with reading(ledger.engine) as connection:
        problems = dict(read_problems(connection, ProblemRow.fingerprint, prints))
        registered = _read_registered(connection, digest)
    seen: dict[str, str] = {}
    found = []
    for row in rows:
        if row.draft is None:
            found.append(replace(row, outcome=LEFT_OUT))
            continue
        problem = problems.get(row.draft.fingerprint)
        outcome = _outcome(row.draft, problem, registered, seen, options)
        seen.setdefault(row.draft.fingerprint, outcome)
        if problem:
            row = replace(row, draft=_noted(row.draft, problem), known=problem.number)
        found.append(replace(row, outcome=outcome))
    return found


def _outcome(
    draft: Draft, problem: Problem | None, registered: set[tuple[int, str, int | None]], seen: dict[str, str],
    options: ListOptions,
) -> str:  # fmt: skip
    mark, sighting = draft.fingerprint, draft.sighting
    if problem is None:
        return KNOWN if mark in seen else NEW
    if (problem.id, sighting.sheet, sighting.sheet_row) in registered:
        return REGISTERED
    if problem.state != CLOSED or seen.get(mark) == RECURRED:
        return KNOWN
    is_older = bool(draft.opened_on and problem.closed_on and draft.opened_on <= problem.closed_on)
    return KEPT_CLOSED if is_older or not options.reopen else RECURRED


def _noted(draft: Draft, problem: Problem) -> Draft:
    """The draft with what it says differently from the known problem in its note: linking overwrites no field."""
    lines = [
        f"清单上的{FIELD_TITLES[name]}：{as_json(draft.values[name])}"
        for name in NOTED
        if draft.values.get(name) and draft.values[name] != getattr(problem, name)
    ]
    return replace(draft, note="\n".join([*lines, *([draft.note] if draft.note else [])])[:MAX_NOTE])


def _read_registered(connection: Connection, digest: str) -> set[tuple[int, str, int | None]]:
    """Rows of this very file that are on record: problem, sheet, row."""
    asked = select(SightingRow.problem_id, SightingRow.sheet, SightingRow.sheet_row)
    return {(row[0], row[1], row[2]) for row in connection.execute(asked.where(SightingRow.file_hash == digest))}

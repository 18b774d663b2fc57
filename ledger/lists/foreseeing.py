"""What the ledger would do with each row of a list: open it, link it to the problem it is recognised as, or reopen that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from ledger.book.database import reading
from ledger.book.ledger import KNOWN, NEW, RECURRED, Ledger
from ledger.book.models import ProblemRow, SightingRow
from ledger.book.problems import COLUMNS, Draft, Problem, as_json
from ledger.book.recording import MAX_NOTE
from ledger.book.words import CLOSED, FIELD_TITLES
from ledger.lists.drafts import ListDraft
from ledger.lists.taking import ListOptions

TOLD, KEPT_CLOSED, LEFT_OUT = "told", "kept_closed", "left_out"
OUTCOMES = {
    NEW: "新登记",
    KNOWN: "已在台账，记为再次发现",
    RECURRED: "已销号的重新打开（反弹）",
    TOLD: "这一行已登记过",
    KEPT_CLOSED: "已销号，不重新打开",
    LEFT_OUT: "不登记",
}
"""What comes of a row, in words."""
SENT = (NEW, KNOWN, RECURRED)
"""Outcomes of rows that importing sends to the ledger."""
TOLD_AGAIN = ("term", "lead_department", "department", "person", "deadline", "remedy", "result")
"""Fields of a known problem that a list may say differently: the ledger keeps its own, the list's are noted."""
_CHUNK = 400


@dataclass(frozen=True)
class ListRow:
    """A row, what would come of it (a key of `OUTCOMES`) and the number of the problem it is recognised as ('' : none)."""

    told: ListDraft
    outcome: str
    number: str = ""


def foresee(ledger: Ledger, drafts: Sequence[ListDraft], digest: str, options: ListOptions) -> list[ListRow]:
    """What the ledger would do with each draft, in order; the second telling inside the file is a known one."""
    prints = [told.draft.fingerprint for told in drafts if told.draft]
    with reading(ledger.engine) as connection:
        known = _find_known(connection, prints)
        told_rows = _find_told(connection, digest)
    seen: dict[str, str] = {}
    rows = []
    for one in drafts:
        outcome, problem = _outcome(one, known, told_rows, seen, options)
        if one.draft:
            seen.setdefault(one.draft.fingerprint, outcome)
        rows.append(ListRow(_noted(one, problem), outcome, problem.number if problem else ""))
    return rows


def _outcome(
    told: ListDraft, known: dict[str, Problem], told_rows: set[tuple[int, str, int | None]], seen: dict[str, str],
    options: ListOptions,
) -> tuple[str, Problem | None]:  # fmt: skip
    if told.draft is None:
        return LEFT_OUT, None
    mark, sighting = told.draft.fingerprint, told.draft.sighting
    problem = known.get(mark)
    if problem is None:
        return (KNOWN if mark in seen else NEW), None
    if (problem.id, sighting.sheet, sighting.sheet_row) in told_rows:
        return TOLD, problem
    if problem.state != CLOSED or seen.get(mark) == RECURRED:
        return KNOWN, problem
    day = told.draft.opened_on
    is_older = bool(day and problem.closed_on and day <= problem.closed_on)
    return (KEPT_CLOSED if is_older or not options.reopen else RECURRED), problem


def _noted(told: ListDraft, problem: Problem | None) -> ListDraft:
    """The draft with what it says differently from the known problem in its note: linking overwrites no field."""
    if told.draft is None or problem is None:
        return told
    return replace(told, draft=replace(told.draft, note=_differing(told.draft, problem)))


def _differing(draft: Draft, problem: Problem) -> str:
    lines = [
        f"清单上的{FIELD_TITLES[name]}：{as_json(draft.values[name])}"
        for name in TOLD_AGAIN
        if draft.values.get(name) and draft.values[name] != getattr(problem, name)
    ]
    return "\n".join([*lines, *([draft.note] if draft.note else [])])[:MAX_NOTE]


def _find_known(connection: Connection, prints: Sequence[str]) -> dict[str, Problem]:
    """Fingerprint → the problem of the ledger that has it."""
    columns = [getattr(ProblemRow, name) for name in COLUMNS]
    found: dict[str, Problem] = {}
    for start in range(0, len(prints), _CHUNK):
        some = ProblemRow.fingerprint.in_(prints[start : start + _CHUNK])
        for row in connection.execute(select(ProblemRow.fingerprint, *columns).where(some)):
            found[row[0]] = Problem(**dict(zip(COLUMNS, row[1:], strict=True)))
    return found


def _find_told(connection: Connection, digest: str) -> set[tuple[int, str, int | None]]:
    """Rows of this very file that are on record: problem, sheet, row."""
    asked = select(SightingRow.problem_id, SightingRow.sheet, SightingRow.sheet_row)
    return {(row[0], row[1], row[2]) for row in connection.execute(asked.where(SightingRow.file_hash == digest))}

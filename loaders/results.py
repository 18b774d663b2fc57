"""What came of reading a file: sheet by sheet, as shown on the page and printed as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from loaders.cells import SheetProblem, count_kinds, mask_personal
from loaders.check import NOTHING_REPLACED, ReplacePlan, TotalCheck
from loaders.files import Workbook
from loaders.place_names import ProposedName, say_question
from loaders.recognise import Header, Suggestion
from store import find_table

PREVIEWED_ROWS = 50
MOST_ALIKE, MOST_PROBLEMS, MOST_TOTALS = 500, 10_000, 2_000
"""Problems of one kind and column, problems and totals of a sheet that are handed on one by one; of more the number is said."""
SAME_AGAIN = "这个文件已经导入过，内容没有变化，没有再存一个版本"


@dataclass(frozen=True)
class SheetResult:
    """What became of one sheet. `reason` is why nothing of it was stored, '' otherwise; `version` is 'table@n' or ''.

    `rows_read` = `rows_stored` + `rows_left_out`, in rows of the sheet; total rows and notes below the table are counted
    apart. `values_stored` counts rows of the stored table (a wide row gives several). `frame` has the stored columns. Of
    a sheet that fits no table `nearest` are the closest tables (name, title); `mapping`, `suggestions` and `missing` then
    belong to the first of them. `plan` is what an import replaces in the store; `names` are names of places to be confirmed.
    Of a sheet that is refused for want of an answer, `asks` and `options` are those of `loaders.recognise.Question`, `further` the
    options of those that would come after it, `top_rows` its first rows in words; `table_name` is what its title calls the table.
    `untold` and `untold_totals` count the problems by kind, and the totals, that are not among those listed.
    """

    file: str
    sheet: str
    table: str = ""
    title: str = ""
    version: str = ""
    header_row: int | None = None
    header_rows: tuple[int, int] | None = None
    rows_read: int = 0
    rows_stored: int = 0
    rows_left_out: int = 0
    values_stored: int = 0
    total_rows: int = 0
    note_rows: int = 0
    period: str = ""
    period_source: str = ""
    period_words: str = ""
    place: str = ""
    place_source: str = ""
    totals: Sequence[TotalCheck] = ()
    problems: Sequence[SheetProblem] = ()
    mapping: Sequence[Mapping[str, str]] = ()
    suggestions: Sequence[Suggestion] = ()
    missing: Sequence[str] = ()
    nearest: Sequence[tuple[str, str]] = ()
    reason: str = ""
    import_id: str = ""
    plan: ReplacePlan = NOTHING_REPLACED
    names: Sequence[ProposedName] = ()
    asks: str = ""
    options: Sequence[str] = ()
    further: Mapping[str, Sequence[str]] = field(default_factory=dict)
    top_rows: Sequence[tuple[int, str]] = ()
    table_name: str = ""
    untold: Mapping[str, int] = field(default_factory=dict)
    untold_totals: int = 0
    frame: pa.Table | None = field(default=None, repr=False, compare=False)
    header: Header | None = field(default=None, repr=False, compare=False)

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of problem occurs, most frequent first."""
        return _sum_kinds([count_kinds(self.problems), self.untold])

    def asked(self, what: str) -> Sequence[str] | None:
        """The answers that are near where this is asked of the sheet, first or further; None where it is not."""
        return self.options if self.asks == what else self.further.get(what)

    def as_handed_on(self) -> "SheetResult":
        """The result with its first rows, and with no more problems and totals than a page lists: cells by the million are not handed
        from one process to another."""
        listed: list[SheetProblem] = []
        alike = Counter[tuple[str, str]]()
        for problem in self.problems:
            alike[problem.kind, problem.header] += 1
            if alike[problem.kind, problem.header] <= MOST_ALIKE and len(listed) < MOST_PROBLEMS:
                listed.append(problem)
        totals = list(self.totals)
        if len(totals) > MOST_TOTALS:
            totals = sorted(totals, key=lambda total: total.agrees is not False)[:MOST_TOTALS]
        return replace(
            self,
            frame=None if self.frame is None else _first_rows(self.frame),
            problems=listed,
            untold=Counter(self.kinds) - Counter(count_kinds(listed)),
            totals=totals,
            untold_totals=self.untold_totals + len(self.totals) - len(totals),
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the command line: the fixed keys, then the extra ones."""
        return {
            "table": self.table,
            "version": self.version or None,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "rows_read": self.rows_read,
            "rows_stored": self.rows_stored,
            "rows_left_out": self.rows_left_out,
            "totals": [total.as_dict() for total in self.totals],
            "problems": [problem.as_dict() for problem in self.problems],
            "file": self.file,
            "header_rows": self.header_rows,
            "values_stored": self.values_stored,
            "total_rows": self.total_rows,
            "note_rows": self.note_rows,
            "period": self.period,
            "period_source": self.period_source,
            "period_words": self.period_words,
            "place": self.place,
            "place_source": self.place_source,
            "mapping": list(self.mapping),
            "problem_kinds": self.kinds,
            "missing": list(self.missing),
            "nearest": [name for name, _ in self.nearest],
            "reason": self.reason,
            "import_id": self.import_id,
            "replaces": self.plan.as_dict(),
            "names": [{"text": one.text, "code": one.code, "name": one.name} for one in self.names],
        }

    def first_rows(self, count: int = PREVIEWED_ROWS) -> pd.DataFrame:
        """The first typed rows for a preview, columns under their Chinese titles; empty columns left out, personal ones masked."""
        if self.frame is None or not self.table:
            return pd.DataFrame()
        columns = find_table(self.table).columns
        titles = {column.name: column.title for column in columns}
        shared = {"place_code": "区划代码", "place_name": "地区", "period": "期次", "source_row": "行"}
        part = self.frame.slice(0, count)
        names = [name for name in part.column_names if name in titles or name in shared]
        names = [name for name in names if part[name].null_count < part.num_rows]
        frame = part.select(names).to_pandas()
        for column in columns:
            if column.personal and column.name in names:
                given = part[column.name].to_pylist()
                frame[column.name] = [None if cell is None else mask_personal(cell, column.personal) for cell in given]
        return frame.rename(columns={**titles, **shared})


@dataclass(frozen=True)
class Preview:
    """A file looked at, nothing written. `book` is kept for the marked report; `seen` are the versions of the tables it was held
    against."""

    file: str
    digest: str
    book: Workbook = field(repr=False)
    sheets: Sequence[SheetResult] = ()
    seen: Mapping[str, int] = field(default_factory=dict, kw_only=True)

    @property
    def can_be_stored(self) -> bool:
        """Whether an import would store anything, now or once the question is answered."""
        return any(sheet.rows_stored or sheet.names for sheet in self.sheets) and not self.is_again

    @property
    def question(self) -> str:
        """What has to be said before anything is stored: which stored rows go; '' when that is clear."""
        asked = [sheet.plan.question for sheet in self.sheets] + [say_question(sheet.names) for sheet in self.sheets]
        return "；".join(dict.fromkeys(filter(None, asked)))

    @property
    def is_again(self) -> bool:
        """Whether all that the file would store is stored already, from the same file."""
        known = [sheet for sheet in self.sheets if sheet.table and sheet.frame is not None and sheet.frame.num_rows]
        return bool(known) and all(sheet.plan.is_again for sheet in known)

    @property
    def problems(self) -> list[SheetProblem]:
        """The problems of all sheets."""
        return [problem for sheet in self.sheets for problem in sheet.problems]

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of problem occurs on all sheets, those not listed too, most frequent first."""
        return _sum_kinds([sheet.kinds for sheet in self.sheets])

    @property
    def totals(self) -> list[TotalCheck]:
        """The checked totals of all sheets."""
        return [total for sheet in self.sheets for total in sheet.totals]


@dataclass(frozen=True)
class ImportResult(Preview):
    """A file imported; `versions` are the labels of what was stored, `report` the kept JSON report."""

    import_id: str = ""
    versions: Sequence[str] = ()
    report: Path | None = None

    @property
    def reason(self) -> str:
        """Why nothing was stored, '' when something was."""
        if self.versions:
            return ""
        if self.question or self.is_again:
            return self.question or SAME_AGAIN
        return "；".join(dict.fromkeys(sheet.reason for sheet in self.sheets if sheet.reason))


def _sum_kinds(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    together = Counter[str]()
    for one in counts:
        together.update(one)
    return dict(together.most_common())


def _first_rows(frame: pa.Table) -> pa.Table:
    """The first rows of a table, without a hold on the others."""
    return frame.take(pa.array(range(min(PREVIEWED_ROWS, frame.num_rows)), pa.int64()))

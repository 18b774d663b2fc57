"""Months that a header gives as plain numbers: 9, 10, 11 under a title of a year, or under a head 2021年."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from loaders.cells import find_said_periods
from loaders.recognise.header import Header, HeaderColumn, normalise_header
from loaders.recognise.month_rows import LEAST_MONTHS, MONTH_NUMBER, MONTHS, number_columns, says_months


def name_months(header: Header, texts: Iterable[str]) -> Header:
    """The header with 月 behind the numbers of columns that are months one after another, where a head or a year in these texts says so.

    Numbers in a table of another month are none (1, 2, 3 in one of November); nor are they where the texts state several periods.
    """
    runs = [run for run in _runs(header) if _is_headed(run[0]) or _are_of(run, texts)]
    months = {column.index: _as_month(column) for run in runs for column in run}
    return replace(header, columns=tuple(months.get(one.index, one) for one in header.columns)) if months else header


def _runs(header: Header) -> list[list[HeaderColumn]]:
    """Neighbours below one head whose numbers follow each other; 1 follows 12."""
    runs: list[list[HeaderColumn]] = []
    for column in header.titled:
        if not MONTH_NUMBER.fullmatch(_leaf(column)):
            continue
        last = runs[-1][-1] if runs else None
        follows = last is not None and (
            last.index + 1 == column.index
            and last.path[:-1] == column.path[:-1]
            and int(_leaf(last)) % 12 + 1 == int(_leaf(column))
        )
        if follows:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [run for run in runs if len(run) >= LEAST_MONTHS or _is_headed(run[0])]


def _leaf(column: HeaderColumn) -> str:
    return unicodedata.normalize("NFKC", column.leaf).strip()


def _is_headed(column: HeaderColumn) -> bool:
    """Whether a head above says that its columns are months: a year, or 月份."""
    return any(says_months(text) for text in column.path[:-1])


def _are_of(run: Sequence[HeaderColumn], texts: Iterable[str]) -> bool:
    said = [one for text in texts for one in find_said_periods(text)]
    months = {one.month for one in said if one.month}
    if (
        (len(run[0].path) > 1 and number_columns([int(_leaf(one)) for one in run]))
        or any(not one.is_plain for one in said)
        or len({one.year for one in said}) > 1
    ):
        return False
    return all(int(month[5:]) == int(_leaf(run[-1])) for month in months)


def _as_month(column: HeaderColumn) -> HeaderColumn:
    head = tuple(text for text in column.path[:-1] if not MONTHS.fullmatch(normalise_header(text)))
    return replace(column, path=(*head, f"{int(_leaf(column))}月"), is_numbered=not _is_headed(column))

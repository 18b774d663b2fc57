"""六个一 as a sheet: done, to be done and share of each activity, a row a place."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.listed import light_words, numbers
from ledger.activities import Cell, read_activities
from pages.parts.common.address import say_place
from reports.workbook import Column, Sheet


def list_board(cells: Mapping[tuple[str, str], Cell], codes: Sequence[str], area: str) -> Sheet:
    """`cells` by activity and place."""
    columns, found = [Column("place", "地区", 20)], dict[str, list[Any]](place=[say_place(code) for code in codes])
    for one in read_activities():
        own = [cells.get((one.id, code)) for code in codes]
        figures = [cell.figures if cell and cell.figures else (None, None) for cell in own]
        columns += [
            Column(f"{one.id}_done", f"{one.title}\n完成", 10, "integer"),
            Column(f"{one.id}_all", "应做", 9, "integer"),
            Column(f"{one.id}_share", "完成率", 9, "percent"),
            Column(f"{one.id}_light", "灯", 10),
        ]
        found[f"{one.id}_done"], found[f"{one.id}_all"] = (numbers(pair[n] for pair in figures) for n in (0, 1))
        found[f"{one.id}_share"] = numbers(cell.share if cell else None for cell in own)
        found[f"{one.id}_light"] = [cell and light_words(cell.light) for cell in own]
    return Sheet(
        "六个一",
        f"{area}六个一进度",
        [f"{len(codes)} 个地方"],
        columns,
        pd.DataFrame(found, dtype=object),
        frozen=1,
        pages_across=2,
    )

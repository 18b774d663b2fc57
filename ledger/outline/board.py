"""What is known of every item of an outline in a place: marks lost, findings, papers, problems; how far the counties are through it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core import words
from indicators.declared import Framework
from indicators.evaluation import LEAST_LOSS
from ledger.outline.items import Item, Outline
from ledger.outline.ticks import Tick


@dataclass(frozen=True)
class Known:
    """Of one item; None where nothing of the kind is looked at or nobody looked. `lost` are marks summed over the counties."""

    measures: tuple[str, ...]
    lost: float | None
    missing: int
    """Measures without data in some county."""
    findings: int | None
    papers: int | None
    """Papers that are not there or out of date."""
    problems: int
    """Problems that are not closed."""

    @property
    def is_linked(self) -> bool:
        """Whether any figure, rule or paper tells of it; else that nothing is wrong says nothing."""
        return bool(self.measures) or self.findings is not None or self.papers is not None


def make_known(
    item: Item,
    framework: Framework,
    checks: Framework,
    measures: pd.DataFrame,
    findings: pd.DataFrame | None,
    papers: pd.DataFrame,
    problems: Sequence[Mapping[str, Any]],
) -> Known:
    """`measures` are rows of an evaluation of the place, `findings` of `findings.read_matrix` (None: nobody checked), `papers` of the
    archive's states, `problems` open ones with measure and indicator and how many."""
    mine, rules = _ids(item, item.measures, framework), _ids(item, item.checks, checks)
    rows = measures[measures["measure"].isin(mine)]
    lost = rows["lost"].where(~rows["is_bonus"])
    papers_of = papers[_of_item(papers, "item", item.evidence, item.indicator)]
    return Known(
        mine,
        float(lost[lost > LEAST_LOSS].sum()) if lost.notna().any() else None,
        int(rows.loc[rows["state"] == "missing", "measure"].nunique()),
        None if findings is None or not rules else int(findings.loc[findings["check"].isin(rules), "findings"].sum()),
        int((papers_of["state"] != "在档").sum()) if len(papers_of) else None,
        sum(int(one["unclosed"]) for one in problems if _is_of(one, item, framework, checks, mine, rules)),
    )


def _ids(item: Item, named: Collection[str], framework: Framework) -> tuple[str, ...]:
    """The measures or rules an item names; where it names nothing at all, those of its indicator."""
    if named or item.measures or item.checks:
        return tuple(name for name in named if name in framework.measures)
    return tuple(name for name, one in framework.measures.items() if item.indicator and one.indicator == item.indicator)


def _of_item(frame: pd.DataFrame, column: str, named: Collection[str], indicator: str) -> pd.Series:
    return frame[column].isin(list(named)) if named else (frame["indicator"] == indicator) & bool(indicator)


def _is_of(
    problem: Mapping[str, Any],
    item: Item,
    framework: Framework,
    checks: Framework,
    mine: Collection[str],
    rules: Collection[str],
) -> bool:
    """A problem with a measure belongs to the items that name it; one of words only to those of its indicator."""
    book, _, name = str(problem["measure"]).partition("/")
    if name:
        return (book == framework.id and name in mine) or (book == checks.id and name in rules)
    return bool(item.indicator) and problem["indicator"] == item.indicator


def count_complete(outline: Outline, ticks: Mapping[tuple[str, str], Tick], counties: Iterable[str]) -> pd.DataFrame:
    """place_code, done, total, share, last (day of the newest tick): how far each county is, the one furthest behind first."""
    rows = []
    for code in counties:
        mine = [tick for item in outline.items if (tick := ticks.get((item.code, code))) is not None and tick.is_done]
        rows.append((code, len(mine), len(outline.items), max((tick.day for tick in mine), default=None)))
    frame = pd.DataFrame(rows, columns=["place_code", "done", "total", "last"])
    frame["share"] = frame["done"] / frame["total"].where(frame["total"] > 0)
    return frame.sort_values(["share", "place_code"], kind="stable", ignore_index=True)


def say_answer(area: str, outline: Outline, complete: pd.DataFrame, name_of: Mapping[str, str]) -> str:
    """`永顺县复习大纲 21 项，已过 5 项，还有 16 项`; of several counties who is furthest behind."""
    total = len(outline.items)
    if len(complete) == 1:
        done = int(complete.loc[0, "done"])
        rest = "，全部过完" if done == total else f"，还有 {total - done} 项"
        return f"{area}复习大纲 {total} 项，已过 {done} 项{rest}"
    if complete.empty:
        return f"{area}复习大纲 {total} 项"
    if not complete["done"].any():
        return f"{area} {len(complete)} 个县复习大纲 {total} 项，还没有一个县开始勾对"
    whole = int((complete["done"] == total).sum())
    share = words.say_value(float(complete["done"].sum()) / (total * len(complete)), "percent")
    behind = complete.loc[0]
    last = (
        f"；最慢的是{name_of[str(behind['place_code'])]}（{int(behind['done'])}/{total}）"
        if whole < len(complete)
        else ""
    )
    return f"{area} {len(complete)} 个县复习大纲 {total} 项，完成 {share}，{whole} 个县全部过完{last}"

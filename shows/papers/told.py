"""What a document says and where each figure of it is from: kept as it is written, listed in its last annex."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from core import words
from indicators.declared import Measure, views
from reports.paper import Break, Grid, Part, Text
from shows.snapshot import Snapshot
from store import find_table

_DATES: Final = re.compile(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
_SPACES: Final = re.compile(r"(?<=[\d%]) (?=[一-鿿])|(?<=[一-鿿，；：、（”−]) (?=[\d−])")
_FIGURE: Final = re.compile(r"第?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|个百分点|万元|亿元|元/人|[一-鿿]))?")
SOURCES_TITLE: Final = "数据来源"
LEDGER: Final = "问题台账"


def find_figures(text: str) -> list[str]:
    """The figures of a sentence with their unit, each once, in their order; dates are none."""
    return list(dict.fromkeys(found[0].strip() for found in _FIGURE.finditer(_DATES.sub("", text))))


def tables_of(measure: Measure) -> tuple[str, ...]:
    """The tables behind a measure."""
    return tuple(views.base_tables(measure.table))


def tighten(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts as a document writes figures: without a space beside them."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Text):
            found.append(Text(_tight(part.words)))
        elif isinstance(part, Grid):
            found.append(replace(part, rows=tuple(tuple(_tight(cell) for cell in row) for row in part.rows)))
        else:
            found.append(part)
    return tuple(found)


def _tight(said: str) -> str:
    return _SPACES.sub("", said)


class Telling:
    """Collects what was said under which heading and from what."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot, self._where = snapshot, ""
        self._rows: list[tuple[str, str, str]] = []
        self._versions = snapshot.store.versions() | dict(snapshot.evaluation.data_versions)

    def under(self, heading: str) -> None:
        """What follows stands under this heading."""
        self._where = heading

    def text(self, said: str, source: str) -> Text:
        """A paragraph whose figures come from `source`."""
        if figures := find_figures(said):
            self._rows.append((self._where, "、".join(figures), source))
        return Text(said)

    def note(self, figures: str, source: str) -> None:
        """Figures that stand in many places alike."""
        self._rows.append((self._where, figures, source))

    def grid(self, grid: Grid, source: str) -> Grid:
        """A table whose columns of figures come from `source`."""
        name = f"表“{grid.title}”" if grid.title else "表"
        columns = "、".join(grid.heads[1:])
        self._rows.append((self._where, f"{name}：{columns}", source))
        return grid

    def tables(self, names: Iterable[str]) -> str:
        """`《衔接资金项目表》（第2版）、…`."""
        return "、".join(dict.fromkeys(self._say_table(name) for name in names))

    def book(self) -> str:
        """Scores and ranks: what they are reckoned by, and from what."""
        return "按办法由各项指标计算，各项指标的口径和来源见下表"

    def ledger(self) -> str:
        """Counts of problems."""
        return f"{LEDGER}，截至{words.say_date(self._snapshot.working_day)}"

    def annex(self, mark: str, measures: Mapping[str, Measure]) -> list[Part]:
        """Where each figure is from, and of each measure what it counts."""
        evaluation = self._snapshot.evaluation
        key = self._snapshot.store.version_key(evaluation.data_versions)[:6]
        said = Text(
            f"本文为{words.say_period(evaluation.period)}的数据，截至{words.say_date(self._snapshot.day)}，"
            f"办法为{_book(self._snapshot)}，均由下列各表计算，数据编号{key}。"
        )
        together: dict[tuple[str, str], list[str]] = {}
        for where, figures, source in self._rows:
            together.setdefault((where, source), []).append(figures)
        listed = tuple((where, "；".join(figures), source) for (where, source), figures in together.items())
        parts: list[Part] = [Break(mark, SOURCES_TITLE), said]
        parts.append(Grid("各处数字的来源", ("所在部分", "数字", "来源"), listed, widths=(3, 7, 7)))
        rows = tuple(
            (one.title, one.says or words.MISSING_WORDS, self.tables(tables_of(one))) for one in measures.values()
        )
        if rows:
            parts.append(Grid("各项指标的口径和来源", ("指标", "口径", "来源"), rows, widths=(4, 7, 6)))
        return parts

    def _say_table(self, name: str) -> str:
        version = self._versions.get(name)
        said = f"《{find_table(name).title.strip('《》')}》"
        return f"{said}（第{version + 1}版）" if version is not None else f"{said}（未导入）"


def _book(snapshot: Snapshot) -> str:
    return f"《{snapshot.framework.title}》（版本 {snapshot.framework.version}）"

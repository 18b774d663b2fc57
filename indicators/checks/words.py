"""The sentences of 疑点核查, made from its figures; and the facts of a finding in words, personal ones masked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from core import words
from core.personal import mask_numbers
from indicators.checks.matrix import STATE_WORDS, STATES, judged_of
from indicators.declared import ColumnView, Measure, column_views, is_empty, say_cell
from indicators.shortfalls import LEVEL_WORDS, say_rule, table_titles
from loaders.cells import mask_number
from store import find_table

NOTHING_FOUND: Final = "没有查到疑点"
"""Said only where rows were judged; see `say_nothing`."""
NOBODY_ASKED: Final = "没有需要核查的对象"
NOTHING_JUDGED: Final = "缺数据，无法判断"
MOST_NAMED: Final = 8
"""Places named one by one in a sentence."""
MARKS: Final = {"确定有误": "■", "高度可疑": "▲", "需要核实": "●"}
"""The shape beside each degree of suspicion, so that colour alone never carries it."""
_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dX](?:[1-7][1-4](?:[B\d]\d)?)?(?![\dX])")


@dataclass(frozen=True)
class RunCounts:
    """How many rules a run had, by what came of them: with rows that could be judged, with rows of which none could be, and
    without a row because a table has not come; the rest has nobody to look at. They add up."""

    declared: int
    judged: int
    unjudged: int
    missing: int

    def say(self) -> str:
        """`227 条规则中 223 条有数据可查、1 条缺数据无法判断、2 条需要的表没有导入、1 条…`."""
        rest = self.declared - self.judged - self.unjudged - self.missing
        others = ((self.unjudged, "缺数据无法判断"), (self.missing, "需要的表没有导入"), (rest, NOBODY_ASKED))
        said = "".join(f"、{count} 条{what}" for count, what in others if count)
        return f"{self.declared} 条规则中 {self.judged} 条有数据可查{said}"


def say_count(total: int, state: str = "") -> str:
    """`1,204 条疑点待核`, of one state `86 条疑点新增`."""
    return f"{total:,} 条疑点{STATES.get(state, '待核')}"


def say_matrix(area_word: str, total: Mapping[str, int], state: str) -> str:
    """`全州有 1,204 条疑点待核，比上次新增 86 条、消除 41 条`; of a chosen state only how many. `total` is `total_of`."""
    if not total["count"] and (state or not total["gone"]):
        return f"{area_word}{say_nothing(total, '项次')}" if not state else f"{area_word}没有{STATES[state]}的疑点"
    said = f"{area_word}有 {say_count(total['count'], state)}"
    return said if state else f"{said}{_say_change(total)}"


def say_nothing(total: Mapping[str, int], counter: str, is_missing: bool = False) -> str:
    """What may be said where no finding is: `没有查到疑点（核查了 103 户，另有 56 户缺数据无法判断）` after looking,
    `159 户缺数据，无法判断` where no row could be judged, and what is missing where no row was there at all."""
    judged, unknown = judged_of(total), int(total["unknown"])
    if judged:
        rest = f"（核查了 {judged:,} {counter}，另有 {unknown:,} {counter}缺数据无法判断）" if unknown else ""
        return f"{NOTHING_FOUND}{rest}"
    if unknown:
        return f"{unknown:,} {counter}{NOTHING_JUDGED}"
    return "需要的表没有导入，无法核查" if is_missing else NOBODY_ASKED


def has_nothing(total: Mapping[str, int]) -> bool:
    """Whether it may be told with a green mark that nothing was found: rows were judged and none lacked what it takes."""
    return judged_of(total) > 0 and not total["unknown"] and not total["count"]


def _say_change(total: Mapping[str, int]) -> str:
    """Change since the last run; findings of counties that were not checked before are counted apart."""
    if not total["new"] + total["still"] + total["gone"]:
        return "，首次核查"
    change = [f"{word} {total[name]:,} 条" for name, word in (("new", "新增"), ("gone", "消除")) if total[name]]
    first = f"（{total['first']:,} 条为首次核查）" if total["first"] else ""
    return f"，比上次{'、'.join(change) or '没有变化'}{first}"


def say_most(check: tuple[str, int] | None, place: tuple[str, int] | None, level: str) -> str:
    """`；最多的规则是“耕地面积大于100亩”（312 条），最多的县是凤凰县（210 条）`."""
    said = [f"最多的规则是“{check[0]}”（{check[1]:,} 条）"] if check else []
    if place:
        said.append(f"最多的{LEVEL_WORDS[level].removeprefix('个')}是{place[0]}（{place[1]:,} 条）")
    return f"；{'，'.join(said)}" if said else ""


def say_run(period: str, day: date, at: str, checks: RunCounts, rows: tuple[int, int]) -> str:
    """The quiet line: whose tables, seen on which day, how many rules had rows that could be judged, how many judgements that made, what
    could not be judged, when. `rows`: judged, unknown."""
    judged, unknown = rows
    said = f"{words.say_period(period)}的表，截至{words.say_date(day)} · {checks.say()}"
    said += f" · 共核对 {judged:,} 项次" + (f"，另有 {unknown:,} 项次缺数据无法判断" if unknown else "")
    return f"{said} · {say_when(at)}"


def say_short_run(period: str, day: date, at: str) -> str:
    """`2021年11月的表，截至2021年11月20日 · 2021年11月20日 10:32 核查`."""
    return f"{words.say_period(period)}的表，截至{words.say_date(day)} · {say_when(at)}"


def say_when(at: str) -> str:
    """`2021年11月20日 10:32 核查` from the time of a run."""
    when = datetime.fromisoformat(at)
    return f"{words.say_date(when)} {when:%H:%M} 核查"


def say_check(area_word: str, check: Measure, total: Mapping[str, int], state: str, is_missing: bool = False) -> str:
    """`凤凰县“脱贫户耕地面积大于100亩”：37 户待核（占 1,204 户的 3.07%），新增 5、消除 2`. `is_missing`: a table that it
    takes has not come."""
    number = total["count"]
    if state:
        return f"{area_word}“{check.title}”：{STATES[state]} {number:,} {check.counter}"
    if not number:
        rest = f"，消除 {total['gone']:,}" if total["gone"] else ""
        return f"{area_word}“{check.title}”：{say_nothing(total, check.counter, is_missing)}{rest}"
    changes = [f"{word} {total[name]:,}" for name, word in (("new", "新增"), ("gone", "消除")) if total[name]]
    change = f"，比上次{'、'.join(changes)}" if changes else ""
    return f"{area_word}“{check.title}”：{number:,} {check.counter}待核{say_rate(number, total, check)}{change}"


def say_rate(count: int, row: Mapping[str, Any], check: Measure) -> str:
    """`（占 1,204 户的 3.07%）`, of the rows that could be judged, and beside it how many could not:
    `（占可判断的 103 户的 54.37%，另有 56 户缺数据无法判断）`; '' without a population."""
    judged, unknown = judged_of(row), int(row["unknown"])
    rest = f"另有 {unknown:,} {check.counter}缺数据无法判断" if unknown else ""
    if not judged:
        return f"（{rest}）" if rest else ""
    of = f"占{'可判断的' if unknown else ''} {judged:,} {check.counter}的 {words.say_value(count / judged, 'percent')}"
    return f"（{'，'.join(filter(None, (of, rest)))}）"


def say_cell_hint(place: str, check: Measure, row: Mapping[str, Any], state: str = "") -> str:
    """What a cell of the matrix says when pointed at: rate, new, exempted, what is unknown."""
    said = f"{place} · {check.title}：{int(row['count']):,} {check.counter}{STATES.get(state, '')}"
    said += say_rate(int(row["count"]), row, check)
    others = [("new", "新增"), ("gone", "已消除"), ("exempt", "已豁免")]
    more = [f"{word} {int(row[name]):,}" for name, word in others if row[name] and name != state]
    return "；".join([said, *more])


def say_adds_up(total: int, level: str, counts: pd.DataFrame, at: str) -> str:
    """`共 37 条，来自 3 个乡镇`; rows that name no place below are counted apart, so that the counts add up."""
    said = f"共 {total:,} 条"
    if counts.empty or not level:
        return said
    is_own = counts["place_code"] == at
    places, own = int((~is_own).sum()), int(counts.loc[is_own, "count"].sum())
    if not own:
        return f"{said}，来自 {places:,} {LEVEL_WORDS[level]}"
    below = f"来自 {places:,} {LEVEL_WORDS[level]}（{total - own:,} 条）和" if places else ""
    return f"{said}，{below}本级（{own:,} 条）"


def say_unjudged(places: Sequence[tuple[str, int, int]], counter: str) -> str:
    """`缺数据无法判断：泸溪县 120 户（全部）、凤凰县 8 户` of (place, judged, unknown), most first; '' without any."""
    worst = sorted((one for one in places if one[2]), key=lambda one: -one[2])
    said = [
        f"{name} {unknown:,} {counter}{'' if judged else '（全部）'}" for name, judged, unknown in worst[:MOST_NAMED]
    ]
    more = f"等 {len(worst):,} 处" if len(worst) > MOST_NAMED else ""
    return f"缺数据无法判断：{'、'.join(said)}{more}" if said else ""


def say_unknown_rules(counted: pd.DataFrame, checks: Mapping[str, Measure]) -> str:
    """`另有 12 项次缺数据无法判断：下一年度医保未参保缴费 8 人、…` of the rules by how many rows they leave open."""
    left = counted.groupby("check")["unknown"].sum().sort_values(ascending=False, kind="stable")
    left = left[left > 0]
    named = [f"{checks[str(name)].title} {int(number):,} {checks[str(name)].counter}" for name, number in left.items()]
    more = f"等 {len(named):,} 条规则" if len(named) > MOST_NAMED else ""
    return f"另有 {int(left.sum()):,} 项次缺数据无法判断：{'、'.join(named[:MOST_NAMED])}{more}" if named else ""


def say_village(area: str, total: int, households: int, state: str, counts: Mapping[str, int]) -> str:
    """`锦渚村有 12 条疑点待核，涉及 7 户`. `counts` is `total_of`: without a finding it says what was looked at."""
    if not total:
        return f"{area}{say_nothing(counts, '项次')}" if not state else f"{area}没有{STATES[state]}的疑点"
    return f"{area}有 {say_count(total, state)}" + (f"，涉及 {households:,} 户" if households else "")


def say_others(total: Mapping[str, int]) -> list[tuple[str, str]]:
    """(state, `另有 3 条已豁免`) of what is not counted among the open findings."""
    return [(name, f"{total[name]:,} 条{STATES[name]}") for name in ("gone", "exempt") if total[name]]


def describe_check(check: Measure) -> list[tuple[str, str]]:
    """(label, text) of a check: how sure, why it matters, what is looked at, who is asked, where the rule comes from."""
    parts = say_rule(check).split("；达标：")
    facts = [
        ("可疑程度", f"{MARKS.get(check.suspicion, '')} {check.suspicion}".strip()),
        ("口径", check.says),
        ("为什么重要", check.why_it_matters),
        ("核查哪些行", parts[0].removeprefix("只看：") if check.population is not None else "全部行"),
        ("应当", parts[-1].removeprefix("达标：")),
        ("比对", f"与{table_title(check.compares)}比对" if check.compares else ""),
        ("用到的表", table_titles(check)),
        ("责任部门", check.department or "未指定"),
        ("所属", " · ".join(part for part in (check.indicator, check.aspect, check.problem_type) if part)),
        ("规则编码", check.code or check.id),
        ("依据", check.source),
    ]
    return [(label, text) for label, text in facts if text]


def say_expected(check: Measure) -> str:
    """`只看：脱贫户为“是”；应当：耕地面积 在 0 与 100 之间 · 农业农村局 · 依据：…`."""
    said = say_rule(check).replace("达标：", "应当：")
    return " · ".join(part for part in (check.says, said, check.department, f"依据：{check.source}") if part)


def table_title(name: str) -> str:
    """`《在校学生名册》` of a declared table."""
    return f"《{find_table(name).title}》"


def fact_columns(check: Measure) -> list[ColumnView]:
    """How the listed columns of a check read, in their order."""
    by_name = column_views(check.table)
    return [by_name[name] for name in check.list_columns if name in by_name]


def say_facts(facts: Mapping[str, Any] | None, columns: Sequence[ColumnView]) -> str:
    """`耕地面积 130 亩；户类型 脱贫户`; '' without facts (the row is gone)."""
    if facts is None:
        return ""
    said = [
        f"{view.title}：{say_fact(facts[view.name], view, with_unit=True)}" for view in columns if view.name in facts
    ]
    return "；".join(said)


def say_fact(value: Any, view: ColumnView, with_unit: bool = False) -> str:
    """One fact as text. Whatever reads like an ID or phone number is masked, also where a view gave it a name of its own."""
    if is_empty(value):
        return "空"
    return mask_numbers(say_cell(value, view, with_unit))


def say_person(row_key: str) -> str:
    """The masked ID number in the key of a person's row (the key or one of its parts); '' where there is none."""
    return next((mask_number(part) for part in row_key.split("|") if _ID_NUMBER.fullmatch(part)), "")


def say_state(row: Mapping[str, Any]) -> str:
    """`新增`, `已豁免：在校生参军（至2022年3月31日）`."""
    if not row["is_exempt"]:
        return STATE_WORDS.get(str(row["state"]), str(row["state"]))
    reason = f"：{row['exempt_reason']}" if not is_empty(row["exempt_reason"]) else ""
    until = f"（至{_say_day(row['exempt_until'])}）" if not is_empty(row["exempt_until"]) else ""
    return f"{STATES['exempt']}{reason}{until}"


def say_review(row: Mapping[str, Any]) -> str:
    """`属实：已上门核对`; `待核实` while nobody has looked."""
    if is_empty(row["review_result"]):
        return "待核实"
    note = "" if is_empty(row["review_note"]) else f"：{mask_numbers(str(row['review_note']))}"
    return f"{row['review_result']}{note}"


def say_source(row: Mapping[str, Any]) -> str:
    """`监测对象信息.xlsx · Sheet1 · 第 42 行`."""
    line = "" if is_empty(row["source_row"]) else f"第 {int(row['source_row'])} 行"
    parts = [row["source_file"], row["source_sheet"], line]
    return " · ".join(str(part) for part in parts if not is_empty(part) and part != "")


def _say_day(day: Any) -> str:
    return words.say_date(pd.Timestamp(day).date())

"""The sentences of 不漏一项不漏一人, made from its figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from core import words
from indicators.declared import Measure
from indicators.shortfalls import say_rule, table_titles

TITLES: Final = {"missing": "没有享受", "unknown": "说不清", "entitled": "应享受", "got": "已享受"}
STATE_WORDS: Final = {"missing": "没有享受", "unknown": "说不清", "got": "已享受"}
WHOSE: Final = {"person": "按人", "household": "按户"}


def say_answer(area: str, policies: int, total: Mapping[str, int], worst: tuple[Measure, int] | None) -> str:
    """`全州16项政策应享受 33,567 人（户）次，还有 393 没有享受、4 说不清；漏得最多的是“产业到户奖补”（301 笔）`."""
    if not total["entitled"]:
        return f"{area}还没有能够判断的享受对象"
    said = f"{area}{policies}项政策应享受 {total['entitled']:,} 人（户）次"
    open_ = [f"{total['unknown']:,} 说不清"] if total["unknown"] else []
    if not total["missing"]:
        return f"{said}，{'没有查到漏享受的' if open_ else '全部享受'}" + (f"，另有 {open_[0]}" if open_ else "")
    most = f"；漏得最多的是“{worst[0].title}”（{worst[1]:,} {worst[0].counter}）" if worst else ""
    missing = "、".join([f"{total['missing']:,} 没有享受", *open_])
    return f"{said}，还有 {missing}{most}"


def say_quiet(framework_title: str, period: str, day: date) -> str:
    """`2021年11月的表，截至2021年11月20日 · 说不清的不算已享受`."""
    return f"{words.say_as_of(period, day)} · {framework_title} · 说不清的不算已享受"


def say_cell(policy: Measure, row: Mapping[str, Any]) -> str:
    """What a cell says when pointed at: the four numbers, and of how many nobody knows whether they are entitled."""
    said = f"应享受 {int(row['entitled']):,}，已享受 {int(row['got']):,}，没有享受 {int(row['missing']):,}，说不清 {int(row['unknown']):,}"
    unsure = f"；另有 {int(row['unsure']):,} {policy.counter}不知是否符合条件" if row["unsure"] else ""
    return f"{policy.title}：{said}（{policy.counter}）{unsure}"


def say_share(row: Mapping[str, Any]) -> str:
    """How many of the entitled got it, in percent; what is unknown did not. `—` where nobody is entitled."""
    if not row["entitled"]:
        return words.MISSING_WORDS
    return words.say_value(row["got"] / row["entitled"], "percent")


def say_unsure(counts: pd.DataFrame, policies: Mapping[str, Measure]) -> str:
    """`不知是否符合条件的：“雨露计划”24,078 人、…` of the policies with such rows, most first; '' without any."""
    rows = counts[counts["unsure"] > 0].sort_values("unsure", ascending=False, kind="stable")
    named = [
        f"“{policies[str(row.measure)].title}”{int(row.unsure):,} {policies[str(row.measure)].counter}"
        for row in rows.itertuples()
    ]
    return f"缺数据，不知是否符合条件的：{'、'.join(named)}" if named else ""


def say_waiting(framework_policies: Mapping[str, Measure], in_force: Mapping[str, Measure]) -> str:
    """The policies that did not hold yet in the period; '' without any."""
    later = [policy.title for name, policy in framework_policies.items() if name not in in_force]
    return f"这一期还没有施行：{'、'.join(later)}" if later else ""


def describe(policy: Measure) -> list[tuple[str, str]]:
    """(label, text) of a policy: who is entitled, what shows that it came, by what rule, who answers."""
    facts = [
        ("落实口径", policy.says),
        ("逐条判定", say_rule(policy).replace("达标：", "已享受：").replace("只看：", "应享受：")),
        ("怎样算", f"{WHOSE.get(policy.entitles, '')}，单位：{policy.counter}".lstrip("，")),
        ("用到的表", table_titles(policy)),
        ("施行时间", words.say_period(policy.since) if policy.since else "不限"),
        ("责任部门", policy.department or "未指定"),
        ("为什么重要", policy.why_it_matters),
        ("依据", policy.source),
    ]
    return [(label, text) for label, text in facts if text]


def say_household(states: Sequence[str]) -> str:
    """`应享受 9 项，没有享受 1 项、说不清 1 项`."""
    counts = {state: sum(one == state for one in states) for state in STATE_WORDS}
    said = "、".join(f"{STATE_WORDS[state]} {counts[state]} 项" for state in ("missing", "unknown") if counts[state])
    return f"应享受 {len(states)} 项，{said or '全部享受'}"

"""The demonstration's problems made from a seed: what was reported, where and when, and all that was done about it since."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from demo.ledger.kinds import FOLLOWED, KINDS, Kind
from ledger.book import Draft, Sighting, words

IN_WORDS, FROM_FINDINGS = 108, 56
SURNAMES, GIVEN = "张李王陈刘黄周吴彭田向龙石罗梁杨麻符", "文明建玉兰春秀德华志永清正海云松长青"
LISTS = (
    ("国家后评估反馈", "2020年度国家后评估反馈问题清单", (147,), 10),
    ("省级后评估反馈", "2020年度省级后评估反馈问题清单", (143,), 16),
    ("国家暗访", "国家暗访反馈问题", (66,), 10),
    ("省市暗访", "州级暗访情况通报", (123, 88, 53, 18), 26),
    ("审计", "衔接资金专项审计报告", (102,), 9),
    ("排查", "集中排查问题清单", (135, 110, 74, 40, 22, 9, 4, 2), 40),
    ("信访", "信访件转办单", (128, 95, 60, 37, 15, 6), 10),
    ("媒体", "媒体反映", (81, 12), 3),
)
"""Source, document, days before the demonstration's own, weight."""
CHECKED = (75, 43, 15, 2)
"""Days before the demonstration's own on which the households were checked."""
NEW_FATES = (("waiting", 45), ("in_hand", 43), ("done", 12))
OLD_FATES = (
    ("waiting", 5), ("in_hand", 25), ("done", 11), ("sent_back", 7), ("closed", 62), ("recurred", 8), ("lasting", 8),
)  # fmt: skip
NOTES = (
    "已召开专题会研究，明确了责任人和完成时间。", "已逐户核实，建立台账。", "已完成一半，其余本月内完成。", "已上报资金计划，等待下达。",
    "施工队已进场。", "已入户宣传政策，群众认可。", "因阴雨天气工期顺延一周。", "相关资料已补齐，待复核。",
)  # fmt: skip
SENT_BACK = ("现场抽查发现仍有未完成的户，退回整改。", "佐证照片无日期，退回补充。", "仅补资料，问题未解决，退回。")
RESULTS = ("已全部整改到位，群众签字确认。", "已完成整改，建立长效机制。", "已补齐并公示，无异议。")


@dataclass(frozen=True)
class Place:
    """A county, township or village: its code and its name with those above it."""

    code: str
    name: str


@dataclass(frozen=True)
class Finding:
    """A planted finding of a check about a household ('' for one about a village), with what the check declares."""

    check: str
    place: Place
    household_code: str
    declared: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """Something done to a problem: `act` is the kind of event, `said` the note, state, fields or file that belong to it."""

    at: datetime
    act: str
    who: str
    said: Any = ""
    note: str = ""


@dataclass(frozen=True)
class Story:
    """A problem as it was reported, and what came after, oldest first."""

    draft: Draft
    opened: Step
    steps: tuple[Step, ...]


def invent_stories(
    seed: int, today: date, places: Mapping[str, Sequence[Place]], findings: Sequence[Finding]
) -> list[Story]:
    """`IN_WORDS` problems that inspectors describe, at places by level, and `FROM_FINDINGS` made from findings."""
    dice = random.Random(f"{seed}/ledger")
    people = _People(dice)
    described = [_invent_described(dice, people, today, places) for _ in range(IN_WORDS)]
    followed = dice.sample(list(findings), min(FROM_FINDINGS, len(findings)))
    return described + [_invent_from_finding(dice, people, today, finding) for finding in followed]


class _People:
    """Invented people, one for each office in each county."""

    def __init__(self, dice: random.Random) -> None:
        names = [f"{surname}某{given}" for surname in SURNAMES for given in GIVEN]
        self._names = iter(dice.sample(names, len(names)))
        self._names_by_office: dict[tuple[str, str], str] = {}

    def find(self, place: Place, office: str) -> str:
        key = (place.code[:6], office)
        if key not in self._names_by_office:
            self._names_by_office[key] = next(self._names)
        return self._names_by_office[key]


def _invent_described(
    dice: random.Random, people: _People, today: date, places: Mapping[str, Sequence[Place]]
) -> Story:
    kind: Kind = dice.choice(KINDS)
    place = dice.choice(places[kind.level])
    source, document, ago, _ = dice.choices(LISTS, [weight for *_, weight in LISTS])[0]
    if source == "审计" and kind.problem_type != "资金管理不规范":
        source, document, ago, _ = LISTS[5]
    opened_on = today - timedelta(days=dice.choice(ago))
    values = {
        "source": source, "source_document": document, "title": kind.title, "problem_type": kind.problem_type,
        "aspect": kind.aspect, "indicator": kind.indicator, "remedy": kind.remedy, "root_cause": kind.root_cause,
        "description": kind.words.format(place=place.name, n=dice.randint(1, 9)), "department": kind.department,
    }  # fmt: skip
    return _invent_story(dice, people, today, place, values, opened_on)


def _invent_from_finding(dice: random.Random, people: _People, today: date, finding: Finding) -> Story:
    remedy, cause = FOLLOWED[finding.check]
    declared, opened_on = finding.declared, today - timedelta(days=dice.choice(CHECKED))
    values = {
        "source": words.OWN_FINDING, "source_document": f"{opened_on:%Y年%m月}户级疑点核查",
        "measure": declared["measure"], "title": declared["title"], "problem_type": declared["problem_type"],
        "aspect": declared["aspect"], "indicator": declared["indicator"], "department": declared["department"],
        "remedy": remedy, "root_cause": cause, "household_code": finding.household_code,
        "description": f"{finding.place.name}{'1户' if finding.household_code else ''}：{declared['title']}。",
    }  # fmt: skip
    return _invent_story(dice, people, today, finding.place, values, opened_on)


def _invent_story(
    dice: random.Random, people: _People, today: date, place: Place, values: dict[str, Any], opened_on: date
) -> Story:
    fates = OLD_FATES if (today - opened_on).days > 20 else NEW_FATES
    fate = dice.choices([name for name, _ in fates], [weight for _, weight in fates])[0]
    person = people.find(place, values["department"]) if fate != "waiting" or dice.random() < 0.6 else ""
    whole = {
        **values, "place_code": place.code, "place_name": place.name, "person": person,
        "lead_department": "组织部" if values["problem_type"] == "驻村帮扶不认真" else "乡村振兴局",
        "severity": dice.choices(words.SEVERITIES, (6, 3, 1))[0],
        "term": "长期坚持" if fate == "lasting" else dice.choices(words.TERMS[:2], (3, 1))[0],
        "deadline": _invent_deadline(dice, today, opened_on, is_over=fate in ("closed", "recurred")),
    }  # fmt: skip
    recorder, checker = people.find(place, "专班"), people.find(place, "复核")
    draft = Draft(whole, Sighting(source_document=values["source_document"]))
    opened = Step(_at(opened_on, 9.0 + dice.random()), words.OPENED, recorder)
    acts = _acts(dice, fate, draft, person or recorder, recorder, checker)
    if fate == "recurred":
        later = _invent_deadline(dice, today, today, is_over=False)
        acts.append((words.CHANGED, recorder, {"deadline": later}, "反弹后重新定时限"))
    return Story(draft, opened, _spread(dice, acts, opened.at, today))


def _invent_deadline(dice: random.Random, today: date, opened_on: date, *, is_over: bool) -> date | None:
    """A closed problem had its month or more; the others end on both sides of the demonstration's day."""
    if is_over:
        return opened_on + timedelta(days=dice.choice((30, 45, 60)))
    first, last = dice.choices(((-30, -1), (0, 10), (11, 20), (21, 60), (0, 0)), (22, 22, 18, 34, 4))[0]
    if last == 0:
        return None
    return max(today + timedelta(days=dice.randint(first, last)), opened_on + timedelta(days=5))


def _acts(
    dice: random.Random, fate: str, draft: Draft, person: str, recorder: str, checker: str
) -> list[tuple[str, str, Any, str]]:
    """(act, who, what, note) in the order in which they happen."""
    if fate == "waiting":
        return []
    moved, noted = words.MOVED, words.NOTED
    acts: list[tuple[str, str, Any, str]] = [(moved, person, words.IN_HAND, "")]
    acts += [(noted, person, "", note) for note in dice.sample(NOTES, dice.choice((0, 1, 1, 2)))]
    if fate == "lasting":
        return [*acts, (moved, person, words.LASTING, "需长期坚持，按季度报告进展。")]
    if fate == "in_hand":
        return acts
    acts.append((words.EVIDENCE, person, dice.choice(("整改照片说明.txt", "整改报告.pdf")), ""))
    acts.append((words.CHANGED, person, {"result": dice.choice(RESULTS)}, ""))
    acts.append((moved, person, words.DONE, ""))
    if fate == "sent_back":
        return [*acts, (moved, checker, words.IN_HAND, dice.choice(SENT_BACK))]
    if fate in ("closed", "recurred"):
        acts.append((moved, checker, words.CLOSED, "现场复核，整改到位，同意销号。"))
    if fate == "recurred":
        again = replace(
            draft, values={**draft.values, "source": "排查"}, sighting=Sighting(source_document="“回头看”排查清单")
        )
        acts.append((words.RECURRED, recorder, again, "回头看发现问题反弹"))
    return acts


def _spread(
    dice: random.Random, acts: Sequence[tuple[str, str, Any, str]], opened: datetime, today: date
) -> tuple[Step, ...]:
    """The acts at hours of work between the opening and the demonstration's day, most within ten weeks."""
    days = min((today - opened.date()).days, 70)
    hours = sorted((dice.randint(1, max(days, 1)), 8.5 + 9 * dice.random()) for _ in acts)
    times = [_at(min(opened.date() + timedelta(days=day), today), hour) for day, hour in hours]
    return tuple(Step(at, act, who, what, note) for at, (act, who, what, note) in zip(sorted(times), acts, strict=True))


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))

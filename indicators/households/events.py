"""What happened to a household, in the order of time: 识别 → 帮扶 → 消除, visits, hospital stays, relief, loans."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from core import words
from indicators.declared import column_views, is_empty, say_cell
from indicators.households.household import Household, Row, person_id
from indicators.households.words import member_names, say_helps, say_risks


@dataclass(frozen=True)
class Event:
    """One event. `on` is ISO text, a day or a month (sorts as text); `kind` the short word; `words` what happened."""

    on: str
    kind: str
    words: str
    source: str

    @property
    def when(self) -> str:
        """The date as it reads."""
        if len(self.on) < len("2021-11-01"):
            return words.say_period(self.on)
        year, month, day = self.on.split("-")
        return f"{year}年{int(month)}月{int(day)}日"


def list_events(household: Household) -> list[Event]:
    """Every dated fact of the household, oldest first; a month stands before its days."""
    found = [*_monitoring(household)]
    for name, column, kind, say in _DATED:
        rows = household.every_row(name)
        found += [
            Event(_iso(row[column]), kind, say(row, household), name) for row in rows if not is_empty(row[column])
        ]
    return sorted(set(found), key=lambda event: (event.on, event.kind, event.words))


def _monitoring(household: Household) -> list[Event]:
    if not household.persons:
        return []
    head = household.persons[0]
    found = []
    if not is_empty(head["included_month"]):
        helps = "；".join(f"{title}：{text}" for title, text in say_helps(head)) or "没有登记帮扶措施"
        said = f"识别为{_word(head['monitoring_kind'])}，风险：{say_risks(head)}；{helps}"
        found.append(Event(str(head["included_month"]), "识别", said, "monitored_persons"))
    if not is_empty(head["removed_month"]):
        said = f"风险消除，方式：{_word(head['removal_way'])}"
        found.append(Event(str(head["removed_month"]), "消除", said, "monitored_persons"))
    return found


def _visit(row: Row, _: Household) -> str:
    problem = "" if is_empty(row["problem_found"]) else f"，发现：{row['problem_found']}"
    return f"{_cell('visits', row, 'visitor')}入户，{_word(row['purpose'])}{problem}"


def _stay(row: Row, household: Household) -> str:
    paid = f"总费用 {_cell('hospital_stays', row, 'total_cny')} 元，自付 {_cell('hospital_stays', row, 'out_of_pocket_cny')} 元"
    left = "" if is_empty(row["discharged_on"]) else f"，{_cell('hospital_stays', row, 'discharged_on')}出院"
    return f"{_who(row, household)}住院（{_word(row['disease'])}）{left}，{paid}"


def _relief(row: Row, household: Household) -> str:
    return f"{_who(row, household)}领临时救助 {_cell('temporary_relief', row, 'relief_cny')} 元：{_word(row['reason'])}"


def _loan(row: Row, household: Household) -> str:
    due = f"，{_cell('microcredit', row, 'due_on')}到期" if not is_empty(row["due_on"]) else ""
    late = "，已逾期" if row["is_overdue"] else ""
    return f"{_who(row, household)}获小额信贷 {_cell('microcredit', row, 'loan_cny')} 元{due}{late}"


def _wanted(row: Row, household: Household) -> str:
    refused = "" if is_empty(row["refused_reason"]) else f"，未放款：{row['refused_reason']}"
    return f"{_who(row, household)}申请贷款 {_cell('microcredit', row, 'wanted_cny')} 元{refused}"


def _aid(row: Row, household: Household) -> str:
    return f"{_who(row, household)}领雨露计划 {_cell('rain_dew', row, 'aid_cny')} 元（{_word(row['term'])}）"


def _moved(row: Row, _: Household) -> str:
    removed = row["is_old_house_removed"]
    old = "" if removed is None else "，旧房已拆除" if removed else "，旧房未拆除"
    return f"入住{_word(row['site_name'])}{old}"


def _petition(row: Row, _: Household) -> str:
    closed = "未办结" if is_empty(row["closed_on"]) else f"{_cell('petitions', row, 'closed_on')}办结"
    again = "，重复信访" if row["is_repeat"] else ""
    return f"信访：{_word(row['petition_kind'])}，{closed}{again}"


def _helper(row: Row, _: Household) -> str:
    return f"{_cell('helpers', row, 'helper_name')}（{_word(row['helper_unit'])}）结对帮扶"


def _helper_left(row: Row, _: Household) -> str:
    return f"{_cell('helpers', row, 'helper_name')}结束结对（{_word(row['helper_state'])}）"


def _asked(row: Row, _: Household) -> str:
    why = "" if is_empty(row["complaint"]) else f"：{row['complaint']}"
    return f"满意度调查，{_word(row['answer'])}{why}"


def _rebuilt(row: Row, _: Household) -> str:
    return f"住房改造竣工（等级 {_word(row['grade'])}）"


def _insured(row: Row, household: Household) -> str:
    return f"{_who(row, household)}缴下一年度医保（{_word(row['insurance_kind'])}）"


def _subsidy(row: Row, _: Household) -> str:
    return f"领{_word(row['subsidy_kind'])} {_cell('household_subsidies', row, 'paid_cny')} 元"


def _approved(row: Row, _: Household) -> str:
    return f"核定{_word(row['subsidy_kind'])} {_cell('household_subsidies', row, 'approved_cny')} 元"


def _discovered(row: Row, _: Household) -> str:
    why = "" if is_empty(row["rejected_reason"]) else f"：{row['rejected_reason']}"
    return f"发现风险线索（{_word(row['discovery_way'])}），识别结果：{_word(row['outcome'])}{why}"


def _called(row: Row, household: Household) -> str:
    same = row["is_consistent"]
    found = "没有结果" if same is None else "与登记一致" if same else f"与登记不一致：{_word(row['difference'])}"
    return f"{_who(row, household)}务工电话核实，{found}"


def _reviewed(row: Row, _: Household) -> str:
    return f"收入异常（{_word(row['anomaly'])}）入户核查：{_word(row['result'])}"


def _water(row: Row, _: Household) -> str:
    return f"发现饮水问题：{_word(row['problem'])}"


def _water_solved(row: Row, _: Household) -> str:
    return f"饮水问题解决：{_word(row['measure'])}"


def _hazard(row: Row, _: Household) -> str:
    return f"发现住房安全隐患：{_word(row['hazard'])}"


def _hazard_mended(row: Row, _: Household) -> str:
    return f"住房安全隐患整改到位：{_word(row['measure'])}"


def _wish(row: Row, _: Household) -> str:
    if not row["wants_loan"]:
        return "贷款意愿摸底，没有贷款意愿" if row["wants_loan"] is not None else "贷款意愿摸底，未填结果"
    refused = "" if is_empty(row["not_eligible_reason"]) else f"，不符合条件：{row['not_eligible_reason']}"
    return f"有贷款意愿 {_cell('credit_wishes', row, 'wanted_cny')} 元{refused}"


def _handbook(row: Row, _: Household) -> str:
    return "帮扶手册最近一次更新"


_DATED: Final[tuple[tuple[str, str, str, Callable[[Row, Household], str]], ...]] = (
    ("visits", "visited_on", "走访", _visit),
    ("hospital_stays", "admitted_on", "住院", _stay),
    ("temporary_relief", "paid_on", "救助", _relief),
    ("microcredit", "lent_on", "信贷", _loan),
    ("microcredit", "applied_on", "信贷", _wanted),
    ("rain_dew", "paid_on", "雨露", _aid),
    ("relocated_households", "moved_on", "搬迁", _moved),
    ("petitions", "received_on", "信访", _petition),
    ("helpers", "started_on", "帮扶", _helper),
    ("helpers", "ended_on", "帮扶", _helper_left),
    ("satisfaction_sample", "asked_on", "调查", _asked),
    ("house_grades", "rebuilt_on", "住房", _rebuilt),
    ("insured_next_year", "paid_on", "参保", _insured),
    ("household_subsidies", "approved_on", "补助", _approved),
    ("household_subsidies", "paid_on", "补助", _subsidy),
    ("inclusion_register", "discovered_on", "线索", _discovered),
    ("work_verifications", "asked_on", "核实", _called),
    ("income_reviews", "reviewed_on", "核查", _reviewed),
    ("water_problems", "found_on", "饮水", _water),
    ("water_problems", "solved_on", "饮水", _water_solved),
    ("house_hazards", "found_on", "住房", _hazard),
    ("house_hazards", "done_on", "住房", _hazard_mended),
    ("credit_wishes", "asked_on", "信贷", _wish),
    ("handbooks", "last_updated_on", "手册", _handbook),
)
"""Table, its date, the event's short word, its words."""


def _who(row: Row, household: Household) -> str:
    return member_names(household).get(person_id(row["id_number"]), "")


def _cell(table: str, row: Row, name: str) -> str:
    return say_cell(row[name], column_views(table)[name])


def _word(value: object) -> str:
    return words.MISSING_WORDS if is_empty(value) else str(value)


def _iso(day: Any) -> str:
    return str(day)[: len("2021-11-01")]

"""The words of the ledger: sources, states and the steps between them, terms, severities, causes, and titles of fields."""

from collections.abc import Mapping

SOURCES = (
    "国家暗访", "省市暗访", "省级后评估反馈", "国家后评估反馈", "审计", "排查", "信访", "媒体", "本系统疑点",
)  # fmt: skip
OWN_FINDING = "本系统疑点"

NOT_STARTED, IN_HAND, DONE, CLOSED, LASTING = "未启动", "整改中", "已整改", "已销号", "长期坚持"
STATES = (NOT_STARTED, IN_HAND, DONE, CLOSED, LASTING)
NOBODY = "未指定"
"""Said, and asked for in a filter, where a column names nobody."""
STEPS: Mapping[str, tuple[str, ...]] = {
    NOT_STARTED: (IN_HAND,),
    IN_HAND: (DONE, LASTING),
    DONE: (CLOSED, IN_HAND),
    LASTING: (IN_HAND, DONE),
    CLOSED: (IN_HAND,),
}
"""State → the states it may go to. 已整改 → 整改中 sends it back after a check; 已销号 → 整改中 reopens it."""
STEP_TITLES: Mapping[tuple[str, str], str] = {
    (NOT_STARTED, IN_HAND): "开始整改",
    (IN_HAND, DONE): "报已整改",
    (IN_HAND, LASTING): "转长期坚持",
    (DONE, CLOSED): "复核销号",
    (DONE, IN_HAND): "退回整改",
    (LASTING, IN_HAND): "转回整改",
    (LASTING, DONE): "报已整改",
    (CLOSED, IN_HAND): "重新打开",
}
"""What the button of each step says."""

TERMS = ("短期攻坚", "中期推进", "长期坚持")
SEVERITIES = ("一般", "较重", "严重")
ROOT_CAUSES = ("思想", "工作", "作风")

FIELD_TITLES: Mapping[str, str] = {
    "source": "问题来源",
    "source_document": "来源文件",
    "problem_type": "问题类别",
    "aspect": "方面",
    "indicator": "指标",
    "measure": "指标或核查规则",
    "title": "问题",
    "description": "具体问题",
    "place_code": "地区代码",
    "place_name": "地区",
    "household_code": "户编号",
    "project_code": "项目编号",
    "severity": "严重程度",
    "term": "整改类型",
    "root_cause": "问题根源",
    "lead_department": "牵头单位",
    "department": "责任单位",
    "person": "责任人",
    "deadline": "整改时限",
    "remedy": "整改措施",
    "result": "完成情况",
}
"""Fields a person may write, with the titles of the ledger in use."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "source": SOURCES, "severity": SEVERITIES, "term": TERMS, "root_cause": ROOT_CAUSES,
}  # fmt: skip
"""Fields with a closed list; '' stands for not said, except for the source."""

OPENED, CHANGED, MOVED, NOTED, EVIDENCE, SEEN_AGAIN, RECURRED = (
    "opened", "changed", "moved", "noted", "evidence", "seen_again", "recurred",
)  # fmt: skip
KIND_TITLES: Mapping[str, str] = {
    OPENED: "登记",
    CHANGED: "修改",
    MOVED: "流转",
    NOTED: "进展",
    EVIDENCE: "佐证",
    SEEN_AGAIN: "再次发现",
    RECURRED: "反弹",
}
"""Kinds of events."""

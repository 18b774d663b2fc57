"""Documents of the office, drawn by `reports.paper`: 通报, 专题汇报, 整改清单, 应知应会.

Each maker gives a `Paper`; what it says comes from the evaluation, the ledger and the checks, and every figure is listed with its source.
"""

from shows.papers.briefing import make_briefing, write_briefing
from shows.papers.notice import write_notice
from shows.papers.rectification import Wanted, write_rectification
from shows.papers.report import write_report

__all__ = ["Wanted", "make_briefing", "write_briefing", "write_notice", "write_rectification", "write_report"]

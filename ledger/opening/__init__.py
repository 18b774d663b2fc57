"""Problems opened from what the system finds itself: findings of a run, and rows that fall short of a measure.

Which problem a row becomes or belongs to, who answers for it, and until when.
"""

from ledger.opening import order
from ledger.opening.from_differences import draft_differences, open_differences
from ledger.opening.from_findings import draft_findings, open_findings
from ledger.opening.from_shortfalls import draft_shortfalls, finding_of, groupings_of, open_shortfalls
from ledger.opening.known import Known, Subject, find_known
from ledger.opening.order import GROUPINGS, Order, default_deadline, measure_id, read_terms, say_opened

__all__ = [
    "GROUPINGS", "Known", "Order", "Subject", "default_deadline", "draft_differences", "draft_findings", "draft_shortfalls", "find_known",
    "finding_of", "groupings_of", "measure_id", "open_differences", "open_findings", "open_shortfalls", "order", "read_terms",
    "say_opened",
]  # fmt: skip

"""不漏一项、不漏一人: who is entitled to which policy, who got it, who did not, and of whom nobody can say.

A policy is a measure of a framework whose purpose is `entitlements`: its population is entitled, its `met` is who got it.
"""

from indicators.entitlements import words
from indicators.entitlements.commands import add_arguments, entitlements_answer
from indicators.entitlements.counting import COUNTS, count_policies, counties_without, sum_counts
from indicators.entitlements.entitled import STATES, Entitled, Entitlement, list_entitled, of_household
from indicators.entitlements.policies import find_framework, is_policies, policies_of

__all__ = [
    "COUNTS", "STATES", "Entitled", "Entitlement", "add_arguments", "count_policies", "counties_without", "entitlements_answer",
    "find_framework", "is_policies", "list_entitled", "of_household", "policies_of", "sum_counts", "words",
]  # fmt: skip

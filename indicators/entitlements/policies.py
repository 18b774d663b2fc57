"""Which framework holds the policies, and which of them hold in a period."""

from collections.abc import Mapping

from indicators.declared import Framework, Measure, PeriodBounds

PURPOSE = "entitlements"


def is_policies(framework: Framework) -> bool:
    """Whether the measures of a framework are policies."""
    return framework.purpose == PURPOSE


def find_framework(frameworks: Mapping[str, Framework], picked: str = "") -> Framework | None:
    """The framework of policies: the picked one where it is of policies, else the first there is; None without any."""
    mine = {name: found for name, found in frameworks.items() if is_policies(found)}
    return mine.get(picked) or next(iter(mine.values()), None)


def policies_of(framework: Framework, period: str) -> dict[str, Measure]:
    """Id → policy, of those that hold by the end of a period: before it began nobody was entitled."""
    last = f"{PeriodBounds.of(period).period_end:%Y-%m}"
    return {name: policy for name, policy in framework.measures.items() if policy.since <= last}

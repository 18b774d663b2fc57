"""Spending once more in plain Python: dicts and loops over the rows as they are stored."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def add_up(projects: Iterable[Row], payments: Iterable[Row], on: date, key: str) -> dict[str, dict[str, float]]:
    """Key (a column of the project) → projects, declared, budget, paid; budget and paid only where payments were imported."""
    year, payments, projects = str(on.year), list(payments), list(projects)
    reported = {row["county_code"] for row in payments if row["period"] == year}
    sums: dict[str, dict[str, float]] = {}
    for project in projects:
        if project["period"] != year:
            continue
        mine = sums.setdefault(project[key] or "未注明", {"projects": 0, "declared": 0, "budget": 0, "paid": 0})
        mine["projects"] += 1
        budget = project["adjusted_budget_cny"]
        budget = project["budget_cny"] if budget is None else budget
        if budget is None:
            continue
        mine["declared"] += budget
        if project["county_code"] in reported:
            mine["budget"] += budget
            mine["paid"] += sum(
                row["paid_cny"] for row in payments if belongs(row, project, projects) and row["paid_on"] <= on
            )
    return sums


def belongs(payment: Row, project: Row, projects: Iterable[Row]) -> bool:
    """Whether the payment is money of the project; without a source it is where the project has only one."""
    names = ("county_code", "period", "project_code")
    if project["project_code"] is None or any(payment[name] != project[name] for name in names):
        return False
    sources = {one["fund_source"] for one in projects if all(one[name] == project[name] for name in names)}
    if payment["fund_source"] in sources and (payment["fund_source"] is not None or len(sources) == 1):
        return bool(payment["fund_source"] == project["fund_source"])
    if payment["fund_source"] is None:
        return len(sources) == 1
    return None in sources and project["fund_source"] is None


def unmatched(projects: Iterable[Row], payments: Iterable[Row], on: date) -> float:
    """Payments of the year that belong to no project."""
    projects = list(projects)
    return sum(
        row["paid_cny"]
        for row in payments
        if row["period"] == str(on.year)
        and row["paid_on"] <= on
        and not any(belongs(row, one, projects) for one in projects)
    )


def behind(projects: Iterable[Row], payments: Iterable[Row], on: date, share: float) -> list[tuple[str, float]]:
    """(project name, yuan behind the share of its budget), the furthest behind first."""
    projects, payments = list(projects), list(payments)
    reported = {row["county_code"] for row in payments if row["period"] == str(on.year)}
    found = []
    for project in projects:
        budget = project["adjusted_budget_cny"]
        budget = project["budget_cny"] if budget is None else budget
        if project["period"] != str(on.year) or budget is None or project["county_code"] not in reported:
            continue
        paid = sum(row["paid_cny"] for row in payments if belongs(row, project, projects) and row["paid_on"] <= on)
        if budget * share - paid > 0:
            found.append((project["project_name"], budget * share - paid))
    return sorted(found, key=lambda pair: -pair[1])


def project_pots(
    projects: Iterable[Row], payments: Iterable[Row], on: date, deadline: date, window: int = 60
) -> dict[str, float]:
    """County → yuan paid by the deadline, when every source of it goes on at its pace of the last days until it is used up.

    For counties whose payments began at least `window` days before.
    """
    year, payments = str(on.year), list(payments)
    budgets: dict[tuple[str, str], float] = {}
    paid: dict[tuple[str, str], list[tuple[date, float]]] = {}
    known = set()
    for project in projects:
        budget = project["adjusted_budget_cny"]
        budget = project["budget_cny"] if budget is None else budget
        if project["period"] == year and budget is not None:
            key = (project["county_code"], project["fund_source"])
            budgets[key] = budgets.get(key, 0.0) + budget
            known.add((*key, project["project_code"]))
    for row in payments:
        key = (row["county_code"], row["fund_source"])
        if row["period"] == year and row["paid_on"] <= on and (*key, row["project_code"]) in known:
            paid.setdefault(key, []).append((row["paid_on"], row["paid_cny"]))
    answer: dict[str, float] = {}
    for key, budget in budgets.items():
        mine = paid.get(key, [])
        so_far = sum(amount for _, amount in mine)
        lately = sum(amount for day, amount in mine if (on - day).days < window)
        more = max(0.0, lately / window) * max(0, (deadline - on).days)
        answer[key[0]] = answer.get(key[0], 0.0) + max(so_far, min(budget, so_far + more))
    return answer

"""The quiet mark beside a finding, a household or a short row that is in the ledger already; it opens the problem."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from core.errors import UserError
from indicators.checks import is_coded
from indicators.declared import CHECKS, Framework, Measure, is_empty
from indicators.households import Household
from ledger.opening import Known, Subject, find_known, measure_id
from pages.parts.common import office
from pages.parts.common.linked import link_html


def finding_marks(framework: Framework, rows: pd.DataFrame) -> dict[str, Markup]:
    """Finding code → the mark, '' for a finding that is in no problem. `rows` are of `findings.read_findings`."""
    subjects = [_of_finding(framework.measures[str(row["check"])], row) for row in rows.to_dict("records")]
    return dict(zip(rows["finding_code"].astype(str), marks_html(subjects), strict=True))


def household_marks(household: Household, checks: Sequence[str]) -> dict[str, Markup]:
    """Check → the mark of the household's findings of it."""
    names = list(dict.fromkeys(checks))
    subjects = [Subject(f"{CHECKS}/{name}", household.place_code, household.household_code) for name in names]
    return dict(zip(names, marks_html(subjects), strict=True))


def short_row_marks(measure: Measure, rows: pd.DataFrame) -> list[Markup]:
    """The mark of every short row of a measure, in their order."""
    return marks_html([_of_row(measure, row) for row in rows.to_dict("records")])


def marks_html(subjects: Sequence[Subject]) -> list[Markup]:
    """The mark of every subject; none where the ledger does not answer."""
    try:
        found = find_known(office.ledger().engine, subjects)
    except UserError:
        return [Markup("")] * len(subjects)
    return [mark_html(one) for one in found]


def mark_html(known: Known | None) -> Markup:
    """`已在台账（整改中）` as a link to the problem."""
    if known is None:
        return Markup("")
    link = link_html(f"已在台账（{known.state}）", "ledger", style="name", problem=str(known.id))
    return Markup("<div class='soft in-ledger'>{}</div>").format(link)


def _of_finding(check: Measure, row: Mapping[Any, Any]) -> Subject:
    household = "" if is_empty(row["household_code"]) else str(row["household_code"])
    project = str(row["row_key"]).partition("|")[0] if not household and is_coded(check) else ""
    return Subject(measure_id(check), str(row["place_code"]), household, project)


def _of_row(measure: Measure, row: Mapping[Any, Any]) -> Subject:
    place = row["county_code"] if is_empty(row.get("place_code")) else row["place_code"]
    household = "" if is_empty(row.get("household_code")) else str(row["household_code"])
    codes = (row.get(name) for name in ("project_code", "asset_code"))
    return Subject(
        measure_id(measure), str(place), household, next((str(one) for one in codes if not is_empty(one)), "")
    )

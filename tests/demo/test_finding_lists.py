"""Exemptions, reviews and a local line of the demonstration: about findings that are there, and seen in the newest run."""

import json
import re
from pathlib import Path

import pytest

from core.settings import today
from demo.figures.finding_lists import EXEMPTED, REVIEWED, finding_code
from demo.fill import FINDINGS
from indicators.checks import findings
from indicators.checks.findings import ALL_STATES, FindingFilter, FindingRequest
from store.versions import Store

PERIOD = "2021-11"


@pytest.fixture(scope="module")
def planted(filled_folder: Path) -> set[str]:
    """The lasting numbers of everything planted, without the county."""
    listed = json.loads((filled_folder / FINDINGS).read_text(encoding="utf-8"))["findings"]
    return {without_county(finding_code(check, "433100", key)) for check, key in listed}


def without_county(code: str) -> str:
    """A finding's lasting number without the county that stands in it."""
    return re.sub(r"-\d{6}-", "-", code, count=1)


def test_new_still_gone_exempt_reviews_and_a_local_line_are_there_at_once(demo_store: Store, planted: set[str]) -> None:
    run = findings.ensure_compared_run(demo_store, PERIOD)
    rows, _ = findings.read_findings(demo_store, run, FindingRequest("", FindingFilter(state=ALL_STATES)))
    present = rows[rows["state"] != "gone"]
    assert set(map(without_county, present["finding_code"])) == planted
    assert {"new", "still", "gone", "first"} == set(rows["state"])
    lasting = sum(number for _, number, _, until in EXEMPTED if until >= today(demo_store.folder))
    assert int(present["is_exempt"].sum()) == lasting < sum(number for _, number, _, _ in EXEMPTED)
    assert len(present[present["review_result"].notna()]) == len(REVIEWED)
    assert run.notices == ()


def test_nobody_of_last_months_rows_is_born_after_it_but_where_that_is_planted(demo_store: Store) -> None:
    with demo_store.connect() as connection:
        born = connection.execute(
            "SELECT count(*) FROM monitored_persons WHERE period = '2021-10' AND birth_month = '2021-11'"
        ).fetchone()
    assert born == (0,)

"""The demonstration's documents, reports and listed shortfalls: some of every state, marked as invented, never twice."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import reading
from demo.ledger.archive import fill_beside, fill_demo_activities, fill_demo_archive, fill_demo_listing
from indicators.declared import DEFAULT_FRAMEWORK
from ledger.activities.declared import newest_reports
from ledger.archive.documents import list_documents, newest_documents, read_document
from ledger.archive.items import read_archive
from ledger.archive.state import STATES, document_states, needed_places
from ledger.book.ledger import Ledger
from ledger.book.models import ActivityRow, DocumentRow, ProblemRow
from ledger.looking.searching import ProblemFilter, find_problems
from store.places import read_places
from store.versions import Store

TODAY = date(2021, 11, 20)
COUNTIES = ("433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130")


@pytest.fixture
def folder(filled_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TODAY", raising=False)
    return filled_folder


def test_documents_of_every_state_that_can_be_opened(ledger: Ledger, folder: Path) -> None:
    added = fill_demo_archive(ledger, folder)
    archive, places = read_archive(DEFAULT_FRAMEWORK), read_places(Store(folder))
    codes = [place.code for place in needed_places(places, COUNTIES, "433100")]
    newest = newest_documents(ledger.engine, "433100")
    states = document_states(archive, codes, newest, TODAY)
    own = document_states(read_archive("cooperation_2019"), codes, newest, TODAY)
    assert set(states["state"]) == set(STATES) == set(own["state"]) and newest["versions"].sum() == added
    assert set(own["indicator"]) >= {
        "组织领导",
        "人才交流",
        "资金使用",
        "产业合作",
        "劳务协作",
        "携手奔小康",
        "创新工作",
    }
    assert (states["state"] == "在档").mean() > 0.7
    first = newest.iloc[0]
    document, content = read_document(ledger, list_documents(ledger.engine, first["item"], first["place_code"])[0].id)
    assert "模拟" in document.name and "模拟数据" in content.decode() and document.who.startswith("模拟")
    with reading(ledger.engine) as connection:
        latest, count = connection.execute(select(func.max(DocumentRow.made_on), func.count())).one()
    assert latest <= TODAY and count == added
    assert fill_demo_archive(ledger, folder) == 0


def test_townships_report_what_can_be(ledger: Ledger, folder: Path) -> None:
    added = fill_demo_activities(ledger, folder)
    reports = newest_reports(ledger.engine, "433100")
    assert added == 2 * len(reports) > 100
    assert all(0 <= one.done <= one.total and one.day <= TODAY and one.who.startswith("模拟") for one in reports)
    assert fill_demo_activities(ledger, folder) == 0
    with reading(ledger.engine) as connection:
        assert connection.execute(select(func.count()).select_from(ActivityRow)).scalar_one() == added


def test_listed_shortfalls_are_problems_of_counties(ledger: Ledger, folder: Path) -> None:
    added = fill_demo_listing(ledger, folder)
    found, total = find_problems(ledger.engine, ProblemFilter(place="433100"), TODAY, limit=None)
    assert added == total > 40 and set(found["place_code"]) == set(COUNTIES)
    assert set(found["state"]) == {"整改中"} and all("模拟数据" in text for text in found["source_document"])
    assert fill_demo_listing(ledger, folder) == 0
    with reading(ledger.engine) as connection:
        assert connection.execute(select(func.count()).select_from(ProblemRow)).scalar_one() == added


def test_a_demonstration_is_filled_once_and_real_data_never(
    filled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDGER_URL", raising=False)
    copy = tmp_path / "demo"
    shutil.copytree(filled_folder, copy, ignore=shutil.ignore_patterns("evidence"))
    said = fill_beside(copy)
    assert "模拟数据" in said and "份资料" in said
    assert fill_beside(copy) == "档案资料和六个一已有演示数据，未作改动"
    assert fill_beside(tmp_path / "empty") == "数据目录不是演示数据，未写入档案资料"

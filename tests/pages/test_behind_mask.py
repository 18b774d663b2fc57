"""Looking behind the mask of one household: who may, with a reason, for how long, on record, and nothing of it for anybody else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from access.accounts import Person
from access.audit import Line, Wanted, open_record
from core.personal import behind_mask, mask_text
from core.settings import data_dir
from indicators.households.refs import household_ref
from pages.parts.common import cache, gate
from pages.parts.household import behind
from store import Store
from tests.indicators.households.household_case import COUNTY, HEAD, HEAD_NAME, HOME, NEIGHBOUR, PERIOD, household_store
from tests.pages.opening import answer_of, html_of, open_page, text_of

OFFERED = "看完整姓名和号码"


@pytest.fixture
def ask_as(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three households; the clerk of their county asks."""
    household_store(empty_folder)
    monkeypatch.setenv("LOGIN", "local")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    sign_in(monkeypatch, "clerk")
    return empty_folder


def sign_in(patch: pytest.MonkeyPatch, role: str, login: str = "jia", place: str = COUNTY) -> None:
    somebody = Person(7, login, "田一", role, place, "", may_export=True)
    patch.setattr(gate, "who", lambda token: somebody)


def open_home(code: str = HOME) -> AppTest:
    return open_page("household", county=COUNTY, ref=household_ref(code), period=PERIOD)


def ask(page: AppTest, reason: str) -> AppTest:
    page.text_input(key="behind_why").set_value(reason)
    return next(button for button in page.button if button.label == "完整显示").click().run()


def is_whole(page: AppTest) -> bool:
    said = html_of(page)
    return HEAD_NAME in said or HEAD in said


def looks() -> list[Line]:
    return open_record(data_dir()).find(Wanted(act="unmask"), 9)[0]


def may_ask(page: AppTest) -> bool:
    return any(field.key == "behind_why" for field in page.text_input)


def test_a_reason_opens_one_household_for_whoever_gave_it(ask_as: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_home()
    assert may_ask(page) and not is_whole(page) and not looks()
    page = ask(page, " 看 ")
    assert not is_whole(page) and not looks() and "请写明为什么要看" in text_of(page)
    page = ask(page, "入户核对医保")
    assert is_whole(page) and HEAD_NAME in html_of(page) and HEAD in html_of(page)
    (line,) = looks()
    assert (line.login, line.why, line.result) == ("jia", "入户核对医保", "done")
    assert line.what == f"household/{COUNTY}/{household_ref(HOME)}" and HEAD_NAME not in str(line.as_dict())
    assert is_whole(open_home()), "a reload keeps it"
    assert not is_whole(open_home(NEIGHBOUR)), "another household stays masked"
    page = next(button for button in page.button if button.key == "behind_cover").click().run()
    assert not is_whole(page) and may_ask(page)
    sign_in(monkeypatch, "clerk", "yi")
    assert not is_whole(open_home()), "another account gives a reason of its own"


def test_it_ends_after_three_hours(ask_as: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(open_home(), "入户核对医保")
    now = datetime.fromisoformat(looks()[0].at)
    for passed, is_open in (
        (timedelta(hours=2, minutes=59), True),
        (timedelta(hours=3), False),
        (-timedelta(hours=1), False),
    ):
        monkeypatch.setattr(behind, "china_time", lambda passed=passed: now + passed)
        assert is_whole(open_home()) == is_open, passed


@pytest.mark.parametrize(("role", "place"), [("evaluator", COUNTY), ("evaluator", ""), ("clerk", "433122")])
def test_whoever_may_not_look_is_offered_nothing(
    ask_as: Path, monkeypatch: pytest.MonkeyPatch, role: str, place: str
) -> None:
    ask(open_home(), "入户核对医保")
    sign_in(monkeypatch, role, "jia", place)
    page = open_home()
    assert not may_ask(page) and not is_whole(page) and answer_of(page)


def test_nobody_looks_where_nobody_signs_in(ask_as: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN", "none")
    page = open_home()
    assert not may_ask(page) and not is_whole(page)


def test_without_its_line_on_record_nothing_opens(ask_as: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_home()
    monkeypatch.setenv("AUDIT_KEY_FILE", str(data_dir() / "away"))
    assert not is_whole(ask(page, "入户核对医保"))


def test_what_is_kept_for_others_is_made_masked(ask_as: Path) -> None:
    kept = cache.kept(lambda store, text: mask_text(text, "name"))
    with behind_mask(True):
        assert mask_text("龙一二", "name") == "龙一二" and kept("龙一二") == "龙*"
    assert mask_text("龙一二", "name") == "龙*" and Store(ask_as).versions()

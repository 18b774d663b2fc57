"""Whoever may see one county sees it alone: on no page, by no address, of no role is there anything of another place."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dashboard
from access.accounts import ROLES, Person, Right
from core import personal
from core.errors import UserError
from indicators.declared import CHECKS
from indicators.households.refs import household_ref
from ledger.book import open_ledger
from ledger.looking import ProblemFilter, find_problems
from pages.parts.common import cache, gate, office
from pages.parts.common.around import search
from store import Store, read_places
from tests.pages.handed import Handed
from tests.pages.opening import AppTest, open_page

OURS, OTHER = "433123", "433122"
PAGES = [name for entries in dashboard.GROUPS.values() for name in entries]
OPENED = (
    "overview", "ranking", "spending", "series", "standing", "quality", "needed", "briefing", "figures", "shortfalls", "checks",
    "entitlements", "household", "comparison", "integrity", "ledger", "duties", "activities", "outline", "archive", "imports",
)  # fmt: skip


def person(role: str, place: str = OURS, name: str = "田一") -> Person:
    return Person(7, "somebody", name, role, place, "", may_export=role != "viewer")


@pytest.fixture
def ask_as(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets who asks from here on: a person, or None for a forged or expired cookie."""
    monkeypatch.setenv("LOGIN", "local")

    def ask(somebody: Person | None) -> None:
        monkeypatch.setattr(gate, "who", lambda token: somebody)

    yield ask


@pytest.fixture(scope="module")
def strangers(filled_folder: Path) -> list[str]:
    """The names of all places beside our county that none inside it bears: what nobody of our county may read anywhere."""
    index = read_places(Store(filled_folder))
    counties = [place.code for place in index.children("433100", "county")]
    named = {
        code: {place.name for level in ("township", "village") for place in index.children(code, level)}
        | {index.find(code).name}  # type: ignore[union-attr]
        for code in counties
    }
    return sorted(set().union(*(names for code, names in named.items() if code != OURS)) - named[OURS])


def all_of(page: AppTest) -> str:
    """Everything that a page sends to the browser: texts, tables, charts, choices of pickers, addresses."""
    found: list[str] = []

    def walk(node: Any) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "SerializeToString"):
            found.append(proto.SerializeToString().decode("utf-8", "ignore"))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(page._tree)
    text = "\n".join(found)
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def leaks(page: AppTest, strangers: list[str]) -> list[str]:
    """The strangers' names that a page holds; an outline's own name on the sketch of the prefecture is public and has no value."""
    text = re.sub(r"<title>\w+ </title>", "", all_of(page))
    return [name for name in strangers if name in text]


@pytest.mark.parametrize("name", OPENED)
def test_a_county_sees_nothing_of_the_others_on_any_page(ask_as: Any, strangers: list[str], name: str) -> None:
    ask_as(person("clerk" if name == "imports" else "approver"))
    page = open_page(name)
    assert "没有权限" not in all_of(page) and len(strangers) > 100
    assert leaks(page, strangers) == []


def beyond(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Addresses of what lies in another county: each page by its place, and its own ways to a household, a problem, a row."""
    problems, _ = find_problems(open_ledger(folder).engine, ProblemFilter(place=OTHER), office.working_day(), limit=1)
    number = str(problems["id"].iloc[0])
    found = [(name, {"place": OTHER}) for name in OPENED]
    found += [
        (name, {"place": place})
        for place in ("433100", "430000", "100000")
        for name in ("overview", "ledger", "household")
    ]
    found += [
        (name, {"at": at})
        for at in (OTHER, "433100", "433122101")
        for name in ("shortfalls", "checks", "entitlements", "household", "ledger", "duties", "activities", "archive", "outline",
                     "integrity", "spending")
    ]  # fmt: skip
    found += [("ledger", {"problem": number}), ("household", {"county": OTHER, "ref": "0" * 12})]
    found += [
        ("shortfalls", {"row": f"{OTHER}-{'0' * 12}", "measure": name})
        for name in list(cache.framework(CHECKS).measures)[:1]
    ]
    return found


def test_no_address_leads_beyond(ask_as: Any, strangers: list[str], demo_folder: Path) -> None:
    ask_as(person("approver"))
    with gate.acting(gate.SERVER):
        asked = beyond(demo_folder)
    for name, parameters in asked:
        page = open_page(name, **parameters)
        assert leaks(page, strangers) == [], (name, parameters)


def test_each_household_of_another_county_is_no_household(ask_as: Any, demo_folder: Path) -> None:
    with gate.acting(gate.SERVER):
        period = cache.periods(CHECKS)[-1]
    with Store(demo_folder).connect() as connection:
        sql = "SELECT county_code, any_value(household_code) FROM monitored_persons WHERE county_code IN (?, ?) AND period = ? GROUP BY ALL"
        codes = dict(connection.execute(sql, [OURS, OTHER, period]).fetchall())
    refs = {county: household_ref(code) for county, code in codes.items()}
    ask_as(person("approver"))
    assert "请在下面另找" not in all_of(open_page("household", county=OURS, ref=refs[OURS]))
    shown = all_of(open_page("household", county=OTHER, ref=refs[OTHER]))
    assert "请在下面另找" in shown and codes[OTHER] not in shown


@pytest.mark.parametrize(
    "somebody", [None, person("nobody"), Person(7, "x", "某人", "approver", "", "", True, must_change=True)]
)
def test_a_forged_or_expired_session_opens_nothing(ask_as: Any, strangers: list[str], somebody: Person | None) -> None:
    ask_as(somebody)
    for name in ("overview", "ledger", "household", "imports", "books"):
        page = open_page(name)
        assert "没有" in all_of(page) or "请先登录" in all_of(page)
        assert leaks(page, [*strangers, "凤凰县"]) == []


def test_every_page_has_its_right_and_every_role_its_pages(ask_as: Any) -> None:
    assert set(PAGES) <= set(gate.PAGES)
    opened = {role: {name for name in PAGES if _opens(ask_as, role, name)} for role in ROLES}
    assert (
        opened["viewer"] < opened["evaluator"] <= opened["field"] < opened["clerk"]
        and "household" not in opened["viewer"]
    )
    assert "imports" in opened["clerk"] and "imports" not in opened["approver"] and "books" in opened["approver"]
    assert "household" not in opened["administrator"] | opened["auditor"]
    assert not _opens(ask_as, "approver", "books", OURS), "what holds for every place is not one county's"


def _opens(ask_as: Any, role: str, name: str, place: str = "") -> bool:
    with gate.acting(person(role, place)):
        return gate.may_open(name)


def test_whoever_may_not_open_a_page_sees_the_others(ask_as: Any, strangers: list[str]) -> None:
    ask_as(person("viewer"))
    page = open_page("household")
    assert "没有权限" in all_of(page) and ">总览<" in all_of(page) and ">户档案<" not in all_of(page)
    ask_as(person("auditor"))
    assert leaks(open_page("ledger"), [*strangers, "凤凰县"]) == []


def test_files_are_for_whoever_may_export(ask_as: Any) -> None:
    ask_as(person("viewer"))
    assert not open_page("ranking").get("download_button")
    ask_as(person("evaluator"))
    assert open_page("ranking").get("download_button")


def test_what_is_made_later_is_made_for_whoever_asked(ask_as: Any) -> None:
    ask_as(person("approver"))
    with gate.acting(person("approver")):
        later = gate.bound(lambda: (gate.scope(), cache.store().within))
    assert later() == (OURS, OURS)
    assert gate.person() is gate.NOBODY and cache.store().within == gate.NOBODY.place_code, "a thread that nobody named"


def test_the_ledger_knows_who_sits_at_it(ask_as: Any, demo_folder: Path) -> None:
    with gate.acting(gate.SERVER):
        found = find_problems(
            open_ledger(demo_folder).engine, ProblemFilter(place=OTHER), office.working_day(), limit=1
        )[0]
    number, version = int(found["id"].iloc[0]), int(found["version"].iloc[0])
    with gate.acting(person("approver")):
        ledger = office.ledger()
        for act in (
            lambda: ledger.read(number), lambda: ledger.events(number), lambda: ledger.evidence(number), lambda: ledger.sightings(number),
            lambda: ledger.note(number, "田一", "来过"), lambda: ledger.change(number, version, {"person": "丙"}, "田一"),
        ):  # fmt: skip
            with pytest.raises(UserError, match="看不到这个地区"):
                act()
        own = find_problems(ledger.engine, ProblemFilter(place=OURS), office.working_day(), limit=1)[0]
        with pytest.raises(UserError, match="登录的本人"):
            ledger.note(int(own["id"].iloc[0]), "别人", "来过")
        assert office.signed_as() == "田一"
    with gate.acting(person("evaluator")), pytest.raises(UserError, match="不能登记或办理"):
        office.ledger().note(int(own["id"].iloc[0]), "田一", "来过")


def test_without_a_log_in_everything_is_as_it_was(demo_folder: Path) -> None:
    page = open_page("overview")
    assert "本机使用，未登录" in all_of(page) and all(gate.may_open(name) for name in PAGES)
    assert gate.person() is gate.SERVER and gate.may(Right.EXPORT) and cache.store().within == ""


def numbers_of(folder: Path) -> frozenset[str]:
    """The ID and telephone numbers of everybody registered."""
    with Store(folder).connect() as connection:
        columns = ("id_number", "member_phone")
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM monitored_persons").fetchall()
    return frozenset(str(one) for row in rows for one in row if one)


def whole_numbers(text: str, numbers: frozenset[str]) -> set[str]:
    """Those of them that stand unmasked in a text."""
    return set(re.findall(r"\d{11,17}[\dX]?\w*", text)) & numbers


def texts_of(file: Handed) -> str:
    """Every cell of a workbook, without the county where somebody works: that is of the person."""
    cells = (cell for sheet in file.book().worksheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(re.sub("务工所在县：[^；]*", "", str(cell)) for cell in cells if cell is not None)


EXPORTED = [name for name in OPENED if name not in ("imports", "household")]


@pytest.mark.parametrize("name", EXPORTED)
def test_no_file_of_a_page_has_anything_of_another_place_or_a_whole_number(
    ask_as: Any, strangers: list[str], demo_folder: Path, handed: list[Handed], name: str
) -> None:
    ask_as(person("evaluator"))
    page = open_page(name)
    numbers = numbers_of(demo_folder)
    assert not whole_numbers(all_of(page), numbers) and len(numbers) > 1000
    for file in [one for one in handed if one.name.endswith(".xlsx")]:
        text = texts_of(file)
        assert [stranger for stranger in strangers if stranger in text] == [], file.name
        assert not whole_numbers(text, numbers), file.name


LISTED = {"measure": "insured_next_year", "place": OURS}


@pytest.mark.parametrize("planted", ["a file of everywhere", "no mask"])
def test_a_leak_planted_in_a_file_or_a_mask_is_found(
    ask_as: Any,
    strangers: list[str],
    demo_folder: Path,
    handed: list[Handed],
    monkeypatch: pytest.MonkeyPatch,
    planted: str,
) -> None:
    ask_as(person("evaluator"))
    if planted == "a file of everywhere":
        monkeypatch.setattr(cache, "narrow", lambda evaluated, _: evaluated)
        open_page("ranking")
        assert any(stranger in texts_of(file) for file in handed for stranger in strangers)
        return
    numbers = numbers_of(demo_folder)
    assert not whole_numbers(all_of(open_page("shortfalls", **LISTED)), numbers)
    monkeypatch.setattr(personal, "may_see_whole", lambda _: True)
    assert whole_numbers(all_of(open_page("shortfalls", **LISTED)), numbers)


@pytest.mark.parametrize(
    "planted", ["evaluations are not narrowed", "the store is not narrowed", "findings of every place"]
)
def test_a_planted_leak_is_found(
    ask_as: Any, strangers: list[str], monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    ask_as(person("approver"))
    if planted == "evaluations are not narrowed":
        monkeypatch.setattr(cache, "narrow", lambda evaluated, _: evaluated)
        assert leaks(open_page("ranking"), strangers)
    elif planted == "the store is not narrowed":
        monkeypatch.setattr(cache, "within", lambda: "")
        assert leaks(open_page("standing"), strangers)
    else:
        monkeypatch.setattr(gate, "is_within", lambda _: True)
        assert leaks(open_page("checks", place="433100"), strangers)


@pytest.mark.parametrize("name", ["checks", "entitlements", "household", "ledger", "duties"])
def test_a_township_sees_nothing_of_the_others_of_its_county(
    ask_as: Any, strangers: list[str], filled_folder: Path, name: str
) -> None:
    towns = {place.code: place.name for place in read_places(Store(filled_folder)).children(OURS, "township")}
    ours = min(towns)
    ask_as(person("field", ours))
    page = open_page(name)
    assert towns[ours] in all_of(page) and "没有权限" not in all_of(page)
    assert leaks(page, [*strangers, *(town for code, town in towns.items() if code != ours)]) == []
    assert not any(_opens(ask_as, "field", page, ours) for page in ("overview", "ranking", "shortfalls", "spending"))
    assert "没有权限" in all_of(open_page("shortfalls"))


@pytest.mark.parametrize("role", ["viewer", "administrator", "auditor"])
def test_the_search_tells_nobody_without_records_who_is_registered(ask_as: Any, role: str) -> None:
    with gate.acting(person(role, "")):
        assert search.find_households("433123198001011234") == []

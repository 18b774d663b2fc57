"""六个一: what is declared, what tables and ledger say, reports by hand beside them, sums upwards, lights and words."""

import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from core.errors import UserError
from indicators.declared import CHECKS, read_framework, views
from indicators.evaluation.query import measure_values
from indicators.figures.countdown import Round
from ledger.activities.board import (
    Cell,
    is_late,
    make_cells,
    own_rows,
    roll_up,
    say_answer,
    say_covered,
    say_pace,
    say_report,
)
from ledger.activities.counts import (
    CountRequest,
    count_filed,
    count_listed,
    count_mended,
    count_tables,
    list_shortfalls,
    name_activity,
)
from ledger.activities.declared import (
    ACTIVITIES_FOLDER,
    Activity,
    Report,
    SignedReport,
    list_reports,
    newest_reports,
    read_activities,
    report_progress,
)
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from ledger.book.words import CLOSED
from store.versions import Store
from tests.indicators.checks.finding_case import (
    AREA,
    FAR,
    FAR_TOWN,
    FENGHUANG,
    LUXI,
    OTHER_TOWN,
    PLACES,
    SECOND,
    THIRD,
    TOWN,
    VILLAGE,
)
from tests.indicators.small_case import write_rows
from tests.ledger.looking.summary_case import close

TODAY = date(2021, 11, 20)
NOW = "2021-11"
SOURCE = {"source_file": "表.xlsx", "source_hash": "0" * 16, "source_sheet": "Sheet1", "source_row": 2}


def place_cells(code: str, period: str) -> dict[str, object]:
    return {"place_code": code, "place_name": PLACES[code][0], "county_code": code[:6], "period": period, **SOURCE}


def home(household: str, village: str) -> dict[str, object]:
    return place_cells(village, NOW) | {"household_code": household, "id_number": f"4331231970010100{household[1:]:0>2}",
                                        "relation": "户主", "household_kind": "脱贫户"}  # fmt: skip


def progress(town: str, item: str, done: int, target: int) -> dict[str, object]:
    return place_cells(town, NOW) | {
        "item": item,
        "item_title": item,
        "target_count": float(target),
        "done_count": float(done),
    }


def grid(village: str, households: int, screened: date | None) -> dict[str, object]:
    return place_cells(village, NOW) | {"grid_name": "网格", "households": households, "last_screened_on": screened}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """凤凰: 甲镇 with 一村 (2 households, 1 visited) and 二村 (1, not visited), 乙镇 with 三村 (1, visited); 泸溪 sent no visits."""
    folder = tmp_path / "data"
    folder.mkdir()
    known = Store(folder)
    write_rows(
        known, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in PLACES.items()]
    )
    homes = [home("H1", VILLAGE), home("H2", VILLAGE), home("H3", SECOND), home("H4", THIRD), home("H5", FAR)]
    write_rows(known, "monitored_persons", homes)
    visits = [("H1", VILLAGE, date(2021, 5, 1)), ("H4", THIRD, date(2021, 6, 1)), ("H3", SECOND, date(2021, 12, 24))]
    write_rows(known, "visits", [place_cells(village, "2021") | {"household_code": name, "visited_on": day, "visitor": "某"}
                                 for name, village, day in visits])  # fmt: skip
    write_rows(
        known,
        "grids",
        [grid(VILLAGE, 30, date(2021, 11, 3)), grid(SECOND, 20, date(2021, 10, 3)), grid(THIRD, 50, date(2021, 12, 3))],
    )
    write_rows(known, "township_progress", [
        progress(TOWN, "helper_visits", 9, 10), progress(TOWN, "handbook", 10, 10), progress(TOWN, "school", 0, 0),
        progress(OTHER_TOWN, "helper_visits", 5, 5), progress(FAR_TOWN, "helper_visits", 1, 5),
    ])  # fmt: skip
    return known


def table_counts(store: Store, at: str, level: str) -> dict[tuple[str, str], tuple[float, float]]:
    found = count_tables(store, read_activities(), CountRequest(NOW, at, level))
    return {(row["activity"], row["place_code"]): (row["done"], row["total"]) for row in found.to_dict("records")}


# declarations


def test_the_six_activities_are_declared_in_order() -> None:
    known = read_activities()
    assert [one.title for one in known] == ["大排查", "大走访", "大梳理", "大整改", "大整理", "大提升"]
    assert {one.id for one in known if one.count is not None} == {"screening", "visiting", "lifting"}


GOOD = {
    "title": "甲",
    "task": "做一次",
    "order": 1,
    "department": "某局",
    "counter": "户",
    "how": "怎样",
    "source": "讲话",
}
COUNT = {"table": "grids", "met": "is_trained", "source": "讲话"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (GOOD | {"extra": 1}, "extra」：不认识的字段"),
        ({name: value for name, value in GOOD.items() if name != "how"}, "how」：缺少必填字段"),
        (GOOD | {"counted_by": "guess"}, "counted_by」：取值不在允许范围"),
        (GOOD | {"before": "明天"}, "before」：取值不在允许范围"),
        (GOOD | {"counted_by": "tables"}, "count」：由表计数的写 count"),
        (GOOD | {"count": COUNT}, "count」：由表计数的写 count"),
        (GOOD | {"order": "一"}, "order」：应为整数"),
        (GOOD | {"counted_by": "tables", "count": COUNT | {"met": "nothing"}}, "met」：没有这一列"),
        (GOOD | {"counted_by": "tables", "count": COUNT | {"met": "households"}}, "met」：应为条件"),
        ("甲", "应为若干"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(tmp_path: Path, raw: Any, said: str) -> None:
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_activities(tmp_path)
    assert "one.yaml" in refused.value.message and said in refused.value.message


def test_an_activity_without_tables_is_told_by_people(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(GOOD, allow_unicode=True), encoding="utf-8")
    (only,) = read_activities(tmp_path)
    assert only.id == "one" and only.counted_by == "" and only.count is None
    assert all(one.how and one.source for one in read_activities(ACTIVITIES_FOLDER))


# tables


def test_tables_count_counties_townships_and_villages(store: Store) -> None:
    area = table_counts(store, AREA, "county")
    assert area["visiting", FENGHUANG] == (2, 4) and area["visiting", AREA] == (2, 4)
    assert ("visiting", LUXI) not in area, "a county that sent no visits is unknown, not zero"
    assert area["lifting", FENGHUANG] == (2, 3) and area["lifting", LUXI] == (0, 1) and area["lifting", AREA] == (2, 4)
    county = table_counts(store, FENGHUANG, "township")
    assert county["visiting", TOWN] == (1, 3) and county["visiting", OTHER_TOWN] == (1, 1)
    assert county["screening", TOWN] == (30, 50) and county["screening", OTHER_TOWN] == (0, 50)
    assert county["screening", FENGHUANG] == (30, 100)
    town = table_counts(store, TOWN, "village")
    assert (
        town["visiting", VILLAGE] == (1, 2) and town["visiting", SECOND] == (0, 1) and town["visiting", TOWN] == (1, 3)
    )
    assert ("lifting", VILLAGE) not in town and town["lifting", TOWN] == (1, 2)
    assert table_counts(store, VILLAGE, "") == {("visiting", VILLAGE): (1, 2), ("screening", VILLAGE): (30, 30)}


def test_without_a_period_no_table_counts_anything(store: Store) -> None:
    assert count_tables(store, read_activities(), CountRequest("", AREA, "county")).empty


# ledger


def test_a_shortfall_counts_as_listed_when_a_problem_names_it(store: Store, ledger: Ledger) -> None:
    framework = read_framework("consolidation_2021")
    short = list_shortfalls(store, framework, NOW, AREA)
    visits = short[short["measure"] == "consolidation_2021/helper_visits"]
    assert sorted(visits["place_code"]) == [FAR_TOWN, TOWN]
    request = CountRequest(NOW, AREA, "county")

    def listed() -> dict[str, float]:
        found = count_listed(ledger.engine, visits, request)
        return dict(zip(found["place_code"], found["done"], strict=True))

    assert listed() == {AREA: 0, FENGHUANG: 0, LUXI: 0}
    ledger.open(
        Draft({"source": "排查", "title": "别的", "measure": "consolidation_2021/handbook", "place_code": TOWN}), "张三"
    )
    assert listed()[AREA] == 0
    problem = {"source": "排查", "title": "走访不到位", "measure": "consolidation_2021/helper_visits"}
    ledger.open(Draft(problem | {"place_code": VILLAGE}), "张三")
    assert listed() == {AREA: 1, FENGHUANG: 1, LUXI: 0}
    ledger.open(Draft(problem | {"place_code": LUXI}), "张三")
    assert listed() == {AREA: 2, FENGHUANG: 1, LUXI: 1}


def test_closed_problems_are_mended(ledger: Ledger) -> None:
    for number, (place, state) in enumerate(
        [(VILLAGE, CLOSED), (VILLAGE, "整改中"), (SECOND, CLOSED), (FENGHUANG, "整改中")]
    ):
        values = {"source": "排查", "title": f"问题{number}", "place_code": place}
        problem = ledger.open(Draft(values, state="整改中"), "甲").problem
        if state == CLOSED:
            close(ledger, problem)
    found = count_mended(ledger.engine, CountRequest(NOW, FENGHUANG, "township"), TODAY)
    named = name_activity(found, read_activities(), "problems")
    counted = {(row["activity"], row["place_code"]): (row["done"], row["total"]) for row in named.to_dict("records")}
    assert counted == {("mending", FENGHUANG): (2, 4), ("mending", TOWN): (2, 3)}
    own = own_rows(named, FENGHUANG)
    assert own[["activity", "done", "total"]].to_dict("records") == [{"activity": "mending", "done": 0, "total": 1}]
    empty = count_mended(ledger.engine, CountRequest(NOW, LUXI, "township"), TODAY)
    assert empty[["place_code", "done", "total"]].to_dict("records") == [{"place_code": LUXI, "done": 0, "total": 0}]


def test_documents_there_are_filed() -> None:
    states = pd.DataFrame({"place_code": [FENGHUANG, TOWN, VILLAGE], "state": ["缺少", "在档", "过期"]})
    found = count_filed(states, CountRequest(NOW, FENGHUANG, "township"))
    assert found[["place_code", "done", "total"]].to_dict("records") == [
        {"place_code": FENGHUANG, "done": 1, "total": 3},
        {"place_code": TOWN, "done": 1, "total": 2},
    ]


# reports by hand


def report_done(
    ledger: Ledger, place: str, done: int, total: int, day: date = TODAY, who: str = "张三", activity: str = "visiting"
) -> None:
    report_progress(ledger, Report(activity, place, done, total, day), who, TODAY)


def test_the_report_of_the_newest_day_counts_and_the_others_stay(ledger: Ledger) -> None:
    report_done(ledger, TOWN, 3, 10, date(2021, 11, 18))
    report_done(ledger, TOWN, 1, 10, date(2021, 11, 10))
    assert [(one.done, one.day.day) for one in newest_reports(ledger.engine, AREA)] == [(3, 18)]
    report_done(ledger, TOWN, 4, 10, date(2021, 11, 18), who="李四")
    (counts,) = newest_reports(ledger.engine, TOWN)
    assert (counts.done, counts.who) == (4, "李四")
    assert [one.done for one in list_reports(ledger.engine, "visiting", TOWN)] == [4, 3, 1]
    assert newest_reports(ledger.engine, LUXI) == []


@pytest.mark.parametrize(
    ("report", "who", "said"),
    [
        (Report("nothing", TOWN, 1, 2, TODAY), "张三", "没有这项活动"),
        (Report("visiting", AREA, 1, 2, TODAY), "张三", "请填报到县、乡镇或村"),
        (Report("visiting", "abc", 1, 2, TODAY), "张三", "请填报到县、乡镇或村"),
        (Report("visiting", TOWN, 3, 2, TODAY), "张三", "在 0 和应完成数之间"),
        (Report("visiting", TOWN, -1, 2, TODAY), "张三", "在 0 和应完成数之间"),
        (Report("visiting", TOWN, 0, 0, TODAY), "张三", "应完成数应大于 0"),
        (Report("visiting", TOWN, 1, 2, date(2021, 11, 21)), "张三", "不能晚于今天"),
        (Report("visiting", TOWN, 1, 2, TODAY, "长" * 501), "张三", "最多 500 个字"),
        (Report("visiting", TOWN, 1, 2, TODAY), "", "办理人姓名"),
    ],
)
def test_what_cannot_be_reported(ledger: Ledger, report: Report, who: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        report_progress(ledger, report, who, TODAY)
    assert newest_reports(ledger.engine, "") == []


def signed(place: str, done: int, total: int, who: str = "张三", day: int = 18) -> SignedReport:
    return SignedReport("visiting", place, done, total, date(2021, 11, day), "", who, datetime(2021, 11, 18, 9))


def test_reports_add_up_where_a_place_has_none_of_its_own() -> None:
    reports = [
        signed(VILLAGE, 1, 2, day=16),
        signed(SECOND, 2, 3, "李四"),
        signed(THIRD, 5, 5),
        signed(OTHER_TOWN, 6, 9),
    ]
    known = roll_up(reports, [AREA, FENGHUANG])
    town, several = known["visiting", TOWN]
    assert (town.done, town.total, town.day.day, town.who, several) == (3, 5, 16, "张三等 2 人", 2)
    assert known["visiting", OTHER_TOWN] == (signed(OTHER_TOWN, 6, 9), 1), "its own report comes before its villages'"
    assert (known["visiting", FENGHUANG][0].done, known["visiting", FENGHUANG][1]) == (9, 2)
    assert known["visiting", AREA][0].total == 14


# the board


def activity(order: int = 1, name: str = "visiting", counter: str = "户") -> Activity:
    return Activity(name, f"大{name}", "做一次", order, "某局", counter, "怎样", "讲话")


def cell(
    told: tuple[int, int] | None, report: SignedReport | None = None, order: int = 1, is_late: bool = False
) -> Cell:
    return Cell(activity(order, f"a{order}"), TOWN, told, report, 1, is_late)


@pytest.mark.parametrize(
    ("one", "light", "share"),
    [
        (cell((10, 10)), "normal", 1.0),
        (cell((8, 10)), "warning", 0.8),
        (cell((79, 100)), "behind", 0.79),
        (cell((99, 100), is_late=True), "behind", 0.99),
        (cell((10, 10), is_late=True), "normal", 1.0),
        (cell(None), "missing", math.nan),
        (cell((0, 0)), "not_applicable", math.nan),
        (cell(None, signed(TOWN, 9, 10)), "warning", 0.9),
        (cell((1, 10), signed(TOWN, 10, 10)), "behind", 0.1),
    ],
)
def test_the_light_goes_by_what_is_told(one: Cell, light: str, share: float) -> None:
    assert one.light == light
    assert one.share == share or (math.isnan(one.share) and math.isnan(share))


def test_a_report_never_hides_what_the_tables_say() -> None:
    counts = pd.DataFrame({"activity": ["visiting"], "place_code": [TOWN], "done": [1.0], "total": [3.0]})
    cells = make_cells([activity()], counts, [signed(TOWN, 3, 3)], [TOWN, OTHER_TOWN])
    both = cells["visiting", TOWN]
    assert both.figures == (1, 3) and both.is_apart and say_report(both) == "填报 3/3，11月18日 张三"
    assert cells["visiting", OTHER_TOWN].figures is None and say_report(cells["visiting", OTHER_TOWN]) == ""


def test_a_whole_of_which_a_part_sent_no_table_says_of_how_many_it_is() -> None:
    """Two of three counties' visits are not the prefecture's; who has only a report is not in what the tables count."""
    counted, by_ledger = (
        next(one for one in read_activities() if (one.count is None) == is_so) for is_so in (False, True)
    )
    whole, sent, none = (Cell(counted, AREA, told, None) for told in ((3, 5), (3, 5), None))
    assert say_covered(whole, [sent, sent, none], "县") == "3 个县中 2 个有表"
    assert say_covered(whole, [sent, Cell(counted, LUXI, None, signed(LUXI, 1, 1))], "县") == "2 个县中 1 个有表"
    assert (
        say_covered(whole, [sent, sent], "县")
        == say_covered(whole, [], "县")
        == say_covered(none, [none, none], "县")
        == ""
    )
    assert say_covered(Cell(by_ledger, AREA, (1, 2), None), [sent, none], "县") == "", "the ledger knows of every place"


def test_the_answer_names_the_slowest_and_where() -> None:
    cells = [cell((10, 10), order=1), cell((63, 100), order=2), cell((9, 10), order=3), cell(None, order=4)]
    places = [("甲镇", cell((3, 30))), ("乙镇", cell((60, 70))), ("丙镇", cell((5, 5)))]
    assert say_answer("凤凰县", cells, places) == "凤凰县六个一完成 1 项；最慢的是大a2 63.00%，还差 37 户，在甲镇、乙镇"
    more = [*places, ("丁镇", cell((0, 1)))]
    assert say_answer("凤凰县", cells, more).endswith("还差 37 户，甲镇、乙镇最多")
    assert say_answer("凤凰县", cells[:1], []) == "凤凰县六个一1 项全部完成"
    assert say_answer("凤凰县", [cells[0], cells[3]], []) == "凤凰县六个一完成 1 项，其余没有数据"
    assert say_answer("凤凰县", [cells[3]], []) == "凤凰县六个一还没有进度"


def test_the_pace_that_is_needed() -> None:
    ahead = Round("省级后评估", "ahead", 5, date(2021, 11, 25))
    assert say_pace(cell((90, 101)), ahead) == "省级后评估前，还有 5 天（2021年11月25日），每天要完成 3 户"
    assert say_pace(cell((5, 5)), ahead) == "" and say_pace(cell((1, 5)), Round("省级后评估", "unknown")) == ""
    running = Round("省级后评估", "running", 3, date(2021, 11, 18), date(2021, 11, 23))
    assert say_pace(cell((1, 5)), running) == "省级后评估已开始，还差 4 户"
    assert is_late(running, TODAY) and not is_late(ahead, TODAY) and not is_late(Round("", "unknown"), TODAY)


def test_visits_are_counted_as_the_check_of_unvisited_households_does(demo_store: Store) -> None:
    check = read_framework(CHECKS).measure("c4_not_visited")
    with demo_store.connect() as connection:
        views.prepare(connection)
        values = measure_values(connection, [check], NOW, "township", FENGHUANG)
    checked = {code: (done, total) for code, done, total in
               zip(values["place_code"], values["numerator"], values["denominator"], strict=True)}  # fmt: skip
    counted = table_counts(demo_store, FENGHUANG, "township")
    assert len(checked) == 12
    assert checked == {
        code: figures for (name, code), figures in counted.items() if name == "visiting" and len(code) == 9
    }

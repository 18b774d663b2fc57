"""The invented frames: the same seed gives the same figures, parts add up to wholes, dates and money make sense."""

import hashlib
from collections.abc import Mapping

import pandas as pd
import pytest

from demo.books.lay_out import lay_out_books
from demo.books.sheets import write_files
from demo.figures.tasks import TASKS
from demo.places.world import COUNTIES, PERIODS, PROVINCE, SCOPE, TODAY, build_world
from store.declared.tables import find_table
from tests.demo.invented import invented_frames

Frames = Mapping[str, pd.DataFrame]
HOUSEHOLD_TABLES = {"monitored_persons", "migrant_work", "rural_households", "village_facts", "work_plans"}


@pytest.fixture(scope="module")
def frames() -> Frames:
    return invented_frames()


def digest(frames: Frames) -> dict[str, str]:
    rows = {name: pd.util.hash_pandas_object(frame.astype(str)).to_numpy() for name, frame in frames.items()}
    return {name: hashlib.sha256(hashes.tobytes()).hexdigest() for name, hashes in rows.items()}


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(frames: Frames) -> None:
    first = digest(frames)
    assert digest(invented_frames()) == first
    others = digest(invented_frames(7))
    fixed = {
        "schedule_nodes",
        "check_limits",
        "milestones",
        "monitoring_thresholds",
        "grades",
        "not_applicable",
        "reference_values",
        "yearly_standings",
        "cooperation_negatives",
        "cooperation_cases",
        "cooperation_audits",
    }
    assert {name for name in frames if others[name] == first[name]} == fixed


def test_the_same_frames_give_the_same_bytes(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> None:
    written = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("books")
        sheets = [
            sheet for sheet in lay_out_books(build_world(), frames) if "进度表" in sheet.file or ".csv" in sheet.file
        ]
        written.append([path.read_bytes() for path in write_files(folder, sheets)])
    assert written[0] == written[1]


def test_frames_have_the_declared_columns_and_no_key_twice(frames: Frames) -> None:
    for name, frame in frames.items():
        table = find_table(name)
        assert set(frame.columns) <= set(table.stored_columns), name
        assert not frame.duplicated(list(table.key)).any(), name
        for column in table.columns:
            assert not (column.required and frame[column.name].isna().any()), (name, column.name)


def test_household_tables_stay_empty_so_that_they_show_as_not_imported(frames: Frames) -> None:
    assert not HOUSEHOLD_TABLES & frames.keys()


def test_sizes_of_villages_add_up_to_townships_and_counties(frames: Frames) -> None:
    places = frames["places"]
    by_code = places.set_index("code")
    for level in ("village", "township"):
        sums = places[places["level"] == level].groupby("parent_code")[["rural_households", "rural_persons"]].sum()
        above = by_code.loc[sums.index, ["rural_households", "rural_persons"]]
        assert (sums.astype(int) == above.astype(int)).all().all()
    townships = places[places["level"] == "township"]
    assert townships["name"].is_unique
    assert townships.groupby("parent_code").size().between(8, 12).all()
    assert places[places["level"] == "village"].groupby("parent_code").size().between(6, 10).all()
    assert set(places.loc[places["level"] == "county", "league"]) == {"脱贫县", "其他县"}


def test_every_item_has_every_township_and_month_but_for_what_a_county_lacks(frames: Frames) -> None:
    progress = frames["township_progress"]
    lacking = sum(county.townships * len(county.without) for county in COUNTIES)
    townships = sum(county.townships for county in COUNTIES)
    assert len(progress) == (townships * len(TASKS) - lacking) * len(PERIODS)
    may_exceed = progress["item"].isin(["workers", "public_posts"])
    assert (progress.loc[~may_exceed, "done_count"] <= progress.loc[~may_exceed, "target_count"]).all()
    assert (progress[["target_count", "done_count"]] >= 0).all().all()


def test_campaigns_never_fall_back_within_a_year(frames: Frames) -> None:
    progress = frames["township_progress"]
    campaigns = [item for item, task in TASKS.items() if task.kind == "campaign"]
    chosen = progress[progress["item"].isin(campaigns)].assign(year=lambda frame: frame["period"].str[:4])
    steps = chosen.sort_values("period").groupby(["place_code", "item", "year"])["done_count"].diff().dropna()
    assert (steps >= 0).all()


def test_the_prefecture_is_the_sum_of_its_counties(frames: Frames) -> None:
    values = frames["indicator_values"]
    for item in ("population", "gdp"):
        rows = values[values["item"] == item]
        counties = rows[rows["place_code"] != SCOPE].groupby("period")["value"].sum()
        prefecture = rows[rows["place_code"] == SCOPE].set_index("period")["value"]
        assert ((counties - prefecture).abs() < 0.01).all()
        assert set(counties.index) == {"2018", "2019", "2020", "2021"}


def test_payments_belong_to_projects_and_stay_within_their_budget(frames: Frames) -> None:
    projects, payments = frames["fund_projects"], frames["fund_payments"]
    key = ["county_code", "period", "project_code", "fund_source"]
    joined = payments.merge(projects, on=key, how="left", suffixes=("", "_project"), validate="many_to_one")
    assert joined["project_name"].notna().all()
    assert (joined["paid_on"] >= joined["allocated_on"]).all()
    building = joined[joined["category"] != "项目管理费"]
    assert building["started_on"].notna().all()
    paid = payments.groupby(key)["paid_cny"].sum()
    budgets = projects.set_index(key)["adjusted_budget_cny"].loc[paid.index]
    assert (paid <= budgets + 0.01).all()
    assert max(payments["paid_on"]) < TODAY


def test_spending_differs_between_counties_and_last_year_is_nearly_spent(frames: Frames) -> None:
    budgets = frames["fund_projects"].groupby(["period", "county_code"])["adjusted_budget_cny"].sum()
    shares = frames["fund_payments"].groupby(["period", "county_code"])["paid_cny"].sum() / budgets
    assert shares["2020"].between(0.98, 1.0).all()
    assert shares["2021"].between(0.68, 0.985).all()
    assert shares["2021"].max() - shares["2021"].min() > 0.2


def test_industry_share_rises_but_in_two_counties(frames: Frames) -> None:
    projects = frames["fund_projects"]
    industry = projects[projects["category"].isin(["产业发展", "就业"])]
    by = ["period", "county_code"]
    shares = industry.groupby(by)["adjusted_budget_cny"].sum() / projects.groupby(by)["adjusted_budget_cny"].sum()
    assert shares.between(0.45, 0.65).all()
    assert sorted((shares["2021"] < shares["2020"]).pipe(lambda fell: fell[fell].index)) == ["433125", "433130"]


def test_projects_are_in_every_state(frames: Frames) -> None:
    projects = frames["fund_projects"]
    building = projects[(projects["period"] == "2021") & (projects["category"] != "项目管理费")]
    assert building["started_on"].isna().any()
    assert (building["started_on"].notna() & building["finished_on"].isna()).any()
    finished = building[building["finished_on"].notna()]
    waiting = finished[finished["accepted_on"].isna()]
    assert len(waiting) and ((TODAY - waiting["finished_on"].min()).days > 30)
    assert (finished["finished_on"] >= finished["started_on"]).all()


def test_assets_keep_their_parts_within_their_wholes(frames: Frames) -> None:
    assets = frames["assets"]
    earning = assets[assets["kind"] == "经营性资产"]
    assert (earning["distributed_cny"] <= earning["year_income_cny"]).all()
    assert (earning["year_income_cny"] <= earning["income_cny"]).all()
    assert assets.loc[assets["kind"] != "经营性资产", "income_cny"].isna().all()
    newest = assets[assets["period"] == PERIODS[-1]]
    assert (newest.groupby("county_code").size() == 80).all()
    assert (newest["use_state"] == "闲置").any() and (earning["income_cny"] == 0).any()
    solar = newest[newest["is_solar"]]
    shares = (
        solar.groupby("county_code")["post_wages_cny"].sum() / solar.groupby("county_code")["year_income_cny"].sum()
    )
    assert shares.min() < 0.8 < shares.max()


def test_both_cuts_of_the_summary_agree_with_the_register(frames: Frames) -> None:
    summary = frames["asset_summary"]
    totals = summary.groupby(["period", "place_code", "classified_by"])["amount_cny"].sum().unstack()
    assert ((totals["资产类型"] - totals["确权归属"]).abs() < 0.01).all()


def test_the_calendar_lies_ahead_of_the_demonstration_day(frames: Frames) -> None:
    milestones = frames["milestones"]
    ahead = milestones[milestones["starts_on"] > TODAY]
    assert {"省级后评估", "国家后评估", "资金支出截止"} <= set(ahead["kind"])
    assert set(milestones["place_code"]) == {PROVINCE, SCOPE}, (
        "the province's calendar, and the prefecture's of 东西部协作"
    )
    assert set(milestones.loc[milestones["place_code"] == SCOPE, "area"]) == {"东西部协作"}

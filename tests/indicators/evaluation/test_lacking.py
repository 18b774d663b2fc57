"""Rows left out of a table of which another one tells how much there ought to be: projects, solar stations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.declared import read_framework, read_wholes
from indicators.evaluation import compare_whole, evaluate, say_beside, say_state
from indicators.reconciliation import words
from store import Store
from tests.indicators.small_case import write_rows

COUNTY, NOW = "433123", "2021-11"
AT: Mapping[str, object] = {"place_code": f"{COUNTY}101201", "county_code": COUNTY}


def measured(folder: Path, **tables: list[dict[str, Any]]) -> pd.DataFrame:
    store = Store(folder)
    write_rows(store, "places", [{"code": COUNTY, "name": "凤凰县", "level": "county"}])
    figure = {"place_code": COUNTY, "county_code": COUNTY, "period": NOW, "item": "petitions", "value": 1.0}
    write_rows(store, "indicator_values", [figure])
    write_rows(
        store, "township_progress", [{**AT, "period": NOW, "item": "school", "target_count": 1, "done_count": 1}]
    )
    for name, rows in tables.items():
        write_rows(store, name, rows)
    return evaluate(store, read_framework("consolidation_2021"), NOW, COUNTY).measures.set_index("measure")


def projects(count: int) -> list[dict[str, Any]]:
    """Projects of a million each, all of industry."""
    same = {**AT, "period": "2021", "fund_source": "中央", "category": "产业发展", "budget_cny": 1_000_000.0}
    return [same | {"project_code": f"P{number}", "project_name": f"项目{number}"} for number in range(count)]


def funds(amount: float) -> list[dict[str, Any]]:
    same = {"place_code": COUNTY, "county_code": COUNTY, "period": "2021", "fund_source": "中央"}
    return [same | {"purpose": "产业", "amount_cny": amount}]


@pytest.mark.parametrize(
    ("amount", "state"), [(40_000_000.0, "scored"), (41_000_000.0, "scored"), (50_000_000.0, "unknown")]
)
def test_projects_are_held_against_the_funds_arranged(tmp_path: Path, amount: float, state: str) -> None:
    """Forty projects of a million: of forty-one a fortieth part is unknown and falls short, of fifty too much is."""
    framework = read_framework("consolidation_2021")
    lifted = {"place_code": "430000", "period": NOW, "measure": "industry_share", "value": 0.5}
    last = [one | {"period": "2020", "budget_cny": 900_000.0, "category": "就业"} for one in projects(1)]
    found = measured(
        tmp_path, fund_projects=[*projects(40), *last], fund_allocations=funds(amount), reference_values=[lifted]
    )
    row, measure = found.loc["industry_share"], framework.measure("industry_share")
    lacks = amount - 40_000_000
    assert (row["lacks"], row["state"], row["value"]) == (lacks, state, 1)
    assert row["rows_unknown"] == pytest.approx(lacks / 1_000_000)
    assert row["scored_value"] == pytest.approx(40_000_000 / amount)
    said = f"《衔接资金项目表》比《资金分配表》少 {lacks / 10_000:,.2f} 万元"
    assert say_beside(measure, row) == (said if lacks else "")
    assert lacks < 5_000_000 or say_state(row) == "表里的比应有的少，不计分"
    tables = evaluate(Store(tmp_path), read_framework("data_quality"), NOW, COUNTY).measures
    assert len(tables) and not (tables["lacks"] > lacks).any(), "a framework without registers is looked at alike"


def arranged(**amounts: float) -> list[dict[str, Any]]:
    """Funds arranged by source."""
    return [funds(amount)[0] | {"fund_source": source} for source, amount in amounts.items()]


@pytest.mark.parametrize(
    ("source", "sums", "lacks"),
    [
        ("中央", {"中央": 40_000_000.0, "省级": 10_000_000.0}, 10_000_000),
        ("中央", {"中央": 30_000_000.0, "省级": 10_000_000.0}, 10_000_000),
        ("中央", {"中央财政衔接资金": 30_000_000.0, "中央": 10_000_000.0}, 0),
        ("中央", {"中央": 40_000_000.0, "社会捐赠": 10_000_000.0}, 0),
        (None, {"中央": 30_000_000.0, "省级": 10_000_000.0}, 0),
        (None, {"中央": 30_000_000.0, "省级": 20_000_000.0}, 10_000_000),
    ],
)
def test_each_source_is_held_against_its_own(
    tmp_path: Path, source: str | None, sums: dict[str, float], lacks: float
) -> None:
    """Forty millions of projects: what they have too much of one source does not make up for another; of no named source it may."""
    rows = [one | {"fund_source": source} for one in projects(40)]
    found = measured(tmp_path, fund_projects=rows, fund_allocations=arranged(**sums))
    assert found.at["industry_share", "lacks"] == pytest.approx(lacks)
    shown = compare_whole(Store(tmp_path), "fund_projects", NOW, COUNTY)
    assert shown["lacks"].tolist() == pytest.approx([lacks]) and shown["held"].tolist() == [40_000_000]


def test_a_measure_of_one_source_lacks_what_is_lacking_of_it(tmp_path: Path) -> None:
    """省级 funds that are in no project make nothing unknown of the money of 中央, and the other way round."""
    paid = {**AT, "period": "2021", "project_code": "P1", "fund_source": "中央", "voucher": "V1", "paid_cny": 1.0}
    payments = [paid | {"paid_on": pd.Timestamp("2021-11-02").date()}]
    for sums, central in (({"中央": 4e7, "省级": 1e7}, 0), ({"中央": 5e7}, 1e7)):
        folder = tmp_path / str(central)
        found = measured(folder, fund_projects=projects(40), fund_payments=payments, fund_allocations=arranged(**sums))
        assert found.loc[["central_spend_rate", "spend_rate"], "lacks"].tolist() == pytest.approx([central, 1e7])


def test_fewer_stations_than_the_assets_have_are_noticed(tmp_path: Path) -> None:
    station = {
        **AT,
        "period": NOW,
        "income_cny": 100.0,
        "costs_cny": 10.0,
        "post_wages_cny": 90.0,
        "village_works_cny": 0.0,
    }
    stations = [station | {"station_code": f"S{number}"} for number in range(3)]
    panels = [
        {**AT, "period": NOW, "asset_code": f"A{number}", "asset_name": "电站", "is_solar": True} for number in range(4)
    ]
    found = measured(tmp_path, solar_stations=stations, assets=panels).loc["solar_post_share"]
    assert (found["lacks"], found["state"], found["value"]) == (1, "unknown", 1)
    alone = measured(tmp_path / "alone", solar_stations=stations).loc["solar_post_share"]
    assert (alone["lacks"], alone["state"]) == (0, "scored"), "where no table tells, what is there is all there is"


def test_where_no_table_tells_it_is_said_which_one_would() -> None:
    assert [name for name, one in read_wholes().items() if one.nobody] == ["third_party_sample"]
    measure = read_framework("consolidation_2021").measure("missed_screening")
    said = words.say_sources(measure, pd.DataFrame(), NOW, pd.Timestamp("2021-11-20").date())
    assert said == "有没有漏报的行，要有第三方抽样方案（抽中的村和各村应查户数）才能核"

"""Invented projects, payments and assets of a whole province, drawn with whole arrays."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.places import Place
from demo.figures.assets import KINDS, SNAPSHOTS
from demo.figures.funds import CURVE_DAYS, CURVES, SOURCE_SHARES, SOURCES
from demo.places.world import TODAY, seeded_generator
from demo.province.frames import (
    TOWNSHIPS_A_COUNTY,
    county_columns,
    make_frame,
    new_year_days,
    number_texts,
    pick_texts,
    to_dates,
    township_columns,
)

PAYMENTS_A_PROJECT = 4
ASSETS_A_COUNTY = 80
CATEGORIES = (*["产业发展"] * 4, "就业", "乡村建设", "乡村建设", "公共服务", "易地搬迁后扶")
CURVE_MONTHS = np.array(CURVE_DAYS)


def invent_projects(counties: Sequence[Place], count: int, seed: int) -> pa.Table:
    """Projects spread evenly over counties and the two years; unfinished ones have no later dates."""
    rng = seeded_generator(seed, "scale/projects")
    county = np.arange(count) % len(counties)
    year = np.where(np.arange(count) // len(counties) % 2, 2021, 2020)
    township = county * TOWNSHIPS_A_COUNTY + rng.integers(0, TOWNSHIPS_A_COUNTY, count)
    budget = np.round(20 + 400 * rng.random(count) ** 2, 2) * 10_000
    pace = (0.7 + 0.9 * rng.random(len(counties)))[county]
    issued = new_year_days(year) + rng.integers(0, 120, count)
    allocated = issued + np.rint(rng.integers(14, 44, count) * pace)
    planned_start, planned_finish = allocated + 30, np.minimum(allocated + 180, new_year_days(year) + 333)
    started = planned_start + np.rint(rng.integers(0, 40, count) * pace)
    finished = started + rng.integers(60, 190, count)
    accepted = finished + np.rint(rng.integers(10, 60, count) * pace)
    today = (TODAY - date(1970, 1, 1)).days
    base = township_columns(counties, township)
    serial = np.arange(count) // len(counties)
    code = number_texts(base["county_code"], year * 100_000 + serial, 9)
    kind = pick_texts(CATEGORIES, rng.integers(0, len(CATEGORIES), count))
    columns = {
        **base,
        "period": pa.array(year).cast(pa.string()),
        "project_code": code,
        "project_name": pc.binary_join_element_wise(base["place_name"], kind, "项目", code, ""),
        "fund_source": pick_texts(SOURCES, rng.choice(len(SOURCES), count, p=SOURCE_SHARES)),
        "category": kind,
        "site": base["place_name"],
        "department": pick_texts(("农业农村局", "住建局", "乡村振兴局", "人社局"), rng.integers(0, 4, count)),
        "budget_cny": budget,
        "adjusted_budget_cny": budget,
        "issued_on": to_dates(issued),
        "allocated_on": to_dates(allocated),
        "planned_start_on": to_dates(planned_start),
        "planned_finish_on": to_dates(planned_finish),
        "started_on": to_dates(started, started > today),
        "finished_on": to_dates(finished, finished > today),
        "accepted_on": to_dates(accepted, accepted > today),
        "benefit_households": rng.integers(20, 400, count),
    }
    return make_frame("fund_projects", columns)


def invent_payments(projects: pa.Table, counties: Sequence[Place], seed: int) -> pa.Table:
    """Four payments a project, on days that follow a county's curve until the last reported day."""
    rng = seeded_generator(seed, "scale/payments")
    count = projects.num_rows
    county = np.arange(count) % len(counties)
    year = np.where(np.arange(count) // len(counties) % 2, 2021, 2020)
    share = np.where(year == 2021, (0.7 + 0.27 * rng.random(len(counties)))[county], 0.99)
    chosen = np.array(list(CURVES.values()))[rng.integers(0, len(CURVES), len(counties))][county]
    weights = 0.5 + rng.random((count, PAYMENTS_A_PROJECT))
    weights /= weights.sum(1, keepdims=True)
    amounts = np.floor(projects["adjusted_budget_cny"].to_numpy()[:, None] * share[:, None] * weights / 100) * 100
    reached = np.sort(rng.random((count, PAYMENTS_A_PROJECT)), axis=1)
    after = (reached[:, :, None] > chosen[:, None, :]).sum(2).clip(0, 10)
    first = np.concatenate([[0], CURVE_MONTHS[:-1]])[after]
    last = np.minimum(CURVE_MONTHS[after], (TODAY - date(2021, 1, 1)).days - 1)
    day = new_year_days(year)[:, None] + first + np.floor(rng.random(first.shape) * np.maximum(1, last - first))
    which = np.repeat(np.arange(count), PAYMENTS_A_PROJECT)
    repeated = projects.select(["project_code", "fund_source", "period", "county_code"]).take(pa.array(which))
    place = county_columns(counties, county[which])
    columns = {
        **place,
        "period": repeated["period"].combine_chunks(),
        "project_code": repeated["project_code"].combine_chunks(),
        "fund_source": repeated["fund_source"].combine_chunks(),
        "voucher": number_texts(place["county_code"], np.arange(len(which)), 9),
        "paid_on": to_dates(day.reshape(-1)),
        "paid_cny": amounts.reshape(-1),
        "payee_kind": pick_texts(("企业", "村集体", "农户"), rng.integers(0, 3, len(which))),
    }
    return make_frame("fund_payments", columns)


def invent_assets(counties: Sequence[Place], seed: int) -> pa.Table:
    """The same assets at every snapshot, their earnings growing through the year."""
    rng = seeded_generator(seed, "scale/assets")
    count = len(counties) * ASSETS_A_COUNTY
    county = np.repeat(np.arange(len(counties)), ASSETS_A_COUNTY)
    number = np.tile(np.arange(1, ASSETS_A_COUNTY + 1), len(counties))
    kind = rng.choice(len(KINDS), count, p=[share for share, _ in KINDS.values()])
    original = rng.integers(400, 32_000, count) * 100.0
    rate = np.where(rng.random(count) < 0.05, 0, 0.02 + 0.06 * rng.random(count))
    idle = rng.random(count) < 0.06
    asset = np.tile(np.arange(count), len(SNAPSHOTS))
    period = np.repeat(np.arange(len(SNAPSHOTS)), count)
    months = np.array([int(text[5:]) for text in SNAPSHOTS])[period]
    years = np.array([int(text[:4]) - 2018 for text in SNAPSHOTS])[period]
    earned = np.floor(original[asset] * rate[asset] * months / 12)
    is_silent = kind[asset] != 0
    is_solar = (number <= 5) & (kind == 0)
    columns = {
        **township_columns(counties, (county * TOWNSHIPS_A_COUNTY + number % TOWNSHIPS_A_COUNTY)[asset]),
        "period": pick_texts(SNAPSHOTS, period),
        "asset_code": number_texts(pick_texts([place.code for place in counties], county), number, 4).take(
            pa.array(asset)
        ),
        "asset_name": number_texts(pa.repeat("资产", len(asset)), number[asset], 3),
        "kind": pick_texts(tuple(KINDS), kind[asset]),
        "owner": pick_texts(("村", "乡镇", "区县"), rng.integers(0, 3, count)[asset]),
        "original_cny": original[asset],
        "built_on": to_dates(np.full(len(asset), 17_500)),
        "use_state": pick_texts(("正常", "闲置"), idle[asset].astype(int)),
        "is_solar": is_solar[asset],
        "income_cny": pa.array(np.floor(original * rate)[asset] * years + earned, mask=is_silent),
        "year_income_cny": pa.array(earned, mask=is_silent),
        "distributed_cny": pa.array(np.floor(earned * 0.8), mask=is_silent),
        "post_wages_cny": pa.array(np.floor(earned * 0.75), mask=~is_solar[asset]),
    }
    return make_frame("assets", columns)

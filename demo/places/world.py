"""The demonstration prefecture: real county codes of 湘西州, invented townships, villages and figures.

Each county has its story (what it is good at, what it is weak in), so that ranks, maps and shortfall lists have something
to show. Nothing here describes the real counties.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from demo.places.names import invent_township_names, invent_village_names

SEED = 20211120
TODAY = date(2021, 11, 20)
SCOPE = "433100"
SCOPE_NAME = "湘西土家族苗族自治州"
PROVINCE = "430000"
PROVINCE_NAME = "湖南省"
PERIODS = tuple(f"{year}-{month:02d}" for year in (2019, 2020, 2021) for month in range(1, 13))[11:35]
"""The 24 months 2019-12 … 2021-11."""


@dataclass(frozen=True)
class County:
    """One county's story.

    `level`: share of a usual task done by November; `weak`: task → what is taken off that share; `spent_2021`: share of
    the year's money paid by 20 November; `curve`: early, even or late spending; `industry`: share of industry projects
    in the money of 2020 and 2021; `pace`: how slowly projects move (1 = as planned); `idle`: share of earning assets
    that stand idle; `posts`: share of solar earnings for public posts; `satisfied`: share of households content;
    `without`: tasks the county does not have; `setbacks`: month → what is taken off every task's share in that month.
    """

    code: str
    name: str
    league: str
    is_key: bool
    townships: int
    level: float
    spent_2021: float
    curve: str
    industry: tuple[float, float]
    pace: float
    idle: float
    posts: float
    satisfied: float
    grade_2020: tuple[str, str]
    weak: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    setbacks: Mapping[str, float] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """The place columns of a row about the county itself."""
        return {"place_code": self.code, "place_name": self.name, "county_code": self.code}


COUNTIES = (
    County("433101", "吉首市", "其他县", False, 8, 0.985, 0.95, "even", (0.52, 0.57), 0.9, 0.03, 0.86, 0.985,
           ("较好", "就业和产业基础好，公益性岗位减少较多"),
           {"public_posts": 0.12, "helpers_replaced": 0.15, "petitions_closed": 0.1}),
    County("433122", "泸溪县", "脱贫县", True, 9, 0.97, 0.85, "even", (0.54, 0.58), 1.1, 0.12, 0.82, 0.97,
           ("较好", "总体平稳，资产闲置问题整改偏慢"),
           {"low_income_helped": 0.1, "income_checked": 0.15, "grid_staff_trained": 0.08},
           setbacks={"2021-08": 0.005, "2021-09": 0.01, "2021-10": 0.012}),
    County("433123", "凤凰县", "脱贫县", False, 12, 0.985, 0.88, "late", (0.55, 0.59), 1.15, 0.05, 0.88, 0.985,
           ("好", "各项责任落实到位，群众认可度高"),
           {"credit_wanted": 0.08, "work_verified": 0.04},
           setbacks={"2021-06": 0.02, "2021-07": 0.025, "2021-08": 0.02}),
    County("433124", "花垣县", "脱贫县", True, 10, 0.992, 0.97, "early", (0.56, 0.62), 0.8, 0.03, 0.92, 0.992,
           ("好", "产业和就业带动明显，位居全州前列"),
           {"workshops": 0.12}),
    County("433125", "保靖县", "脱贫县", True, 10, 0.966, 0.9, "even", (0.56, 0.53), 1.0, 0.06, 0.84, 0.965,
           ("较好", "工作扎实，医保和大病走访尚有差距"),
           {"insured": 0.03, "big_illness_visit": 0.15, "handbook": 0.16, "subsidy_paid": 0.12}),
    County("433126", "古丈县", "脱贫县", True, 8, 0.975, 0.93, "early", (0.53, 0.56), 0.95, 0.05, 0.9, 0.975,
           ("好", "规模小、底数清、落实快"),
           {"screening": 0.1, "inclusion_in_time": 0.12},
           ("relocated_jobs", "site_managers")),
    County("433127", "永顺县", "脱贫县", True, 12, 0.948, 0.78, "late", (0.5, 0.53), 1.4, 0.1, 0.7, 0.945,
           ("一般", "项目验收和住房隐患整改滞后，须限期整改"),
           {"safe_housing": 0.14, "helper_visits": 0.12, "team_resident": 0.06, "relocated_jobs": 0.06},
           setbacks={"2021-07": 0.012, "2021-08": 0.016, "2021-09": 0.018, "2021-10": 0.016}),
    County("433130", "龙山县", "脱贫县", True, 12, 0.957, 0.77, "late", (0.53, 0.485), 1.5, 0.08, 0.76, 0.955,
           ("较好", "务工规模有所下降，资金支出偏慢"),
           {"workers": 0.08, "work_verified": 0.06, "measures_in_time": 0.1, "site_managers": 0.15}),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The prefecture made from one seed: frames of townships and villages with their sizes.

    `townships`: code, name, county_code, county_name, level (share added to the county's), rural_households,
    rural_persons. `villages`: code, name, township_code, township_name, county_code, county_name, rural_households,
    rural_persons. Sizes of a township are the sums of its villages.
    """

    seed: int
    townships: pd.DataFrame
    villages: pd.DataFrame

    def generator(self, name: str) -> np.random.Generator:
        """A random stream of its own for one table, so that a change in one table leaves the others as they were."""
        return seeded_generator(self.seed, name)


def seeded_generator(seed: int, name: str) -> np.random.Generator:
    """The stream of that name under that seed, the same on every machine."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def build_world(seed: int = SEED) -> World:
    """Draw the townships and villages of the eight counties."""
    rng = seeded_generator(seed, "places")
    names = invent_township_names(rng, sum(county.townships for county in COUNTIES))
    townships = pd.DataFrame(
        [
            {"code": f"{county.code}{101 + number}", "county_code": county.code, "county_name": county.name}
            for county in COUNTIES
            for number in range(county.townships)
        ]
    ).assign(name=names)
    villages = _invent_villages(rng, townships)
    sizes = villages.groupby("township_code")[["rural_households", "rural_persons"]].sum()
    townships = townships.join(sizes, on="code").assign(level=np.round(rng.normal(0, 0.015, len(townships)), 4))
    return World(seed, townships, villages)


def _invent_villages(rng: np.random.Generator, townships: pd.DataFrame) -> pd.DataFrame:
    counts = rng.integers(6, 11, len(townships))
    villages = townships.loc[townships.index.repeat(counts)].reset_index(drop=True)
    villages = villages.rename(columns={"code": "township_code", "name": "township_name"})
    number = villages.groupby("township_code").cumcount() + 1
    households = rng.integers(150, 451, len(villages))
    persons_per_ten = rng.integers(33, 43, len(villages))
    return villages.assign(
        code=[f"{township}{200 + n}" for township, n in zip(villages["township_code"], number, strict=True)],
        name=invent_village_names(rng, len(villages)),
        rural_households=households,
        rural_persons=households * persons_per_ten // 10,
    )


def invent_places(world: World) -> pd.DataFrame:
    """Table `places`: the eight counties with their league, every township and village, sizes that add up."""
    columns = ["code", "name", "level", "parent_code", "league", "is_key_county", "rural_households", "rural_persons"]
    sizes = world.townships.groupby("county_code")[["rural_households", "rural_persons"]].sum()
    counties = pd.DataFrame(
        {
            "code": county.code,
            "name": county.name,
            "level": "county",
            "parent_code": SCOPE,
            "league": county.league,
            "is_key_county": county.is_key,
            "rural_households": int(sizes.at[county.code, "rural_households"]),
            "rural_persons": int(sizes.at[county.code, "rural_persons"]),
        }
        for county in COUNTIES
    )
    townships = world.townships.assign(level="township", parent_code=world.townships["county_code"])
    villages = world.villages.assign(level="village", parent_code=world.villages["township_code"])
    lower = pd.concat([townships, villages]).assign(league=None, is_key_county=None)
    return pd.concat([counties, lower[columns]], ignore_index=True)[columns].astype({"is_key_county": object})

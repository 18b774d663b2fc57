"""Ten of the checks as somebody would write them with pandas: read the columns, make columns of answers, count.

How many rows each finds must be what the engine finds; `benchmarks.checks` compares them.
"""

from collections.abc import Mapping

import pandas as pd

from store import Store, delta_files

TEN = (
    "n_5_14_001", "n_5_16_002", "n_3_01_003", "n_1111_07", "n_4_01_003", "c1_insured_next_year", "c9_income_fell",
    "t_phone_households", "c4_helper_none", "n_5_15_022",
)  # fmt: skip
PERSON_COLUMNS = [
    "county_code", "household_code", "id_number", "household_kind", "monitoring_kind", "education", "student_state", "labour_skill",
    "farmland_mu", "household_phone", "member_phone",
]  # fmt: skip
WORK_COLUMNS = ["county_code", "household_code", "id_number", "is_working", "monthly_wage_cny", "work_ended_month"]


def find(store: Store, period: str) -> Mapping[str, int]:
    """Check → how many rows it finds, with the built-in lines."""
    persons = _read(store, "monitored_persons", PERSON_COLUMNS, period)
    persons["is_lifted"] = persons["household_kind"].str.contains("脱贫户", regex=False, na=False)
    return {
        **_of_persons(persons),
        **_of_households(store, persons, period),
        **_of_work(store, persons, period),
        "c1_insured_next_year": _not_insured(store, persons, period),
        "c9_income_fell": _income_fell(store, period),
    }


def _read(store: Store, name: str, columns: list[str], period: str) -> pd.DataFrame:
    snapshot = delta_files.read_snapshot(store.folder / "store" / name, store.versions()[name])
    frames = [pd.read_parquet(file.uri, columns=[*columns, "period"]) for file in snapshot.files]
    frame = pd.concat(frames, ignore_index=True)
    return frame[frame["period"] == period]


def _of_persons(persons: pd.DataFrame) -> dict[str, int]:
    lifted, student = persons["is_lifted"], persons["student_state"].notna()
    registered = lifted | persons["monitoring_kind"].notna()
    idle = persons["labour_skill"].isin(["无劳动力", "丧失劳动力"])
    numbers = persons["id_number"]
    return {
        "n_3_01_003": int((lifted & persons["education"].notna() & student).sum()),
        "n_1111_07": int((registered & student & ~idle).sum()),
        "n_4_01_003": int((lifted & (numbers.isna() | numbers.str.startswith("999999", na=False))).sum()),
    }


def _of_households(store: Store, persons: pd.DataFrame, period: str) -> dict[str, int]:
    homes = persons.groupby(["county_code", "household_code"], sort=False).agg(
        is_lifted=("is_lifted", "max"), farmland_mu=("farmland_mu", "max"), household_phone=("household_phone", "max")
    )
    land = homes.loc[homes["is_lifted"], "farmland_mu"].dropna()
    shared = homes.dropna(subset=["household_phone"]).groupby(["county_code", "household_phone"], sort=False).size()
    homes = homes.reset_index().merge(
        shared.rename("households").reset_index(), on=["county_code", "household_phone"], how="left"
    )
    helpers = _read(store, "helpers", ["county_code", "household_code"], period[:4])
    helped = homes.merge(helpers[["county_code", "household_code"]].drop_duplicates(), how="left", indicator=True)
    return {
        "n_5_14_001": int((~land.between(0, 100)).sum()),
        "t_phone_households": int((homes["households"] > 1).sum()),
        "c4_helper_none": int((helped["_merge"] == "left_only").sum()),
    }


def _of_work(store: Store, persons: pd.DataFrame, period: str) -> dict[str, int]:
    work = _read(store, "migrant_work", WORK_COLUMNS, period)
    keys = ["county_code", "household_code", "id_number"]
    registered = persons.loc[persons["id_number"].notna(), [*keys, "is_lifted", "member_phone"]]
    joined = work.merge(registered, on=keys, how="left")
    wages = joined.loc[joined["is_lifted"].eq(True) & joined["is_working"].eq(True), "monthly_wage_cny"].dropna()
    phones = joined.loc[joined["is_working"].eq(True) & joined["member_phone"].notna()]
    pairs = phones[["county_code", "household_code", "member_phone"]].drop_duplicates()
    repeated = pairs[pairs.duplicated(["county_code", "member_phone"], keep=False)]
    return {
        "n_5_16_002": int((~wages.between(100, 30_000)).sum()),
        "n_5_15_022": len(repeated[["county_code", "household_code"]].drop_duplicates()),
    }


def _not_insured(store: Store, persons: pd.DataFrame, period: str) -> int:
    """Who is not on the list, or on it as not insured; not who has no number, whose county sent no list, or of whom it does not
    say whether the fee was paid."""
    listed = _read(store, "insured_next_year", ["county_code", "id_number", "insurance_kind", "is_paid"], period[:4])
    is_resident = listed["insurance_kind"].eq("城乡居民")
    is_unsure = listed["insurance_kind"].isna() | (is_resident & listed["is_paid"].isna())
    is_good = listed["insurance_kind"].eq("城镇职工") | (is_resident & listed["is_paid"].eq(True))
    good = pd.DataFrame({"county_code": listed["county_code"], "citizen": listed["id_number"].str.slice(0, 18)})
    good = good[is_good | is_unsure].drop_duplicates()
    known = persons[persons["id_number"].notna() & persons["county_code"].isin(listed["county_code"])]
    asked = pd.DataFrame({"county_code": known["county_code"], "citizen": known["id_number"].str.slice(0, 18)})
    return int((asked.merge(good, how="left", indicator=True)["_merge"] == "left_only").sum())


def _income_fell(store: Store, period: str) -> int:
    columns = ["county_code", "household_code", "income_per_person_cny"]
    now = _read(store, "household_incomes", columns, period[:4])
    before = _read(store, "household_incomes", columns, str(int(period[:4]) - 1))
    both = now.merge(before, on=["county_code", "household_code"], suffixes=("", "_before"))
    both = both[(both["income_per_person_cny_before"] > 0) & both["income_per_person_cny"].notna()]
    return int((both["income_per_person_cny"] < both["income_per_person_cny_before"]).sum())

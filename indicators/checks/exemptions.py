"""Exemptions (疑点豁免清单): which findings somebody let pass, why and until when. They stay findings, marked as exempt.

A row names the rule by the check's id or by its code in the national system. With an ID number it covers the findings of
that person, with a household those of the household and its members, both in the county of its place; with neither the
whole place. It ends after its last day.
"""

from datetime import date

import duckdb

EXEMPTED = "check_exempted"
"""Temp table: the finding's rowid in the table asked about, exempt_reason, exempt_until."""
_VALID = "valid_exemptions"
_IN_PLACE = "CASE WHEN length(e.place_code) = 6 THEN f.county_code = e.place_code ELSE starts_with(f.place_code, e.place_code) END"
"""A county's exemption covers its villages by today's county code: they may still bear the one it had before."""
_IN_COUNTY = f"(e.county_code = f.county_code OR {_IN_PLACE})"
"""A household's number says nothing outside its county: the H1 of one county is not the H1 of another."""


def mark_exempt(connection: duckdb.DuckDBPyConnection, findings: str, names: str, on: date) -> None:
    """Fill `EXEMPTED` for the temp table of findings (columns number, row_key, household_code, place_code, county_code).

    `names` has number, check and code of every check. Of several exemptions of a finding the one that lasts longest counts.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_VALID} AS SELECT n.number, e.place_code, e.county_code, e.household_code, "
        "e.id_number, e.reason, e.valid_until "
        f'FROM exemptions e JOIN {names} n ON e.rule_code IN (n."check", n.code) WHERE e.valid_until >= $on',
        {"on": on},
    )
    matches = " UNION ALL ".join(_matches(findings))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {EXEMPTED} AS SELECT finding, arg_max(reason, valid_until) AS exempt_reason, "
        f"max(valid_until) AS exempt_until FROM ({matches}) GROUP BY finding"
    )


def valid_exemptions(connection: duckdb.DuckDBPyConnection, on: date) -> str:
    """A short text that changes when another set of exemptions holds."""
    found = connection.execute(
        "SELECT count(*), bit_xor(hash(rule_code, place_code, household_code, id_number, reason, valid_until)) "
        "FROM exemptions WHERE valid_until >= $on",
        {"on": on},
    ).fetchone()
    return "-".join(str(value) for value in found or ())


def unknown_rules(connection: duckdb.DuckDBPyConnection, names: str) -> list[str]:
    """Rules that exemptions name and no check has."""
    rows = connection.execute(
        f"SELECT DISTINCT rule_code FROM exemptions e WHERE NOT EXISTS "
        f'(SELECT 1 FROM {names} n WHERE e.rule_code IN (n."check", n.code)) ORDER BY 1'
    ).fetchall()
    return [code for (code,) in rows]


def _matches(findings: str) -> list[str]:
    """Queries of finding, reason, valid_until: by place, by household, by person (an ID may be one part of a row's key)."""
    asked = f"(SELECT rowid AS finding, * FROM {findings} WHERE number IN (SELECT number FROM {_VALID}))"
    parts = f"(SELECT finding, number, household_code, place_code, county_code, unnest(string_split(row_key, '|')) AS part FROM {asked})"
    chosen = "SELECT f.finding, e.reason, e.valid_until"
    return [
        f"{chosen} FROM {asked} f JOIN {_VALID} e ON e.number = f.number AND {_IN_PLACE} "
        "WHERE e.household_code IS NULL AND e.id_number IS NULL",
        f"{chosen} FROM {asked} f JOIN {_VALID} e ON e.number = f.number AND e.household_code = f.household_code "
        f"AND {_IN_COUNTY} WHERE e.id_number IS NULL OR f.row_key = f.household_code",
        f"{chosen} FROM {parts} f JOIN {_VALID} e ON e.number = f.number AND e.id_number = f.part "
        f"AND {_IN_COUNTY} WHERE e.household_code IS NULL OR e.household_code = f.household_code",
    ]

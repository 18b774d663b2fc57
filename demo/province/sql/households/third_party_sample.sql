SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    CASE WHEN is_ordinary THEN '一般农户' ELSE '脱贫户' END AS household_kind,
    is_monitored OR chance(home, 'ought', 0.01) AS ought_to_be_included, is_monitored AS is_included,
    NOT chance(home, 'not screened', 0.015) AS is_screened, 1.0 AS weight,
    DATE '$year-10-01' + roll(home, 'looked at', 30)::INTEGER AS checked_on, NULL AS situation
FROM homes WHERE chance(home, 'third party', 0.02) ORDER BY home

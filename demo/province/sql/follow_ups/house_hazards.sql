SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    DATE '$year-02-01' + roll(home, 'hazard', 200)::INTEGER AS found_on, '屋面漏雨' AS hazard,
    pick(home, 'mended', ['改造', '修缮', '拆除']) AS measure, NOT chance(home, 'hazard open', 0.01) AS is_done,
    CASE WHEN NOT chance(home, 'hazard open', 0.01) THEN DATE '$year-02-01' + (roll(home, 'hazard', 200) + 45)::INTEGER END AS done_on
FROM homes WHERE chance(home, 'has hazard', 0.012) ORDER BY home

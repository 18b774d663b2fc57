SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    DATE '$year-03-01' + roll(home, 'odd income', 180)::INTEGER AS found_on, '人均纯收入增长较快' AS anomaly,
    NOT chance(home, 'not reviewed', 0.01) AS is_reviewed,
    CASE WHEN NOT chance(home, 'not reviewed', 0.01) THEN DATE '$year-03-01' + (roll(home, 'odd income', 180) + 15)::INTEGER END AS reviewed_on
FROM homes WHERE chance(home, 'has odd income', 0.03) ORDER BY home

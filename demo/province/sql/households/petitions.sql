SELECT
    place_code, place_name, county_code, '$year' AS period, 'X' || home::VARCHAR AS petition_code, household_code,
    pick(home, 'about', ['低保', '征地', '住房', '道路']) AS petition_kind, DATE '$year-01-10' + roll(home, 'received', 230)::INTEGER AS received_on,
    CASE WHEN NOT chance(home, 'open', 0.02) THEN DATE '$year-01-10' + (roll(home, 'received', 230) + 5 + roll(home, 'closed', 40))::INTEGER END AS closed_on,
    chance(home, 'again', 0.02) AS is_repeat, NOT chance(home, 'unhappy', 0.02) AS is_satisfied
FROM homes WHERE chance(home, 'petition', 0.003) ORDER BY home

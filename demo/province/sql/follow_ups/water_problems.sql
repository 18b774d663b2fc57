SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    DATE '$year-02-01' + roll(home, 'water', 200)::INTEGER AS found_on, '枯水季节水量不足' AS problem, '接入集中供水' AS measure,
    NOT chance(home, 'water unsolved', 0.01) AS is_solved,
    CASE WHEN NOT chance(home, 'water unsolved', 0.01) THEN DATE '$year-02-01' + (roll(home, 'water', 200) + 30)::INTEGER END AS solved_on
FROM homes WHERE chance(home, 'has water problem', 0.012) ORDER BY home

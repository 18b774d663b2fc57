SELECT
    place_code, place_name, county_code, '$year' AS period, household_code,
    DATE '$year-03-01' + (n.range * 120 + roll(home, 'visited', 110))::INTEGER AS visited_on, person_name(home // 6) AS visitor,
    pick(home * 2 + n.range, 'why visited', ['政策宣传', '排查', '节日慰问', '收入核算']) AS purpose, NULL AS problem_found
FROM homes, range(2) n
WHERE NOT chance(home, 'no visit', 0.002) AND (n.range = 0 OR chance(home, 'second visit', 0.4)) ORDER BY home, n.range

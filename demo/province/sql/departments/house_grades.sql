SELECT
    place_code, place_name, county_code, '$year' AS period, household_code,
    CASE WHEN chance(home, 'bad house', 0.001) THEN pick(home, 'grade', ['C', 'D']) ELSE pick(home, 'grade', ['A', 'A', 'B']) END AS grade,
    TRUE AS is_occupied, TRUE AS is_only_house,
    CASE WHEN chance(home, 'rebuilt', 0.1) THEN DATE '2019-06-01' + roll(home, 'rebuilt on', 500)::INTEGER END AS rebuilt_on
FROM homes WHERE NOT chance(home, 'no grade', 0.001) ORDER BY home

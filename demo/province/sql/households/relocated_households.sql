SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, '安置点' || (home // 100000 % 10 + 1)::VARCHAR AS site_name,
    DATE '2018-05-01' + roll(home, 'moved on', 500)::INTEGER AS moved_on, size AS members,
    CASE WHEN workers = 0 AND chance(home, 'nobody works', 0.01) THEN 1 ELSE workers END AS labour,
    CASE WHEN workers = 0 AND chance(home, 'on paper', 0.01) THEN 1 ELSE workers END AS workers,
    NOT chance(home, 'old house', 0.004) AS is_old_house_removed
FROM homes WHERE is_relocated ORDER BY home

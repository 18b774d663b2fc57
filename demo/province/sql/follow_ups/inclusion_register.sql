-- Households included this year, nearly all of them within two weeks and helped within a month.
SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    included_on - CASE WHEN chance(home, 'included late', 0.01) THEN 40 ELSE 3 + roll(home, 'found', 12) END::INTEGER AS discovered_on,
    pick(home, 'found how', ['农户申报', '干部排查', '部门预警']) AS discovery_way, '纳入' AS outcome, included_on,
    included_on + CASE WHEN chance(home, 'helped late', 0.01) THEN 70 ELSE 3 + roll(home, 'helped', 25) END::INTEGER AS helped_on
FROM (SELECT *, make_date($year, ((included_number - 1) % 12 + 1)::INTEGER, 20) AS included_on FROM homes)
WHERE is_monitored AND included_number > $year_number ORDER BY home

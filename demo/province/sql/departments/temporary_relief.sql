SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, h.household_code, id_number, person_name(person) AS person_name,
    DATE '$year-02-01' + roll(person, 'relief on', 260)::INTEGER AS paid_on, 500 + 100 * roll(person, 'relief', 25) AS relief_cny,
    pick(person, 'relief for', ['因病', '因灾', '因学']) AS reason
FROM homes h JOIN people p ON p.home = h.home
WHERE seat = 0 AND chance(h.home, 'relief', CASE WHEN is_monitored THEN 0.08 ELSE 0.0005 END) ORDER BY h.home

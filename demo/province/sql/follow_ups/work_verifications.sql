SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, h.household_code, id_number, person_name(person) AS person_name,
    DATE '$period_end' - (2 + roll(person, 'called', 40))::INTEGER AS asked_on, NOT chance(person, 'not there', 0.004) AS is_consistent,
    CASE WHEN chance(person, 'not there', 0.004) THEN '本村' ELSE coalesce(work_county, h.county_name) END AS found_place
FROM homes h JOIN people p ON p.home = h.home
WHERE is_working AND chance(person, 'is called', 0.6) ORDER BY h.home, seat

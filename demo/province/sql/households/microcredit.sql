SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, 'D' || person::VARCHAR AS loan_code, h.household_code, id_number, person_name(person) AS person_name,
    wanted AS wanted_cny, CASE WHEN refused THEN NULL WHEN chance(person, 'too much', 0.003) THEN 60000 ELSE wanted END AS loan_cny,
    DATE '$year-02-01' + roll(person, 'applied', 150)::INTEGER AS applied_on,
    CASE WHEN NOT refused THEN DATE '$year-02-01' + (roll(person, 'applied', 150) + 12)::INTEGER END AS lent_on,
    CASE WHEN NOT refused THEN DATE '$year-02-01' + (roll(person, 'applied', 150) + 12 + 720)::INTEGER END AS due_on,
    pick(person, 'purpose', ['发展种植', '发展养殖', '购买农机']) AS purpose, chance(person, 'overdue', 0.004) AS is_overdue,
    CASE WHEN refused THEN '征信不符' END AS refused_reason
FROM homes h JOIN (
    SELECT *, 10000 * (1 + roll(person, 'wanted', 5)) AS wanted, chance(person, 'refused', 0.01) AS refused FROM people
) p ON p.home = h.home
WHERE seat = 0 AND age < 63 AND chance(person, 'credit', 0.12) ORDER BY h.home

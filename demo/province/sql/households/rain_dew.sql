SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, h.household_code, id_number, person_name(person) AS person_name,
    '第' || (1 + roll(h.home // 500, 'school', 9))::VARCHAR || '学校' AS school, terms.term,
    CASE WHEN chance(person, 'less aid', 0.003) THEN 1000 ELSE 1500 END AS aid_cny, terms.paid_on
FROM homes h JOIN people p ON p.home = h.home, (VALUES ('春季', DATE '$year-05-20'), ('秋季', DATE '$year-11-05')) terms(term, paid_on)
WHERE student_state IN ('中职', '高职高专') AND NOT chance(person, 'no aid', 0.005) ORDER BY h.home, seat, terms.paid_on

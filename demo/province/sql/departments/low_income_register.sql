SELECT
    h.place_code, h.place_name, h.county_code, '$month_text' AS period, h.household_code, id_number, person_name(person) AS person_name,
    CASE WHEN is_low_income THEN '农村低保' ELSE '特困供养' END AS support_kind, month_text($month - 14 - roll(h.home, 'aided', 30)) AS started_month,
    CASE WHEN is_low_income THEN 230 + roll(h.home, 'aid a month', 180) ELSE 720 END AS monthly_aid_cny
FROM homes h JOIN people p ON p.home = h.home
WHERE (is_low_income OR is_destitute) AND NOT chance(person, 'off the register', 0.003)
ORDER BY h.home, seat

SELECT
    h.place_code, h.place_name, h.county_code, '$month_text' AS period, h.household_code, id_number, person_name(person) AS person_name,
    posts.name || (h.home % 1000)::VARCHAR AS post_name, 'G' || person::VARCHAR AS post_code, 1 AS approved_holders, '第' || roll(h.home // 1000, 'employer', 40)::VARCHAR || '村民委员会' AS employer, 800 AS monthly_pay_cny,
    month_text($month - public_months) AS started_month, NULL AS ended_month, TRUE AS is_on_duty
FROM homes h JOIN (SELECT *, 3 + roll(person, 'post months', 8) AS public_months FROM people) p ON p.home = h.home,
    (VALUES ('保洁员'), ('护林员')) posts(name)
WHERE (has_post OR is_far AND chance(person, 'post at home', 0.001)) AND (posts.name = '保洁员' OR chance(person, 'two posts', 0.004))
ORDER BY h.home, seat

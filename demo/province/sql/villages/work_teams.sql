SELECT
    place_code, place_name, county_code, '$month_text' AS period, person_name(v * 8 + n.range) || (n.range + 1)::VARCHAR AS member_name,
    CASE n.range WHEN 0 THEN '第一书记' ELSE '队员' END AS team_post, '县直单位' || roll(v, 'team unit', 60)::VARCHAR AS member_unit,
    phone(950000000 + v // 8 + n.range) AS member_phone, CASE WHEN chance(v * 8 + n.range, 'absent', 0.01) THEN 12 ELSE 20 + roll(v + n.range, 'days', 6) END AS days_in_village,
    DATE '2021-05-15' AS started_on, CASE WHEN chance(v * 8 + n.range, 'went', 0.01) THEN DATE '$year-09-30' END AS ended_on,
    CASE WHEN chance(v * 8 + n.range, 'went', 0.01) THEN chance(v, 'replaced', 0.97) END AS is_replaced
FROM villages, range(3) n ORDER BY place_code, n.range

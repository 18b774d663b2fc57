SELECT
    place_code, place_name, county_code, '$month_text' AS period, '第' || (n.range + 1)::VARCHAR || '网格' AS grid_name,
    CASE WHEN chance(v + n.range, 'big grid', 0.003) THEN 90 ELSE 35 + roll(v + n.range, 'grid', 20) END AS households,
    CASE WHEN NOT chance(v + n.range, 'no staff', 0.003) THEN person_name(v + n.range) END AS staff_name, phone(970000000 + v // 8 + n.range) AS staff_phone,
    NOT chance(v + n.range, 'untrained', 0.005) AS is_trained, DATE '$period_end' - roll(v + n.range, 'screened', 27)::INTEGER AS last_screened_on
FROM villages, range(6) n ORDER BY place_code, n.range

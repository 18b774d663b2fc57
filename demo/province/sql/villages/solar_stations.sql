SELECT
    place_code, place_name, county_code, '$month_text' AS period, 'G' || v::VARCHAR AS station_code, '村级光伏电站' AS station_name, 60 AS capacity_kw,
    CASE WHEN chance(v, 'low output', 0.02) THEN 30000 ELSE 49000 + roll(v, 'output', 6000) END AS power_kwh, 52000 AS expected_kwh, 50000 AS income_cny, 2000 AS costs_cny,
    CASE WHEN chance(v, 'few posts', 0.02) THEN 15000 ELSE 36000 END AS post_wages_cny, 8000 AS village_works_cny, NOT chance(v, 'kept', 0.01) AS is_distributed
FROM villages WHERE chance(v, 'has station', 0.3) ORDER BY place_code

SELECT
    place_code, place_name, county_code, '$month_text' AS period, '车间' || v::VARCHAR AS workshop_name, pick(v, 'shop', ['服装', '电子', '竹木', '食品']) AS industry,
    18 + roll(v, 'shop workers', 40) AS workers, CASE WHEN chance(v, 'few lifted', 0.02) THEN 2 ELSE 6 + roll(v, 'lifted workers', 10) END AS lifted_workers,
    CASE WHEN chance(v, 'stopped', 0.02) THEN '停产' ELSE '正常' END AS run_state, CASE WHEN chance(v, 'owes', 0.01) THEN 32000 ELSE 0 END AS wages_owed_cny
FROM villages WHERE chance(v, 'has workshop', 0.15) ORDER BY place_code

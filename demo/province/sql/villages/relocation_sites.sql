SELECT
    place_code, place_name, county_code, '$year' AS period, '安置点' || v::VARCHAR AS site_name, 60 + roll(v, 'site', 200) AS households, 240 + roll(v, 'site', 800) AS persons,
    CASE WHEN NOT chance(v, 'no manager', 0.02) THEN person_name(v) END AS manager, CASE WHEN chance(v, 'no upkeep', 0.02) THEN 0 ELSE 50000 END AS maintenance_cny,
    TRUE AS has_service_centre
FROM villages WHERE chance(v, 'has site', 0.03) ORDER BY place_code

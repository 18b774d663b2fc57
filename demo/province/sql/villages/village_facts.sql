-- One row a village; its land is more than that of its registered households.
SELECT
    place_code, place_name, county_code, '$month_text' AS period, NOT chance(v, 'never poor', 0.3) AS is_lifted,
    CASE WHEN chance(v, 'no size', 0.002) THEN 0 ELSE homes * 3 END AS households, persons * 3 AS persons,
    CASE WHEN chance(v, 'no low', 0.003) THEN NULL ELSE low_homes + 2 END AS low_income_households, low_homes * 2 + 5 AS low_income_persons,
    CASE WHEN chance(v, 'no destitute', 0.003) THEN NULL ELSE roll(v, 'destitute', 6) END AS destitute_persons,
    CASE WHEN chance(v, 'no disabled', 0.003) THEN NULL ELSE 4 + roll(v, 'disabled', 30) END AS disabled_persons,
    CASE WHEN chance(v, 'all unsafe', 0.002) THEN homes * 4 ELSE 0 END AS unsafe_house_households, 0 AS unsafe_water_households,
    CASE WHEN chance(v, 'no bus', 0.003) THEN NULL ELSE TRUE END AS has_bus, NOT chance(v, 'no road', 0.003) AS has_paved_road,
    CASE WHEN chance(v, 'no clinic', 0.003) THEN NULL ELSE 1 END AS clinics, CASE WHEN chance(v, 'no doctor', 0.003) THEN NULL ELSE 1 END AS doctors,
    CASE WHEN chance(v, 'no toilet', 0.003) THEN NULL ELSE 2 END AS public_toilets, CASE WHEN chance(v, 'no books', 0.003) THEN NULL ELSE 1 END AS reading_rooms,
    roll(v, 'school', 2) AS primary_schools, CASE WHEN chance(v, 'no pension', 0.003) THEN NULL ELSE persons * 2 END AS pension_persons,
    52000 + roll(v, 'collective', 260000) AS collective_income_cny, CASE WHEN chance(v, 'no waste', 0.003) THEN NULL ELSE 4 END AS waste_sites,
    CASE WHEN chance(v, 'small', 0.003) THEN 1 ELSE homes * 30 END AS farmland_mu, homes * 70 AS woodland_mu, homes * 50 AS returned_land_mu,
    homes * 40 AS orchard_mu, homes * 25 AS pasture_mu, homes * 25 AS water_area_mu
FROM (
    SELECT place_code, any_value(place_name) AS place_name, county_code, min(home) AS v, count(*) AS homes, sum(size)::BIGINT AS persons,
        count(*) FILTER (is_low_income) AS low_homes
    FROM homes GROUP BY place_code, county_code
)
ORDER BY place_code

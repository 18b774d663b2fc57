SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home // 6) AS helper_name, '县直单位' || roll(home // 150, 'unit', 60)::VARCHAR AS helper_unit,
    pick(home // 6, 'post', ['科员', '副科长', '科长', '主任']) AS helper_post, phone(800000000 + home // 6) AS helper_phone,
    CASE WHEN chance(home, 'left', 0.003) THEN pick(home, 'why left', ['退休', '调离', '病休']) ELSE '在岗' END AS helper_state,
    DATE '2020-03-01' + roll(home // 6, 'since', 300)::INTEGER AS started_on, NULL::DATE AS ended_on
FROM homes WHERE NOT chance(home, 'no helper', 0.001) ORDER BY home

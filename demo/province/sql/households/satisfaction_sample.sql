SELECT
    place_code, place_name, county_code, '$year' AS period, household_code,
    CASE WHEN chance(home, 'not content', 0.01) THEN '不满意' ELSE pick(home, 'answer', ['满意', '满意', '满意', '基本满意']) END AS answer,
    NOT chance(home, 'knows nobody', 0.03) AS knows_cadre,
    DATE '$year-10-01' + roll(home, 'asked', 30)::INTEGER AS asked_on, 1.0 AS weight, NULL AS complaint
FROM homes WHERE chance(home, 'sample', 0.02) ORDER BY home

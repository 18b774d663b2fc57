SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    pick(home, 'subsidy', ['种植业到户补助', '养殖业到户补助', '庭院经济补助']) AS subsidy_kind, '产业到户奖补' AS project_name, amount AS approved_cny,
    DATE '$year-04-01' + roll(home, 'approved', 150)::INTEGER AS approved_on,
    CASE WHEN chance(home, 'paid short', 0.003) THEN amount // 2 WHEN is_paid THEN amount END AS paid_cny,
    CASE WHEN is_paid THEN DATE '$year-04-01' + (roll(home, 'approved', 150) + 20)::INTEGER END AS paid_on, is_paid
FROM (SELECT *, 600 + roll(home, 'amount', 4400) AS amount, NOT chance(home, 'unpaid', 0.004) AS is_paid FROM homes)
WHERE chance(home, 'has subsidy', 0.35) ORDER BY home

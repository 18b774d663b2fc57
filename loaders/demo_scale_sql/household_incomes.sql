-- One row a household and year; last year's figures are smaller, the parts add up.
SELECT
    place_code, place_name, county_code, period, household_code, CASE WHEN is_ordinary THEN '一般农户' ELSE '脱贫户' END AS household_kind,
    size AS persons, wage AS wage_cny, business AS business_cny, property AS property_cny, transfer AS transfer_cny, cost AS production_cost_cny,
    wage + business + property + transfer - cost AS net_income_cny,
    CASE WHEN period = '$year' AND chance(home, 'poor', 0.002) THEN 4100 + roll(home, 'poor income', 1700)
        ELSE round((wage + business + property + transfer - cost) / size, 2) END AS income_per_person_cny,
    round(transfer * 0.4, 2) AS policy_money_cny,
    round((wage + business + property + transfer - cost) * (0.5 + 0.2 * draw(home, 'spends')), 2) AS spending_cny
FROM (
    SELECT
        homes.*, years.period, CASE WHEN years.period = '$year' OR chance(home, 'copied', 0.003) THEN 1.0 ELSE 0.76 + 0.18 * draw(home, 'growth') END AS part,
        CASE WHEN years.period = '$year' AND chance(home, 'jump', 0.001) THEN 4 ELSE 1 END * round(wage_cny * part, 2) AS wage, round(business_cny * part, 2) AS business,
        round(property_cny * part, 2) AS property,
        CASE WHEN years.period = '$year' AND chance(home, 'cliff', 0.002) THEN 0.3 ELSE 1 END * round(transfer_cny * part, 2) AS transfer,
        round(cost_cny * part, 2) AS cost
    FROM homes, (VALUES ('$last_year'), ('$year')) years(period)
)
ORDER BY period, home

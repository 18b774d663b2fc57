-- One row a household and year; last year's figures are smaller, the parts add up.
SELECT
    place_code, place_name, county_code, period, household_code, CASE WHEN is_ordinary THEN '一般农户' ELSE '脱贫户' END AS household_kind,
    size AS persons, wage AS wage_cny, business AS business_cny, property AS property_cny, transfer AS transfer_cny, cost AS production_cost_cny,
    wage + business + property + transfer - cost + CASE WHEN chance(home, 'does not add up', 0.0005) THEN 900 ELSE 0 END AS net_income_cny,
    CASE WHEN period = '$year' AND chance(home, 'poor', 0.002) THEN 4100 + roll(home, 'poor income', 1700)
        ELSE round((wage + business + property + transfer - cost) / size, 2) END AS income_per_person_cny,
    round(transfer * 0.4, 2) AS policy_money_cny,
    round((wage + business + property + transfer - cost) * (0.5 + 0.2 * draw(home, 'spends')), 2) AS spending_cny
FROM (
    SELECT
        homes.*, years.period, chance(home, 'round', 0.0006) AS is_round, CASE WHEN years.period = '$year' OR chance(home, 'copied', 0.003) THEN 1.0 ELSE 0.76 + 0.18 * draw(home, 'growth') END AS part,
        CASE WHEN years.period = '$year' AND chance(home, 'jump', 0.001) THEN 4 ELSE 1 END
            * CASE WHEN is_round THEN round(wage_cny * part, -3) ELSE round(wage_cny * part, 2) END AS wage,
        CASE WHEN is_round THEN round(business_cny * part, -3) ELSE round(business_cny * part, 2) END AS business,
        CASE WHEN is_round THEN 0 ELSE round(property_cny * part, 2) END AS property,
        CASE WHEN years.period = '$year' AND chance(home, 'cliff', 0.002) THEN 0.3 ELSE 1 END
            * CASE WHEN is_round THEN round(transfer_cny * part, -3) ELSE round(transfer_cny * part, 2) END AS transfer,
        round(cost_cny * part, 2) AS cost
    FROM homes, (VALUES ('$last_year'), ('$year')) years(period)
)
ORDER BY period, home

-- tables: household_incomes, monitored_persons
-- period: none
-- One row a household and year of the income table with last year's figures, how fast its income a person grew this year and
-- the year before (missing where a year is, or is not above nought), and how many of its village have the same. What is worked
-- out from a cell that was not read is unread itself and named among refused_columns; so is the main source of income where one of
-- the parts is empty.
WITH monitored AS (
  SELECT county_code, household_code, $any($said(monitoring_kind)) AS is_monitored,
    $any($said(monitoring_kind) AND coalesce(is_risk_removed, $said(is_risk_removed))) AS is_risk_removed,
    max(removed_month) AS removed_month
  FROM $latest(monitored_persons) t
  GROUP BY county_code, household_code
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), twins AS (
  SELECT county_code, place_code, wage_cny, business_cny, transfer_cny, net_income_cny,
    coalesce(property_cny, 0) AS property_cny, coalesce(production_cost_cny, 0) AS production_cost_cny, count(*) AS same_households
  FROM $latest(household_incomes) t
  WHERE net_income_cny IS NOT NULL
  GROUP BY county_code, place_code, wage_cny, business_cny, transfer_cny, net_income_cny, coalesce(property_cny, 0),
    coalesce(production_cost_cny, 0)
  HAVING count(*) > 1
), before AS (
  SELECT county_code, household_code, persons, wage_cny, business_cny, property_cny, transfer_cny, production_cost_cny,
    net_income_cny, income_per_person_cny, policy_money_cny, absent_columns, refused_columns
  FROM $last_year(household_incomes) t
), long_before AS (
  SELECT county_code, household_code, income_per_person_cny, absent_columns, refused_columns FROM $before_last_year(household_incomes) t
), money AS (
  SELECT n.*, b.persons AS last_persons, b.wage_cny AS last_wage_cny, b.business_cny AS last_business_cny,
    b.property_cny AS last_property_cny, b.transfer_cny AS last_transfer_cny, b.production_cost_cny AS last_production_cost_cny,
    b.net_income_cny AS last_net_income_cny, b.income_per_person_cny AS last_income_per_person_cny,
    b.policy_money_cny AS last_policy_money_cny,
    n.income_per_person_cny / nullif(greatest(b.income_per_person_cny, 0), 0) - 1 AS growth_rate,
    b.income_per_person_cny / nullif(greatest(l.income_per_person_cny, 0), 0) - 1 AS last_growth_rate,
    $read(b.income_per_person_cny) AS is_last_income_read,
    $read(b.income_per_person_cny) AND $read(l.income_per_person_cny) AS are_last_incomes_read,
    n.wage_cny + n.business_cny + n.property_cny + n.transfer_cny IS NOT NULL AS are_parts_told,
    b.household_code IS NULL OR b.wage_cny + b.business_cny + b.property_cny + b.transfer_cny IS NOT NULL AS are_last_parts_told,
    greatest(n.wage_cny, n.business_cny, n.property_cny, n.transfer_cny) AS most,
    greatest(b.wage_cny, b.business_cny, b.property_cny, b.transfer_cny) AS last_most,
    n.wage_cny + n.business_cny + n.property_cny + n.transfer_cny AS gross,
    b.wage_cny + b.business_cny + b.property_cny + b.transfer_cny AS last_gross
  FROM $here(household_incomes) n
  LEFT JOIN before b ON b.county_code = n.county_code AND b.household_code = n.household_code
  LEFT JOIN long_before l ON l.county_code = n.county_code AND l.household_code = n.household_code
)
SELECT m.place_code, m.place_name, m.county_code, m.household_code, m.household_code AS row_key, m.household_kind,
  m.persons, m.wage_cny, m.business_cny, m.property_cny, m.transfer_cny, m.production_cost_cny, m.net_income_cny,
  m.income_per_person_cny, m.policy_money_cny, m.spending_cny, m.last_wage_cny, m.last_business_cny, m.last_property_cny,
  m.last_transfer_cny, m.last_production_cost_cny, m.last_net_income_cny, m.last_income_per_person_cny,
  m.last_policy_money_cny, m.growth_rate, m.last_growth_rate,
  CASE WHEN m.most > 0 AND m.are_parts_told
    THEN CASE m.most WHEN m.wage_cny THEN '工资性' WHEN m.business_cny THEN '生产经营性'
    WHEN m.property_cny THEN '财产性' ELSE '转移性' END END AS main_source,
  CASE WHEN m.last_most > 0 AND m.are_last_parts_told
    THEN CASE m.last_most WHEN m.last_wage_cny THEN '工资性' WHEN m.last_business_cny THEN '生产经营性'
    WHEN m.last_property_cny THEN '财产性' ELSE '转移性' END END AS last_main_source,
  CASE WHEN m.are_last_parts_told THEN m.last_most / nullif(m.last_gross, 0) END AS last_main_share,
  CASE WHEN m.are_parts_told AND m.are_last_parts_told
    THEN CASE m.last_most WHEN m.last_wage_cny THEN m.wage_cny WHEN m.last_business_cny THEN m.business_cny
    WHEN m.last_property_cny THEN m.property_cny ELSE m.transfer_cny END / nullif(m.gross, 0) END AS last_main_share_now,
  CASE WHEN e.county_code IS NOT NULL THEN CASE WHEN o.household_code IS NULL THEN FALSE ELSE o.is_monitored END END AS is_monitored,
  CASE WHEN o.household_code IS NULL THEN FALSE ELSE o.is_risk_removed END AS is_risk_removed, o.removed_month,
  CASE WHEN m.wage_cny + m.business_cny + m.transfer_cny + m.net_income_cny IS NOT NULL
    THEN coalesce(t.same_households, 1) END AS same_households,
  m.absent_columns, concat(m.refused_columns, CASE WHEN NOT m.is_last_income_read THEN ',last_income_per_person_cny,' END,
    CASE WHEN NOT m.are_last_incomes_read THEN ',last_growth_rate,' END,
    CASE WHEN NOT m.are_parts_told THEN ',main_source,' END, CASE WHEN NOT m.are_last_parts_told THEN ',last_main_source,' END)
    AS refused_columns,
  m.source_file, m.source_hash, m.source_sheet, m.source_row
FROM money m
LEFT JOIN exported e ON e.county_code = m.county_code
LEFT JOIN monitored o ON o.county_code = m.county_code AND o.household_code = m.household_code
LEFT JOIN twins t ON t.county_code = m.county_code AND t.place_code = m.place_code AND t.wage_cny = m.wage_cny
  AND t.business_cny = m.business_cny AND t.transfer_cny = m.transfer_cny AND t.net_income_cny = m.net_income_cny
  AND t.property_cny = coalesce(m.property_cny, 0) AND t.production_cost_cny = coalesce(m.production_cost_cny, 0)

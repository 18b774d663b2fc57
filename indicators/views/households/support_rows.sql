-- tables: low_income_register, monitored_persons, hospital_stays
-- period: none
-- One row a person of the civil affairs register with its household in the monitoring system and its hospital costs.
-- Who is not found there may be somebody of the village whose number was not read: then nobody can say.
-- is_cost_known: TRUE, or missing where one of its stays does not say what it paid.
WITH listed AS (
  SELECT DISTINCT county_code, substring(id_number, 1, 18) AS id_number FROM $here(low_income_register) t
), unread_villages AS (
  SELECT DISTINCT county_code, place_code FROM $latest(monitored_persons) t WHERE $said(id_number) IS NULL
), known AS (
  SELECT p.county_code, l.id_number, min(p.household_code) AS household_code, max(p.household_kind) AS household_kind,
    max(p.monitoring_kind) AS monitoring_kind, $any($said(p.monitoring_kind)) AS is_monitored
  FROM $latest(monitored_persons) p
  JOIN listed l ON l.county_code = p.county_code AND l.id_number = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, l.id_number
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), billed AS (
  SELECT county_code, substring(id_number, 1, 18) AS id_number, sum(out_of_pocket_cny) AS out_of_pocket_cny,
    bool_and(out_of_pocket_cny IS NOT NULL) AS is_cost_known
  FROM $latest(hospital_stays) t WHERE admitted_on <= $view_day GROUP BY county_code, substring(id_number, 1, 18)
)
SELECT r.place_code, r.place_name, r.county_code, coalesce(k.household_code, r.household_code) AS household_code,
  r.id_number AS row_key, r.id_number, r.support_kind, r.started_month, r.monthly_aid_cny, k.household_kind,
  k.monitoring_kind, CASE WHEN k.id_number IS NOT NULL THEN TRUE WHEN u.place_code IS NULL THEN FALSE END AS is_in_export,
  CASE WHEN e.county_code IS NOT NULL
    THEN CASE WHEN k.id_number IS NOT NULL THEN k.is_monitored WHEN u.place_code IS NULL THEN FALSE END END AS is_monitored,
  substring(r.started_month, 1, 4) = $year AS is_new_this_year,
  coalesce(b.out_of_pocket_cny, 0) AS out_of_pocket_cny, nullif(coalesce(b.is_cost_known, TRUE), FALSE) AS is_cost_known,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM $here(low_income_register) r
LEFT JOIN unread_villages u ON u.county_code = r.county_code AND u.place_code = r.place_code
LEFT JOIN exported e ON e.county_code = r.county_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.id_number = substring(r.id_number, 1, 18)
LEFT JOIN billed b ON b.county_code = r.county_code AND b.id_number = substring(r.id_number, 1, 18)

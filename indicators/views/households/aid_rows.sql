-- tables: rain_dew, school_rolls, monitored_persons
-- period: none
-- One row a payment of vocational aid (雨露计划) with the school roll and the register of the person it went to.
WITH listed AS (
  SELECT DISTINCT county_code, substring(id_number, 1, 18) AS id_number FROM $here(rain_dew) t
), known AS (
  SELECT DISTINCT p.county_code, l.id_number
  FROM $latest(monitored_persons) p
  JOIN listed l ON l.county_code = p.county_code AND l.id_number = substring(p.id_number, 1, 18)
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), schools AS (
  SELECT DISTINCT county_code FROM $latest(school_rolls) t
), enrolled AS (
  SELECT e.county_code, l.id_number, max(e.stage) AS stage, max(e.roll_state) AS roll_state
  FROM $latest(school_rolls) e
  JOIN listed l ON l.county_code = e.county_code AND l.id_number = substring(e.id_number, 1, 18)
  GROUP BY e.county_code, l.id_number
)
SELECT r.place_code, r.place_name, r.county_code, r.household_code,
  r.id_number || '|' || coalesce(r.term, '') AS row_key, r.id_number, r.school, r.term, r.aid_cny, r.paid_on,
  CASE WHEN c.county_code IS NOT NULL THEN CASE WHEN e.id_number IS NULL THEN '不在册' ELSE e.stage END END AS stage,
  CASE WHEN c.county_code IS NOT NULL THEN CASE WHEN e.id_number IS NULL THEN '不在册' ELSE e.roll_state END END AS roll_state,
  c.county_code IS NOT NULL AS has_rolls,
  CASE WHEN x.county_code IS NOT NULL THEN k.id_number IS NOT NULL END AS is_in_export,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM $here(rain_dew) r
LEFT JOIN schools c ON c.county_code = r.county_code
LEFT JOIN exported x ON x.county_code = r.county_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.id_number = substring(r.id_number, 1, 18)
LEFT JOIN enrolled e ON e.county_code = r.county_code AND e.id_number = substring(r.id_number, 1, 18)

-- tables: hospital_stays, monitored_persons, visits, temporary_relief
-- period: none
-- One row a person in hospital this year: days, what it paid itself, and whether anybody came or helped afterwards.
-- is_cost_known: TRUE, or missing where one of its stays does not say what it paid.
WITH stays AS (
  SELECT county_code, substring(id_number, 1, 18) AS id_number, min(place_code) AS place_code, min(place_name) AS place_name,
    count(*) AS stays, sum(out_of_pocket_cny) AS out_of_pocket_cny, max(admitted_on) AS last_admitted_on,
    max(date_diff('day', admitted_on, coalesce(discharged_on, $view_day))) AS longest_days, max(disease) AS disease,
    bool_and(out_of_pocket_cny IS NOT NULL) AS is_cost_known, $unread, $first_source
  FROM $here(hospital_stays) t
  WHERE admitted_on <= $view_day
  GROUP BY county_code, substring(id_number, 1, 18)
), known AS (
  SELECT p.county_code, s.id_number, min(p.household_code) AS household_code, max(p.household_kind) AS household_kind,
    max(p.monitoring_kind) AS monitoring_kind, $any($said(p.monitoring_kind)) AS is_monitored
  FROM $latest(monitored_persons) p
  JOIN stays s ON s.county_code = p.county_code AND s.id_number = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, s.id_number
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), noted AS (
  SELECT DISTINCT county_code FROM $latest(visits) t
), visited AS (
  SELECT v.county_code, v.household_code, max(v.visited_on) AS last_visited_on
  FROM $latest(visits) v
  JOIN (SELECT DISTINCT county_code, household_code FROM known) k
    ON k.county_code = v.county_code AND k.household_code = v.household_code
  WHERE v.visited_on <= $view_day
  GROUP BY v.county_code, v.household_code
), relieved AS (
  SELECT county_code, substring(id_number, 1, 18) AS id_number, sum(relief_cny) AS relief_cny
  FROM $latest(temporary_relief) t GROUP BY county_code, substring(id_number, 1, 18)
)
SELECT s.place_code, s.place_name, s.county_code, k.household_code, s.id_number AS row_key, s.id_number, s.stays,
  s.out_of_pocket_cny, nullif(s.is_cost_known, FALSE) AS is_cost_known, s.last_admitted_on, s.longest_days, s.disease, k.household_kind, k.monitoring_kind,
  k.id_number IS NOT NULL AS is_in_export,
  CASE WHEN e.county_code IS NOT NULL THEN CASE WHEN k.id_number IS NULL THEN FALSE ELSE k.is_monitored END END AS is_monitored,
  CASE WHEN n.county_code IS NOT NULL AND k.household_code IS NOT NULL
    THEN coalesce(v.last_visited_on >= s.last_admitted_on, FALSE) END AS is_visited_after,
  v.last_visited_on, coalesce(r.relief_cny, 0) AS relief_cny,
  s.absent_columns, s.refused_columns,
  s.source_file, s.source_hash, s.source_sheet, s.source_row
FROM stays s
LEFT JOIN exported e ON e.county_code = s.county_code
LEFT JOIN noted n ON n.county_code = s.county_code
LEFT JOIN known k ON k.county_code = s.county_code AND k.id_number = s.id_number
LEFT JOIN visited v ON v.county_code = k.county_code AND v.household_code = k.household_code
LEFT JOIN relieved r ON r.county_code = s.county_code AND r.id_number = s.id_number

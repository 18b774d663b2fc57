-- tables: work_plans, monitored_persons
-- period: none
-- One row a person of the month's table of planned work, with the person's facts from the monitoring table (has_person:
-- found there, by county, household and the first 18 characters of the ID number; unknown where the row has none, or a member's
-- was not read).
SELECT w.*,
  coalesce(w.id_number, w.household_code || '/') AS row_key,
  CASE WHEN p.household_code IS NOT NULL THEN TRUE
    WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END AS has_person,
  CASE WHEN p.household_code IS NOT NULL THEN p.household_kind LIKE '%脱贫户%' WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END
    AS is_lifted,
  CASE WHEN p.household_code IS NOT NULL THEN p.is_monitored WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END
    AS is_monitored,
  p.relation,
  p.birth_month,
  p.student_state,
  p.labour_skill
FROM $here(work_plans) w
LEFT JOIN (
  SELECT county_code, household_code, substring(id_number, 1, 18) AS person_id, relation, birth_month, household_kind,
    $said(monitoring_kind) AS is_monitored, student_state, labour_skill
  FROM $latest(monitored_persons) m
  WHERE substring(id_number, 1, 18) IN (SELECT substring(id_number, 1, 18) FROM $here(work_plans) k)
) p ON p.person_id = substring(w.id_number, 1, 18) AND p.household_code = w.household_code AND p.county_code = w.county_code
LEFT JOIN (
  SELECT DISTINCT county_code, household_code FROM $latest(monitored_persons) m WHERE $said(id_number) IS NULL
) u ON u.household_code = w.household_code AND u.county_code = w.county_code

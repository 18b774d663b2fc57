-- tables: work_plans, monitored_persons
-- period: none
-- One row a person of the month's table of planned work, with the person's facts from the monitoring table (has_person:
-- found there, by county, household and ID number).
SELECT w.*,
  coalesce(w.id_number, w.household_code || '/') AS row_key,
  p.household_code IS NOT NULL AS has_person,
  coalesce(p.household_kind LIKE '%脱贫户%', FALSE) AS is_lifted,
  p.monitoring_kind IS NOT NULL AS is_monitored,
  p.relation,
  p.birth_month,
  p.student_state,
  p.labour_skill
FROM $here(work_plans) w
LEFT JOIN (
  SELECT county_code, household_code, id_number, relation, birth_month, household_kind, monitoring_kind, student_state,
    labour_skill
  FROM $latest(monitored_persons) m
  WHERE id_number IN (SELECT id_number FROM $here(work_plans) k)
) p ON p.id_number = w.id_number AND p.household_code = w.household_code AND p.county_code = w.county_code

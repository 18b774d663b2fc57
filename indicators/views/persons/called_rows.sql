-- tables: migrant_work, work_verifications
-- period: none
-- One row a person whom the month's table of work has at work, with what the newest call found. Whether it was called is
-- missing (not false) where the county has sent no calls, or its call has no day; what it said is missing for whoever was not called.
WITH sent AS (
  SELECT DISTINCT county_code FROM $latest(work_verifications) t
), called AS (
  SELECT county_code, substring(id_number, 1, 18) AS person_id, bool_and(is_consistent) AS is_consistent,
    max(asked_on) AS asked_on, max(difference) AS difference, max(found_place) AS found_place
  FROM $latest(work_verifications) t WHERE coalesce(asked_on <= $view_day, TRUE)
  GROUP BY county_code, substring(id_number, 1, 18)
)
SELECT w.place_code, w.place_name, w.county_code, w.household_code, coalesce(w.id_number, w.household_code || '/') AS row_key,
  nullif(w.is_working, FALSE) AS belongs,
  w.id_number, w.household_kind, w.work_county, w.employer, c.asked_on, c.difference, c.found_place,
  CASE WHEN s.county_code IS NOT NULL THEN CASE WHEN c.person_id IS NULL THEN FALSE WHEN c.asked_on IS NOT NULL THEN TRUE END END AS is_called, c.is_consistent,
  w.absent_columns, w.refused_columns,
  w.source_file, w.source_hash, w.source_sheet, w.source_row
FROM $here(migrant_work) w
LEFT JOIN sent s ON s.county_code = w.county_code
LEFT JOIN called c ON c.county_code = w.county_code AND c.person_id = substring(w.id_number, 1, 18)
WHERE coalesce(w.is_working, TRUE)

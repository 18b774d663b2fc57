-- tables: satisfaction_sample, visits
-- period: none
-- One row a household asked how satisfied it is, with the visits after it was asked.
WITH noted AS (
  SELECT DISTINCT county_code FROM $latest(visits) t
), visited AS (
  SELECT v.county_code, v.household_code, max(v.visited_on) AS last_visited_on
  FROM $latest(visits) v
  JOIN (SELECT county_code, household_code FROM $here(satisfaction_sample) t) s
    ON s.county_code = v.county_code AND s.household_code = v.household_code
  WHERE v.visited_on <= $view_day
  GROUP BY v.county_code, v.household_code
)
SELECT s.place_code, s.place_name, s.county_code, s.household_code, s.household_code AS row_key, s.answer, s.asked_on,
  s.complaint, v.last_visited_on,
  CASE WHEN n.county_code IS NOT NULL THEN coalesce(v.last_visited_on >= s.asked_on, FALSE) END AS is_visited_after,
  s.absent_columns, s.refused_columns,
  s.source_file, s.source_hash, s.source_sheet, s.source_row
FROM $here(satisfaction_sample) s
LEFT JOIN noted n ON n.county_code = s.county_code
LEFT JOIN visited v ON v.county_code = s.county_code AND v.household_code = s.household_code

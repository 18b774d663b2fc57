-- tables: satisfaction_sample
-- period: none
-- One row a household asked how satisfied it is, with its weight: the one given, so scaled that those of a county add up to its
-- households asked; 1 where the county has given none at all.
-- The village stands for the cluster. Of a household whose day could not be read nobody knows whether it had been asked (belongs).
WITH weighted AS (
  SELECT county_code, bool_or(weight IS NOT NULL) AS is_weighted, count(weight) / nullif(sum(weight), 0) AS scale
  FROM $latest(satisfaction_sample) t WHERE asked_on IS NULL OR asked_on <= $view_day GROUP BY county_code
)
SELECT s.place_code, s.place_name, s.county_code, s.household_code, s.household_code AS row_key, s.answer,
  CASE s.answer WHEN '满意' THEN TRUE WHEN '基本满意' THEN TRUE WHEN '不满意' THEN FALSE WHEN '不了解' THEN FALSE END AS is_satisfied,
  s.knows_cadre, s.complaint, s.asked_on, CASE WHEN w.is_weighted THEN s.weight * w.scale ELSE 1.0 END AS weight,
  CASE WHEN s.asked_on IS NOT NULL OR coalesce(s.refused_columns, '') NOT LIKE '%,asked_on,%' THEN TRUE END AS belongs,
  s.absent_columns, s.refused_columns,
  s.source_file, s.source_hash, s.source_sheet, s.source_row
FROM $here(satisfaction_sample) s
JOIN weighted w ON w.county_code = s.county_code
WHERE s.asked_on IS NULL OR s.asked_on <= $view_day

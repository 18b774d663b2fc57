-- tables: third_party_sample
-- period: none
-- One row a household that the third party drew and looked at, with its weight: the one given, so scaled that
-- those of a county add up to its households; 1 where the county has given none at all.
-- Of a household whose day could not be read nobody knows whether it had been looked at (belongs).
WITH weighted AS (
  SELECT county_code, bool_or(weight IS NOT NULL) AS is_weighted, count(weight) / nullif(sum(weight), 0) AS scale
  FROM $latest(third_party_sample) t WHERE checked_on IS NULL OR checked_on <= $view_day GROUP BY county_code
)
SELECT s.place_code, s.place_name, s.county_code, s.household_code, s.household_code AS row_key, s.head_name, s.household_kind,
  s.ought_to_be_included, s.is_included, s.is_screened, s.checked_on, s.situation,
  CASE WHEN w.is_weighted THEN s.weight * w.scale ELSE 1.0 END AS weight,
  CASE WHEN s.checked_on IS NOT NULL OR coalesce(s.refused_columns, '') NOT LIKE '%,checked_on,%' THEN TRUE END AS belongs,
  s.absent_columns, s.refused_columns,
  s.source_file, s.source_hash, s.source_sheet, s.source_row
FROM $here(third_party_sample) s
JOIN weighted w ON w.county_code = s.county_code
WHERE s.checked_on IS NULL OR s.checked_on <= $view_day

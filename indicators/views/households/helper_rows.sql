-- tables: helpers
-- period: none
-- One row a helper of a household: whether the helper has left by the end of the period (retired, moved, ill or past the last
-- day), and whether somebody else is on duty in the same household then.
WITH bound AS (
  SELECT *, coalesce(helper_state, '在岗') <> '在岗' OR coalesce(ended_on <= $view_day, FALSE) AS is_gone
  FROM $latest(helpers) t
), homes AS (
  SELECT county_code, household_code, bool_or(NOT is_gone) AS is_replaced FROM bound GROUP BY county_code, household_code
)
SELECT b.place_code, b.place_name, b.county_code, b.household_code,
  b.household_code || '/' || b.helper_name AS row_key, b.helper_name, b.helper_unit, b.helper_post, b.helper_state,
  b.started_on, b.ended_on, b.is_gone, h.is_replaced,
  b.source_file, b.source_hash, b.source_sheet, b.source_row
FROM bound b
LEFT JOIN homes h ON h.county_code = b.county_code AND h.household_code = b.household_code

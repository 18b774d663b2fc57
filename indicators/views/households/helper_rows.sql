-- tables: helpers
-- period: none
-- One row a helper of a household: whether the helper has left by the end of the period (retired, moved, ill or past the last
-- day; unknown where the state is left empty and no last day has passed), and whether somebody else is on duty in the same
-- household then (unknown where that of one who may be is).
WITH bound AS (
  SELECT *, CASE WHEN helper_state <> '在岗' OR ended_on <= $view_day THEN TRUE
    WHEN helper_state = '在岗' AND $said(ended_on) IS NOT NULL THEN FALSE END AS is_gone
  FROM $latest(helpers) t
), homes AS (
  SELECT county_code, household_code, CASE WHEN bool_or(NOT is_gone) THEN TRUE WHEN bool_and(is_gone IS NOT NULL) THEN FALSE END
    AS is_replaced
  FROM bound GROUP BY county_code, household_code
)
SELECT b.place_code, b.place_name, b.county_code, b.household_code,
  b.household_code || '/' || b.helper_name AS row_key, b.helper_name, b.helper_unit, b.helper_post, b.helper_state,
  b.started_on, b.ended_on, b.is_gone, h.is_replaced,
  b.absent_columns, b.refused_columns,
  b.source_file, b.source_hash, b.source_sheet, b.source_row
FROM bound b
LEFT JOIN homes h ON h.county_code = b.county_code AND h.household_code = b.household_code

-- tables: credit_wishes, microcredit, monitored_persons
-- period: none
-- One row a household asked whether it wants a small loan, with whether it has applied for one this year and been lent any: by
-- the loan's household or by its borrower's. Missing (not false) where the county has sent no list of loans.
WITH sent AS (
  SELECT DISTINCT county_code FROM $latest(microcredit) t
), loans AS (
  SELECT county_code, household_code, substring(id_number, 1, 18) AS person_id,
    coalesce(lent_on <= $view_day, FALSE) AS is_lent
  FROM $latest(microcredit) t
  WHERE coalesce(applied_on, lent_on) IS NULL OR coalesce(applied_on, lent_on) <= $view_day
), applied AS (
  SELECT county_code, household_code, bool_or(is_lent) AS is_lent
  FROM (
    SELECT county_code, household_code, is_lent FROM loans WHERE household_code IS NOT NULL
    UNION ALL
    SELECT p.county_code, p.household_code, l.is_lent FROM $latest(monitored_persons) p
    JOIN loans l ON l.county_code = p.county_code AND l.person_id = substring(p.id_number, 1, 18)
  ) either
  GROUP BY county_code, household_code
)
SELECT w.place_code, w.place_name, w.county_code, w.household_code, w.household_code AS row_key, w.head_name, w.asked_on,
  w.wants_loan, w.wanted_cny, w.wanted_for, w.not_eligible_reason,
  CASE WHEN s.county_code IS NOT NULL THEN a.household_code IS NOT NULL END AS has_applied,
  CASE WHEN s.county_code IS NOT NULL THEN coalesce(a.is_lent, FALSE) END AS has_loan,
  w.absent_columns, w.refused_columns,
  w.source_file, w.source_hash, w.source_sheet, w.source_row
FROM $here(credit_wishes) w
LEFT JOIN sent s ON s.county_code = w.county_code
LEFT JOIN applied a ON a.county_code = w.county_code AND a.household_code = w.household_code

-- tables: microcredit, monitored_persons
-- period: none
-- One row a loan (wanted or lent) with its household, that of its borrower in the monitoring system where it names none, and the
-- borrower's age when it borrowed. Whether it was lent is unknown where there is an amount but no day.
WITH listed AS (
  SELECT DISTINCT county_code, substring(id_number, 1, 18) AS id_number FROM $here(microcredit) t
), known AS (
  SELECT p.county_code, l.id_number, min(p.household_code) AS household_code
  FROM $latest(monitored_persons) p
  JOIN listed l ON l.county_code = p.county_code AND l.id_number = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, l.id_number
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), dated AS (
  SELECT *, CASE WHEN lent_on IS NOT NULL THEN TRUE WHEN loan_cny > 0 THEN NULL ELSE $said(lent_on) END AS has_day
  FROM $here(microcredit) t
)
SELECT r.place_code, r.place_name, r.county_code, coalesce(r.household_code, k.household_code) AS household_code, r.loan_code AS row_key, r.loan_code, r.id_number,
  r.wanted_cny, r.loan_cny, r.applied_on, r.lent_on, r.due_on, r.purpose, r.is_overdue, r.refused_reason,
  coalesce(r.lent_on <= $view_day, r.has_day) AS is_lent,
  date_diff('day', r.applied_on, coalesce(r.lent_on, CASE WHEN NOT r.has_day THEN $view_day END)) AS decided_days,
  year(r.due_on) * 12 + month(r.due_on) - year(r.lent_on) * 12 - month(r.lent_on) AS loan_months,
  CAST(floor((year(r.lent_on) * 12 + month(r.lent_on) - CAST(substring(r.id_number, 7, 4) AS INTEGER) * 12
    - CAST(substring(r.id_number, 11, 2) AS INTEGER)) / 12.0) AS INTEGER) AS borrower_age,
  CASE WHEN e.county_code IS NOT NULL THEN k.id_number IS NOT NULL END AS is_in_export,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM dated r
LEFT JOIN exported e ON e.county_code = r.county_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.id_number = substring(r.id_number, 1, 18)

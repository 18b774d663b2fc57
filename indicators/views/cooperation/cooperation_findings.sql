-- tables: cooperation_audits
-- period: none
-- One row a problem found by last year's audit, examination or inspection, to be mended this year.
SELECT place_code, place_name, county_code, period, unit_name,
  CASE WHEN county_code IS NULL THEN '州直部门/' || coalesce(unit_name, '州级') END AS unit_key, county_code IS NULL AS is_department,
  finding_number, found_by, block, finding_text, is_mended, mended_on, coalesce(department, unit_name) AS department,
  absent_columns, refused_columns, source_file, source_hash, source_sheet, source_row
FROM cooperation_audits
WHERE $scope AND period = $year

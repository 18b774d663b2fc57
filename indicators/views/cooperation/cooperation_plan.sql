-- tables: cooperation_projects
-- period: none
-- One row a project planned for next year, and whether it is to begin, or has begun, by the month that the line asks for.
SELECT place_code, place_name, county_code, period, unit_name, project_code, project_name, block, amount_cny, planned_start_on,
  started_on, coalesce(started_on, planned_start_on) AS starts_on,
  (year(coalesce(started_on, planned_start_on)) - CAST(period AS INTEGER)) * 12 + month(coalesce(started_on, planned_start_on))
    AS start_month,
  coalesce(department, unit_name) AS department,
  absent_columns, refused_columns, source_file, source_hash, source_sheet, source_row
FROM cooperation_projects
WHERE $scope AND CAST(period AS INTEGER) = CAST($year AS INTEGER) + 1

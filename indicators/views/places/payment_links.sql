-- tables: fund_payments, fund_projects
-- One row a payment up to the day of view, with whether its project is in the project table of that county and year.
WITH known AS (
  SELECT DISTINCT county_code, period, project_code FROM fund_projects WHERE project_code IS NOT NULL AND $scope
)
SELECT p.*, known.project_code IS NOT NULL AS has_project
FROM (SELECT * FROM fund_payments WHERE $scope) p
LEFT JOIN known ON known.county_code = p.county_code AND known.period = p.period AND known.project_code = p.project_code
WHERE p.paid_on <= $view_day

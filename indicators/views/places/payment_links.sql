-- tables: fund_payments, fund_projects
-- One row a payment up to the day of view, with whether its project is in the project table of that county and year,
-- and of which source the project's rows are that it is paid from (project_source, '' for rows that name none; NULL where no
-- row fits). A payment that names no source belongs to the one source its project has; with several nobody can say which
-- (is_unsure, for every payment of such a project).
WITH sources AS (
  SELECT county_code, period, project_code, coalesce(fund_source, '') AS source,
    count(coalesce(adjusted_budget_cny, budget_cny)) > 0 AS has_budget
  FROM fund_projects WHERE project_code IS NOT NULL AND $scope GROUP BY ALL
), known AS (
  SELECT county_code, period, project_code, list(source) AS sources FROM sources GROUP BY ALL
), linked AS (
  SELECT p.*, known.project_code IS NOT NULL AS has_project,
    CASE
      WHEN list_contains(known.sources, p.fund_source) THEN p.fund_source
      WHEN len(known.sources) = 1 AND (p.fund_source IS NULL OR known.sources[1] = '') THEN known.sources[1]
      WHEN p.fund_source IS NOT NULL AND list_contains(known.sources, '') THEN ''
    END AS project_source,
    coalesce(bool_or(p.fund_source IS NULL AND len(known.sources) > 1)
      OVER (PARTITION BY p.county_code, p.period, p.project_code), false) AS is_unsure
  FROM (SELECT * FROM fund_payments WHERE $scope AND paid_on <= $view_day) p
  LEFT JOIN known ON known.county_code = p.county_code AND known.period = p.period AND known.project_code = p.project_code
)
SELECT linked.*, coalesce(sources.has_budget, false) AS has_budget
FROM linked
LEFT JOIN sources ON sources.county_code = linked.county_code AND sources.period = linked.period
  AND sources.project_code = linked.project_code AND sources.source = linked.project_source

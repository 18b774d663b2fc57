-- tables: fund_projects, fund_payments
-- One row a project and fund source (a batch, where money came in several): what was paid, started, finished and accepted
-- by the day of view. What was paid for a project from a source is shared out over its rows by their budgets, never
-- counted for each of them.
-- paid_cny is missing (not zero) where the county has no payment table for that year, where the project has no code, and
-- where a payment of the project names no source though the project has several; with one source it belongs to that.
-- Working days until the money was allocated, or until the day of view where it is not yet; missing where a date is wrong:
-- no money is allocated before it is issued.
WITH budgets AS (
  SELECT *, coalesce(adjusted_budget_cny, CASE WHEN coalesce(refused_columns, '') NOT LIKE '%,adjusted_budget_cny,%' THEN budget_cny END)
    AS final_budget_cny
  FROM fund_projects WHERE $scope
), projects AS (
  SELECT *, coalesce(fund_source, '') AS source, count(*) OVER own AS rows_alike, sum(final_budget_cny) OVER own AS budget_alike
  FROM budgets
  WINDOW own AS (PARTITION BY county_code, period, project_code, coalesce(fund_source, ''))
), known AS (
  SELECT county_code, period, project_code, list(DISTINCT source) AS sources
  FROM projects WHERE project_code IS NOT NULL GROUP BY ALL
), linked AS (
  SELECT p.*,
    CASE
      WHEN list_contains(known.sources, p.fund_source) THEN p.fund_source
      WHEN len(known.sources) = 1 AND (p.fund_source IS NULL OR known.sources[1] = '') THEN known.sources[1]
      WHEN p.fund_source IS NOT NULL AND list_contains(known.sources, '') THEN ''
    END AS source,
    p.fund_source IS NULL AND len(known.sources) > 1 AS is_unsure
  FROM (SELECT * FROM fund_payments WHERE paid_on <= $view_day AND $scope) p
  JOIN known ON known.county_code = p.county_code AND known.period = p.period AND known.project_code = p.project_code
), paid AS (
  SELECT county_code, period, project_code, source, sum(paid_cny) AS paid_cny, max(paid_on) AS last_paid_on,
         count(*) AS payments
  FROM linked WHERE NOT is_unsure
  GROUP BY ALL
), unsure AS (
  SELECT DISTINCT county_code, period, project_code FROM linked WHERE is_unsure
), reported AS (
  SELECT DISTINCT county_code, period FROM fund_payments WHERE $scope
)
SELECT
  p.* EXCLUDE (source, rows_alike, budget_alike),
  CASE
    WHEN r.county_code IS NULL OR p.project_code IS NULL OR u.project_code IS NOT NULL THEN NULL
    WHEN p.rows_alike = 1 THEN coalesce(paid.paid_cny, 0)
    WHEN p.budget_alike > 0 THEN coalesce(paid.paid_cny, 0) * coalesce(p.final_budget_cny, 0) / p.budget_alike
    ELSE coalesce(paid.paid_cny, 0) / p.rows_alike
  END AS paid_cny,
  paid.last_paid_on,
  coalesce(paid.payments, 0) AS payments,
  p.category = '产业发展' AS is_industry,
  coalesce(p.started_on <= $view_day, $said(p.started_on)) AS is_started,
  coalesce(p.finished_on <= $view_day, $said(p.finished_on)) AS is_finished,
  coalesce(p.accepted_on <= $view_day, $said(p.accepted_on)) AS is_accepted,
  coalesce(p.allocated_on <= $view_day, $said(p.allocated_on)) AS is_allocated,
  CASE
    WHEN p.allocated_on < p.issued_on THEN NULL
    WHEN p.allocated_on <= $view_day THEN c_to.workday_number
    WHEN $said(p.allocated_on) IS NULL THEN NULL
    WHEN p.issued_on <= $view_day THEN c_end.workday_number
    ELSE c_from.workday_number
  END - c_from.workday_number AS allocation_work_days
FROM projects p
LEFT JOIN reported r ON r.county_code = p.county_code AND r.period = p.period
LEFT JOIN unsure u ON u.county_code = p.county_code AND u.period = p.period AND u.project_code = p.project_code
LEFT JOIN paid ON paid.county_code = p.county_code AND paid.period = p.period AND paid.project_code = p.project_code
  AND paid.source = p.source
LEFT JOIN work_calendar c_from ON c_from.day = p.issued_on
LEFT JOIN work_calendar c_to ON c_to.day = p.allocated_on
LEFT JOIN work_calendar c_end ON c_end.day = $view_day

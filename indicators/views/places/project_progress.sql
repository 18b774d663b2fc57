-- tables: fund_projects, fund_payments
-- One row a project and fund source (a batch, where money came in several): what was paid, started, finished and accepted
-- by the day of view. What was paid for a project from a source is shared out over its rows by their budgets, never
-- counted for each of them.
-- paid_cny is missing (not zero) where the county has no payment table for that year. Working days until the money was
-- allocated, or until the day of view where it is not yet.
WITH paid AS (
  SELECT county_code, period, project_code, fund_source, sum(paid_cny) AS paid_cny, max(paid_on) AS last_paid_on,
         count(*) AS payments
  FROM fund_payments
  WHERE paid_on <= $view_day AND $scope
  GROUP BY ALL
), reported AS (
  SELECT DISTINCT county_code, period FROM fund_payments WHERE $scope
)
SELECT
  p.*,
  coalesce(p.adjusted_budget_cny, p.budget_cny) AS final_budget_cny,
  CASE WHEN r.county_code IS NOT NULL THEN coalesce(paid.paid_cny, 0) * CASE
    WHEN sum(coalesce(p.adjusted_budget_cny, p.budget_cny)) OVER same_money > 0
      THEN coalesce(p.adjusted_budget_cny, p.budget_cny, 0) / sum(coalesce(p.adjusted_budget_cny, p.budget_cny)) OVER same_money
    ELSE 1.0 / count(*) OVER same_money
  END END AS paid_cny,
  paid.last_paid_on,
  coalesce(paid.payments, 0) AS payments,
  p.category = '产业发展' AS is_industry,
  coalesce(p.started_on <= $view_day, false) AS is_started,
  coalesce(p.finished_on <= $view_day, false) AS is_finished,
  coalesce(p.accepted_on <= $view_day, false) AS is_accepted,
  coalesce(p.allocated_on <= $view_day, false) AS is_allocated,
  CASE
    WHEN p.allocated_on <= $view_day THEN c_to.workday_number
    WHEN p.issued_on <= $view_day THEN c_end.workday_number
    ELSE c_from.workday_number
  END - c_from.workday_number AS allocation_work_days
FROM (SELECT * FROM fund_projects WHERE $scope) p
LEFT JOIN reported r ON r.county_code = p.county_code AND r.period = p.period
LEFT JOIN paid ON paid.county_code = p.county_code AND paid.period = p.period AND paid.project_code = p.project_code
  AND paid.fund_source IS NOT DISTINCT FROM p.fund_source
LEFT JOIN work_calendar c_from ON c_from.day = p.issued_on
LEFT JOIN work_calendar c_to ON c_to.day = p.allocated_on
LEFT JOIN work_calendar c_end ON c_end.day = $view_day
WINDOW same_money AS (PARTITION BY p.county_code, p.period, p.project_code, p.fund_source)

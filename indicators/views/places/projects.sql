-- tables: fund_projects
-- One row a project, whatever number of sources pay for it: its money added up, and what had become of it by the day of
-- view. Where the parts of a project name different days, it begins with the first part and is due, finished and accepted
-- with the last: not before every part is.
WITH parts AS (
  SELECT *, coalesce(adjusted_budget_cny, CASE WHEN coalesce(refused_columns, '') NOT LIKE '%,adjusted_budget_cny,%' THEN budget_cny END)
    AS final_budget_cny
  FROM fund_projects WHERE $scope
), whole AS (
  SELECT county_code, period, project_code, project_name,
    arg_min(place_code, source_row) AS place_code,
    arg_min(place_name, source_row) AS place_name,
    string_agg(DISTINCT fund_source, '、' ORDER BY fund_source) AS fund_sources,
    arg_min(category, source_row) AS category,
    arg_min(site, source_row) AS site,
    arg_min(department, source_row) AS department,
    CASE WHEN count(*) = count(final_budget_cny) THEN sum(final_budget_cny) END AS final_budget_cny,
    min(planned_start_on) AS planned_start_on,
    min(started_on) AS started_on,
    max(planned_finish_on) AS planned_finish_on,
    CASE WHEN count(*) = count(finished_on) THEN max(finished_on) END AS finished_on,
    CASE WHEN count(*) = count(accepted_on) THEN max(accepted_on) END AS accepted_on,
    $unread, $first_source
  FROM parts
  GROUP BY county_code, period, project_code, project_name
)
SELECT place_code, place_name, county_code, period, project_code, project_name, fund_sources, category, site, department,
  final_budget_cny, planned_start_on, started_on, planned_finish_on, finished_on, accepted_on,
  category = '产业发展' AS is_industry,
  coalesce(started_on <= $view_day, $said(started_on)) AS is_started,
  coalesce(finished_on <= $view_day, $said(finished_on)) AS is_finished,
  coalesce(accepted_on <= $view_day, $said(accepted_on)) AS is_accepted,
  CASE WHEN planned_finish_on IS NOT NULL
    THEN coalesce(finished_on <= least(planned_finish_on, $view_day), $said(finished_on)) END AS is_on_time,
  CASE WHEN accepted_on <= $view_day AND accepted_on >= finished_on THEN date_diff('day', finished_on, accepted_on) END AS accept_days,
  absent_columns, refused_columns, source_file, source_hash, source_sheet, source_row
FROM whole

-- tables: village_facts, work_teams, grids
-- period: none
-- One row a village with its work team and its grids. The households of its grids are missing where one of them does not say
-- its own and the others do not make up the village's.
WITH teams AS (
  SELECT county_code, place_code, count(*) FILTER (WHERE is_staying) AS team_members,
    count(*) FILTER (WHERE is_staying IS NULL) AS members_unclear,
    count(*) FILTER (WHERE is_staying AND team_post = '第一书记') AS first_secretaries,
    count(*) FILTER (WHERE coalesce(is_staying, TRUE) AND (is_staying IS NULL OR team_post IS NULL)) AS secretaries_unclear
  FROM (
    SELECT county_code, place_code, team_post, coalesce(ended_on > $view_day, NOT $said(ended_on)) AS is_staying
    FROM $latest(work_teams) t
  ) sent GROUP BY county_code, place_code
), teamed AS (
  SELECT DISTINCT county_code FROM teams
), nets AS (
  SELECT county_code, place_code, count(*) AS grids, sum(households) AS grid_households,
    bool_or(households IS NULL) AS is_open
  FROM $latest(grids) t GROUP BY county_code, place_code
), netted AS (
  SELECT DISTINCT county_code FROM nets
)
SELECT v.place_code, v.place_name, v.county_code, CAST(NULL AS VARCHAR) AS household_code, v.place_code AS row_key,
  v.is_lifted, v.households, v.persons,
  CASE WHEN a.county_code IS NOT NULL AND NOT (coalesce(t.team_members, 0) = 0 AND coalesce(t.members_unclear, 0) > 0)
    THEN coalesce(t.team_members, 0) END AS team_members,
  CASE WHEN a.county_code IS NOT NULL AND NOT (coalesce(t.first_secretaries, 0) = 0 AND coalesce(t.secretaries_unclear, 0) > 0)
    THEN coalesce(t.first_secretaries, 0) END AS first_secretaries,
  CASE WHEN b.county_code IS NOT NULL THEN coalesce(n.grids, 0) END AS grids,
  CASE WHEN b.county_code IS NOT NULL AND NOT (coalesce(n.is_open, FALSE) AND coalesce(n.grid_households < v.households, TRUE))
    THEN coalesce(n.grid_households, 0) END AS grid_households,
  v.absent_columns, v.refused_columns,
  v.source_file, v.source_hash, v.source_sheet, v.source_row
FROM $here(village_facts) v
LEFT JOIN teamed a ON a.county_code = v.county_code
LEFT JOIN netted b ON b.county_code = v.county_code
LEFT JOIN teams t ON t.county_code = v.county_code AND t.place_code = v.place_code
LEFT JOIN nets n ON n.county_code = v.county_code AND n.place_code = v.place_code

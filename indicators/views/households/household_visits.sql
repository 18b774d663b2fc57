-- tables: monitored_persons, visits
-- period: none
-- One row a registered household with how often somebody came in the year up to the day of view; missing (not 0)
-- where the county has sent no visits.
WITH sent AS (
  SELECT DISTINCT county_code FROM $latest(visits) t
), homes AS (
  SELECT county_code, household_code, min(place_code) AS place_code, min(place_name) AS place_name,
    $unread, $first_source
  FROM $here(monitored_persons) t
  WHERE household_code IS NOT NULL
  GROUP BY county_code, household_code
), visited AS (
  SELECT county_code, household_code, count(*) AS visits, max(visited_on) AS last_visited_on
  FROM $latest(visits) t WHERE visited_on <= $view_day GROUP BY county_code, household_code
)
SELECT h.place_code, h.place_name, h.county_code, h.household_code, h.household_code AS row_key,
  CASE WHEN s.county_code IS NOT NULL THEN coalesce(v.visits, 0) END AS visits, v.last_visited_on,
  h.absent_columns, h.refused_columns,
  h.source_file, h.source_hash, h.source_sheet, h.source_row
FROM homes h
LEFT JOIN sent s ON s.county_code = h.county_code
LEFT JOIN visited v ON v.county_code = h.county_code AND v.household_code = h.household_code

-- tables: relocated_households, monitored_persons, migrant_work, public_posts
-- period: none
-- One row a relocated household of the development and reform office, with the same household in the monitoring system.
WITH listed AS (
  SELECT DISTINCT county_code, household_code FROM $here(relocated_households) t
), known AS (
  SELECT p.county_code, p.household_code, count(*) AS export_members, max(p.relocation_help) AS relocation_help
  FROM $latest(monitored_persons) p
  JOIN listed l ON l.county_code = p.county_code AND l.household_code = p.household_code
  GROUP BY p.county_code, p.household_code
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), working AS (
  SELECT w.county_code, w.household_code, count(*) FILTER (WHERE w.is_working) AS export_workers,
    bool_or(w.is_working IS NULL) AS is_open
  FROM $latest(migrant_work) w
  JOIN listed l ON l.county_code = w.county_code AND l.household_code = w.household_code
  GROUP BY w.county_code, w.household_code
), monitored_work AS (
  SELECT DISTINCT county_code FROM $latest(migrant_work) t
), posted AS (
  SELECT o.county_code, o.household_code, count(*) FILTER (WHERE coalesce(o.is_on_duty, NOT $said(o.is_on_duty))) AS posts,
    bool_or($said(o.is_on_duty) IS NULL) AS is_open
  FROM $latest(public_posts) o
  JOIN listed l ON l.county_code = o.county_code AND l.household_code = o.household_code
  GROUP BY o.county_code, o.household_code
)
SELECT r.place_code, r.place_name, r.county_code, r.household_code, r.household_code AS row_key, r.site_name, r.moved_on,
  r.members, r.labour, r.workers, r.is_old_house_removed, k.export_members, k.relocation_help,
  CASE WHEN e.county_code IS NOT NULL THEN k.household_code IS NOT NULL END AS is_in_export,
  m.county_code IS NOT NULL AS has_work,
  CASE WHEN m.county_code IS NOT NULL AND NOT (coalesce(w.is_open, FALSE) AND w.export_workers = 0)
    THEN coalesce(w.export_workers, 0) END AS export_workers,
  CASE WHEN NOT (coalesce(o.is_open, FALSE) AND o.posts = 0) THEN coalesce(o.posts, 0) END AS posts,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM $here(relocated_households) r
LEFT JOIN exported e ON e.county_code = r.county_code
LEFT JOIN monitored_work m ON m.county_code = r.county_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.household_code = r.household_code
LEFT JOIN working w ON w.county_code = r.county_code AND w.household_code = r.household_code
LEFT JOIN posted o ON o.county_code = r.county_code AND o.household_code = r.household_code

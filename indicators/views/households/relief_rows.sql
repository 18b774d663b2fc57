-- tables: temporary_relief, monitored_persons
-- period: none
-- One row a payment of temporary relief with the household it went to in the monitoring system. Who is not found there may be
-- somebody of the village whose number was not read: then nobody can say.
WITH listed AS (
  SELECT DISTINCT county_code, substring(id_number, 1, 18) AS id_number FROM $here(temporary_relief) t
), unread_villages AS (
  SELECT DISTINCT county_code, place_code FROM $latest(monitored_persons) t WHERE $said(id_number) IS NULL
), known AS (
  SELECT p.county_code, l.id_number, min(p.household_code) AS household_code, max(p.household_kind) AS household_kind,
    max(p.monitoring_kind) AS monitoring_kind, $any($said(p.monitoring_kind)) AS is_monitored
  FROM $latest(monitored_persons) p
  JOIN listed l ON l.county_code = p.county_code AND l.id_number = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, l.id_number
)
SELECT r.place_code, r.place_name, r.county_code, coalesce(k.household_code, r.household_code) AS household_code,
  r.id_number || '|' || coalesce(CAST(r.paid_on AS VARCHAR), '') AS row_key, r.id_number, r.paid_on, r.relief_cny, r.reason,
  k.household_kind, k.monitoring_kind, CASE WHEN k.id_number IS NOT NULL THEN TRUE WHEN u.place_code IS NULL THEN FALSE END AS is_in_export,
  CASE WHEN k.id_number IS NOT NULL THEN k.is_monitored WHEN u.place_code IS NULL THEN FALSE END AS is_monitored,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM $here(temporary_relief) r
LEFT JOIN unread_villages u ON u.county_code = r.county_code AND u.place_code = r.place_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.id_number = substring(r.id_number, 1, 18)

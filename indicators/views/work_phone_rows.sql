-- tables: migrant_work, monitored_persons
-- period: none
-- One row a household with members in the month's work table who have a phone of their own in the monitoring table: how many
-- households of the county's work table use one of its phones, and whether one phone belongs to members in different counties.
WITH persons AS (
  SELECT county_code, household_code, id_number, member_phone
  FROM $latest(monitored_persons) p
  WHERE member_phone IS NOT NULL AND id_number IS NOT NULL
), phones AS (
  SELECT w.county_code, w.household_code, p.member_phone, count(*) AS workers, min(w.work_county) AS first_county,
    max(w.work_county) AS last_county
  FROM $latest(migrant_work) w
  JOIN persons p
    ON p.id_number = w.id_number AND p.household_code = w.household_code AND p.county_code = w.county_code
  WHERE w.is_working
  GROUP BY w.county_code, w.household_code, p.member_phone
), shared AS (
  SELECT county_code, member_phone, count(*) AS households
  FROM phones GROUP BY county_code, member_phone HAVING count(*) > 1
), homes AS (
  SELECT f.county_code, f.household_code, max(coalesce(s.households, 1)) AS households_on_phone, max(f.workers) AS workers_on_phone,
    bool_or(coalesce(f.first_county <> f.last_county, FALSE)) AS has_phone_in_two_counties
  FROM phones f
  LEFT JOIN shared s ON s.county_code = f.county_code AND s.member_phone = f.member_phone
  GROUP BY f.county_code, f.household_code
), present AS (
  SELECT place_code, county_code, household_code, min(source_file) AS source_file, min(source_hash) AS source_hash,
    min(source_sheet) AS source_sheet, min(source_row) AS source_row
  FROM $here(migrant_work) w
  WHERE is_working
  GROUP BY place_code, county_code, household_code
)
SELECT r.place_code, r.county_code, r.household_code, r.household_code AS row_key,
  h.households_on_phone, h.workers_on_phone, h.has_phone_in_two_counties,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM present r
JOIN homes h ON h.county_code = r.county_code AND h.household_code = r.household_code

-- tables: migrant_work, monitored_persons
-- period: none
-- One row a household with members at work in the month's work table: the most households of the county's work table that
-- use one phone of its members at work (1 where nobody else does, or no phone is known), and whether one phone belongs to
-- members who work in different counties. Phones are those of the monitoring table.
WITH workers AS (
  SELECT w.county_code, w.household_code, w.work_county, p.member_phone
  FROM $latest(monitored_persons) p
  JOIN $latest(migrant_work) w
    ON substring(w.id_number, 1, 18) = substring(p.id_number, 1, 18) AND w.household_code = p.household_code AND w.county_code = p.county_code
  WHERE w.is_working AND p.member_phone IS NOT NULL
), repeated AS (
  SELECT county_code, member_phone FROM workers GROUP BY county_code, member_phone HAVING count(*) > 1
), uses AS (
  SELECT w.county_code, w.household_code, w.member_phone, count(*) AS workers, min(w.work_county) AS first_county,
    max(w.work_county) AS last_county
  FROM workers w
  JOIN repeated r ON r.county_code = w.county_code AND r.member_phone = w.member_phone
  GROUP BY w.county_code, w.household_code, w.member_phone
), shared AS (
  SELECT county_code, member_phone, count(*) AS households FROM uses GROUP BY county_code, member_phone
), homes AS (
  SELECT u.county_code, u.household_code, max(s.households) AS households_on_phone, max(u.workers) AS workers_on_phone,
    bool_or(coalesce(u.first_county <> u.last_county, FALSE)) AS has_phone_in_two_counties
  FROM uses u
  JOIN shared s ON s.county_code = u.county_code AND s.member_phone = u.member_phone
  GROUP BY u.county_code, u.household_code
), present AS (
  SELECT place_code, county_code, household_code, nullif(bool_or(is_working), FALSE) AS belongs, $unread, $first_source
  FROM $here(migrant_work) w
  WHERE coalesce(is_working, TRUE)
  GROUP BY place_code, county_code, household_code
)
SELECT r.place_code, r.county_code, r.household_code, r.household_code AS row_key, r.belongs,
  coalesce(h.households_on_phone, 1) AS households_on_phone,
  coalesce(h.workers_on_phone, 1) AS workers_on_phone,
  coalesce(h.has_phone_in_two_counties, FALSE) AS has_phone_in_two_counties,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM present r
LEFT JOIN homes h ON h.county_code = r.county_code AND h.household_code = r.household_code

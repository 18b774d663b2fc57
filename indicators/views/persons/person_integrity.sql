-- tables: monitored_persons, migrant_work
-- period: none
-- One row a registered person: what its own cells and its ID number say of each other, and who else uses its ID or phone.
-- Seventeen digits as a number pick out the few candidates quickly; whole ID numbers then decide.
WITH repeated_ids AS (
  SELECT TRY_CAST(substring(id_number, 1, 17) AS BIGINT) AS digits FROM $latest(monitored_persons) t
  GROUP BY TRY_CAST(substring(id_number, 1, 17) AS BIGINT) HAVING count(*) > 1
), shared_ids AS (
  SELECT t.county_code, t.id_number, min(t.household_code) AS first_household, max(t.household_code) AS last_household
  FROM $latest(monitored_persons) t
  JOIN repeated_ids r ON r.digits = TRY_CAST(substring(t.id_number, 1, 17) AS BIGINT)
  GROUP BY t.county_code, t.id_number HAVING min(t.household_code) <> max(t.household_code)
), repeated_phones AS (
  SELECT county_code, member_phone FROM $latest(monitored_persons) t
  WHERE member_phone IS NOT NULL GROUP BY county_code, member_phone HAVING count(*) > 1
), sharers AS (
  SELECT county_code, household_code, id_number, member_phone FROM $latest(monitored_persons) t
  WHERE (county_code, member_phone) IN (SELECT county_code, member_phone FROM repeated_phones)
), workers AS (
  SELECT t.county_code, substring(t.id_number, 1, 18) AS id_number, min(t.member_phone) AS member_phone, min(t.household_code) AS household_code
  FROM $latest(migrant_work) m
  JOIN sharers t ON t.county_code = m.county_code AND substring(t.id_number, 1, 18) = substring(m.id_number, 1, 18)
  WHERE m.is_working
  GROUP BY t.county_code, substring(t.id_number, 1, 18)
), worker_phones AS (
  SELECT county_code, member_phone, count(*) AS phone_workers, count(DISTINCT household_code) AS phone_households
  FROM workers GROUP BY county_code, member_phone
), persons AS (
  SELECT place_code, place_name, county_code, household_code, id_number, relation, sex, birth_month, included_month,
    removed_month, is_risk_removed, member_phone, work_place, absent_columns, refused_columns, source_file, source_hash, source_sheet, source_row,
    CAST(substring(birth_month, 1, 4) AS INTEGER) * 12 + CAST(substring(birth_month, 6, 2) AS INTEGER) AS born,
    substring(id_number, 7, 4) || '-' || substring(id_number, 11, 2) AS id_birth_month,
    CASE TRY_CAST(substring(id_number, 17, 1) AS INTEGER) % 2 WHEN 1 THEN '男' WHEN 0 THEN '女' END AS id_sex
  FROM $here(monitored_persons) t
)
SELECT p.place_code, p.place_name, p.county_code, p.household_code,
  coalesce(p.id_number, p.household_code || '/' || coalesce(p.relation, '') || coalesce(p.birth_month, '')) AS row_key,
  p.id_number, p.relation, p.sex, p.id_sex, p.birth_month, p.id_birth_month, p.included_month, p.removed_month,
  p.is_risk_removed, p.member_phone, p.work_place,
  p.birth_month > substring('$view_day_text', 1, 7) AS is_born_after,
  p.removed_month < p.included_month AS is_removed_before_included,
  CAST(floor(($month_number - p.born) / 12.0) AS INTEGER) AS age,
  s.id_number IS NOT NULL AS is_id_shared,
  CASE WHEN p.id_number IS NOT NULL THEN coalesce(s.first_household = p.household_code, FALSE) END AS is_first_of_shared_id,
  s.first_household, s.last_household,
  CASE WHEN p.member_phone IS NOT NULL THEN coalesce(w.phone_workers, 0) END AS phone_workers,
  coalesce(w.phone_households, 0) AS phone_households, k.id_number IS NOT NULL AS is_phone_worker,
  p.absent_columns, p.refused_columns,
  p.source_file, p.source_hash, p.source_sheet, p.source_row
FROM persons p
LEFT JOIN shared_ids s ON s.county_code = p.county_code AND s.id_number = p.id_number
LEFT JOIN worker_phones w ON w.county_code = p.county_code AND w.member_phone = p.member_phone
LEFT JOIN workers k ON k.county_code = p.county_code AND k.id_number = substring(p.id_number, 1, 18) AND k.member_phone = p.member_phone

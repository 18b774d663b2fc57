-- tables: monitored_persons, insured_next_year, low_income_register, disability_register, school_rolls, public_posts, rain_dew
-- period: none
-- One row a registered person with what the departments' tables say of the same ID number (first 18 characters).
-- A department's column is missing (not false) where the county has sent no such table, or where the person has no number
-- that could be looked up.
WITH departments AS (
  SELECT county_code, bool_or(what = 'insured') AS has_insured, bool_or(what = 'low') AS has_low,
    bool_or(what = 'disabled') AS has_disabled, bool_or(what = 'school') AS has_school,
    bool_or(what = 'post') AS has_posts, bool_or(what = 'rain') AS has_rain
  FROM (
    SELECT DISTINCT county_code, 'insured' AS what FROM $latest(insured_next_year) a
    UNION ALL SELECT DISTINCT county_code, 'low' AS what FROM $latest(low_income_register) b
    UNION ALL SELECT DISTINCT county_code, 'disabled' AS what FROM $latest(disability_register) c
    UNION ALL SELECT DISTINCT county_code, 'school' AS what FROM $latest(school_rolls) d
    UNION ALL SELECT DISTINCT county_code, 'post' AS what FROM $latest(public_posts) e
    UNION ALL SELECT DISTINCT county_code, 'rain' AS what FROM $latest(rain_dew) f
  ) sent
  GROUP BY county_code
), insured AS (
  SELECT county_code, substring(id_number, 1, 18) AS id_number, insurance_kind, is_paid, subsidy_cny
  FROM $latest(insured_next_year) t
), known AS (
  SELECT county_code, id_number, min(support_kind) AS support_kind, min(disability_level) AS disability_level,
    min(stage) AS stage, min(roll_state) AS roll_state,
    CASE WHEN bool_or(is_on_duty) THEN TRUE WHEN bool_and(is_on_duty IS NOT NULL OR what <> 'post') THEN FALSE END AS is_on_duty,
    CASE WHEN sum(aid_cny) > 0 OR bool_and(aid_cny IS NOT NULL OR what <> 'rain') THEN sum(aid_cny) END AS aid_cny,
    max(monthly_aid_cny) AS monthly_aid_cny, bool_or(has_allowance) AS has_allowance,
    bool_or(what = 'low') AS is_low, bool_or(what = 'disabled') AS is_disabled, bool_or(what = 'school') AS is_school,
    bool_or(what = 'rain') AS is_aided, bool_or(what = 'post') AS is_posted
  FROM (
    SELECT county_code, substring(id_number, 1, 18) AS id_number, support_kind, CAST(NULL AS VARCHAR) AS disability_level,
      CAST(NULL AS VARCHAR) AS stage, CAST(NULL AS VARCHAR) AS roll_state, CAST(NULL AS BOOLEAN) AS is_on_duty,
      CAST(NULL AS DOUBLE) AS aid_cny, monthly_aid_cny, CAST(NULL AS BOOLEAN) AS has_allowance, 'low' AS what
    FROM $latest(low_income_register) b
    UNION ALL
    SELECT county_code, substring(id_number, 1, 18), NULL, disability_level, NULL, NULL, NULL, NULL, NULL, has_allowance,
      'disabled'
    FROM $latest(disability_register) c
    UNION ALL
    SELECT county_code, substring(id_number, 1, 18), NULL, NULL, stage, roll_state, NULL, NULL, NULL, NULL, 'school'
    FROM $latest(school_rolls) d
    UNION ALL
    SELECT county_code, substring(id_number, 1, 18), NULL, NULL, NULL, NULL, is_on_duty, NULL, NULL,
      NULL, 'post'
    FROM $latest(public_posts) e
    UNION ALL
    SELECT county_code, substring(id_number, 1, 18), NULL, NULL, NULL, NULL, NULL, aid_cny, NULL, NULL, 'rain'
    FROM $latest(rain_dew) f
  ) told
  GROUP BY county_code, id_number
), persons AS (
  SELECT *, substring(id_number, 1, 18) AS person_id,
    CAST(substring(birth_month, 1, 4) AS INTEGER) * 12 + CAST(substring(birth_month, 6, 2) AS INTEGER) AS born,
    CAST(floor(($month_number - 9) / 12.0) AS INTEGER) * 12 + 8 AS school_starts
  FROM $here(monitored_persons) t
)
SELECT p.place_code, p.place_name, p.county_code, p.household_code,
  coalesce(p.id_number, p.household_code || '/' || coalesce(p.relation, '') || coalesce(p.birth_month, '')) AS row_key,
  p.id_number, p.relation, p.sex, p.birth_month, p.student_state, p.health, p.household_kind, p.monitoring_kind,
  p.education_help, p.low_income_policy, p.destitute_policy, p.public_post, p.work_place, p.is_school_dropout,
  p.has_resident_insurance, p.has_employee_insurance, p.has_resident_pension, p.has_employee_pension, p.health_help, p.security_help, p.included_month, p.is_risk_removed, p.removed_month,
  CAST(floor(($month_number - p.born) / 12.0) AS INTEGER) AS age,
  CAST(floor((p.school_starts - p.born) / 12.0) AS INTEGER) AS school_age,
  p.household_kind LIKE '%脱贫户%' AS is_lifted,
  $said(p.monitoring_kind) AS is_monitored,
  p.health LIKE '%残疾%' AS says_disabled,
  p.low_income_policy IN ('农村低保', '城市低保') AS says_low_income,
  p.destitute_policy NOT IN ('', '未享受', '否', '无') AS says_destitute,
  coalesce(p.public_post NOT IN ('', '否', '无'), $said(p.public_post)) AS says_post,
  p.absent_columns, p.refused_columns,
  coalesce(d.has_low, FALSE) AS has_low_income_list, coalesce(d.has_disabled, FALSE) AS has_disability_list,
  coalesce(d.has_school, FALSE) AS has_rolls, coalesce(d.has_posts, FALSE) AS has_post_list, coalesce(d.has_rain, FALSE) AS has_aid_list,
  CASE WHEN d.has_insured AND p.id_number IS NOT NULL THEN i.id_number IS NOT NULL END AS is_on_insured_list,
  CASE WHEN d.has_insured AND p.id_number IS NOT NULL THEN CASE WHEN i.id_number IS NULL THEN '未参保' ELSE i.insurance_kind END END AS insurance_kind,
  CASE WHEN d.has_insured AND p.id_number IS NOT NULL THEN i.id_number IS NOT NULL AND (i.insurance_kind = '城镇职工' OR (i.insurance_kind = '城乡居民' AND i.is_paid)) END AS is_insured_next_year,
  CASE WHEN d.has_insured AND p.id_number IS NOT NULL THEN CASE WHEN i.id_number IS NULL THEN 0 ELSE i.subsidy_cny END END AS subsidy_cny,
  CASE WHEN d.has_low AND p.id_number IS NOT NULL THEN k.support_kind END AS support_kind,
  CASE WHEN d.has_low AND p.id_number IS NOT NULL THEN coalesce(k.is_low, FALSE) AND k.support_kind LIKE '%低保' END AS is_on_low_income_list,
  CASE WHEN d.has_low AND p.id_number IS NOT NULL THEN coalesce(k.is_low, FALSE) AND k.support_kind = '特困供养' END AS is_on_destitute_list,
  CASE WHEN d.has_disabled AND p.id_number IS NOT NULL THEN k.disability_level END AS disability_level,
  CASE WHEN d.has_disabled AND p.id_number IS NOT NULL THEN coalesce(k.is_disabled, FALSE) END AS is_on_disability_list,
  CASE WHEN d.has_school AND p.id_number IS NOT NULL THEN k.stage END AS stage,
  CASE WHEN d.has_school AND p.id_number IS NOT NULL THEN k.roll_state END AS roll_state,
  CASE WHEN d.has_school AND p.id_number IS NOT NULL THEN coalesce(k.is_school, FALSE) END AS is_on_roll,
  CASE WHEN d.has_posts AND p.id_number IS NOT NULL THEN coalesce(k.is_posted, FALSE) END AS is_on_post_list,
  CASE WHEN d.has_posts AND p.id_number IS NOT NULL THEN CASE WHEN k.is_posted THEN k.is_on_duty ELSE FALSE END END AS is_on_duty,
  CASE WHEN d.has_rain AND p.id_number IS NOT NULL THEN CASE WHEN k.is_aided THEN k.aid_cny ELSE 0 END END AS aid_cny,
  CASE WHEN d.has_low AND p.id_number IS NOT NULL THEN CASE WHEN k.is_low THEN k.monthly_aid_cny ELSE 0 END END AS monthly_aid_cny,
  CASE WHEN d.has_disabled AND p.id_number IS NOT NULL THEN CASE WHEN k.is_disabled THEN k.has_allowance ELSE FALSE END END AS has_allowance,
  p.source_file, p.source_hash, p.source_sheet, p.source_row
FROM persons p
LEFT JOIN departments d ON d.county_code = p.county_code
LEFT JOIN insured i ON i.county_code = p.county_code AND i.id_number = p.person_id
LEFT JOIN known k ON k.county_code = p.county_code AND k.id_number = p.person_id

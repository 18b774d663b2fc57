-- tables: monitored_persons, migrant_work, house_grades, places
-- period: none
-- One row a monitored household (监测对象户): its facts, what its members are, the help written down for it, its members'
-- rows of the month's work table, and the grade of its house. Where members' rows differ, a yes on any of them counts, and
-- the largest figure. Month numbers are year*12+month.
-- What another table says is missing (not false, not zero) where the county has sent no such table; work is missing where
-- nobody can say of a member whether he works or did, work outside the county also where the place of work is not said of one
-- who may work there, or the county's name is not in the place table. A measure that is not ticked is none; what members are
-- is unknown while one of them does not say it and no other is.
WITH members AS (
  SELECT p.*,
    CASE WHEN $said(risk_1) IS NOT NULL THEN concat_ws(',', risk_1, risk_2, risk_3, risk_4, risk_5) END AS risks,
    nullif(NOT $read(risk_1, risk_2, risk_3, risk_4, risk_5), TRUE) AS has_other_risk,
    coalesce(industry_help <> '其他', $said(industry_help)) OR coalesce(finance_help <> '其他', $said(finance_help))
      OR $said(post_help) OR coalesce(
        job_help NOT IN ('其他', '技能培训', '其他,技能培训', '技能培训,其他'), $said(job_help)
      ) AS is_named_development,
    $said(health_help, education_help, social_help, relocation_help, housing_help, water_help, schooling_help,
      infrastructure_help, living_help, industry_help, job_help, finance_help, post_help) AS is_helped_more
  FROM $here(monitored_persons) p
  WHERE coalesce($said(monitoring_kind), TRUE)
), homes AS (
  SELECT place_code, county_code, household_code,
    nullif(bool_or(monitoring_kind IS NOT NULL), FALSE) AS belongs,
    $any(household_kind LIKE '%脱贫户%') AS is_lifted,
    NOT $any(coalesce(is_risk_removed, $said(is_risk_removed))) AS is_active_risk,
    min(included_month) AS included_month,
    max(removed_month) AS removed_month,
    max(risks) AS risks,
    $any(risks LIKE '%务工就业不稳%' OR has_other_risk) AS has_job_risk,
    $any(risks LIKE '%因病%' OR has_other_risk) AS has_illness_risk,
    $any(risks LIKE '%饮水%' OR has_other_risk) AS has_water_risk,
    max(farmland_mu) AS farmland_mu,
    max(woodland_mu) AS woodland_mu,
    max(returned_land_mu) AS returned_land_mu,
    max(orchard_mu) AS orchard_mu,
    max(pasture_mu) AS pasture_mu,
    max(water_area_mu) AS water_area_mu,
    max(road_distance_km) AS road_distance_km,
    max(income_per_person_cny) AS income_per_person_cny,
    max(wage_income_cny) AS wage_income_cny,
    max(out_of_pocket_cny) AS out_of_pocket_cny,
    bool_or(is_unsafe_house) AS is_unsafe_house,
    bool_or(has_safe_water) AS has_safe_water,
    $any($said(contact_name)) AND $any($said(contact_phone)) AS has_contact,
    bool_or(is_house_damaged_since) AS is_house_damaged_since,
    bool_or(is_water_damaged_since) AS is_water_damaged_since,
    max(industry_help) AS industry_help,
    max(job_help) AS job_help,
    max(finance_help) AS finance_help,
    max(post_help) AS post_help,
    max(education_help) AS education_help,
    max(relocation_help) AS relocation_help,
    max(water_help) AS water_help,
    max(security_help) AS security_help,
    $any(is_helped_more) AS has_more_help,
    $any(is_named_development) AS has_named_development,
    $any(coalesce(job_help LIKE '%外出务工补贴%', $said(job_help))) AS has_travel_help,
    $any(coalesce(job_help LIKE '%劳务输出%', $said(job_help))) AS has_placement_help,
    $any(coalesce(education_help LIKE '%雨露计划%', $said(education_help))) AS has_rain_dew_help,
    $any(coalesce(security_help LIKE '%低保%', $said(security_help))) AS has_low_income_help,
    $any(coalesce(security_help LIKE '%特困%', $said(security_help))) AS has_destitute_help,
    $any(coalesce(security_help LIKE '%残疾人补贴%', $said(security_help))) AS has_disability_help,
    bool_or(has_development_help) AS has_development_help,
    bool_or(is_no_labour_household) AS is_no_labour_household,
    count(*) AS members,
    $any(labour_skill IN ('普通劳动力', '技能劳动力')) AS has_full_labour,
    $any(labour_skill IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力')) AS has_labour,
    $any(health LIKE '%大病%' OR health LIKE '%慢性病%') AS has_ill,
    $any(low_income_policy LIKE '%低保%' AND low_income_policy NOT LIKE '未%') AS has_low_income,
    $any(low_income_policy LIKE '%低保%' AND low_income_policy NOT LIKE '未%' AND low_income_policy NOT LIKE '%城市%')
      AS has_rural_low_income,
    $any(destitute_policy NOT LIKE '未%' AND destitute_policy NOT IN ('否', '无')) AS has_destitute,
    $any(substring(id_number, 20, 1) IN ('1', '2')) AS has_severe_disability,
    $any(coalesce(student_state LIKE '%中职%' OR student_state LIKE '%高职%', $said(student_state))) AS has_vocational_student,
    $unread,
    $first_source
  FROM members
  GROUP BY place_code, county_code, household_code
), jobs AS (
  SELECT w.county_code, w.household_code, w.transport_subsidy_cny, p.name IS NOT NULL AS is_county_known,
    w.work_county NOT LIKE '%' || p.name || '%' AS is_outside,
    w.is_working OR $said(w.work_county, w.employer, w.work_started_month, w.work_ended_month) AS is_told,
    w.work_ended_month IS NULL AND (w.is_working IS NULL OR (NOT w.is_working AND $said(w.work_ended_month) IS NULL)
      OR coalesce(w.refused_columns, '') LIKE '%,work_ended_month,%') AS is_open,
    CASE
      WHEN w.work_ended_month IS NOT NULL THEN
        CAST(substring(w.work_ended_month, 1, 4) AS INTEGER) * 12 + CAST(substring(w.work_ended_month, 6, 2) AS INTEGER)
      WHEN w.is_working AND coalesce(w.refused_columns, '') NOT LIKE '%,work_ended_month,%' THEN $month_number
    END AS last_number
  FROM $latest(migrant_work) w
  LEFT JOIN places p ON p.code = w.county_code
  WHERE (w.county_code, w.household_code) IN (SELECT county_code, household_code FROM homes)
), work AS (
  SELECT county_code, household_code, count(*) AS work_rows, max(last_number) AS last_work_number,
    max(CASE WHEN is_outside THEN last_number END) AS last_outside_number, bool_and(is_county_known) AS is_county_known,
    $any(is_told) AS is_work_told, bool_or(is_open) AS is_work_open, bool_or(is_open AND coalesce(is_outside, TRUE)) AS is_outside_open,
    max(CASE WHEN is_outside IS NULL THEN last_number END) AS last_somewhere_number,
    sum(transport_subsidy_cny) AS transport_subsidy_cny
  FROM jobs GROUP BY county_code, household_code
), grades AS (
  SELECT county_code, household_code, grade, coalesce(is_occupied, NOT $said(is_occupied)) AS is_occupied,
    coalesce(rebuilt_on > $view_day, NOT $said(rebuilt_on)) AS is_as_graded FROM $latest(house_grades) t
  WHERE (county_code, household_code) IN (SELECT county_code, household_code FROM homes)
), work_sent AS (
  SELECT DISTINCT county_code FROM $latest(migrant_work) w
), numbered AS (
  SELECT h.*, w.work_rows, w.last_work_number, w.last_outside_number, w.is_county_known, w.transport_subsidy_cny,
    w.is_work_told, w.is_work_open, w.is_outside_open, w.last_somewhere_number,
    s.county_code IS NOT NULL AS is_work_sent, g.grade AS house_grade,
    CASE
      WHEN g.grade IS NOT NULL THEN
        g.grade IN ('C', 'D') AND g.is_occupied AND g.is_as_graded
    END AS is_graded_unsafe,
    CAST(substring(h.included_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(h.included_month, 6, 2) AS INTEGER) AS included_number,
    CAST(substring(h.removed_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(h.removed_month, 6, 2) AS INTEGER) AS removed_number
  FROM homes h
  LEFT JOIN work w ON w.county_code = h.county_code AND w.household_code = h.household_code
  LEFT JOIN work_sent s ON s.county_code = h.county_code
  LEFT JOIN grades g ON g.county_code = h.county_code AND g.household_code = h.household_code
)
SELECT n.place_code, n.county_code, n.household_code, n.household_code AS row_key, n.belongs,
  n.is_lifted, n.is_active_risk, n.included_month, n.removed_month, n.included_number, n.removed_number, n.risks,
  n.has_job_risk, n.has_illness_risk, n.has_water_risk,
  n.farmland_mu, n.woodland_mu, n.returned_land_mu, n.orchard_mu, n.pasture_mu, n.water_area_mu, n.road_distance_km,
  n.income_per_person_cny, n.wage_income_cny, n.out_of_pocket_cny, n.is_unsafe_house, n.has_safe_water, n.has_contact,
  n.house_grade, n.is_graded_unsafe,
  n.industry_help, n.job_help, n.finance_help, n.post_help, n.education_help, n.relocation_help, n.water_help,
  n.security_help, n.has_more_help, n.has_development_help, n.is_no_labour_household,
  n.has_named_development, n.has_travel_help, n.has_placement_help, n.has_rain_dew_help, n.has_low_income_help,
  n.has_destitute_help, n.has_disability_help,
  n.members, n.has_full_labour, n.has_labour, n.has_ill, n.has_low_income, n.has_rural_low_income, n.has_destitute,
  n.has_severe_disability, n.is_house_damaged_since, n.is_water_damaged_since, n.absent_columns, n.refused_columns,
  n.has_vocational_student,
  CASE WHEN n.is_work_sent THEN coalesce(n.work_rows, 0) END AS work_rows,
  CASE WHEN n.is_work_sent AND n.work_rows IS NULL THEN FALSE ELSE n.is_work_told END AS has_work_told,
  CASE WHEN n.is_work_sent THEN coalesce(n.transport_subsidy_cny, 0) END AS transport_subsidy_cny,
  CASE
    WHEN n.is_work_open AND NOT coalesce(n.last_work_number >= n.included_number, FALSE) THEN NULL
    WHEN n.is_work_sent AND n.last_work_number IS NULL THEN FALSE
    ELSE n.last_work_number >= n.included_number
  END AS has_worked,
  CASE
    WHEN n.is_work_sent AND n.work_rows IS NULL THEN FALSE
    WHEN NOT n.is_county_known THEN NULL
    WHEN n.last_outside_number >= n.included_number THEN TRUE
    WHEN n.is_outside_open OR NOT coalesce(n.last_somewhere_number < n.included_number, n.last_somewhere_number IS NULL) THEN NULL
    WHEN n.is_work_sent AND n.last_outside_number IS NULL THEN FALSE
    ELSE n.last_outside_number >= n.included_number
  END AS has_worked_outside,
  n.source_file, n.source_hash, n.source_sheet, n.source_row
FROM numbered n

-- tables: monitored_persons, helpers, visits, house_grades, relocated_households
-- period: none
-- One row a registered household with its helpers, visits, house and removal as the departments' tables have them.
-- A department's column is missing (not false) where the county has sent no such table. A home's village is the first, its
-- phone the largest of its members' rows.
WITH departments AS (
  SELECT county_code, bool_or(what = 'helpers') AS has_helpers, bool_or(what = 'visits') AS has_visits,
    bool_or(what = 'grades') AS has_grades, bool_or(what = 'moved') AS has_moved
  FROM (
    SELECT DISTINCT county_code, 'helpers' AS what FROM $latest(helpers) a
    UNION ALL SELECT DISTINCT county_code, 'visits' AS what FROM $latest(visits) b
    UNION ALL SELECT DISTINCT county_code, 'grades' AS what FROM $latest(house_grades) c
    UNION ALL SELECT DISTINCT county_code, 'moved' AS what FROM $latest(relocated_households) d
  ) sent
  GROUP BY county_code
), homes AS (
  SELECT county_code, household_code, min(place_code) AS place_code, min(place_name) AS place_name,
    nullif(max(place_code), min(place_code)) AS other_place_code,
    count(*) AS members, count(*) FILTER (WHERE relation = '户主') AS heads, max(household_kind) AS household_kind,
    max(monitoring_kind) AS monitoring_kind, min(included_month) AS included_month, max(removed_month) AS removed_month,
    bool_or(is_risk_removed) AS is_risk_removed, max(removal_way) AS removal_way,
    bool_or(is_no_labour_household) AS is_no_labour_household, min(income_per_person_cny) AS income_per_person_cny,
    bool_and(has_safe_water) AS has_safe_water, bool_or(is_unsafe_house) AS is_unsafe_house,
    max(household_phone) AS household_phone, max(relocation_help) AS relocation_help,
    $any($said(industry_help, job_help, finance_help, post_help, health_help, education_help, social_help,
      security_help, relocation_help, housing_help, water_help, schooling_help, infrastructure_help, living_help
    ) OR coalesce(has_development_help, $said(has_development_help))) AS has_any_help,
    $any($said(monitoring_kind)) AS is_monitored,
    $any(coalesce(is_risk_removed, $said(is_risk_removed))) AS is_removed,
    count(*) FILTER (WHERE relation IS NULL) AS members_unrelated,
    $unread,
    $first_source
  FROM $latest(monitored_persons) t
  WHERE household_code IS NOT NULL
  GROUP BY county_code, household_code
), phones AS (
  SELECT county_code, household_phone, count(*) AS phone_households FROM homes
  WHERE household_phone IS NOT NULL GROUP BY county_code, household_phone HAVING count(*) > 1
), helped AS (
  SELECT county_code, household_code, count(*) AS helpers,
    count(*) FILTER (WHERE helper_state = '在岗' AND coalesce(ended_on > $view_day, NOT $said(ended_on))) AS helpers_on_duty,
    count(*) FILTER (WHERE (helper_state = '在岗' AND coalesce(ended_on > $view_day, NOT $said(ended_on))) IS NULL) AS helpers_unclear,
    max(CASE WHEN helper_state <> '在岗' THEN helper_state END) AS gone_state, max(helper_unit) AS helper_unit
  FROM $latest(helpers) t GROUP BY county_code, household_code
), visited AS (
  SELECT county_code, household_code, count(*) AS visits, max(visited_on) AS last_visited_on
  FROM $latest(visits) t WHERE visited_on <= $view_day GROUP BY county_code, household_code
), graded AS (
  SELECT county_code, household_code, max(grade) AS grade, bool_or(is_occupied) AS is_occupied, max(rebuilt_on) AS rebuilt_on,
    bool_and(coalesce(rebuilt_on > $view_day, NOT $said(rebuilt_on))) AS is_as_graded
  FROM $latest(house_grades) t GROUP BY county_code, household_code
), moved AS (
  SELECT county_code, household_code, max(site_name) AS site_name, max(moved_on) AS moved_on
  FROM $latest(relocated_households) t GROUP BY county_code, household_code
)
SELECT h.place_code, h.place_name, h.county_code, h.household_code, h.household_code AS row_key,
  h.members, h.heads, h.household_kind, h.monitoring_kind, h.included_month, h.removed_month, h.is_risk_removed,
  h.removal_way, h.is_no_labour_household, h.income_per_person_cny, h.has_safe_water, h.is_unsafe_house,
  h.household_phone, h.relocation_help, h.has_any_help,
  h.household_kind LIKE '%脱贫户%' AS is_lifted,
  h.is_monitored, h.is_monitored AND NOT h.is_removed AS is_active_risk, h.members_unrelated,
  h.absent_columns, h.refused_columns,
  CAST(substring(h.included_month, 1, 4) AS INTEGER) * 12 + CAST(substring(h.included_month, 6, 2) AS INTEGER) AS included_number,
  h.other_place_code, h.other_place_code IS NOT NULL AS is_in_two_villages,
  CASE WHEN h.household_phone IS NOT NULL THEN coalesce(n.phone_households, 1) END AS phone_households,
  CASE WHEN d.has_helpers THEN coalesce(a.helpers, 0) END AS helpers,
  CASE WHEN d.has_helpers AND NOT (coalesce(a.helpers_on_duty, 0) = 0 AND coalesce(a.helpers_unclear, 0) > 0)
    THEN coalesce(a.helpers_on_duty, 0) END AS helpers_on_duty,
  a.gone_state, a.helper_unit,
  CASE WHEN d.has_visits THEN coalesce(v.visits, 0) END AS visits, v.last_visited_on,
  CASE WHEN d.has_grades THEN g.household_code IS NOT NULL END AS is_on_house_list, g.grade, g.is_occupied, g.rebuilt_on,
  g.grade IN ('C', 'D') AND g.is_as_graded AS is_graded_unsafe,
  CASE WHEN d.has_moved THEN m.household_code IS NOT NULL END AS is_on_relocation_list, m.site_name,
  h.source_file, h.source_hash, h.source_sheet, h.source_row
FROM homes h
LEFT JOIN departments d ON d.county_code = h.county_code
LEFT JOIN phones n ON n.county_code = h.county_code AND n.household_phone = h.household_phone
LEFT JOIN helped a ON a.county_code = h.county_code AND a.household_code = h.household_code
LEFT JOIN visited v ON v.county_code = h.county_code AND v.household_code = h.household_code
LEFT JOIN graded g ON g.county_code = h.county_code AND g.household_code = h.household_code
LEFT JOIN moved m ON m.county_code = h.county_code AND m.household_code = h.household_code

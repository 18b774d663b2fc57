-- tables: work_plans, monitored_persons, migrant_work, public_posts
-- period: none
-- One row a person of the month's table of planned work: whether it wants work (plans to work, or asks for a post), is able
-- to, and has any (is at work, or holds a public post). Whether it has none is missing where the county has sent no table of
-- work, and where a row about it does not say; whether it is able is missing where the monitoring system does not say.
WITH persons AS (
  SELECT p.county_code, w.person_id, max(p.household_kind) AS household_kind, max(p.labour_skill) AS labour_skill,
    max(p.student_state) AS student_state, max(p.public_post) AS public_post,
    bool_or($said(p.public_post) IS NULL) AS is_post_unread,
    max(CAST(substring(p.birth_month, 1, 4) AS INTEGER) * 12 + CAST(substring(p.birth_month, 6, 2) AS INTEGER)) AS born
  FROM $latest(monitored_persons) p
  JOIN (SELECT DISTINCT county_code, substring(id_number, 1, 18) AS person_id FROM $here(work_plans) t) w
    ON w.county_code = p.county_code AND w.person_id = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, w.person_id
), sent AS (
  SELECT DISTINCT county_code FROM $latest(migrant_work) t
), working AS (
  SELECT county_code, person_id, bool_or(works) AS is_so, bool_or(works IS NULL) AS is_open
  FROM (
    SELECT county_code, substring(id_number, 1, 18) AS person_id, is_working
      AND coalesce(work_ended_month >= substring('$view_day_text', 1, 7), NOT $said(work_ended_month)) AS works
    FROM $latest(migrant_work) t
  ) told GROUP BY county_code, person_id
), holding AS (
  SELECT county_code, person_id, bool_or(serves) AS is_so, bool_or(serves IS NULL) AS is_open
  FROM (
    SELECT county_code, substring(id_number, 1, 18) AS person_id, coalesce(is_on_duty, NOT $said(is_on_duty))
      AND coalesce(ended_month >= substring('$view_day_text', 1, 7), NOT $said(ended_month)) AS serves
    FROM $latest(public_posts) t
  ) told GROUP BY county_code, person_id
)
SELECT w.place_code, w.place_name, w.county_code, w.household_code, coalesce(w.id_number, w.household_code || '/') AS row_key,
  w.id_number, w.plans_to_work, w.planned_county, w.service_wanted, p.household_kind, p.labour_skill,
  CAST(floor(($month_number - p.born) / 12.0) AS INTEGER) AS age,
  w.plans_to_work OR w.service_wanted LIKE '%岗位%' AS wants_work,
  p.labour_skill IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力') AND p.student_state IS NULL AS is_able,
  CASE
    WHEN k.is_so OR h.is_so OR coalesce(p.public_post, '') NOT IN ('', '否', '无') THEN TRUE
    WHEN s.county_code IS NOT NULL AND NOT coalesce(k.is_open, FALSE) AND NOT coalesce(h.is_open, FALSE)
      AND NOT coalesce(p.is_post_unread, FALSE) THEN FALSE
  END AS is_employed,
  w.absent_columns, w.refused_columns,
  w.source_file, w.source_hash, w.source_sheet, w.source_row
FROM $here(work_plans) w
LEFT JOIN persons p ON p.county_code = w.county_code AND p.person_id = substring(w.id_number, 1, 18)
LEFT JOIN sent s ON s.county_code = w.county_code
LEFT JOIN working k ON k.county_code = w.county_code AND k.person_id = substring(w.id_number, 1, 18)
LEFT JOIN holding h ON h.county_code = w.county_code AND h.person_id = substring(w.id_number, 1, 18)

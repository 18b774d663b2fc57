-- tables: migrant_work, public_posts, hospital_stays, school_rolls, visits, places
-- period: none
-- One row a person whom the month's table of work has at work outside the province, with what the county's own tables say of
-- the same person at home in the meantime, from the month after the work began until it ended: on duty in a public post,
-- work found through a local workshop, a stay in a hospital of the county, a roll of a local school, a visit at which it was
-- met. Missing (not false) where none of those tables has come, or a cell that would say it was not read. The words in
-- local_records say which.
WITH working AS (
  SELECT w.*, substring(w.id_number, 1, 18) AS person_id, substring(w.work_county, 1, 2) AS work_province,
    CAST(substring(w.work_started_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(w.work_started_month, 6, 2) AS INTEGER) AS started_number,
    $said(w.work_started_month) AS is_start_said,
    coalesce(CAST(substring(w.work_ended_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(w.work_ended_month, 6, 2) AS INTEGER), CASE WHEN NOT $said(w.work_ended_month) THEN $month_number + 1 END)
      AS ended_number,
    '11北京12天津13河北14山西15内蒙21辽宁22吉林23黑龙31上海32江苏33浙江34安徽35福建36江西37山东41河南42湖北43湖南44广东45广西'
      || '46海南50重庆51四川52贵州53云南54西藏61陕西62甘肃63青海64宁夏65新疆' AS provinces
  FROM $here(migrant_work) w
  WHERE coalesce(w.is_working, TRUE)
), away AS (
  SELECT *, nullif(is_working AND is_outside, FALSE) AS belongs
  FROM (
    SELECT *, coalesce(length(work_county) > 1 AND provinces LIKE '%' || work_province || '%'
      AND NOT provinces LIKE '%' || substring(county_code, 1, 2) || work_province || '%', CASE WHEN work_county <> '' THEN FALSE END)
      AS is_outside
    FROM working
  ) placed
  WHERE coalesce(is_outside, TRUE)
), sent AS (
  SELECT DISTINCT county_code FROM $latest(public_posts) a
  UNION SELECT DISTINCT county_code FROM $latest(hospital_stays) b
  UNION SELECT DISTINCT county_code FROM $latest(school_rolls) c
), counties AS (
  SELECT code AS county_code, min(substring(name, 1, 2)) AS county_name FROM places t WHERE level = 'county' GROUP BY code
), holding AS (
  SELECT county_code, substring(id_number, 1, 18) AS person_id, min(post_name) AS post_name FROM $latest(public_posts) t
  WHERE coalesce(is_on_duty, TRUE) AND (ended_month IS NULL OR ended_month >= substring('$view_day_text', 1, 7))
  GROUP BY county_code, substring(id_number, 1, 18)
), treated AS (
  SELECT county_code, person_id, min(admitted_on) FILTER (WHERE is_meanwhile AND is_local) AS admitted_on,
    bool_or((is_meanwhile AND is_local) IS NULL) AS is_open
  FROM (
  SELECT a.county_code, a.person_id, s.admitted_on,
    a.is_start_said AND year(s.admitted_on) * 12 + month(s.admitted_on) > a.started_number
      AND year(s.admitted_on) * 12 + month(s.admitted_on) < a.ended_number AS is_meanwhile,
    coalesce(substring(s.hospital, 1, 1) IN ('县', '州', '市', '区', '村') OR s.hospital LIKE '镇中心%' OR s.hospital LIKE '镇卫生%'
      OR s.hospital LIKE '乡镇%' OR s.hospital LIKE '乡中心%' OR s.hospital LIKE '乡卫生%'
      OR coalesce(s.hospital LIKE c.county_name || '%', CASE WHEN s.hospital IS NOT NULL THEN FALSE END), $said(s.hospital))
      AS is_local
  FROM away a
  JOIN $latest(hospital_stays) s ON s.county_code = a.county_code AND substring(s.id_number, 1, 18) = a.person_id
  LEFT JOIN counties c ON c.county_code = a.county_code
  WHERE s.admitted_on <= $view_day
  ) stays
  GROUP BY county_code, person_id
), enrolled AS (
  SELECT county_code, substring(id_number, 1, 18) AS person_id,
    bool_or(roll_state = '在读' AND stage IN ('学前教育', '小学', '初中', '高中')) AS is_at_school,
    bool_or((roll_state = '在读' AND stage IN ('学前教育', '小学', '初中', '高中')) IS NULL) AS is_open
  FROM $latest(school_rolls) t
  GROUP BY county_code, substring(id_number, 1, 18)
), met AS (
  SELECT county_code, person_id, max(visited_on) FILTER (WHERE is_meanwhile) AS visited_on, bool_or(is_meanwhile IS NULL) AS is_open
  FROM (
  SELECT a.county_code, a.person_id, v.visited_on,
    a.is_start_said AND year(v.visited_on) * 12 + month(v.visited_on) > a.started_number
      AND year(v.visited_on) * 12 + month(v.visited_on) < a.ended_number AS is_meanwhile
  FROM away a
  JOIN $latest(visits) v ON v.county_code = a.county_code AND substring(v.met_id_number, 1, 18) = a.person_id
  WHERE v.visited_on <= $view_day
  ) visited
  GROUP BY county_code, person_id
), told AS (
  SELECT a.*,
    concat_ws('、',
      CASE WHEN h.person_id IS NOT NULL THEN concat('公益岗在岗：', h.post_name) END,
      CASE WHEN a.job_channel LIKE '%车间%' THEN '由帮扶车间吸纳' END,
      CASE WHEN t.admitted_on IS NOT NULL THEN concat('本地住院：', CAST(t.admitted_on AS VARCHAR)) END,
      CASE WHEN e.is_at_school THEN '本地学籍在读' END,
      CASE WHEN m.visited_on IS NOT NULL THEN concat('走访见到本人：', CAST(m.visited_on AS VARCHAR)) END
    ) AS local_records,
    a.person_id IS NULL OR $said(a.job_channel) IS NULL OR coalesce(t.is_open, FALSE) OR coalesce(e.is_open, FALSE)
      OR coalesce(m.is_open, FALSE) AS is_open
  FROM away a
  LEFT JOIN holding h ON h.county_code = a.county_code AND h.person_id = a.person_id
  LEFT JOIN treated t ON t.county_code = a.county_code AND t.person_id = a.person_id
  LEFT JOIN enrolled e ON e.county_code = a.county_code AND e.person_id = a.person_id
  LEFT JOIN met m ON m.county_code = a.county_code AND m.person_id = a.person_id
)
SELECT r.place_code, r.place_name, r.county_code, r.household_code, coalesce(r.id_number, r.household_code || '/') AS row_key,
  r.id_number, r.household_kind, r.work_county, r.job_channel, r.employer, r.work_started_month, r.work_ended_month,
  r.local_records,
  CASE WHEN r.local_records <> '' THEN TRUE WHEN s.county_code IS NOT NULL AND NOT r.is_open THEN FALSE END AS has_local_record,
  r.belongs, r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM told r
LEFT JOIN sent s ON s.county_code = r.county_code

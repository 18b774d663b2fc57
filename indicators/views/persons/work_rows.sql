-- tables: migrant_work, monitored_persons
-- period: none
-- One row a person of the month's work table, with the person's facts from the monitoring table (has_person: found there,
-- by county, household and the first 18 characters of the ID number; unknown where the row has none, or a member's was not read),
-- and the end of an earlier job: of one with another beginning, in the months before. Where a beginning is missing, nobody can
-- say of a job that ended whether it is another: has_earlier_end and overlaps_earlier are then missing unless others say.
WITH persons AS (
  SELECT county_code, household_code, substring(id_number, 1, 18) AS person_id, relation, birth_month, household_kind,
    $said(monitoring_kind) AS is_monitored, coalesce(is_risk_removed, $said(is_risk_removed)) AS is_risk_removed,
    student_state, $said(student_state) AS is_student, labour_skill, member_phone,
    CAST(substring(birth_month, 1, 4) AS INTEGER) * 12 + CAST(substring(birth_month, 6, 2) AS INTEGER) AS birth_number
  FROM $latest(monitored_persons) t
  WHERE substring(id_number, 1, 18) IN (SELECT substring(id_number, 1, 18) FROM $here(migrant_work) k)
), unread_members AS (
  SELECT DISTINCT county_code, household_code FROM $latest(monitored_persons) t WHERE $said(id_number) IS NULL
), work AS (
  SELECT m.*, substring(m.id_number, 1, 18) AS person_id,
    CAST(substring(m.work_started_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(m.work_started_month, 6, 2) AS INTEGER) AS started_number,
    CAST(substring(m.work_ended_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(m.work_ended_month, 6, 2) AS INTEGER) AS ended_number
  FROM $here(migrant_work) m
), earlier_jobs AS (
  SELECT county_code, household_code, id_number,
    max(work_ended_month) FILTER (WHERE is_another) AS last_ended_month,
    bool_or(may_be_another AND coalesce($said(work_ended_month), TRUE)) AS is_open,
    bool_or(may_be_another AND coalesce(started_now < work_ended_month, $said(work_ended_month), TRUE)) AS may_overlap
  FROM (
    SELECT e.*, w.work_started_month AS started_now, e.work_started_month <> w.work_started_month AS is_another,
      coalesce(e.work_started_month <> w.work_started_month, TRUE) AS may_be_another
    FROM $earlier(migrant_work) e
    JOIN work w ON w.id_number = e.id_number AND w.household_code = e.household_code AND w.county_code = e.county_code
  ) jobs
  GROUP BY county_code, household_code, id_number
)
SELECT w.*,
  coalesce(w.id_number, w.household_code || '/') AS row_key,
  CASE WHEN p.household_code IS NOT NULL THEN TRUE WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END AS has_person,
  coalesce(p.household_kind, w.household_kind) LIKE '%脱贫户%' AS is_lifted,
  CASE WHEN p.household_code IS NOT NULL THEN p.is_monitored
    WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END AS is_monitored,
  CASE WHEN p.household_code IS NOT NULL THEN p.is_monitored AND NOT p.is_risk_removed
    WHEN w.id_number IS NOT NULL AND u.household_code IS NULL THEN FALSE END AS is_active_risk,
  p.is_student,
  p.relation,
  p.birth_month,
  p.student_state,
  p.labour_skill,
  p.member_phone,
  w.started_number - p.birth_number AS started_age_months,
  w.is_working AND coalesce(w.ended_number >= $month_number, NOT $said(w.work_ended_month)) AS is_working_now,
  $said(w.monthly_wage_cny) AND $said(w.employer) AND $said(w.industry) AND $said(w.is_point_to_point)
    AND $said(w.job_channel) AS is_filled_in,
  CASE
    WHEN w.work_county IS NULL THEN $said(w.work_county)
    WHEN w.work_county IN ('北京市', '天津市', '上海市', '重庆市') THEN FALSE
    WHEN w.work_county LIKE '%县' OR w.work_county LIKE '%旗' OR w.work_county LIKE '%镇' OR w.work_county LIKE '%乡'
      OR w.work_county LIKE '%街道' THEN TRUE
    WHEN w.work_county LIKE '%区' THEN w.work_county NOT LIKE '%自治区' AND w.work_county NOT LIKE '%地区'
    WHEN w.work_county LIKE '%东莞市' OR w.work_county LIKE '%中山市' OR w.work_county LIKE '%儋州市'
      OR w.work_county LIKE '%嘉峪关市' THEN TRUE
    WHEN w.work_county LIKE '%市' THEN w.work_county LIKE '%市%市' OR w.work_county LIKE '%自治州%市'
      OR (w.work_county NOT LIKE '%省%' AND w.work_county NOT LIKE '%自治区%')
    ELSE FALSE
  END AS is_county_given,
  CASE WHEN b.last_ended_month IS NOT NULL THEN TRUE
    WHEN w.id_number IS NOT NULL AND NOT coalesce(b.is_open, FALSE) THEN FALSE END
    AS has_earlier_end,
  CASE WHEN w.work_started_month < b.last_ended_month THEN TRUE WHEN w.id_number IS NOT NULL AND NOT coalesce(b.may_overlap, FALSE)
    THEN FALSE END AS overlaps_earlier,
  b.last_ended_month,
  CAST(substring(b.last_ended_month, 1, 4) AS INTEGER) * 12
    + CAST(substring(b.last_ended_month, 6, 2) AS INTEGER) AS last_ended_number
FROM work w
LEFT JOIN persons p
  ON p.person_id = w.person_id AND p.household_code = w.household_code AND p.county_code = w.county_code
LEFT JOIN earlier_jobs b
  ON b.id_number = w.id_number AND b.household_code = w.household_code AND b.county_code = w.county_code
LEFT JOIN unread_members u ON u.household_code = w.household_code AND u.county_code = w.county_code

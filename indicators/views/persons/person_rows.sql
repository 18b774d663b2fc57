-- tables: monitored_persons
-- period: none
-- One row a registered person (脱贫户 or 监测对象), with ages in months and years, stage of school and yes/no facts.
-- Month numbers are year*12+month. A blank 风险是否已消除 means not removed, a blank 监测对象类别 not monitored, a blank
-- 在校生状况 not at school; any other blank cell, and a cell that was not read, is unknown.
WITH numbered AS (
  SELECT p.*,
    CAST(substring(p.birth_month, 1, 4) AS INTEGER) * 12 + CAST(substring(p.birth_month, 6, 2) AS INTEGER) AS birth_number,
    CAST(substring(p.included_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(p.included_month, 6, 2) AS INTEGER) AS included_number,
    CAST(substring(p.removed_month, 1, 4) AS INTEGER) * 12
      + CAST(substring(p.removed_month, 6, 2) AS INTEGER) AS removed_number
  FROM $here(monitored_persons) p
)
SELECT n.*,
  coalesce(n.id_number, n.household_code || '/' || coalesce(n.relation, '') || coalesce(n.birth_month, '')) AS row_key,
  $month_number - n.birth_number AS age_months,
  CAST(floor(($month_number - n.birth_number) / 12) AS INTEGER) AS age,
  n.household_kind LIKE '%脱贫户%' AS is_lifted,
  $said(n.monitoring_kind) AS is_monitored,
  $said(n.monitoring_kind) AND NOT coalesce(n.is_risk_removed, $said(n.is_risk_removed)) AS is_active_risk,
  $said(n.student_state) AS is_student,
  n.health = '健康' AS is_healthy,
  n.labour_skill IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力') AS has_labour,
  n.labour_skill = '弱劳动力或半劳动力' AS is_weak_labour,
  CASE
    WHEN n.student_state LIKE '学龄前%' OR n.student_state LIKE '学前%' THEN '学前'
    WHEN n.student_state LIKE '%小学%' THEN '小学'
    WHEN n.student_state LIKE '%初中%' OR n.student_state LIKE '七年级%' OR n.student_state LIKE '八年级%'
      OR n.student_state LIKE '九年级%' THEN '初中'
    WHEN n.student_state LIKE '%研究生%' OR n.student_state LIKE '%硕士%' OR n.student_state LIKE '%博士%' THEN '研究生'
    WHEN n.student_state LIKE '%本科%' OR n.student_state LIKE '%高职%' OR n.student_state LIKE '%高专%'
      OR n.student_state LIKE '%大专%' OR n.student_state LIKE '%技师%' THEN '高等'
    WHEN n.student_state LIKE '%高中%' OR n.student_state LIKE '%中职%' OR n.student_state LIKE '%中专%'
      OR n.student_state LIKE '%职高%' OR n.student_state LIKE '%技工%' THEN '高中'
    WHEN n.student_state IS NOT NULL THEN '其他'
  END AS school_stage,
  n.education LIKE '文盲%' OR n.education = '小学' AS is_primary_at_most,
  $said(n.education) AND NOT (n.education LIKE '文盲%' OR n.education = '小学') AS is_past_primary,
  n.destitute_policy NOT LIKE '未%' AND n.destitute_policy NOT IN ('否', '无') AS is_destitute,
  n.low_income_policy LIKE '%低保%' AND n.low_income_policy NOT LIKE '未%' AS is_low_income,
  coalesce(n.health_help LIKE '%缴费补贴%', $said(n.health_help)) AS has_insurance_subsidy
FROM numbered n

-- tables: public_posts, monitored_persons, migrant_work
-- period: none
-- One row a public post and its holder, with the holder's household, other posts and place of work.
-- Who may be on duty is counted beside who is said to be (sure_posts, sure_holders).
-- Whether it works outside the province is missing where the number of somebody of its household was not read.
-- How many of a village hold one post now (is_numbered_post) is known where the list numbers its posts, or says of a post how many may hold it;
-- the name of a post alone says what sort it is.
WITH posts AS (
  SELECT *, substring(id_number, 1, 18) AS person_id,
    concat_ws('/', place_code, coalesce(post_code, CASE WHEN approved_holders IS NOT NULL
      THEN concat(coalesce(employer, ''), '/', post_name) END)) AS post_key,
    post_code IS NOT NULL OR approved_holders IS NOT NULL AS is_told_apart,
    is_on_duty AND (ended_month IS NULL OR ended_month >= substring('$view_day_text', 1, 7)) AS is_serving
  FROM $latest(public_posts) t
), by_post AS (
  SELECT county_code, post_key, count(DISTINCT CASE WHEN is_serving THEN person_id END) AS sure_post_holders,
    count(DISTINCT person_id) AS post_holders FROM posts
  WHERE is_told_apart AND coalesce(is_serving, TRUE) GROUP BY county_code, post_key
), known AS (
  SELECT p.county_code, l.person_id, min(p.household_code) AS household_code, max(p.public_post) AS public_post
  FROM $latest(monitored_persons) p
  JOIN (SELECT DISTINCT county_code, person_id FROM posts) l
    ON l.county_code = p.county_code AND l.person_id = substring(p.id_number, 1, 18)
  GROUP BY p.county_code, l.person_id
), exported AS (
  SELECT DISTINCT county_code FROM $latest(monitored_persons) t
), placed AS (
  SELECT p.county_code, p.person_id, p.is_on_duty IS NOT NULL AS is_sure, coalesce(k.household_code, p.household_code) AS household_code
  FROM posts p LEFT JOIN known k ON k.county_code = p.county_code AND k.person_id = p.person_id
  WHERE coalesce(p.is_on_duty, TRUE)
), by_person AS (
  SELECT county_code, person_id, count(*) AS person_posts, count(*) FILTER (WHERE is_sure) AS sure_posts FROM placed
  GROUP BY county_code, person_id
), by_household AS (
  SELECT county_code, household_code, count(DISTINCT person_id) AS household_holders,
    count(DISTINCT CASE WHEN is_sure THEN person_id END) AS sure_holders FROM placed
  WHERE household_code IS NOT NULL GROUP BY county_code, household_code
), unread_workers AS (
  SELECT DISTINCT county_code, household_code FROM $latest(migrant_work) t WHERE $said(id_number) IS NULL
), working AS (
  SELECT w.county_code, l.person_id, max(w.work_county) AS work_county,
    min(CASE WHEN w.is_working THEN substring(w.work_county, 1, 2) END) AS work_province,
    CASE substring(w.county_code, 1, 2)
      WHEN '11' THEN '北京' WHEN '12' THEN '天津' WHEN '13' THEN '河北' WHEN '14' THEN '山西' WHEN '15' THEN '内蒙'
      WHEN '21' THEN '辽宁' WHEN '22' THEN '吉林' WHEN '23' THEN '黑龙' WHEN '31' THEN '上海' WHEN '32' THEN '江苏'
      WHEN '33' THEN '浙江' WHEN '34' THEN '安徽' WHEN '35' THEN '福建' WHEN '36' THEN '江西' WHEN '37' THEN '山东'
      WHEN '41' THEN '河南' WHEN '42' THEN '湖北' WHEN '43' THEN '湖南' WHEN '44' THEN '广东' WHEN '45' THEN '广西'
      WHEN '46' THEN '海南' WHEN '50' THEN '重庆' WHEN '51' THEN '四川' WHEN '52' THEN '贵州' WHEN '53' THEN '云南'
      WHEN '54' THEN '西藏' WHEN '61' THEN '陕西' WHEN '62' THEN '甘肃' WHEN '63' THEN '青海' WHEN '64' THEN '宁夏'
      WHEN '65' THEN '新疆'
    END AS own_province
  FROM $latest(migrant_work) w
  JOIN (SELECT DISTINCT county_code, person_id FROM posts) l
    ON l.county_code = w.county_code AND l.person_id = substring(w.id_number, 1, 18)
  WHERE coalesce(w.is_working, TRUE)
  GROUP BY w.county_code, l.person_id
)
SELECT r.place_code, r.place_name, r.county_code, coalesce(k.household_code, r.household_code) AS household_code,
  r.id_number || '|' || coalesce(r.post_name, '') AS row_key, r.id_number, r.post_name, r.employer, r.monthly_pay_cny,
  r.started_month, r.ended_month, r.is_on_duty, k.public_post, w.work_county,
  r.post_code, r.approved_holders,
  r.is_on_duty AND (r.ended_month IS NULL OR r.ended_month >= substring('$view_day_text', 1, 7)) AS is_serving,
  b.post_key IS NOT NULL AS is_numbered_post,
  CASE WHEN b.post_holders = b.sure_post_holders OR b.sure_post_holders > coalesce(r.approved_holders, 1) THEN b.sure_post_holders END
    AS post_holders, coalesce(p.person_posts, 0) AS person_posts, coalesce(p.sure_posts, 0) AS sure_posts,
  h.household_holders, h.sure_holders,
  CASE WHEN e.county_code IS NOT NULL THEN k.person_id IS NOT NULL END AS is_in_export,
  CASE WHEN w.person_id IS NULL THEN CASE WHEN u.household_code IS NULL THEN FALSE END ELSE w.work_province IN (
    '北京', '天津', '河北', '山西', '内蒙', '辽宁', '吉林', '黑龙', '上海',
    '江苏', '浙江', '安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '广西', '海南',
    '重庆', '四川', '贵州', '云南', '西藏', '陕西', '甘肃', '青海', '宁夏', '新疆'
  ) AND w.work_province <> w.own_province END AS is_outside_province,
  r.absent_columns, r.refused_columns,
  r.source_file, r.source_hash, r.source_sheet, r.source_row
FROM $here(public_posts) r
LEFT JOIN exported e ON e.county_code = r.county_code
LEFT JOIN known k ON k.county_code = r.county_code AND k.person_id = substring(r.id_number, 1, 18)
LEFT JOIN by_person p ON p.county_code = r.county_code AND p.person_id = substring(r.id_number, 1, 18)
LEFT JOIN by_household h ON h.county_code = r.county_code AND h.household_code = coalesce(k.household_code, r.household_code)
LEFT JOIN working w ON w.county_code = r.county_code AND w.person_id = substring(r.id_number, 1, 18)
LEFT JOIN unread_workers u ON u.county_code = r.county_code AND u.household_code = coalesce(k.household_code, r.household_code)
LEFT JOIN by_post b ON b.county_code = r.county_code AND b.post_key = concat_ws('/', r.place_code, coalesce(r.post_code,
  CASE WHEN r.approved_holders IS NOT NULL THEN concat(coalesce(r.employer, ''), '/', r.post_name) END))

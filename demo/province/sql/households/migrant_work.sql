-- One row a member in work this month.
SELECT
    h.place_code, h.place_name, h.county_code, '$month_text' AS period, h.household_code, id_number, person_name(person) AS person_name,
    CASE WHEN is_ordinary THEN '一般农户' ELSE '脱贫户' END AS household_kind,
    TRUE AS is_working,
    CASE WHEN NOT chance(person, 'no county', 0.001) THEN coalesce(work_county, h.county_name) END AS work_county,
    CASE
        WHEN chance(person, 'wage high', 0.0003) THEN 35000 WHEN chance(person, 'wage low', 0.0003) THEN 60
        WHEN chance(person, 'wage small', 0.0004) THEN 330 WHEN chance(person, 'wage unknown', 0.0006) THEN NULL
        ELSE wage
    END AS monthly_wage_cny,
    pick(person, 'channel', ['自主就业', '亲友介绍', '政府组织', '企业招聘']) AS job_channel,
    CASE WHEN NOT chance(person, 'no employer', 0.0006) THEN pick(person, 'trade', ['电子', '服装', '建筑', '餐饮', '物流']) || '公司第' || roll(person, 'employer', 900)::VARCHAR || '号' END AS employer,
    pick(person, 'trade', ['制造业', '制造业', '建筑业', '住宿和餐饮业', '交通运输业']) AS industry,
    chance(person, 'point', 0.3) AS is_point_to_point,
    CASE WHEN chance(person, 'began young', 0.0004) THEN month_text(birth_number + 180) ELSE month_text($month - 8 - roll(person, 'began', 2)) END AS work_started_month,
    NULL AS work_ended_month,
    CASE WHEN is_away AND NOT chance(person, 'no fare', 0.002) THEN 200 + 100 * is_far::BIGINT END AS transport_subsidy_cny
FROM homes h JOIN people p ON p.home = h.home
WHERE is_working OR chance(person, 'old worker', 0.0004) AND age > 16
ORDER BY h.home, seat

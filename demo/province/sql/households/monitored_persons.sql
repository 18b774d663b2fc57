-- tables: homes, people. One row a member of a registered household; about one row in a few thousand is wrong in each column.
SELECT
    h.place_code, h.place_name, h.county_code, '$month_text' AS period, h.household_code,
    CASE WHEN seat <> 1 OR NOT chance(person, 'no number', 0.001) THEN id_number END AS id_number,
    person_name(person) AS person_name,
    CASE WHEN length(id_number) > 18 THEN '残疾人证' ELSE '居民身份证' END AS id_kind,
    CASE
        WHEN seat = 0 THEN CASE WHEN chance(h.home, 'no head', 0.0004) THEN '其他' ELSE '户主' END
        WHEN seat = 3 AND chance(h.home, 'two heads', 0.001) THEN '户主' WHEN seat = 1 THEN '配偶' WHEN seat = 4 THEN CASE WHEN is_man THEN '之父' ELSE '之母' END
        ELSE CASE WHEN is_man THEN '之子' ELSE '之女' END
    END AS relation,
    CASE WHEN is_man <> chance(person, 'wrong sex', 0.0003) THEN '男' ELSE '女' END AS sex,
    pick(h.home, 'ethnicity', ['汉族', '汉族', '土家族', '苗族']) AS ethnicity,
    month_text(birth_number - CASE WHEN chance(person, 'wrong month', 0.0003) THEN 3 WHEN seat = 4 AND chance(person, 'very old', 0.0005) THEN 600 ELSE 0 END) AS birth_month,
    CASE
        WHEN student_state IS NOT NULL AND NOT chance(person, 'both', 0.0005) THEN NULL
        WHEN age < 23 THEN CASE WHEN chance(person, 'little school', 0.004) THEN '小学' ELSE '初中' END
        WHEN age > 60 THEN pick(person, 'education', ['文盲或半文盲', '小学', '小学', '初中'])
        ELSE pick(person, 'education', ['小学', '初中', '初中', '初中', '高中', '大专'])
    END AS education,
    CASE
        WHEN chance(person, 'late school', 0.0006) AND age BETWEEN 7 AND 15 THEN '学前教育'
        WHEN chance(person, 'no school', 0.0006) AND age BETWEEN 7 AND 14 THEN NULL
        WHEN chance(person, 'early school', 0.0006) AND age BETWEEN 9 AND 11 THEN '初中'
        WHEN chance(person, 'early school', 0.0006) AND age BETWEEN 12 AND 14 THEN '高中'
        WHEN chance(person, 'early school', 0.0006) AND age BETWEEN 15 AND 17 THEN '高职高专'
        ELSE student_state
    END AS student_state,
    health,
    CASE
        WHEN chance(person, 'strong pupil', 0.0008) AND student_state IS NOT NULL THEN '普通劳动力'
        WHEN chance(person, 'weak adult', 0.0008) AND age BETWEEN 18 AND 59 AND health = '健康' THEN '弱劳动力或半劳动力'
        ELSE labour_skill
    END AS labour_skill,
    CASE WHEN is_ordinary THEN '一般农户' ELSE '脱贫户' END AS household_kind,
    monitoring_kind,
    CASE WHEN is_monitored THEN month_text(included_number) END AS included_month,
    CASE WHEN is_monitored THEN NOT is_at_risk END AS is_risk_removed,
    CASE WHEN is_monitored AND NOT is_at_risk THEN
        month_text(included_number + CASE WHEN chance(h.home, 'soon', 0.004) THEN 2 WHEN chance(h.home, 'before', 0.002) THEN -2 ELSE 7 + roll(h.home, 'removed', 5) END) END AS removed_month,
    CASE WHEN is_monitored AND NOT is_at_risk THEN '帮扶消除' END AS removal_way,
    CASE
        WHEN NOT is_monitored THEN NULL
        WHEN has_ill <> chance(h.home, 'wrong risk', 0.002) THEN '因病'
        WHEN has_disabled THEN '因残'
        WHEN (workers > 0) <> chance(h.home, 'wrong risk', 0.002) THEN '因务工就业不稳'
        WHEN NOT has_labour THEN '因缺劳动力'
        ELSE '因灾'
    END AS risk_1,
    CASE WHEN chance(h.home, 'poor', 0.002) THEN 4100 + roll(h.home, 'poor income', 1700) ELSE round(net_cny / size, 2) END AS income_per_person_cny,
    CASE WHEN chance(h.home, 'odd wage', 0.0008) THEN 50 ELSE wage_cny END AS wage_income_cny,
    business_cny AS business_income_cny, transfer_cny AS transfer_income_cny,
    CASE WHEN has_ill AND NOT chance(h.home, 'no cost', 0.002) THEN 900 + roll(h.home, 'illness cost', 7000) ELSE 0 END AS out_of_pocket_cny,
    chance(h.home, 'unsafe house', 0.0006) AS is_unsafe_house,
    CASE WHEN chance(h.home, 'water unknown', 0.0006) THEN NULL ELSE NOT chance(h.home, 'unsafe water', 0.0006) END AS has_safe_water,
    NOT chance(person, 'uninsured', 0.0007) AS has_resident_insurance,
    FALSE AS has_employee_insurance,
    NOT chance(person, 'no critical', 0.0007) AS has_critical_insurance,
    age >= 16 AS has_resident_pension,
    FALSE AS has_employee_pension,
    health = '患有大病' AS has_illness_relief,
    CASE WHEN is_low_income THEN '农村低保' ELSE '未享受' END AS low_income_policy,
    CASE WHEN is_destitute OR chance(person, 'destitute', 0.00001) THEN '农村特困供养' ELSE '未享受' END AS destitute_policy,
    FALSE AS is_school_dropout,
    NULL AS not_in_school_reason,
    CASE
        WHEN NOT is_monitored OR NOT has_labour THEN NULL
        WHEN chance(h.home, 'other industry', 0.01) THEN '其他'
        ELSE '发展种植业,其他'
    END AS industry_help,
    CASE WHEN is_monitored AND away_workers > 0 THEN '外出务工补贴' WHEN is_monitored AND workers > 0 THEN '就业信息服务,技能培训' END AS job_help,
    NULL AS finance_help,
    CASE WHEN is_monitored AND posts > 0 AND workers > 0 THEN '公益性岗位' END AS post_help,
    CASE WHEN is_monitored THEN nullif(concat_ws(',',
        CASE WHEN (included_number <= $year_number + 3) <> chance(h.home, 'wrong subsidy', 0.004) THEN '城乡居民基本医疗保险个人缴费补贴' END,
        CASE WHEN has_unwell THEN '家庭医生签约' END), '') END AS health_help,
    CASE WHEN is_monitored AND has_vocational AND NOT chance(h.home, 'no rain', 0.02) THEN '雨露计划' END AS education_help,
    NULL AS social_help,
    CASE WHEN is_monitored THEN nullif(concat_ws(',',
        CASE WHEN is_low_income <> chance(h.home, 'other aid', 0.0006) THEN '低保' END,
        CASE WHEN is_destitute <> chance(h.home, 'other supply', 0.0002) THEN '特困供养' END,
        CASE WHEN has_disabled AND NOT chance(h.home, 'no allowance', 0.02) THEN '残疾人补贴' END), '') END AS security_help,
    CASE WHEN is_monitored AND chance(h.home, 'moved', 0.002) THEN '易地搬迁' END AS relocation_help,
    CASE WHEN is_monitored THEN has_labour AND NOT chance(h.home, 'not yet', 0.006) END AS has_development_help,
    CASE WHEN is_monitored THEN (NOT has_labour) <> chance(h.home, 'wrong mark', 0.004) END AS is_no_labour_household,
    work_county AS work_place,
    CASE WHEN has_post THEN '保洁员' END AS public_post,
    CASE WHEN has_post THEN 3 + roll(person, 'post months', 8) END AS public_post_months,
    CASE WHEN age >= 16 AND student_state IS NULL THEN phone(CASE WHEN chance(person, 'same phone', 0.0012) THEN person - 40 ELSE person END) END AS member_phone,
    phone(8 * CASE WHEN chance(h.home, 'same home phone', 0.0006) THEN h.home - 3 ELSE h.home END) AS household_phone,
    CASE WHEN chance(h.home, 'field', 0.0004) THEN 130.5 WHEN is_monitored AND chance(h.home, 'no field', 0.003) THEN NULL ELSE roll(h.home, 'farmland', 90) / 10 END AS farmland_mu,
    CASE WHEN chance(h.home, 'wood', 0.0004) THEN 260.5 WHEN is_monitored AND chance(h.home, 'no wood', 0.003) THEN NULL ELSE roll(h.home, 'woodland', 300) / 10 END AS woodland_mu,
    CASE WHEN chance(h.home, 'returned', 0.0004) THEN 260.5 WHEN is_monitored AND chance(h.home, 'no returned', 0.003) THEN NULL ELSE roll(h.home, 'returned land', 40) / 10 END AS returned_land_mu,
    CASE WHEN chance(h.home, 'fruit', 0.0004) THEN -1.0 WHEN is_monitored AND chance(h.home, 'no fruit', 0.003) THEN NULL ELSE roll(h.home, 'orchard', 30) / 10 END AS orchard_mu,
    CASE WHEN chance(h.home, 'grass', 0.0002) THEN 130.5 WHEN is_monitored AND chance(h.home, 'no grass', 0.003) THEN NULL ELSE roll(h.home, 'pasture', 8) / 10 END AS pasture_mu,
    CASE WHEN chance(h.home, 'pond', 0.0002) THEN 130.5 WHEN is_monitored AND chance(h.home, 'no pond', 0.003) THEN NULL ELSE roll(h.home, 'water', 8) / 10 END AS water_area_mu,
    CASE WHEN chance(h.home, 'far away', 0.0008) THEN 7.5 ELSE roll(h.home, 'road', 40) / 10 END AS road_distance_km,
    TRUE AS has_hardened_path, TRUE AS has_electricity,
    60 + roll(h.home, 'house', 120) AS house_area_m2,
    TRUE AS has_sanitary_toilet,
    CASE WHEN NOT chance(h.home, 'nobody', 0.002) THEN person_name(h.home // 200) END AS contact_name,
    CASE WHEN NOT chance(h.home, 'nobody', 0.002) THEN phone(900000000 + h.home // 200) END AS contact_phone
FROM homes h JOIN people p ON p.home = h.home
ORDER BY h.home, seat

SELECT
    h.place_code, h.place_name, h.county_code, '$month_text' AS period, h.household_code, id_number, person_name(person) AS person_name,
    age > 60 OR chance(person, 'wants work', 0.02) AS plans_to_work, pick(person, 'planned', ['广东省深圳市宝安区', '浙江省宁波市北仑区', '湖南省长沙市雨花区']) AS planned_county,
    pick(person, 'service', ['技能培训', '交通补助']) AS service_wanted
FROM homes h JOIN people p ON p.home = h.home
WHERE NOT is_working AND NOT has_post AND labour_skill IN ('普通劳动力', '技能劳动力') AND chance(person, 'plans', 0.3)
    OR age > 60 AND chance(person, 'plans', 0.0003)
ORDER BY h.home, seat

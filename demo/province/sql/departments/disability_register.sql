SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, id_number, person_name(person) AS person_name,
    pick(person, 'disability', ['肢体', '视力', '听力', '智力', '精神']) AS disability_kind, ['一级', '二级', '三级', '四级'][coalesce(degree, 3)] AS disability_level,
    NOT chance(person, 'no disability money', 0.01) AS has_allowance
FROM homes h JOIN people p ON p.home = h.home
WHERE health = '残疾' AND NOT chance(person, 'no certificate', 0.004) OR health = '健康' AND chance(person, 'unknown disability', 0.0003)
ORDER BY h.home, seat

SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, id_number, person_name(person) AS person_name,
    '第' || (1 + roll(h.home // 500, 'school', 9))::VARCHAR || CASE WHEN student_state IN ('学前教育') THEN '幼儿园' ELSE '学校' END AS school,
    CASE WHEN student_state = '本科' THEN '本科及以上' ELSE student_state END AS stage, NULL AS grade_class,
    CASE WHEN chance(person, 'left school', 0.001) THEN '辍学' ELSE '在读' END AS roll_state
FROM homes h JOIN people p ON p.home = h.home
WHERE student_state <> '学龄前儿童' AND NOT chance(person, 'on no roll', 0.002)
ORDER BY h.home, seat

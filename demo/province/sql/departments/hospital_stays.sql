SELECT
    place_code, place_name, county_code, '$year' AS period, id_number, person_name, admitted_on, admitted_on + stayed::INTEGER AS discharged_on,
    '县人民医院' AS hospital, disease, total AS total_cny, round(total * 0.78, 2) AS reimbursed_cny, total - round(total * 0.78, 2) AS out_of_pocket_cny
FROM (
    SELECT
        h.*, seat, id_number, person_name(person) AS person_name, DATE '$year-01-05' + roll(person, 'admitted', 280)::INTEGER AS admitted_on,
        CASE WHEN chance(person, 'long stay', CASE WHEN is_monitored THEN 0.05 ELSE 0.0006 END) THEN 45 ELSE 3 + roll(person, 'stayed', 15) END AS stayed,
        pick(person, 'disease', ['高血压', '肺炎', '骨折', '脑梗死', '糖尿病']) AS disease,
        CASE WHEN chance(person, 'costly', CASE WHEN is_monitored THEN 0.05 ELSE 0.0006 END) THEN 110000 + roll(person, 'cost', 90000) ELSE 2100 + roll(person, 'cost', 21000) END AS total
    FROM homes h JOIN people p ON p.home = h.home
    WHERE chance(person, 'hospital', CASE WHEN health = '健康' THEN 0.01 ELSE 0.15 END)
)
ORDER BY home, seat

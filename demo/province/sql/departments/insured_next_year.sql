-- One row a member on the insurance bureau's list for the next year.
SELECT
    h.place_code, h.place_name, h.county_code, '$year' AS period, id_number, person_name(person) AS person_name,
    CASE WHEN chance(person, 'next uninsured', 0.002) THEN '未参保' ELSE '城乡居民' END AS insurance_kind,
    NOT chance(person, 'next uninsured', 0.002) AS is_paid,
    CASE WHEN is_at_risk THEN 160 ELSE 0 END AS subsidy_cny,
    CASE WHEN NOT chance(person, 'next uninsured', 0.002) THEN DATE '$year-10-01' + roll(person, 'insured on', 45)::INTEGER END AS paid_on
FROM homes h JOIN people p ON p.home = h.home
WHERE NOT chance(person, 'not on the list', 0.001)
ORDER BY h.home, seat

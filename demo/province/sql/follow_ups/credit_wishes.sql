-- Wishes of those whose head has a loan (see microcredit), and of very few others.
SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(person) AS head_name,
    DATE '$year-01-10' + roll(person, 'asked', 20)::INTEGER AS asked_on, has_loan OR chance(person, 'wish', 0.001) AS wants_loan,
    CASE WHEN has_loan OR chance(person, 'wish', 0.001) THEN 30000 END AS wanted_cny
FROM (
    SELECT h.*, p.person, age < 63 AND chance(person, 'credit', 0.12) AS has_loan
    FROM homes h JOIN people p ON p.home = h.home WHERE seat = 0
)
WHERE has_loan OR chance(person, 'asked at all', 0.5) ORDER BY home

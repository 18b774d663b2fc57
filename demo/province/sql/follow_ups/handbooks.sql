SELECT
    place_code, place_name, county_code, '$year' AS period, household_code, person_name(home * 8) AS head_name,
    CASE WHEN chance(home, 'old book', 0.003) THEN DATE '$year-03-04' ELSE DATE '$period_end' - roll(home, 'book', 40)::INTEGER END AS last_updated_on,
    NOT chance(home, 'old book', 0.003) AS is_updated, person_name(home // 6) AS recorded_by
FROM homes ORDER BY home

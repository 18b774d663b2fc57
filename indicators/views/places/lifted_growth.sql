-- tables: indicator_values
-- period: none
-- One row a county whose income a lifted person is known of the year and of the two years before: how fast it grew, how fast it
-- had grown, and the difference in percentage points.
WITH years AS (
  SELECT place_code, county_code, any_value(place_name) AS place_name,
    max(value) FILTER (period = $year) AS lifted_income_cny,
    max(value) FILTER (period = $last_year) AS last_lifted_income_cny,
    max(value) FILTER (period = CAST(CAST($last_year AS INTEGER) - 1 AS VARCHAR)) AS lifted_income_before_last_cny,
    $first_source
  FROM indicator_values
  WHERE item = 'lifted_income' AND length(place_code) = 6 AND $scope
    AND period IN ($year, $last_year, CAST(CAST($last_year AS INTEGER) - 1 AS VARCHAR))
  GROUP BY place_code, county_code
)
SELECT place_code, place_name, county_code, place_code AS row_key, lifted_income_cny, last_lifted_income_cny, lifted_income_before_last_cny,
  lifted_income_cny / last_lifted_income_cny - 1 AS growth_rate, last_lifted_income_cny / lifted_income_before_last_cny - 1 AS last_growth_rate,
  (lifted_income_cny / last_lifted_income_cny - last_lifted_income_cny / lifted_income_before_last_cny) * 100 AS growth_change_points,
  source_file, source_hash, source_sheet, source_row
FROM years
WHERE lifted_income_cny IS NOT NULL AND last_lifted_income_cny > 0 AND lifted_income_before_last_cny > 0

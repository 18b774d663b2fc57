CREATE OR REPLACE TEMP TABLE villages AS
SELECT place_code, any_value(place_name) AS place_name, county_code, min(home) AS v, count(*) AS homes FROM homes GROUP BY place_code, county_code;

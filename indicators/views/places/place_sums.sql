-- tables: places
-- One row a township of the place table, with the sums of its villages.
WITH villages AS (
  SELECT left(code, 9) AS code, sum(rural_households) AS village_households, sum(rural_persons) AS village_persons
  FROM places WHERE length(code) = 12 GROUP BY 1
)
SELECT p.code AS place_code, p.name AS place_name, left(p.code, 6) AS county_code, p.rural_households, p.rural_persons,
  v.village_households, v.village_persons, p.absent_columns, p.refused_columns,
  p.source_file, p.source_hash, p.source_sheet, p.source_row
FROM places p LEFT JOIN villages v ON v.code = p.code
WHERE length(p.code) = 9

-- tables: village_facts, monitored_persons
-- period: none
-- One row a village, with the land of its 脱贫户 summed up (household facts stand on every member's row: counted once) and
-- whether the village's own area is below that sum for any kind of land; NULL where no kind of land can be compared, or
-- where one that was not read may be.
WITH homes AS (
  SELECT place_code, household_code, max(farmland_mu) AS farmland, max(woodland_mu) AS woodland,
    max(returned_land_mu) AS returned_land, max(orchard_mu) AS orchard, max(pasture_mu) AS pasture,
    max(water_area_mu) AS water_area, bool_or(household_kind LIKE '%脱贫户%') AS is_lifted,
    bool_and($read(household_kind, farmland_mu, woodland_mu, returned_land_mu, orchard_mu, pasture_mu, water_area_mu))
      AS is_read
  FROM $latest(monitored_persons)
  WHERE coalesce(household_kind LIKE '%脱贫户%', NOT $read(household_kind))
  GROUP BY place_code, household_code
), lands AS (
  SELECT place_code, bool_and(is_read) AS is_read,
    round(sum(farmland) FILTER (WHERE is_lifted), 2) AS lifted_farmland_mu,
    round(sum(woodland) FILTER (WHERE is_lifted), 2) AS lifted_woodland_mu,
    round(sum(returned_land) FILTER (WHERE is_lifted), 2) AS lifted_returned_land_mu,
    round(sum(orchard) FILTER (WHERE is_lifted), 2) AS lifted_orchard_mu,
    round(sum(pasture) FILTER (WHERE is_lifted), 2) AS lifted_pasture_mu,
    round(sum(water_area) FILTER (WHERE is_lifted), 2) AS lifted_water_area_mu
  FROM homes
  GROUP BY place_code
)
SELECT v.*,
  v.place_code AS row_key,
  CAST(NULL AS VARCHAR) AS household_code,
  l.lifted_farmland_mu, l.lifted_woodland_mu, l.lifted_returned_land_mu, l.lifted_orchard_mu, l.lifted_pasture_mu,
  l.lifted_water_area_mu,
  CASE
    WHEN v.farmland_mu < l.lifted_farmland_mu OR v.woodland_mu < l.lifted_woodland_mu
      OR v.returned_land_mu < l.lifted_returned_land_mu OR v.orchard_mu < l.lifted_orchard_mu
      OR v.pasture_mu < l.lifted_pasture_mu OR v.water_area_mu < l.lifted_water_area_mu THEN TRUE
    WHEN coalesce(v.farmland_mu - l.lifted_farmland_mu, v.woodland_mu - l.lifted_woodland_mu,
      v.returned_land_mu - l.lifted_returned_land_mu, v.orchard_mu - l.lifted_orchard_mu,
      v.pasture_mu - l.lifted_pasture_mu, v.water_area_mu - l.lifted_water_area_mu) IS NOT NULL
      AND coalesce(l.is_read, TRUE)
      AND $read(v.farmland_mu, v.woodland_mu, v.returned_land_mu, v.orchard_mu, v.pasture_mu, v.water_area_mu) THEN FALSE
  END AS is_land_below
FROM $here(village_facts) v
LEFT JOIN lands l ON l.place_code = v.place_code

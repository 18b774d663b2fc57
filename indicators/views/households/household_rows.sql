-- tables: monitored_persons
-- period: none
-- One row a registered household (脱贫户 or 监测对象): the facts its export repeats on every member's row. An empty fact
-- is empty on all of them; where members differ, the largest counts.
SELECT place_code, county_code, household_code, household_code AS row_key,
  $any(household_kind LIKE '%脱贫户%') AS is_lifted,
  $any($said(monitoring_kind)) AS is_monitored,
  max(farmland_mu) AS farmland_mu,
  max(woodland_mu) AS woodland_mu,
  max(returned_land_mu) AS returned_land_mu,
  max(orchard_mu) AS orchard_mu,
  max(pasture_mu) AS pasture_mu,
  max(water_area_mu) AS water_area_mu,
  max(road_distance_km) AS road_distance_km,
  max(income_per_person_cny) AS income_per_person_cny,
  bool_or(has_safe_water) AS has_safe_water,
  $unread,
  $first_source
FROM $here(monitored_persons) p
GROUP BY place_code, county_code, household_code

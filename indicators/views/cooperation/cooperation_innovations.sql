-- tables: cooperation_cases
-- period: none
-- One row a kind of innovation of a place in the year, with the cases of that kind that were adopted.
SELECT place_code, min(place_name) AS place_name, county_code, period, kind,
  count(*) AS cases, count(*) FILTER (WHERE is_adopted) AS adopted_cases, $any(is_adopted) AS is_adopted,
  string_agg(case_title, '；' ORDER BY source_row) FILTER (WHERE is_adopted) AS adopted_titles,
  $unread, $first_source
FROM cooperation_cases
WHERE $scope AND period = $year
GROUP BY place_code, county_code, period, kind

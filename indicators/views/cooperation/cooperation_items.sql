-- tables: cooperation_reports, cooperation_agreements
-- period: none
-- One row an agreement item of the year, of a county or of a department of the prefecture: what was agreed and what was done
-- by the day of view, in the unit of the agreement and (`…_base`) in yuan or single ones. The three senders stand side by side,
-- each with its newest figure of the year; counted is the own one, else the prefecture's, else the partner's. A figure in a unit
-- of another kind says nothing. Exactly the agreement figure is not more than it.
WITH factors(unit_text, factor, kind) AS (
  VALUES ('元', 1.0, '钱'), ('万元', 1e4, '钱'), ('亿元', 1e8, '钱'), ('万人', 1e4, '数'), ('万名', 1e4, '数'), ('万户', 1e4, '数'),
    ('万人次', 1e4, '数')
), agreed AS (
  SELECT a.*, coalesce(f.factor, 1.0) AS factor, coalesce(f.kind, '数') AS kind
  FROM cooperation_agreements a LEFT JOIN factors f ON trim(a.unit) = f.unit_text
  WHERE $scope AND a.period = $year
), newest AS (
  SELECT r.*, f.factor AS own_factor, coalesce(f.kind, '数') AS own_kind
  FROM cooperation_reports r LEFT JOIN factors f ON trim(r.unit) = f.unit_text
  WHERE $scope AND left(r.period, 4) = $year AND r.period <= left('$view_day_text', 7)
  QUALIFY row_number() OVER (
    PARTITION BY r.place_code, coalesce(r.unit_name, ''), r.item, r.reported_by ORDER BY r.period DESC) = 1
), said AS (
  SELECT a.place_code, coalesce(a.unit_name, '') AS unit_name, a.item, n.reported_by, n.period,
    CASE WHEN n.unit IS NULL THEN n.done_value
      WHEN n.own_kind = a.kind THEN round(n.done_value * coalesce(n.own_factor, 1.0) / a.factor, 6) END AS done_value
  FROM agreed a
  JOIN newest n ON n.place_code = a.place_code AND coalesce(n.unit_name, '') = coalesce(a.unit_name, '') AND n.item = a.item
), beside AS (
  SELECT place_code, unit_name, item, max(period) AS reported_until,
    max(done_value) FILTER (WHERE reported_by = '本级') AS own_value,
    max(done_value) FILTER (WHERE reported_by = '州') AS prefecture_value,
    max(done_value) FILTER (WHERE reported_by = '对口市') AS partner_value,
    count(done_value) AS senders, max(done_value) - min(done_value) AS apart_value
  FROM said GROUP BY place_code, unit_name, item
), counted AS (
  SELECT a.*, b.reported_until, b.own_value, b.prefecture_value, b.partner_value, coalesce(b.senders, 0) AS senders, b.apart_value,
    coalesce(b.own_value, b.prefecture_value, b.partner_value) AS done_value,
    CASE WHEN b.own_value IS NOT NULL THEN '本级' WHEN b.prefecture_value IS NOT NULL THEN '州'
      WHEN b.partner_value IS NOT NULL THEN '对口市' END AS counted_from
  FROM agreed a
  LEFT JOIN beside b ON b.place_code = a.place_code AND b.unit_name = coalesce(a.unit_name, '') AND b.item = a.item
)
SELECT place_code, place_name, county_code, period, '州直部门' AS unit_kind, unit_name,
  CASE WHEN county_code IS NULL THEN '州直部门/' || coalesce(unit_name, '州级') END AS unit_key, county_code IS NULL AS is_department,
  block, item, unit, agreed_value, done_value, done_value / nullif(agreed_value, 0) AS completed_rate,
  done_value > agreed_value AS is_exceeded,
  greatest(agreed_value - done_value, 0) AS still_needed,
  agreed_value * factor AS agreed_base, done_value * factor AS done_base,
  counted_from, reported_until, own_value, prefecture_value, partner_value, senders, apart_value,
  apart_value / nullif(greatest(own_value, prefecture_value, partner_value), 0) AS apart_rate,
  coalesce(department, unit_name) AS department,
  absent_columns, refused_columns, source_file, source_hash, source_sheet, source_row
FROM counted

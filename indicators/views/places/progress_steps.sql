-- tables: township_progress
-- One row a township, month and task, with what was done the month before in the same year (cumulative figures never fall).
SELECT t.*,
  lag(done_count) OVER (PARTITION BY place_code, item, left(period, 4) ORDER BY period) AS last_done_count
FROM township_progress t
WHERE $scope AND period <= left('$view_day_text', 7) AND left(period, 4) = left('$view_day_text', 4)

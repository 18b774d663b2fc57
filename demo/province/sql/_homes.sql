-- One row a registered household: where it is, how many it has, and what its head is.
CREATE OR REPLACE TEMP TABLE drawn_homes AS
SELECT
    c.number * 1000000 + n.range AS home,
    c.county_code, c.county_name,
    c.county_code || (101 + n.range * 150 // $homes // 10)::VARCHAR || (201 + n.range * 150 // $homes % 10)::VARCHAR AS place_code,
    '第' || (1 + n.range * 150 // $homes % 10)::VARCHAR || '村' AS place_name,
    c.county_code || lpad((n.range + 1)::VARCHAR, 8, '0') AS household_code,
    CASE
        WHEN draw(home, 'size') < 0.07 THEN 1 WHEN draw(home, 'size') < 0.24 THEN 2 WHEN draw(home, 'size') < 0.50 THEN 3
        WHEN draw(home, 'size') < 0.77 THEN 4 WHEN draw(home, 'size') < 0.92 THEN 5 ELSE 6
    END AS size,
    420 + roll(home, 'head', 420) AS head_months,
    draw(home, 'kind') AS kind_draw
FROM batch_counties c, range($homes) n;

-- One row a person: seat 0 the head, 1 the spouse, 2, 3 and 5 children, 4 a parent of the head.
CREATE OR REPLACE TEMP TABLE drawn_people AS
SELECT
    home * 8 + s.range AS person, home, s.range AS seat, county_code, county_name,
    CASE
        WHEN s.range = 0 THEN head_months
        WHEN s.range = 1 THEN head_months - 60 + roll(person, 'spouse', 100)
        WHEN s.range = 4 THEN least(head_months + 240 + roll(person, 'parent', 96), 1128)
        ELSE greatest(head_months - 264 - roll(person, 'child', 130), roll(person, 'child', 40))
    END AS months,
    CASE WHEN s.range IN (0, 1) THEN (roll(home, 'head is a man', 10) < 8) = (s.range = 0) ELSE roll(person, 'man', 2) = 0 END AS is_man
FROM drawn_homes, range(6) s
WHERE s.range < size;

CREATE OR REPLACE TEMP TABLE grown_people AS
SELECT
    *, months // 12 AS age, $month - months AS birth_number,
    CASE
        WHEN months < 36 THEN '学龄前儿童' WHEN months < 72 THEN '学前教育' WHEN months < 144 THEN '小学' WHEN months < 180 THEN '初中'
        WHEN months < 216 THEN CASE WHEN chance(person, 'vocational', 0.4) THEN '中职' ELSE '高中' END
        WHEN months < 264 AND chance(person, 'studies', 0.55) THEN CASE WHEN chance(person, 'college', 0.5) THEN '高职高专' ELSE '本科' END
    END AS student_state,
    CASE
        WHEN chance(person, 'illness', CASE WHEN months > 780 THEN 0.3 ELSE 0.03 END) THEN '长期慢性病'
        WHEN chance(person, 'illness', CASE WHEN months > 780 THEN 0.34 ELSE 0.05 END) THEN '残疾'
        WHEN chance(person, 'illness', CASE WHEN months > 780 THEN 0.36 ELSE 0.06 END) THEN '患有大病'
        ELSE '健康'
    END AS health
FROM drawn_people;

-- Identity numbers are counted within a county, birthday and sex, so that no two persons share one.
CREATE OR REPLACE TEMP TABLE people AS
SELECT
    p.*,
    CASE WHEN health = '残疾' THEN 1 + roll(person, 'degree', 4) END AS degree,
    with_check_digit((county_code || day_text)::BIGINT * 1000 + 2 * serial + is_man::BIGINT)
        || CASE WHEN health = '残疾' AND chance(person, 'card', 0.8) THEN '4' || degree::VARCHAR ELSE '' END AS id_number,
    CASE
        WHEN student_state IS NOT NULL OR age < 16 THEN '无劳动力'
        WHEN age < 60 AND health IN ('健康', '长期慢性病') THEN CASE WHEN chance(person, 'skill', 0.15) THEN '技能劳动力' ELSE '普通劳动力' END
        WHEN age < 60 THEN CASE WHEN health = '残疾' AND degree < 3 THEN '丧失劳动力' ELSE '弱劳动力或半劳动力' END
        WHEN age < 70 AND health = '健康' THEN '弱劳动力或半劳动力'
        ELSE '无劳动力'
    END AS labour_skill,
    labour_skill IN ('普通劳动力', '技能劳动力') AND chance(person, 'works', 0.545) AS is_working,
    is_working AND chance(person, 'works away', 0.72) AS is_away,
    is_away AND chance(person, 'far', 0.65) AS is_far,
    CASE
        WHEN NOT is_working THEN NULL
        WHEN is_far THEN pick(home, 'far county', ['广东省深圳市宝安区', '广东省佛山市顺德区', '浙江省宁波市北仑区', '江苏省苏州市昆山市', '福建省泉州市晋江市', '上海市松江区'])
        WHEN is_away THEN pick(home, 'near county', ['湖南省长沙市雨花区', '湖南省长沙市长沙县', '湖南省株洲市荷塘区', '湖南省常德市武陵区'])
        ELSE county_name
    END AS work_county,
    NOT is_working AND labour_skill NOT IN ('无劳动力', '丧失劳动力') AND seat = 1 AND chance(person, 'post', 0.24) AS has_post,
    1900 + roll(person, 'wage', 4300) AS wage
FROM (
    SELECT
        *, replace(month_text(birth_number), '-', '') || lpad((1 + roll(person, 'day', 28))::VARCHAR, 2, '0') AS day_text,
        row_number() OVER (PARTITION BY county_code, birth_number, roll(person, 'day', 28), is_man ORDER BY person) AS serial
    FROM grown_people
) p;

-- The household again, with what its members make of it.
CREATE OR REPLACE TEMP TABLE homes AS
SELECT
    h.*, m.*, kind_draw >= 0.9 AS is_ordinary, kind_draw >= 0.85 AS is_monitored,
    is_monitored AND (chance(h.home, 'still at risk', 0.4) OR NOT has_labour AND NOT chance(h.home, 'removed anyway', 0.01)) AS is_at_risk,
    CASE
        WHEN kind_draw >= 0.96 THEN '突发严重困难户' WHEN kind_draw >= 0.9 THEN '边缘易致贫户' WHEN kind_draw >= 0.85 THEN '脱贫不稳定户'
    END AS monitoring_kind,
    $month - CASE WHEN is_at_risk THEN 9 + roll(h.home, 'included', 10) ELSE 15 + roll(h.home, 'included', 9) END AS included_number,
    NOT has_labour AND chance(h.home, 'low income', 0.4) OR chance(h.home, 'low income', 0.06) AS is_low_income,
    size = 1 AND NOT has_labour AND head_months >= 732 AND NOT is_low_income AS is_destitute,
    chance(h.home, 'relocated', 0.05) AND NOT is_monitored AS is_relocated,
    workers * CASE WHEN is_monitored THEN 8000 + roll(h.home, 'wages', 6000) ELSE 17000 + roll(h.home, 'wages', 14000) END + CASE WHEN posts > 0 THEN 9600 ELSE 0 END AS wage_cny,
    2300 + roll(h.home, 'business', 9000) AS business_cny,
    40 + roll(h.home, 'property', 560) AS property_cny,
    CASE WHEN workers = 0 THEN size * (8000 + roll(h.home, 'aid', 3000)) ELSE size * (1100 + roll(h.home, 'aid', 2300) + CASE WHEN is_monitored THEN 4600 ELSE 0 END) END AS transfer_cny,
    business_cny * (25 + roll(h.home, 'cost', 15)) // 100 AS cost_cny,
    wage_cny + business_cny + property_cny + transfer_cny - cost_cny AS net_cny
FROM drawn_homes h JOIN (
    SELECT
        home AS of_home, bool_or(labour_skill IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力')) AS has_labour,
        bool_or(health IN ('患有大病', '长期慢性病')) AS has_ill, bool_or(health = '残疾') AS has_disabled,
        bool_or(health <> '健康') AS has_unwell,
        bool_or(student_state IN ('中职', '高职高专')) AS has_vocational, count(*) FILTER (is_working) AS workers,
        count(*) FILTER (is_away) AS away_workers, count(*) FILTER (has_post) AS posts,
        bool_or(months >= 72 AND months < 180) AS has_pupil
    FROM people GROUP BY home
) m ON m.of_home = h.home;

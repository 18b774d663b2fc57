-- Draws that depend on a key, a word and the seed only: the same rows on every run.
CREATE OR REPLACE MACRO roll(k, word, n) AS (hash(k, word, $seed) % n::UBIGINT)::BIGINT;
CREATE OR REPLACE MACRO draw(k, word) AS (hash(k, word, $seed) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE MACRO chance(k, word, share) AS draw(k, word) < share;
CREATE OR REPLACE MACRO pick(k, word, words) AS words[1 + roll(k, word, len(words))];
-- Month number (year*12+month) to text.
CREATE OR REPLACE MACRO month_text(n) AS printf('%04d-%02d', (n - 1) // 12, (n - 1) % 12 + 1);
-- The first seventeen digits of an ID number to all eighteen characters.
CREATE OR REPLACE MACRO with_check_digit(n) AS n::VARCHAR || substring('10X98765432', ((
    n // 10000000000000000 % 10 * 7 + n // 1000000000000000 % 10 * 9 + n // 100000000000000 % 10 * 10
    + n // 10000000000000 % 10 * 5 + n // 1000000000000 % 10 * 8 + n // 100000000000 % 10 * 4 + n // 10000000000 % 10 * 2
    + n // 1000000000 % 10 + n // 100000000 % 10 * 6 + n // 10000000 % 10 * 3 + n // 1000000 % 10 * 7
    + n // 100000 % 10 * 9 + n // 10000 % 10 * 10 + n // 1000 % 10 * 5 + n // 100 % 10 * 8 + n // 10 % 10 * 4
    + n % 10 * 2) % 11 + 1)::BIGINT, 1);
-- A telephone number of its own for every key.
CREATE OR REPLACE MACRO phone(k) AS (13000000000 + (k * 387420489) % 999999937)::VARCHAR;
CREATE OR REPLACE MACRO person_name(k) AS
    pick(k, 'surname', ['彭','田','向','龙','石','吴','麻','张','杨','梁','罗','贾','符','瞿','覃','尚'])
    || pick(k, 'given 1', ['文','建','玉','春','德','志','永','正','金','海','云','松','长','青','世','安'])
    || pick(k, 'given 2', ['明','国','兰','秀','华','远','清','兴','生','平','英','林','家','和','光','新']);

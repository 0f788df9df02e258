# names and quotes
SELECT ID, Title FROM Posts
SELECT P.ID AS id, "p".`title` AS [the title] FROM posts P
SELECT id, 'text' AS a, "title" AS b, "no column" AS c FROM posts
SELECT id, title 'Alias' FROM posts
SELECT id, title AS t FROM posts WHERE t = 'alpha'
SELECT id, upper(title) AS title FROM posts ORDER BY title
SELECT id, length(title) AS n FROM posts WHERE n > 3 ORDER BY n DESC, id
SELECT id, id, views + 1, views + 1 FROM posts
SELECT posts.*, 1 AS one FROM posts
SELECT p.*, a.handle FROM posts p JOIN authors a ON a.id = p.author
SELECT rowid, id FROM posts WHERE rowid > 2
SELECT CAST(p.rowid AS TEXT) AS id, p.oid + 1 AS n, title FROM posts p
# values
SELECT 1 AS id, 1.0 AS a, 1e3 AS b, .5 AS c, 0x1F AS d, 1_000 AS e, 'it''s' AS f, NULL AS g, TRUE AS h, FALSE AS i
SELECT 1 AS id, -5 AS a, +5 AS b, ~5 AS c, - -5 AS d, NOT 0 AS e, NOT NULL AS f
SELECT 1 AS id, 1 + 2 * 3 AS a, (1 + 2) * 3 AS b, 7 / 2 AS c, -7 / 2 AS d, 7.0 / 2 AS e, 7 % 3 AS f, -7 % 3 AS g, 7.5 % 2 AS h, 1 / 0 AS i, 1 % 0 AS j
SELECT 1 AS id, 5 & 3 AS a, 5 | 3 AS b, 1 << 4 AS c, 256 >> 2 AS d, -1 >> 1 AS e, 1 << -1 AS f
SELECT 1 AS id, 1 || 2 AS a, 1.0 || 'x' AS b, 1.5 || '' AS c, 1e20 || '' AS d, 'a' || NULL AS e, 3.0 || '' AS f, (1 = 1) || '' AS g
SELECT id, views || '' AS a, rating || '' AS b, published || '' AS c, meta || '' AS d FROM posts
SELECT 1 AS id, '5' + 1 AS a, 'x' + 1 AS b, '5x' * 2 AS c, ' 7 ' + 0 AS d, '1e2' + 0 AS e, '-3.5z' + 0 AS f
SELECT id, title + 1 AS a, -title AS b, title * 1.0 AS c FROM posts
SELECT id, views / 2 AS a, views / 2.0 AS b, rating / 2 AS c, views / rating AS d, views % 4 AS e, views * 1.0 / 3 AS f FROM posts
SELECT 1 AS id, 9007199254740993 AS a
# comparisons
SELECT 1 AS id, 1 = 1.0 AS a, '1' = 1 AS b, 'a' < 5 AS c, 5 < 'a' AS d, NULL = NULL AS e, 'a' <> 'A' AS f, 'a' == 'a' AS g, 1 != 2 AS h
SELECT id FROM posts WHERE views = '5'
SELECT id FROM posts WHERE views = 'x' OR views > 'x' OR views < 'x'
SELECT id FROM posts WHERE title = 10
SELECT id FROM posts WHERE title > 5
SELECT id FROM posts WHERE title = views
SELECT id FROM posts WHERE title < views
SELECT id FROM posts WHERE +views = '5' OR views + 0 = '5'
SELECT id FROM posts WHERE published <> 1
SELECT id FROM posts WHERE published = '1'
SELECT id FROM posts WHERE published = 'true'
SELECT id FROM posts WHERE published IS TRUE
SELECT id FROM posts WHERE published IS NOT 1
SELECT id FROM posts WHERE published = FALSE AND NOT published
SELECT id FROM posts WHERE published > 0
SELECT id FROM posts WHERE published + views > 6
SELECT id FROM posts WHERE (views > 5) = published
SELECT id, views > 5 AS big, published AND views > 5 AS both, published OR 0 AS some FROM posts
SELECT id FROM posts WHERE title
SELECT id FROM posts WHERE views AND rating
SELECT id FROM posts WHERE NOT title
SELECT id FROM posts WHERE meta IS NULL
SELECT id FROM posts WHERE meta IS NOT NULL
SELECT id FROM posts WHERE meta NOTNULL AND title NOT NULL
SELECT id FROM posts WHERE meta ISNULL OR publishedAt IS ''
SELECT id FROM posts WHERE publishedAt IS NOT ''
SELECT id FROM posts WHERE meta = 5
SELECT id FROM posts WHERE meta = '5'
SELECT id FROM posts WHERE meta > 4
SELECT id FROM posts WHERE meta = '"10"'
SELECT id, meta FROM posts ORDER BY meta, id
SELECT id FROM posts WHERE meta IS NOT DISTINCT FROM NULL
SELECT id FROM posts WHERE views BETWEEN 5 AND '10'
SELECT id FROM posts WHERE title NOT BETWEEN 'a' AND 'b'
SELECT id FROM posts WHERE title BETWEEN 'A' AND 'Z' COLLATE NOCASE
SELECT id FROM posts WHERE title = 'ALPHA' COLLATE NOCASE
SELECT id FROM posts WHERE title COLLATE NOCASE IN ('ALPHA', 'BETA')
SELECT id FROM posts WHERE id IN ('pp1', 'pp2') AND views IN (5, 7, '12')
SELECT id FROM posts WHERE views IN ('5', 'x') OR title IN (10)
SELECT id FROM posts WHERE id NOT IN ('pp1') AND kind NOT IN ()
SELECT id FROM posts WHERE meta IN (5, NULL)
SELECT id FROM posts WHERE author IN (SELECT id FROM authors)
SELECT id FROM posts WHERE author NOT IN (SELECT id FROM authors WHERE score > 1)
SELECT id FROM posts WHERE views IN (SELECT title FROM posts)
SELECT id FROM posts WHERE title IN (SELECT views FROM posts)
SELECT id FROM posts WHERE meta NOT IN (SELECT meta FROM posts)
SELECT id FROM posts p WHERE EXISTS (SELECT 1 FROM comments c WHERE c.post = p.id AND c.stars > p.rating)
SELECT id FROM posts WHERE NOT EXISTS (SELECT 1 FROM comments WHERE post = posts.id)
# patterns
SELECT id FROM posts WHERE title LIKE 'ALPHA'
SELECT id FROM posts WHERE title LIKE '%\\'
SELECT id FROM posts WHERE title LIKE '%50\%%' ESCAPE '\'
SELECT id FROM posts WHERE title LIKE '%!%!_%' ESCAPE '!'
SELECT id FROM posts WHERE title LIKE 'über%'
SELECT id FROM posts WHERE title NOT LIKE 'a%'
SELECT id FROM posts WHERE views LIKE '1%'
SELECT id FROM posts WHERE like('a%', title)
SELECT id FROM posts WHERE title LIKE kind || '%'
SELECT id FROM posts WHERE title GLOB 'a*' OR title GLOB '[A-B]?pha'
SELECT id FROM posts WHERE title NOT GLOB '*a'
SELECT id FROM posts WHERE glob('?eta', title)
SELECT id FROM posts WHERE labels LIKE '%"x"%'
# CASE and its like
SELECT id, CASE WHEN views > 5 THEN 'many' WHEN views > 0 THEN 'few' END AS c FROM posts
SELECT id, CASE kind WHEN 'news' THEN 1 WHEN 'note' THEN 2.5 ELSE 'none' END AS c FROM posts
SELECT id, CASE title WHEN 10 THEN 'ten' ELSE title END AS c FROM posts
SELECT id, CASE WHEN published THEN views ELSE published END AS c FROM posts
SELECT id, CASE WHEN views > 5 THEN views END || '!' AS c FROM posts
SELECT id, iif(published, title, views) AS a, iif(views > 5, 1) AS b FROM posts
SELECT id, coalesce(meta, title, 'none') AS a, ifnull(meta, 0) AS b, nullif(kind, '') AS c, nullif(views, 5) AS d FROM posts
SELECT id, MAX(views, rating, 4) AS a, MIN(title, kind) AS b, MAX(views, title) AS c, MIN(meta, 3) AS d FROM posts
SELECT id, likely(published) AS a, unlikely(views > 5) AS b FROM posts
# functions
SELECT id, abs(views) AS a, sign(views) AS b, round(rating) AS c, round(rating, 2) AS d, round(rating, -1) AS e, round(2.5) AS f, round(-2.5) AS g FROM posts
SELECT id, ceil(rating) AS a, floor(rating) AS b, trunc(rating) AS c, ceiling(views) AS d FROM posts
SELECT 1 AS id, sqrt(16) AS a, sqrt(-1) AS b, pow(2, 10) AS c, power(2, 0.5) AS d, mod(7, 3) AS e, exp(0) AS f, ln(1) AS g, log(100) AS h, log(2, 8) AS i, log2(8) AS j, pi() AS k, acos(2) AS l
SELECT id, length(title) AS a, upper(title) AS b, lower(title) AS c, length(views) AS d FROM posts
SELECT id, trim('  x  ') AS a, ltrim(title, 'aA') AS b, rtrim(title, 'a\') AS c, replace(title, 'a', 'o') AS d, trim(title, 'ta') AS e FROM posts
SELECT id, substr(title, 2) AS a, substr(title, -3) AS b, substr(title, 2, 2) AS c, substr(title, -3, 2) AS d, substr(title, 0, 3) AS e, substr(title, 3, -2) AS f, substring(title, 100) AS g, substr(title, -100, 102) AS h FROM posts
SELECT id, instr(title, 'a') AS a, instr(title, '') AS b, instr(views, 0) AS c FROM posts
SELECT 1 AS id, char(72, 105) AS a, unicode('A') AS b, unicode('') AS c, hex('abc') AS d, hex(12) AS e, hex(x'00ff') AS f, quote('it''s') AS g, quote(5) AS h, quote(NULL) AS i
SELECT id, typeof(id) AS a, typeof(views) AS b, typeof(rating) AS c, typeof(meta) AS d, typeof(published) AS e, typeof(1.0) AS f, typeof(NULL) AS g, typeof(views > 1) AS h FROM posts
SELECT id, concat(title, '-', NULL, views) AS a, concat_ws('/', title, NULL, kind) AS b FROM posts
SELECT id, printf('%d|%s|%.1f|%5d|%-5d|%05d|%%|%+d', views, title, rating, views, views, views, views) AS a FROM posts
SELECT id, format('%s has %d', title, rating) AS a, printf('%08.3f', rating) AS b FROM posts
SELECT id, CAST(title AS INTEGER) AS a, CAST(title AS REAL) AS b, CAST(views AS TEXT) AS c, CAST(rating AS INT) AS d, CAST(rating AS TEXT) AS e, CAST(views AS REAL) AS f, CAST('12abc' AS NUMERIC) AS g, CAST(published AS TEXT) AS h FROM posts
SELECT id, CAST(title AS VARCHAR(10)) AS a, CAST(views AS BOOLEAN) AS b, CAST(CAST(views AS REAL) AS TEXT) AS c FROM posts
SELECT id FROM posts WHERE CAST(views AS TEXT) = 5 AND CAST('5' AS INTEGER) = 5
# dates
SELECT id, date(created) AS a, time(created) AS b, datetime(created) AS c, strftime('%Y', created) AS d, strftime('%W %j %w', created) AS e, unixepoch(created) AS f FROM posts
SELECT id, date(created, '+1 month') AS a, date(created, 'start of month', '-1 day') AS b, date(publishedAt) AS c, strftime('%s', created) AS d, julianday(created) AS e FROM posts
SELECT id, date('2026-01-31', '+1 month') AS a, datetime(0, 'unixepoch') AS b, date('nonsense') AS c, strftime('%H:%M', '12:34') AS d FROM posts ORDER BY id LIMIT 1
SELECT id FROM posts WHERE created >= date('2026-01-15') AND strftime('%m', created) = '01'
SELECT id FROM posts WHERE date(created) = '2026-01-10'
SELECT id, CAST(strftime('%Y', created) AS INTEGER) AS y, strftime('%Y', created) = 2026 AS z FROM posts
SELECT 1 AS id, length(CURRENT_TIMESTAMP) AS a, length(date()) AS b, length(CURRENT_DATE) AS c
SELECT id, julianday(created) - julianday('2026-01-01') > 10 AS a FROM posts
# JSON
SELECT id, json_extract(meta, '$.a') AS a, json_extract(meta, '$.b.c[1]') AS b, json_extract(meta, '$.b.c[#-1]') AS c, json_extract(meta, '$') AS d, json_extract(meta, '$[0]') AS e FROM posts
SELECT id, meta -> '$.b' AS a, meta -> 'a' AS b, meta ->> 'a' AS c, meta ->> '$.b.c' AS d, meta -> 0 AS e, meta ->> -1 AS f, meta -> '$.none' AS g FROM posts
SELECT id FROM posts WHERE json_extract(meta, '$.a') = 1
SELECT id FROM posts WHERE meta ->> 'a' = 'text'
SELECT id FROM posts WHERE json_extract(meta, '$.a') > 0 ORDER BY json_extract(meta, '$.a') DESC
SELECT id, json_extract(meta, '$.a') || '!' AS a, json_extract(meta, '$.a') + 1 AS b FROM posts
SELECT id, json_extract(meta, '$.a', '$.b') AS a FROM posts
SELECT id, json_array_length(labels) AS a, json_array_length(meta) AS b, json_array_length(meta, '$.b.c') AS c, json_valid(meta) AS d, json_valid(title) AS e, json_type(meta) AS f, json_type(meta, '$.a') AS g FROM posts
SELECT id, json_array(1, 'x', NULL, views, rating, published, meta) AS a, json_object('t', title, 'v', views, 'l', json(labels)) AS b, json_array() AS c, json_object() AS d FROM posts
SELECT id, json_quote(title) AS a, json_quote(views) AS b, json(labels) AS c FROM posts
SELECT p.id || '_' || j.value AS id, j.key AS k, j.type AS t, j.fullkey AS f, j.path AS p, j.atom AS a FROM posts p, json_each(p.labels) j
SELECT p.id AS id, e.key, e.value, e.type, e.atom, e.fullkey FROM posts p, json_each(p.meta) e
SELECT p.id AS id, json_each.value AS v FROM posts p JOIN json_each(p.labels) WHERE json_each.value = 'x'
SELECT p.id AS id, j.value AS v FROM posts p LEFT JOIN json_each(p.labels) AS j ON j.value <> 'x'
SELECT id, (SELECT count(*) FROM json_each(labels)) AS n, (SELECT group_concat(value, '+') FROM json_each(labels)) AS all_labels FROM posts
SELECT id FROM posts WHERE EXISTS (SELECT 1 FROM json_each(posts.labels) WHERE value = 'y')
SELECT id FROM posts WHERE 'y' IN (SELECT value FROM json_each(labels))
SELECT j.value AS id, count(*) AS n FROM posts p, json_each(p.labels) j GROUP BY j.value ORDER BY n DESC, id
SELECT a.id, a.handle, count(p.id) AS n FROM authors a LEFT JOIN posts p ON p.author = a.id, json_each('[1,2]') GROUP BY a.id
# joins
SELECT p.id, a.handle FROM posts p LEFT JOIN authors a ON a.id = p.author
SELECT p.id, a.handle FROM posts p LEFT JOIN authors a ON a.id = p.author ORDER BY a.handle, p.id
SELECT p.id, a.handle FROM posts p LEFT JOIN authors a ON a.id = p.author WHERE a.handle IS NULL
SELECT p.id, c.text FROM posts p, comments c WHERE c.post = p.id
SELECT p.id, c.text, a.handle FROM posts p JOIN comments c ON c.post = p.id LEFT JOIN authors a ON a.id = c.author
SELECT a.id, p.title FROM posts p RIGHT JOIN authors a ON a.id = p.author ORDER BY a.id, p.id
SELECT coalesce(p.id, a.id) AS id, p.title, a.handle FROM posts p FULL OUTER JOIN authors a ON a.id = p.author ORDER BY 1
SELECT c.id, p.id AS post FROM comments c CROSS JOIN posts p ON p.id = c.post
SELECT id, stars FROM comments JOIN posts USING (id)
SELECT id, a.score FROM authors a JOIN authors b USING (id)
SELECT * FROM authors a JOIN authors b USING (id, handle)
SELECT * FROM authors NATURAL JOIN authors b
SELECT p.id, x.n FROM posts p LEFT JOIN (SELECT post, count(*) AS n FROM comments GROUP BY post) x ON x.post = p.id
SELECT p.id, x.n FROM posts p, (SELECT count(*) AS n FROM comments) AS x
SELECT q.id FROM (SELECT id, views FROM posts ORDER BY views DESC LIMIT 2) AS q ORDER BY q.id
SELECT id FROM (SELECT id FROM posts)
SELECT p.id, c.id AS comment FROM posts p JOIN (comments c JOIN authors a ON a.id = c.author) ON c.post = p.id
SELECT p.id, (SELECT text FROM comments WHERE post = p.id) AS first, (SELECT max(stars) FROM comments c WHERE c.post = p.id) AS best FROM posts p
SELECT p.id, (SELECT text FROM comments c WHERE c.post = p.id ORDER BY stars DESC, id DESC LIMIT 1) AS best FROM posts p
SELECT p.id, EXISTS (SELECT 1 FROM comments c WHERE c.post = p.id) AS has FROM posts p
# groups
SELECT kind AS id, count(*) AS n, sum(views) AS a, avg(views) AS b, min(views) AS c, max(rating) AS d, total(views) AS e FROM posts GROUP BY kind
SELECT kind AS id, sum(rating) AS a, avg(rating) AS b, sum(published) AS c, max(published) AS d, min(title) AS e, max(title) AS f FROM posts GROUP BY kind
SELECT kind AS id, title, max(views) AS m FROM posts GROUP BY kind
SELECT kind AS id, title, min(rating) AS m, author FROM posts GROUP BY kind
SELECT kind AS id, title, count(*) AS n FROM posts GROUP BY kind HAVING count(*) > 1
SELECT kind AS id, count(*) AS n FROM posts GROUP BY kind HAVING n > 1 ORDER BY n DESC
SELECT kind AS id, count(*) AS n FROM posts GROUP BY 1 ORDER BY 2, 1
SELECT substr(created, 1, 7) AS id, count(*) AS n FROM posts GROUP BY id
SELECT substr(created, 1, 7) AS month, count(*) AS n, min(id) AS id FROM posts GROUP BY month
SELECT strftime('%Y-%m', created) AS id, sum(views) AS n FROM posts GROUP BY strftime('%Y-%m', created)
SELECT published AS id, count(*) AS n FROM posts GROUP BY published
SELECT published AS id, count(DISTINCT kind) AS a, count(meta) AS b, group_concat(kind) AS c, group_concat(DISTINCT kind) AS d FROM posts GROUP BY published
SELECT 1 AS id, count(*) AS a, count(*) FILTER (WHERE published) AS b, sum(views) FILTER (WHERE views > 5) AS c, sum(CASE WHEN published THEN 1 ELSE 0 END) AS d, sum(views > 5) AS e FROM posts
SELECT 1 AS id, max(meta) AS a, min(meta) AS b, sum(meta) AS c, sum(title) AS d FROM posts
SELECT 1 AS id, sum(views) AS a, sum(rating) AS b, avg(views) AS c, count(*) AS d, group_concat(title) AS e, total(views) AS f, max(title) AS g FROM posts WHERE 0
SELECT 1 AS id, title, views, count(*) AS n FROM posts
SELECT 1 AS id, group_concat(title, views) AS a, group_concat(views) AS b, string_agg(kind, '; ') AS c FROM posts
SELECT 1 AS id, group_concat(title ORDER BY views DESC) AS a FROM posts
SELECT 1 AS id, json_group_array(title) AS a, json_group_array(views) AS b, json_group_object(id, rating) AS c, json_group_array(json_object('i', id, 'n', views)) AS d, json_group_array(DISTINCT kind) AS e FROM posts
SELECT a.id, a.handle, count(p.id) AS posts, sum(p.views) AS views FROM authors a LEFT JOIN posts p ON p.author = a.id GROUP BY a.id
SELECT p.id, p.title, count(c.id) AS n, avg(c.stars) AS stars, max(c.text) AS t FROM posts p LEFT JOIN comments c ON c.post = p.id GROUP BY p.id, p.title
SELECT c.id, p.title, c.text, count(*) AS n FROM comments c LEFT JOIN posts p ON p.id = c.post GROUP BY c.post
SELECT kind || '-' || published AS id, count(*) AS n, kind || '-' AS k FROM posts GROUP BY kind, published
SELECT kind AS id, round(avg(views), 1) AS a, sum(views) * 1.0 / count(*) AS b, sum(views) / count(*) AS c, count(*) || ' posts' AS d FROM posts GROUP BY kind
SELECT kind AS id, (SELECT count(*) FROM comments c JOIN posts p ON p.id = c.post WHERE p.kind = posts.kind) AS n FROM posts GROUP BY kind
SELECT lower(title) AS id, count(*) AS n FROM posts GROUP BY title COLLATE NOCASE
SELECT DISTINCT kind AS id FROM posts ORDER BY kind
SELECT DISTINCT kind AS id, published FROM posts ORDER BY id DESC, published
SELECT count(*) AS id FROM (SELECT DISTINCT kind, published FROM posts)
# windows
SELECT id, row_number() OVER (ORDER BY views DESC) AS n FROM posts ORDER BY id
SELECT id, row_number() OVER (PARTITION BY kind ORDER BY views) AS n, rank() OVER (ORDER BY kind) AS r, dense_rank() OVER (ORDER BY kind) AS d FROM posts ORDER BY id
SELECT id, sum(views) OVER (ORDER BY id) AS a, count(*) OVER () AS b, avg(views) OVER (PARTITION BY kind) AS c FROM posts ORDER BY id
SELECT id, lag(title) OVER (ORDER BY id) AS a, lead(views, 2, 'none') OVER (ORDER BY id) AS b, first_value(title) OVER (PARTITION BY kind ORDER BY id) AS c FROM posts ORDER BY id
SELECT id, sum(views) OVER w AS a, max(views) OVER w AS b, ntile(2) OVER (ORDER BY id) AS c FROM posts WINDOW w AS (PARTITION BY kind ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY id
SELECT id, percent_rank() OVER (ORDER BY views) AS a, cume_dist() OVER (ORDER BY views) AS b, nth_value(title, 2) OVER (ORDER BY id) AS c, last_value(title) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS d FROM posts ORDER BY id
SELECT kind AS id, count(*) AS n, sum(count(*)) OVER () AS all_posts, rank() OVER (ORDER BY count(*) DESC) AS r FROM posts GROUP BY kind ORDER BY kind
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY author ORDER BY created DESC) AS n FROM posts) WHERE n = 1
# combined
SELECT id, title FROM posts UNION ALL SELECT id, handle FROM authors
SELECT id, views FROM posts UNION SELECT id, handle FROM authors ORDER BY id
SELECT kind AS id FROM posts UNION SELECT kind FROM posts
SELECT author AS id FROM posts EXCEPT SELECT id FROM authors
SELECT author AS id FROM posts INTERSECT SELECT id FROM authors
SELECT id FROM posts UNION SELECT id FROM authors INTERSECT SELECT author FROM posts ORDER BY 1
SELECT id, published AS x FROM posts UNION ALL SELECT id, score FROM authors ORDER BY 1, 2
SELECT id, meta AS x FROM posts UNION ALL SELECT id, handle FROM authors ORDER BY id
SELECT id, NULL AS x FROM posts UNION ALL SELECT id, score FROM authors ORDER BY id
SELECT column1 AS id, column2 AS x FROM (VALUES (1, 'a'), (2, NULL), (3, 5))
SELECT id, 'post' AS type FROM posts UNION SELECT id, 'author' AS type FROM authors ORDER BY type, id LIMIT 4 OFFSET 1
SELECT id FROM posts ORDER BY id LIMIT 2 OFFSET 1
SELECT id FROM posts ORDER BY id LIMIT 1, 2
SELECT id FROM posts ORDER BY id LIMIT -1 OFFSET 4
# WITH
WITH p AS (SELECT id, views FROM posts WHERE views > 5), q AS (SELECT max(views) AS m FROM p) SELECT p.id, q.m FROM p, q
WITH x(a, b) AS (SELECT id, title FROM posts) SELECT a AS id, b FROM x WHERE b <> ''
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT i AS id, i * i AS square FROM n
WITH RECURSIVE tree(id, depth) AS (SELECT id, 0 FROM posts WHERE id = 'pp1' UNION ALL SELECT c.id, depth + 1 FROM comments c JOIN tree t ON c.post = t.id) SELECT * FROM tree
WITH x AS MATERIALIZED (SELECT kind, count(*) n FROM posts GROUP BY kind) SELECT kind AS id, n FROM x
# order
SELECT id FROM posts ORDER BY views DESC
SELECT id FROM posts ORDER BY kind, views DESC
SELECT id, kind FROM posts ORDER BY kind
SELECT id FROM posts ORDER BY lower(title), id
SELECT id FROM posts ORDER BY title COLLATE NOCASE DESC, id
SELECT id, meta ->> 'a' AS m FROM posts ORDER BY m, id
SELECT id FROM posts ORDER BY published DESC, rating ASC NULLS LAST
SELECT id, views * 2 AS v FROM posts ORDER BY v + 1 DESC
SELECT id FROM posts ORDER BY CASE kind WHEN 'note' THEN 0 ELSE 1 END, id
SELECT id, title FROM posts WHERE (title = '' OR title = 'beta') AND (1 = 1) -- a comment
SELECT /* a comment */ id FROM posts ;
# as people write them
SELECT p.id, j.value AS label FROM posts p, json_each(CASE WHEN json_valid(p.labels) THEN p.labels ELSE json_array(p.labels) END) AS j
SELECT p.id, COALESCE(SUM(c.stars), 0) AS total, COALESCE(AVG(c.stars), 0) AS mean, COUNT(DISTINCT CASE WHEN c.stars > 2 THEN c.author END) AS n FROM posts p LEFT JOIN comments c ON c.post = p.id GROUP BY p.id
SELECT id, strftime('%Y-%m-%d', created, 'localtime') AS d, strftime('%d.%m.%Y %H:%M', created, '+2 hours') AS e FROM posts
SELECT id, ROUND(6371 * acos(cos(radians(views)) * cos(radians(rating)) + sin(radians(views)) * sin(radians(rating))), 2) AS km FROM posts WHERE views < 90
SELECT kind AS id, CAST(COUNT(*) AS INTEGER) AS n, CAST(AVG(rating) AS DECIMAL(10,2)) AS r FROM posts GROUP BY kind
SELECT id FROM posts WHERE date(created) BETWEEN date('2026-01-01') AND date('2026-01-20')
SELECT count(*) AS id FROM (SELECT id FROM posts ORDER BY RANDOM() LIMIT 3)
SELECT *, (views * rating) AS product FROM posts
SELECT MAX(id) AS id, kind, SUM(CASE WHEN published THEN views ELSE 0 END) AS v FROM posts GROUP BY kind
SELECT p.id, a.id AS author FROM posts p JOIN authors a ON a.id IN (SELECT value FROM json_each(json_array(p.author)))
SELECT p.id, je.value AS label, a.handle FROM posts p LEFT JOIN json_each(p.labels) AS je LEFT JOIN authors a ON a.id = p.author
SELECT id, substr(title, instr(title, 'p') + 1) AS rest, 'https://example.com/' || id AS url FROM posts
SELECT kind AS id, printf('%.2f', AVG(rating)) AS r, max(created) AS latest, min(created, '2026-01-10') AS m FROM posts GROUP BY kind, created
SELECT a.id, (SELECT COUNT(*) FROM posts p WHERE p.author = a.id AND p.published = TRUE) AS published, (SELECT MAX(created) FROM posts p WHERE p.author = a.id) AS latest FROM authors a
SELECT id, CASE WHEN rating >= 4 THEN 'high' WHEN rating >= 2 THEN 'mid' ELSE 'low' END AS level, CASE WHEN meta IS NULL THEN 0 ELSE 1 END AS has_meta FROM posts
SELECT id, json_extract(meta, '$.b.c') AS list, json_array_length(json_extract(meta, '$.b.c')) AS n FROM posts
SELECT p.id, json_group_array(json_object('id', c.id, 'text', c.text)) AS comments FROM posts p LEFT JOIN comments c ON c.post = p.id GROUP BY p.id
SELECT id, (views > 5 AND published) OR kind = 'note' AS flag, NOT published AS hidden, views > 5 = published AS same FROM posts
SELECT id, COALESCE(NULLIF(publishedAt, ''), created) AS day FROM posts ORDER BY day, id
SELECT strftime('%Y', created) || '-' || strftime('%W', created) AS id, COUNT(*) AS n, SUM(views) AS v FROM posts GROUP BY strftime('%Y', created), strftime('%W', created)
SELECT id, LOWER(TRIM(title)) AS t, UPPER(SUBSTR(title, 1, 1)) || LOWER(SUBSTR(title, 2)) AS cap FROM posts
SELECT id FROM posts WHERE (kind = 'news' OR kind = 'note') AND NOT (views < 5 OR rating IS NULL) AND title IS NOT NULL
SELECT a.handle AS id, b.handle AS other FROM authors a, authors b WHERE a.score < b.score
SELECT id, score, (SELECT COUNT(*) + 1 FROM authors x WHERE x.score > authors.score) AS place FROM authors
SELECT id, ROUND(100.0 * views / (SELECT SUM(views) FROM posts), 3) AS share FROM posts
SELECT id, views, SUM(views) OVER (ORDER BY created ROWS UNBOUNDED PRECEDING) AS running FROM posts ORDER BY created
SELECT kind AS id, GROUP_CONCAT(title, ', ') AS titles, GROUP_CONCAT(DISTINCT author) AS authors FROM posts GROUP BY kind
SELECT id, meta IS NOT NULL AND json_type(meta) = 'object' AS is_object, json_extract(meta, '$.a') IS NULL AS no_a FROM posts
SELECT id, typeof(json_extract(meta, '$.a')) AS t, json_extract(meta, '$.a') = 'text' AS b, COALESCE(json_extract(meta, '$.a'), 'none') AS c FROM posts
WITH ranked AS (SELECT id, kind, views, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY views DESC) AS n FROM posts) SELECT id, kind, views FROM ranked WHERE n <= 2 ORDER BY kind, views DESC
WITH RECURSIVE days(d) AS (SELECT date('2026-01-01') UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < '2026-01-04') SELECT d AS id, (SELECT COUNT(*) FROM posts WHERE date(created) = d) AS n FROM days
SELECT id, kind, COUNT(*) OVER (PARTITION BY kind) AS peers, views * 1.0 / SUM(views) OVER (PARTITION BY kind) AS part FROM posts ORDER BY id
SELECT 'a' AS id, 1 AS n UNION ALL SELECT 'b', 2.5 UNION ALL SELECT 'c', NULL
SELECT id, title FROM posts WHERE id IN (SELECT post FROM comments GROUP BY post HAVING COUNT(*) > 1)
SELECT id, datetime(created, 'start of day', '+12 hours') AS noon, date(created, 'weekday 0') AS sunday, CAST(strftime('%s', created) AS INTEGER) - CAST(strftime('%s', '2026-01-01') AS INTEGER) AS secs FROM posts
SELECT id, CAST((julianday(created) - julianday('2026-01-01')) AS INTEGER) AS days, CAST((julianday(created) - julianday('2026-01-01')) * 24 AS INTEGER) AS hours FROM posts
SELECT c.id, c.stars, p.title, a.handle FROM comments c INNER JOIN posts p ON c.post = p.id INNER JOIN authors a ON p.author = a.id WHERE c.stars > (SELECT AVG(stars) FROM comments) ORDER BY c.stars DESC, c.id
SELECT author AS id, COUNT(*) AS n FROM (SELECT author FROM posts UNION ALL SELECT author FROM comments) GROUP BY author HAVING author != '' ORDER BY n DESC, author
SELECT id, title, kind FROM posts GROUP BY kind HAVING MAX(views)
SELECT DISTINCT p.kind AS id, a.handle FROM posts p LEFT JOIN authors a ON a.id = p.author ORDER BY 1, 2
SELECT id, ifnull(meta ->> 'a', '-') AS a, length(meta) AS n, meta LIKE '%a%' AS l, replace(labels, '"', '') AS r FROM posts
SELECT id, sign(title) AS a, sqrt(title) AS b, abs(title) || '' AS c, sign(views) AS d FROM posts
SELECT id, TRUE AS t FROM posts ORDER BY TRUE, kind IN (), id DESC
SELECT id, json_array(json_extract(meta, '$.a'), meta ->> '$.b', json_extract(meta, '$[1]')) AS x, json_object('b', json_extract(meta, '$.b.c')) AS y, json_quote(json_extract(meta, '$.b')) AS z FROM posts
SELECT kind AS id, json_group_array(json_extract(meta, '$.b')) AS x FROM posts GROUP BY kind

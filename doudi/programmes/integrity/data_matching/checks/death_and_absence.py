"""Paid to someone who has died, is in prison, or has moved away; a child who has come of age."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

PAID_AFTER_DEATH = Check(
    "R-CMP-01",
    "死亡后发放",
    "有没有人死亡以后仍在领取待遇?",
    Direction.PAID,
    needs=("payments",),
    needs_any=(("death_cancellations", "death_certificates", "cremations"),),
    sharpened_by=("death_cancellations", "death_certificates", "cremations", "register"),
    parameters=(p.RESTORED, p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("restored", "误注销后已恢复户口"),
        Exemption("brother", "死亡证明属于另一人(兄弟误登)"),
        Exemption("name", "名单上同号异名"),
        Exemption("month", "死亡当月及以前月份的发放、补发"),
    ),
    basis="民发〔2021〕57号;R-DYN-03",
    amount_means="死亡月之后各所属月份已发放的全部待遇",
    sql="""
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name,
               coalesce(max(s.household_no), max(f.household_no), '') AS household_no, string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme,
               coalesce(max(s.area_code), max(q.area_code), '') AS area_code, 'exact' AS strength, NOT bool_or(d.stale) AS conclusive,
               CASE WHEN bool_or(d.stale) THEN ['死亡名单已过期'] ELSE [] END AS doubts, sum(f.amount_fen) AS amount_fen,
               printf('%s已于%s死亡,此后仍发放%s(%s至%s)%d个月,计%s元。', max(f.name), day_words(max(d.died_on)),
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), month_words(min(f.month)), month_words(max(f.month)),
                      count(DISTINCT f.month), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(d._at), {'姓名': max(d.name), '死亡日期': max(d.died_on)})],
                    list(ev(f._at, {'待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.programme)) AS evidence
        FROM paid f JOIN deaths d USING (person_key) LEFT JOIN subjects s USING (person_key) LEFT JOIN people q USING (person_key)
        WHERE f.month > d.month AND f.name_plain IN (SELECT name_plain FROM known_names k WHERE k.person_key = f.person_key
              UNION ALL SELECT name_plain FROM death_reports k WHERE k.person_key = f.person_key)
        GROUP BY f.person_key""",
)

CREMATED_NOT_CANCELLED = Check(
    "R-CMP-02",
    "已火化未注销仍在册",
    "有没有人已经火化,户籍却未注销、待遇仍在册?",
    Direction.PAID,
    needs=("cremations", "register"),
    sharpened_by=("death_cancellations",),
    parameters=(p.DEAD_STATE, p.RESTORED),
    exemptions=(Exemption("name", "火化登记误填家属号码,同号异名"), Exemption("cancelled", "户籍已注销、待遇已停")),
    basis="《殡葬管理条例》;R-DYN-03",
    sql="""
        SELECT s.person_key AS subject_key, s.id_number AS subject_id, s.name AS subject_name, coalesce(s.household_no, '') AS household_no,
               s.programmes AS programme, s.area_code, 'exact' AS strength, NOT c._stale AS conclusive,
               CASE WHEN c._stale THEN ['火化登记已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s已于%s火化,户籍状态仍为“%s”,%s仍在册。', s.name, day_words(c.cremated_on), coalesce(nullif(q.state, ''), '正常'), s.programmes) AS reason,
               month_no(c.cremated_on) AS period_from, NULL AS period_to,
               [ev(c._at, {'姓名': c.name, '火化日期': c.cremated_on}), ev(q._at, {'姓名': q.name, '人员状态': q.state})]
                 || (SELECT list(ev(r._at, {'姓名': r.name, '待遇': r.programme}) ORDER BY r.programme) FROM recipients r WHERE r.person_key = s.person_key) AS evidence
        FROM cremations c JOIN cremations_named n USING (_row_id) JOIN subjects s ON s.person_key = c.id_number_key
        JOIN people q ON q.person_key = c.id_number_key
        WHERE NOT q.dead AND NOT regexp_matches(q.state, '注销') AND n.name_plain = q.name_plain AND n.name_plain = s.name_plain
          AND c.cremated_on IS NOT NULL AND month_no(c.cremated_on) <= $month AND NOT regexp_matches(coalesce(c.note, ''), $restored)
          AND NOT EXISTS (SELECT 1 FROM death_cancellations x WHERE x.id_number_key = c.id_number_key
                          AND NOT regexp_matches(coalesce(x.note, '') || coalesce(x.cause, ''), $restored))
        QUALIFY row_number() OVER (PARTITION BY s.person_key ORDER BY c.cremated_on) = 1""",
)

IN_PRISON = Check(
    "R-CMP-03",
    "服刑期间发放",
    "有没有人在收监服刑期间仍在领取待遇?",
    Direction.PAID,
    needs=("prisoners", "payments"),
    parameters=(p.IN_CUSTODY, p.NOT_IN_CUSTODY),
    exemptions=(
        Exemption("release", "发放期前已释放"),
        Exemption("community", "缓刑、假释、社区矫正、暂予监外执行"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第七条",
    amount_means="刑期起始月之后、释放月之前各所属月份已发放的待遇",
    sql="""
        WITH terms AS (
            SELECT j.id_number_key AS person_key, j.name, n.name_plain, j.kind, month_no(j.from_on) AS from_month, j.from_on,
                   coalesce(j.released_on, j.to_on) AS out_on, coalesce(month_no(coalesce(j.released_on, j.to_on)), 999999) AS out_month, j._stale, j._at,
                   regexp_matches(coalesce(j.kind, ''), $in_custody) AS sure
            FROM prisoners j JOIN prisoners_named n USING (_row_id)
            WHERE j.from_on IS NOT NULL AND NOT regexp_matches(coalesce(j.kind, ''), $not_in_custody)
        )
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name,
               coalesce(max(s.household_no), max(f.household_no), '') AS household_no, string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme,
               coalesce(max(s.area_code), '') AS area_code, 'exact' AS strength, NOT bool_or(t._stale) AND bool_and(t.sure) AS conclusive,
               list_concat(CASE WHEN bool_or(t._stale) THEN ['服刑名单已过期'] ELSE [] END,
                           CASE WHEN NOT bool_and(t.sure) THEN ['执行类别“' || max(t.kind) || '”是否收监需核实'] ELSE [] END) AS doubts,
               sum(f.amount_fen) AS amount_fen,
               printf('%s自%s起%s,服刑期间仍发放%s%d个月(%s至%s),计%s元。', max(f.name), day_words(min(t.from_on)), max(t.kind),
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), count(DISTINCT f.month), month_words(min(f.month)), month_words(max(f.month)),
                      yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(t._at), {'姓名': max(t.name), '执行类别': max(t.kind), '起始日期': min(t.from_on), '释放或止日': max(t.out_on)})],
                    list(ev(f._at, {'待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.programme)) AS evidence
        FROM paid f JOIN terms t USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE f.month > t.from_month AND f.month < t.out_month AND t.name_plain = f.name_plain
        GROUP BY f.person_key""",
)

MOVED_OUT = Check(
    "R-CMP-22",
    "户籍迁出后发放",
    "有没有人户籍已迁出县外,待遇仍在发放?",
    Direction.PAID,
    needs=("register", "payments"),
    parameters=(p.MOVED_OUT,),
    exemptions=(
        Exemption("inside", "县内迁移"),
        Exemption("back", "迁出后又迁回"),
        Exemption("month", "迁出当月,次月停发"),
    ),
    basis="《最低生活保障审核确认办法》第四条;R-DIS-04",
    amount_means="迁出月之后各所属月份已发放的待遇",
    sql="""
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name,
               coalesce(max(s.household_no), max(f.household_no), '') AS household_no, string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme,
               coalesce(max(s.area_code), max(q.area_code), '') AS area_code, 'exact' AS strength,
               NOT bool_or(q._stale) AND max(q.changed_on) IS NOT NULL AND bool_and(q.name_plain = f.name_plain) AS conclusive,
               list_concat(CASE WHEN bool_or(q._stale) THEN ['户籍名单已过期'] ELSE [] END,
                           CASE WHEN max(q.changed_on) IS NULL THEN ['迁出日期不明'] ELSE [] END) AS doubts, sum(f.amount_fen) AS amount_fen,
               printf('%s户籍已于%s%s,此后仍发放%s%d个月,计%s元。', max(f.name), coalesce(day_words(max(q.changed_on)), '(日期不明)'), max(q.state),
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), count(DISTINCT f.month), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(q._at), {'姓名': max(q.name), '人员状态': max(q.state), '变动日期': max(q.changed_on)})],
                    list(ev(f._at, {'待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.programme)) AS evidence
        FROM paid f JOIN people q USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE regexp_matches(q.state, $moved_out) AND NOT regexp_matches(q.state, '县内|迁入') AND f.month > coalesce(month_no(q.changed_on), $month - 1)
          AND q.name_plain = f.name_plain
        GROUP BY f.person_key""",
)

COME_OF_AGE = Check(
    "R-CMP-23",
    "儿童已满十八周岁",
    "有没有儿童已满十八周岁且不在校,儿童待遇仍在发放?",
    Direction.PAID,
    needs=("payments",),
    sharpened_by=("students",),
    parameters=(p.ADULT_AGE, p.IN_SCHOOL),
    exemptions=(Exemption("school", "仍在校就读"), Exemption("month", "本月满十八周岁,次月停发")),
    basis="民发〔2019〕62号;国办发〔2010〕54号",
    amount_means="满十八周岁月(或离校月)之后各所属月份已发放的儿童待遇",
    sql="""
        WITH children AS (
            SELECT f.*, try_strptime(CAST(f.person_key // 1000 % 100000000 AS VARCHAR), '%Y%m%d')::DATE AS born_on
            FROM paid f WHERE f.programme IN ('孤儿基本生活费', '事实无人抚养儿童基本生活补贴')
        ), school AS (
            SELECT id_number_key AS person_key, bool_or(regexp_matches(coalesce(state, '在读'), $in_school) AND (left_on IS NULL OR month_no(left_on) >= $month)) AS inside,
                   max(month_no(left_on)) AS left_month, max(left_on) AS left_on, min(_at) AS _at, max(state) AS state, bool_or(_stale) AS stale
            FROM students WHERE id_number_key IS NOT NULL GROUP BY id_number_key
        )
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name, coalesce(max(s.household_no), '') AS household_no,
               string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme, coalesce(max(s.area_code), '') AS area_code, 'exact' AS strength,
               (SELECT count(*) > 0 FROM students) AND NOT coalesce(bool_or(c.stale), false) AS conclusive,
               CASE WHEN (SELECT count(*) = 0 FROM students) THEN ['未与学籍名单比对,是否在校不明'] WHEN coalesce(bool_or(c.stale), false) THEN ['学籍名单已过期'] ELSE [] END AS doubts,
               sum(f.amount_fen) AS amount_fen,
               printf('%s于%s满18周岁%s,此后仍发放%s%d个月,计%s元。', max(f.name), month_words(max(month_no(f.born_on)) + 12 * $adult_age),
                      CASE WHEN max(c.left_on) IS NULL THEN ',学籍名单中没有在读记录' ELSE ',已于' || day_words(max(c.left_on)) || '离校' END,
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), count(DISTINCT f.month), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat(CASE WHEN max(c.state) IS NULL THEN [] ELSE [ev(min(c._at), {'学籍状态': max(c.state), '离校日期': max(c.left_on)})] END,
                    list(ev(f._at, {'待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month)) AS evidence
        FROM children f LEFT JOIN school c USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE f.month > greatest(month_no(f.born_on) + 12 * $adult_age, coalesce(c.left_month, 0)) AND NOT coalesce(c.inside, false)
        GROUP BY f.person_key""",
)

CHECKS = (PAID_AFTER_DEATH, CREMATED_NOT_CANCELLED, IN_PRISON, MOVED_OUT, COME_OF_AGE)

"""Paid to someone who has died, is in prison, or has moved away; a child who has come of age."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import paid_anyway

PAID_AFTER_DEATH = Check(
    "R-CMP-01",
    "死亡后发放",
    "有没有人死亡以后仍在领取待遇？",
    Direction.PAID,
    needs=("payments",),
    needs_any=(("death_cancellations", "death_certificates", "cremations"),),
    sharpened_by=("death_cancellations", "death_certificates", "cremations", "register"),
    parameters=(p.RESTORED, p.DEAD_STATE, p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("restored", "误注销后已恢复户口"),
        Exemption("brother", "死亡证明属于另一人（兄弟误登）"),
        Exemption("name", "名单上同号异名"),
        Exemption("month", "死亡当月及以前月份的发放、补发"),
        Exemption("household", "低保按户发放的，只提示重新核定，不计全额"),
    ),
    basis="民发〔2021〕57号；R-DYN-03",
    amount_means="死亡月之后各所属月份已发放的全部待遇",
    sql=paid_anyway(
        """
        SELECT f.*, '已于' || day_words(d.died_on) || '死亡' AS because, d.doubts, d.pieces
        FROM paid_for f JOIN deaths d USING (person_key) WHERE f.month > d.month"""
    ),
)

CREMATED_NOT_CANCELLED = Check(
    "R-CMP-02",
    "已火化未注销仍在册",
    "有没有人已经火化，户籍却未注销、待遇仍在册？",
    Direction.PAID,
    needs=("cremations", "register"),
    sharpened_by=("death_cancellations",),
    parameters=(p.DEAD_STATE, p.RESTORED),
    exemptions=(Exemption("name", "火化登记误填家属号码，同号异名"), Exemption("cancelled", "户籍已注销、待遇已停")),
    basis="《殡葬管理条例》；R-DYN-03",
    sql="""
        SELECT s.person_key AS subject_key, s.id_number AS subject_id, s.name AS subject_name,
               coalesce(s.household_no, '') AS household_no, s.programmes AS programme, s.area_code, 'exact' AS strength,
               [c.spelling] AS doubts, NULL AS amount_fen,
               printf('%s已于%s火化，户籍状态仍为“%s”，%s仍在册。', s.name, day_words(c.cremated_on),
                      coalesce(nullif(q.state, ''), '正常'), s.programmes) AS reason,
               month_no(c.cremated_on) AS period_from, NULL AS period_to,
               [ev(c._at, {'姓名': c.name, '火化日期': c.cremated_on}), ev(q._at, {'姓名': q.name, '人员状态': q.state})]
                 || (SELECT list(ev(r._at, {'姓名': r.name, '待遇': r.programme}) ORDER BY r.programme)
                     FROM recipients r WHERE r.person_key = s.person_key) AS evidence
        FROM cremations_of c JOIN subjects s USING (person_key) JOIN people q USING (person_key)
        WHERE NOT q.dead AND NOT says(q.state, '注销') AND month_no(c.cremated_on) <= $month AND NOT says(c.note, $restored)
          AND NOT EXISTS (SELECT 1 FROM death_cancellations_of x WHERE x.person_key = c.person_key
                          AND NOT says(x.note, $restored) AND NOT says(x.cause, $restored))
        QUALIFY row_number() OVER (PARTITION BY s.person_key ORDER BY c.cremated_on, c._row_id) = 1""",
)

IN_PRISON = Check(
    "R-CMP-03",
    "服刑期间发放",
    "有没有人在收监服刑期间仍在领取待遇？",
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
    sql=paid_anyway(
        """
        SELECT f.*, '自' || day_words(t.from_on) || '起' || t.kind || coalesce('至' || day_words(t.out_on), '') AS because,
               [t.doubt, t.spelling] AS doubts,
               [ev(t._at, {'姓名': t.name, '执行类别': t.kind, '起始日期': t.from_on, '释放或止日': t.out_on})] AS pieces
        FROM paid_for f JOIN terms t USING (person_key) WHERE f.month > t.from_month AND f.month < t.out_month
        QUALIFY row_number() OVER (
            PARTITION BY f.person_key, f.programme, f.month ORDER BY t.doubt NULLS FIRST, t.spelling NULLS FIRST, t.from_on) = 1""",
        during="服刑期间",
    ),
)

MOVED_OUT = Check(
    "R-CMP-22",
    "户籍迁出后发放",
    "有没有人户籍已迁出县外，待遇仍在发放？",
    Direction.PAID,
    needs=("register", "payments"),
    parameters=(p.MOVED_OUT, p.MOVED_INSIDE),
    exemptions=(
        Exemption("inside", "县内迁移"),
        Exemption("back", "迁出后又迁回"),
        Exemption("month", "迁出当月，次月停发"),
    ),
    basis="《最低生活保障审核确认办法》第四条；R-DIS-04",
    amount_means="迁出月之后各所属月份已发放的待遇",
    # A word of moving that is not known: asked about, not accused of.
    sql=paid_anyway(
        """
        SELECT f.*, '户籍已于' || day_words(q.changed_on) || '变动（' || q.state || '）' AS because,
               [CASE WHEN q.changed_on IS NULL THEN '迁出日期不明，只计本月' END,
                CASE WHEN NOT q.moved_out THEN '户籍状态“' || q.state || '”是否迁出县外需核实' END,
                CASE WHEN q.living_entries > 0 AND q.moved_out THEN '户籍名单中另有一条在册记录，可能已迁回' END] AS doubts,
               [ev(q._at, {'姓名': q.name, '人员状态': q.state, '变动日期': q.changed_on})] AS pieces
        FROM paid_for f JOIN people q USING (person_key)
        WHERE (q.moved_out OR q.moving)
          AND f.month > coalesce(month_no(q.changed_on), $month - 1)"""
    ),
)

COME_OF_AGE = Check(
    "R-CMP-23",
    "儿童已满十八周岁",
    "有没有儿童已满十八周岁且不在校，儿童待遇仍在发放？",
    Direction.PAID,
    needs=("payments",),
    sharpened_by=("students",),
    parameters=(p.ADULT_AGE, p.IN_SCHOOL, p.OUT_OF_SCHOOL),
    exemptions=(Exemption("school", "仍在校就读（含在外地就读）"), Exemption("month", "本月满十八周岁，次月停发")),
    basis="民发〔2019〕62号；国办发〔2010〕54号",
    amount_means="满十八周岁月（或离校月）之后各所属月份已发放的儿童待遇",
    sql=paid_anyway(
        """
        WITH children AS (
            SELECT *, month_no(try_strptime(CAST(person_key // 1000 % 100000000 AS VARCHAR), '%Y%m%d')) + 12 * $adult_age AS of_age
            FROM paid WHERE programme IN ('孤儿基本生活费', '事实无人抚养儿童基本生活补贴')
        ), school AS (
            SELECT c.*, month_no(c.left_on) AS left_month,
                   c.left_on IS NOT NULL AND month_no(c.left_on) < $month OR says(c.state, $out_of_school) AS gone
            FROM students_of c
            QUALIFY row_number() OVER (PARTITION BY person_key
                ORDER BY c._as_of DESC, c.left_on DESC NULLS FIRST, says(c.state, $out_of_school), c._row_id) = 1
        )
        SELECT f.*, '于' || month_words(f.of_age) || '满' || $adult_age || '周岁'
                    || CASE WHEN c.person_key IS NULL THEN '，学籍名单中没有在读记录'
                            WHEN c.left_on IS NULL THEN '，学籍状态“' || coalesce(c.state, '空') || '”'
                            ELSE '，已于' || day_words(c.left_on) || '离校' END AS because,
               [CASE WHEN (SELECT count(*) FROM students) = 0 THEN '没有收到学籍名单，是否在校不明'
                     WHEN c.person_key IS NULL THEN '县内学籍名单中没有此人，可能在外地就读' END,
                CASE WHEN NOT c.gone THEN '学籍状态“' || coalesce(c.state, '空') || '”是否在读需核实' END,
                CASE WHEN c.gone AND c.left_on IS NULL THEN '离校日期不明' END, c.spelling] AS doubts,
               [CASE WHEN c.person_key IS NOT NULL THEN
                     ev(c._at, {'姓名': c.name, '学校': c.school, '学籍状态': c.state, '离校日期': c.left_on}) END] AS pieces
        FROM children f LEFT JOIN school c USING (person_key)
        WHERE f.month > greatest(f.of_age, coalesce(c.left_month, 0))
          AND (c.person_key IS NULL OR c.gone OR (coalesce(c.state, '') <> '' AND NOT says(c.state, $in_school)))"""
    ),
)

CHECKS = (PAID_AFTER_DEATH, CREMATED_NOT_CANCELLED, IN_PRISON, MOVED_OUT, COME_OF_AGE)

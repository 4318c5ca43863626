"""People who are entitled and were missed. These weigh as much as what was overpaid (R-FIND-06)."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import GRADE, each_line_once

COSTS = each_line_once("medical_costs", "hospital", "period", "diagnosis", "total", "own_part")
# The certificate that counts today, one per person: standing, not run out, not replaced by another.
VALID = """
    SELECT d.*, [d.spelling] AS doubts,
           ev(d._at, {'姓名': d.name, '残疾类别': d.disability_class, '等级': d.grade, '发证日期': d.issued_on, '有效期至': d.valid_to, '证件状态': d.state}) AS piece
    FROM disability_certificates_of d
    WHERE NOT says(d.state, $certificate_gone) AND NOT says(d.state, $certificate_replaced) AND (d.valid_to IS NULL OR month_no(d.valid_to) >= $month)
    QUALIFY row_number() OVER (PARTITION BY d.person_key ORDER BY d.issued_on DESC NULLS LAST, d.valid_to DESC NULLS FIRST, d._row_id) = 1"""

SEVERE_IN_EDGE = Check(
    "R-CMP-25",
    "边缘家庭重残未单人保",
    "低保边缘家庭里，有没有符合单人保条件的残疾人没有纳入？",
    Direction.MISSED,
    needs=("edge_families", "disability_certificates"),
    excused_by=("dibao_rural", "dibao_urban", "tekun"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_REPLACED, p.MENTAL, p.UNWILLING),
    exemptions=(
        Exemption("grade", "三级肢体等不符合单人保条件"),
        Exemption("expired", "残疾人证已过期"),
        Exemption("unwilling", "本人书面放弃"),
        Exemption("covered", "已单人保"),
    ),
    basis="《最低生活保障审核确认办法》第八条",
    # Who gave it up in writing, for himself or for the household, was not missed.
    sql=f"""
        WITH valid AS ({VALID})
        SELECT e.person_key AS subject_key, e.id_number AS subject_id, e.name AS subject_name, coalesce(e.household_no, '') AS household_no,
               '单人保' AS programme, l.area_code, 'exact' AS strength, v.doubts || [e.spelling] AS doubts, NULL AS amount_fen,
               printf('%s所在家庭为低保边缘家庭，本人持%s%s残疾人证，符合单人保条件，未纳入低保。', e.name, coalesce(v.disability_class, ''), {GRADE.format("v.grade")}) AS reason,
               NULL AS period_from, NULL AS period_to,
               [v.piece, ev(e._at, {{'姓名': e.name, '户编号': e.household_no, '人均月收入': yuan(e.income_per_head)}})] AS evidence
        FROM edge_families_of e JOIN edge_families_placed l USING (_row_id) JOIN valid v USING (person_key)
        WHERE (v.grade IN (1, 2) OR (v.grade = 3 AND says(v.disability_class, $mental))) AND NOT says(e.note, $unwilling)
          AND NOT EXISTS (SELECT 1 FROM edge_families o WHERE o.household_no = e.household_no AND says(o.note, $unwilling))
          AND e.person_key NOT IN (SELECT person_key FROM recipients WHERE programme IN ('农村低保', '城市低保', '特困供养'))
          AND e.person_key NOT IN (SELECT person_key FROM deaths)
        QUALIFY row_number() OVER (PARTITION BY e.person_key ORDER BY e._row_id) = 1""",
)

HEAVY_COST = Check(
    "R-CMP-26",
    "大额医疗未救助",
    "有没有人自付医疗费用很重，全家却没有享受任何救助？",
    Direction.MISSED,
    needs=("medical_costs",),
    excused_by=(
        "register",
        "dibao_rural",
        "dibao_urban",
        "tekun",
        "edge_families",
        "monitored",
        "temporary_assistance",
    ),
    parameters=(p.OWN_PART_LIMIT, p.ASSISTANCE_MONTHS, p.RISK_GONE),
    exemptions=(
        Exemption("own_part", "总费用高但个人自付未超限"),
        Exemption("helped", "家庭已领取临时救助"),
        Exemption("monitored", "已纳入防返贫监测，风险未消除"),
        Exemption("died", "患者已去世"),
    ),
    basis="《社会救助暂行办法》第九条、第四十七条",
    sql=f"""
        WITH costs AS (
            SELECT c.person_key, min(c.id_number) AS id_number, min(c.name) AS name, sum(c.own_part) AS own_part, min(l.area_code) AS area_code,
                   list(c.spelling) AS doubts,
                   list(ev(c._at, {{'姓名': c.name, '医院': c.hospital, '统计期间': c.period, '总费用': yuan(c.total), '个人自付': yuan(c.own_part)}})
                        ORDER BY c._row_id) AS pieces
            FROM {COSTS} c JOIN medical_costs_placed l USING (_row_id)
            GROUP BY c.person_key HAVING sum(c.own_part) > $own_part_limit
        ), helped AS (
            SELECT person_key FROM recipients WHERE programme IN ('农村低保', '城市低保', '特困供养')
            UNION SELECT person_key FROM edge_families_of UNION SELECT person_key FROM monitored_of WHERE NOT says(cleared, $risk_gone)
            UNION SELECT person_key FROM temporary_assistance_of WHERE "on" IS NULL OR month_no("on") > $month - $assistance_months
        ), helped_books AS (SELECT DISTINCT o.household_no FROM people o JOIN helped USING (person_key) WHERE o.household_no IS NOT NULL),
        once AS (
            SELECT o.household_no AS book, max(t.household_no) AS household_no FROM stopped t JOIN people o ON o.person_key = t.id_number_key
            GROUP BY o.household_no
        )
        SELECT c.person_key AS subject_key, c.id_number AS subject_id, c.name AS subject_name, coalesce(t.household_no, '') AS household_no,
               '' AS programme, coalesce(nullif(q.area_code, ''), c.area_code, '') AS area_code, 'exact' AS strength,
               c.doubts || [CASE WHEN q.person_key IS NULL THEN '户籍名单中没有此人，家庭情况不明' END] AS doubts, NULL AS amount_fen,
               printf('%s近12个月个人自付医疗费用%s元，家庭未享受低保、特困、边缘、监测和临时救助。', c.name, yuan(c.own_part)) AS reason,
               NULL AS period_from, NULL AS period_to, c.pieces || [ev(q._at, {{'姓名': q.name, '户号': q.household_no}})] AS evidence
        FROM costs c LEFT JOIN people q USING (person_key) LEFT JOIN once t ON t.book = q.household_no
        WHERE c.person_key NOT IN (SELECT person_key FROM helped) AND c.person_key NOT IN (SELECT person_key FROM deaths)
          AND NOT coalesce(q.dead, false) AND NOT EXISTS (SELECT 1 FROM helped_books b WHERE b.household_no = q.household_no)""",
)

MISSED_SUBSIDY = Check(
    "R-CMP-27",
    "应享未享两项补贴",
    "持证残疾人中，有没有符合条件而没有享受生活补贴或护理补贴的？",
    Direction.MISSED,
    needs=("disability_certificates",),
    needs_any=(("living_subsidy", "nursing_subsidy"),),
    excused_by=("register", "tekun", "children_allowance", "work_injury"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_REPLACED, p.TOP_UP, p.PENSION_STOPPED),
    exemptions=(
        Exemption("tekun", "特困人员不享受两项补贴"),
        Exemption("new", "本月新发证、本月新纳入低保"),
        Exemption("expired", "残疾人证已过期"),
        Exemption("child", "孤儿、事实无人抚养儿童全额享受的不享受生活补贴"),
    ),
    basis="R-DIS-08;9.1、9.2",
    sql=f"""
        WITH valid AS ({VALID}),
        child AS (
            SELECT id_number_key AS person_key FROM children_allowance
            WHERE id_number_key IS NOT NULL AND NOT says(way, $top_up) AND NOT says(note, $top_up)
        ), nursed AS (
            SELECT person_key FROM work_injury_of WHERE says(item, '护理') AND NOT says(state, $pension_stopped)
        ), entitled AS (
            SELECT v.*, '困难残疾人生活补贴' AS programme, '低保对象持有效残疾人证，未享受困难残疾人生活补贴' AS words FROM valid v
            WHERE v.person_key IN (SELECT person_key FROM members WHERE since IS NULL OR since < $month)
              AND v.person_key NOT IN (SELECT person_key FROM child)
              AND EXISTS (SELECT 1 FROM living_subsidy)
            UNION ALL
            SELECT v.*, '重度残疾人护理补贴', '持一、二级残疾人证，未享受重度残疾人护理补贴' FROM valid v
            WHERE v.grade IN (1, 2) AND EXISTS (SELECT 1 FROM nursing_subsidy)
        )
        SELECT e.person_key AS subject_key, coalesce(q.id_number, s.id_number) AS subject_id, coalesce(q.name, s.name) AS subject_name,
               coalesce(s.household_no, '') AS household_no, e.programme, coalesce(nullif(s.area_code, ''), q.area_code, '') AS area_code,
               'exact' AS strength, e.doubts, NULL AS amount_fen,
               printf('%s（%s%s）%s。', coalesce(q.name, s.name), coalesce(e.disability_class, ''), {GRADE.format("e.grade")}, e.words) AS reason,
               NULL AS period_from, NULL AS period_to,
               [e.piece] || coalesce((SELECT list(ev(r._at, {{'姓名': r.name, '待遇': r.programme}}) ORDER BY r.programme)
                                      FROM recipients r WHERE r.person_key = e.person_key), []) AS evidence
        FROM entitled e LEFT JOIN people q USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE (q.person_key IS NOT NULL OR s.person_key IS NOT NULL) AND (e.issued_on IS NULL OR month_no(e.issued_on) < $month)
          AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.person_key = e.person_key AND r.programme IN (e.programme, '特困供养'))
          AND e.person_key NOT IN (SELECT person_key FROM deaths) AND NOT coalesce(q.dead, false) AND NOT coalesce(q.moved_out, false)
          AND e.person_key NOT IN (SELECT person_key FROM nursed)
          AND e.person_key NOT IN (SELECT person_key FROM terms WHERE doubt IS NULL AND from_month <= $month AND out_month > $month)""",
    apart_by=("programme",),
)

REMOVED_THEN_POOR = Check(
    "R-CMP-28",
    "停保后又有困难",
    "近半年因收入或财产停保的家庭，现在有没有返贫或大病风险？",
    Direction.MISSED,
    needs=("stopped",),
    needs_any=(("monitored", "medical_costs"),),
    sharpened_by=("register",),
    excused_by=("dibao_rural", "dibao_urban", "edge_families"),
    parameters=(p.LOOK_BACK, p.STOPPED_FOR_MEANS, p.RISK_GONE, p.OWN_PART_LIMIT),
    exemptions=(
        Exemption("cleared", "监测风险已消除"),
        Exemption("quiet", "停保后无预警"),
        Exemption("old", "停保已超过6个月"),
        Exemption("edge", "停保后已转边缘家庭"),
    ),
    basis="R-FIND-06;《社会救助暂行办法》第五十条",
    sql=f"""
        WITH gone AS (
            SELECT t.*, l.area_code, coalesce(q.household_no, '') AS book FROM stopped t JOIN stopped_placed l USING (_row_id)
            LEFT JOIN people q ON q.person_key = t.id_number_key
            WHERE t.id_number_key IS NOT NULL AND t.from_month > $month - $look_back AND t.from_month <= $month
              AND says(t.cause, $stopped_for_means) AND NOT EXISTS (SELECT 1 FROM households h WHERE h.household_no = t.household_no)
            QUALIFY row_number() OVER (PARTITION BY t.id_number_key ORDER BY t.from_month DESC, t._row_id) = 1
        ), family AS (
            SELECT g._row_id, g.id_number_key AS person_key FROM gone g
            UNION SELECT g._row_id, q.person_key FROM gone g JOIN people q ON q.household_no = g.book AND g.book <> ''
        ), warnings AS (
            SELECT f._row_id, '已纳入防返贫监测（' || coalesce(m.risk, m.category, '风险未注明') || '）' AS words,
                   ev(m._at, {{'姓名': m.name, '监测类别': m.category, '风险': m.risk, '识别时间': m.since_on}}) AS piece
            FROM family f JOIN monitored_of m USING (person_key) WHERE NOT says(m.cleared, $risk_gone)
            UNION ALL
            SELECT f._row_id, printf('近12个月自付医疗费用%s元', yuan(sum(c.own_part))), min(ev(c._at, {{'姓名': c.name, '个人自付': yuan(c.own_part)}}))
            FROM family f JOIN {COSTS} c USING (person_key) GROUP BY f._row_id, f.person_key HAVING sum(c.own_part) > $own_part_limit
        ), told AS (
            SELECT _row_id, string_agg(DISTINCT words, '、' ORDER BY words) AS words, list(piece ORDER BY piece) AS pieces FROM warnings GROUP BY _row_id
        ), helped AS (
            SELECT f._row_id FROM family f JOIN edge_families_of e USING (person_key) UNION SELECT f._row_id FROM family f JOIN members m USING (person_key)
        )
        SELECT g.id_number_key AS subject_key, g.id_number AS subject_id, g.name AS subject_name, g.household_no, '低保' AS programme, g.area_code,
               'exact' AS strength, [] AS doubts, NULL AS amount_fen,
               printf('户%s（%s）自%s因%s停保，现%s。', coalesce(g.household_no, '号不明'), g.name, month_words(g.from_month), g.cause, w.words) AS reason,
               g.from_month AS period_from, NULL AS period_to,
               [ev(g._at, {{'户编号': g.household_no, '停发起始月': month_words(g.from_month), '停保原因': g.cause}})] || w.pieces AS evidence
        FROM gone g JOIN told w USING (_row_id) WHERE g._row_id NOT IN (SELECT _row_id FROM helped)""",
)

CHECKS = (SEVERE_IN_EDGE, HEAVY_COST, MISSED_SUBSIDY, REMOVED_THEN_POOR)

"""People who are entitled and were missed. These weigh as much as what was overpaid (R-FIND-06)."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

# The certificate that counts today, one per person: standing, not run out.
VALID = """
    SELECT d.id_number_key AS person_key, min(n.name_plain) AS name_plain, arg_max(d.grade, d.issued_on) AS grade, arg_max(d.disability_class, d.issued_on) AS class,
           max(d.issued_on) AS issued_on, arg_max(d.valid_to, d.issued_on) AS valid_to, bool_or(d._stale) AS stale, arg_max(d._at, d.issued_on) AS _at
    FROM disability_certificates d JOIN disability_certificates_named n USING (_row_id)
    WHERE d.id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(d.state, ''), $certificate_gone || '|' || $certificate_replaced) AND (d.valid_to IS NULL OR month_no(d.valid_to) >= $month)
    GROUP BY d.id_number_key"""

SEVERE_IN_EDGE = Check(
    "R-CMP-25",
    "边缘家庭重残未单人保",
    "低保边缘家庭里,有没有符合单人保条件的残疾人没有纳入?",
    Direction.MISSED,
    needs=("edge_families", "disability_certificates"),
    sharpened_by=("dibao_rural", "dibao_urban", "tekun"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_REPLACED, p.MENTAL, p.UNWILLING),
    exemptions=(
        Exemption("grade", "三级肢体等不符合单人保条件"),
        Exemption("expired", "残疾人证已过期"),
        Exemption("unwilling", "本人书面放弃"),
        Exemption("covered", "已单人保"),
    ),
    basis="《最低生活保障审核确认办法》第八条",
    sql=f"""
        WITH valid AS ({VALID})
        SELECT e.id_number_key AS subject_key, e.id_number AS subject_id, e.name AS subject_name, coalesce(e.household_no, '') AS household_no, '单人保' AS programme, l.area_code, 'exact' AS strength,
               NOT v.stale AND NOT e._stale AS conclusive, CASE WHEN v.stale THEN ['残疾人证名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s所在家庭为低保边缘家庭,本人持%s%d级残疾人证,符合单人保条件,未纳入低保。', e.name, coalesce(v.class, ''), v.grade) AS reason, NULL AS period_from, NULL AS period_to,
               [ev(v._at, {{'残疾类别': v.class, '等级': v.grade, '有效期至': v.valid_to}}), ev(e._at, {{'姓名': e.name, '户编号': e.household_no, '人均月收入': yuan(e.income_per_head)}})] AS evidence
        FROM edge_families e JOIN edge_families_placed l USING (_row_id) JOIN valid v ON v.person_key = e.id_number_key
        WHERE v.name_plain = l.name_plain AND (v.grade IN (1, 2) OR (v.grade = 3 AND regexp_matches(coalesce(v.class, ''), $mental)))
          AND NOT EXISTS (SELECT 1 FROM edge_families o WHERE o.household_no = e.household_no AND regexp_matches(coalesce(o.note, ''), $unwilling) AND (o.id_number_key = e.id_number_key OR o.id_number_key IS NULL OR o.household_no IS NOT NULL))
          AND e.id_number_key NOT IN (SELECT person_key FROM recipients WHERE programme IN ('农村低保', '城市低保', '特困供养'))
          AND e.id_number_key NOT IN (SELECT person_key FROM deaths)
        QUALIFY row_number() OVER (PARTITION BY e.id_number_key ORDER BY e._row_id) = 1""",
)

HEAVY_COST = Check(
    "R-CMP-26",
    "大额医疗未救助",
    "有没有人自付医疗费用很重,全家却没有享受任何救助?",
    Direction.MISSED,
    needs=("medical_costs",),
    sharpened_by=("register", "edge_families", "monitored", "temporary_assistance"),
    parameters=(p.OWN_PART_LIMIT, p.ASSISTANCE_MONTHS, p.RISK_GONE),
    exemptions=(
        Exemption("own_part", "总费用高但个人自付未超限"),
        Exemption("helped", "家庭已领取临时救助"),
        Exemption("monitored", "已纳入防返贫监测"),
        Exemption("died", "患者已去世"),
    ),
    basis="《社会救助暂行办法》第九条、第四十七条",
    sql="""
        WITH costs AS (
            SELECT c.id_number_key AS person_key, min(c.id_number) AS id_number, min(c.name) AS name, sum(c.own_part) AS own_part, sum(c.total) AS total, bool_or(c._stale) AS stale, min(l.area_code) AS area_code,
                   list(ev(c._at, {'医院': c.hospital, '统计期间': c.period, '总费用': yuan(c.total), '个人自付': yuan(c.own_part)}) ORDER BY c._row_id) AS pieces
            FROM medical_costs c JOIN medical_costs_placed l USING (_row_id) WHERE c.id_number_key IS NOT NULL GROUP BY c.id_number_key HAVING sum(c.own_part) > $own_part_limit
        ), helped AS (
            SELECT person_key FROM recipients WHERE programme IN ('农村低保', '城市低保', '特困供养')
            UNION SELECT id_number_key FROM edge_families UNION SELECT id_number_key FROM monitored
            UNION SELECT id_number_key FROM temporary_assistance WHERE "on" IS NULL OR month_no("on") > $month - $assistance_months
        )
        SELECT c.person_key AS subject_key, c.id_number AS subject_id, c.name AS subject_name,
               coalesce((SELECT max(t.household_no) FROM stopped t JOIN people o ON o.person_key = t.id_number_key WHERE o.household_no = q.household_no), '') AS household_no, '' AS programme,
               coalesce(nullif(q.area_code, ''), c.area_code, '') AS area_code, 'exact' AS strength, NOT c.stale AND q.person_key IS NOT NULL AS conclusive,
               CASE WHEN c.stale THEN ['医疗费用名单已过期'] WHEN q.person_key IS NULL THEN ['户籍名单中没有此人,家庭情况不明'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s近12个月个人自付医疗费用%s元,家庭未享受低保、特困、边缘、监测和临时救助。', c.name, yuan(c.own_part)) AS reason, NULL AS period_from, NULL AS period_to,
               c.pieces || list_filter([CASE WHEN q._at IS NULL THEN NULL ELSE ev(q._at, {'姓名': q.name, '户号': q.household_no}) END], lambda x: x IS NOT NULL) AS evidence
        FROM costs c LEFT JOIN people q USING (person_key)
        WHERE c.person_key NOT IN (SELECT person_key FROM helped WHERE person_key IS NOT NULL) AND c.person_key NOT IN (SELECT person_key FROM deaths) AND NOT coalesce(q.dead, false)
          AND NOT EXISTS (SELECT 1 FROM people o JOIN helped h ON h.person_key = o.person_key WHERE o.household_no = q.household_no)""",
)

MISSED_SUBSIDY = Check(
    "R-CMP-27",
    "应享未享两项补贴",
    "持证残疾人中,有没有符合条件而没有享受生活补贴或护理补贴的?",
    Direction.MISSED,
    needs=("disability_certificates",),
    needs_any=(("living_subsidy", "nursing_subsidy"),),
    sharpened_by=("work_injury", "children_allowance", "tekun"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_REPLACED),
    exemptions=(
        Exemption("tekun", "特困人员不享受两项补贴"),
        Exemption("new", "本月新发证"),
        Exemption("expired", "残疾人证已过期"),
        Exemption("child", "孤儿、事实无人抚养儿童全额享受的不享受生活补贴"),
    ),
    basis="R-DIS-08;9.1、9.2",
    sql=f"""
        WITH valid AS ({VALID}),
        entitled AS (
            SELECT v.*, '困难残疾人生活补贴' AS programme, '低保对象持有效残疾人证,未享受困难残疾人生活补贴' AS words FROM valid v
            WHERE v.person_key IN (SELECT person_key FROM members)
              AND v.person_key NOT IN (SELECT id_number_key FROM children_allowance WHERE id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(way, '') || coalesce(note, ''), '补差'))
              AND (SELECT count(*) > 0 FROM living_subsidy)
            UNION ALL
            SELECT v.*, '重度残疾人护理补贴', '持一、二级残疾人证,未享受重度残疾人护理补贴' FROM valid v WHERE v.grade IN (1, 2) AND (SELECT count(*) > 0 FROM nursing_subsidy)
        )
        SELECT e.person_key AS subject_key, coalesce(q.id_number, s.id_number) AS subject_id, coalesce(q.name, s.name) AS subject_name, coalesce(s.household_no, '') AS household_no, e.programme,
               coalesce(nullif(s.area_code, ''), q.area_code, '') AS area_code, 'exact' AS strength, NOT e.stale AS conclusive, CASE WHEN e.stale THEN ['残疾人证名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s(%s%d级)%s。', coalesce(q.name, s.name), coalesce(e.class, ''), e.grade, e.words) AS reason, NULL AS period_from, NULL AS period_to,
               [ev(e._at, {{'残疾类别': e.class, '等级': e.grade, '发证日期': e.issued_on, '有效期至': e.valid_to}})]
                 || coalesce((SELECT list(ev(r._at, {{'姓名': r.name, '待遇': r.programme}}) ORDER BY r.programme) FROM recipients r WHERE r.person_key = e.person_key), []) AS evidence
        FROM entitled e LEFT JOIN people q USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE e.person_key NOT IN (SELECT person_key FROM recipients r WHERE r.programme = e.programme) AND e.person_key NOT IN (SELECT person_key FROM recipients WHERE programme = '特困供养')
          AND e.person_key NOT IN (SELECT person_key FROM deaths) AND NOT coalesce(q.dead, false) AND NOT regexp_matches(coalesce(q.state, ''), $moved_out)
          AND (e.issued_on IS NULL OR month_no(e.issued_on) < $month)
          AND e.name_plain = coalesce(q.name_plain, s.name_plain, e.name_plain)
          AND e.person_key NOT IN (SELECT id_number_key FROM work_injury WHERE id_number_key IS NOT NULL AND regexp_matches(coalesce(item, ''), '护理') AND NOT regexp_matches(coalesce(state, ''), $pension_stopped))
          AND e.person_key NOT IN (SELECT id_number_key FROM prisoners WHERE id_number_key IS NOT NULL AND regexp_matches(coalesce(kind, ''), $in_custody) AND coalesce(released_on, to_on, DATE '9999-01-01') > make_date(CAST($month // 12 AS INTEGER), CAST($month % 12 + 1 AS INTEGER), 1))
          AND (q.person_key IS NOT NULL OR s.person_key IS NOT NULL)""",
)

REMOVED_THEN_POOR = Check(
    "R-CMP-28",
    "停保后又有困难",
    "近半年因收入或财产停保的家庭,现在有没有返贫或大病风险?",
    Direction.MISSED,
    needs=("stopped",),
    needs_any=(("monitored", "medical_costs"),),
    sharpened_by=("register", "edge_families"),
    parameters=(p.LOOK_BACK, p.STOPPED_FOR_MEANS, p.RISK_GONE, p.OWN_PART_LIMIT),
    exemptions=(
        Exemption("cleared", "监测风险已消除"),
        Exemption("quiet", "停保后无预警"),
        Exemption("old", "停保已超过6个月"),
        Exemption("edge", "停保后已转边缘家庭"),
    ),
    basis="R-FIND-06;《社会救助暂行办法》第五十条",
    sql="""
        WITH gone AS (
            SELECT t.*, l.area_code, coalesce(q.household_no, '') AS book FROM stopped t JOIN stopped_placed l USING (_row_id) LEFT JOIN people q ON q.person_key = t.id_number_key
            WHERE t.id_number_key IS NOT NULL AND t.from_month > $month - $look_back AND t.from_month <= $month AND regexp_matches(coalesce(t.cause, ''), $stopped_for_means)
              AND NOT EXISTS (SELECT 1 FROM households h WHERE h.household_no = t.household_no)
        ), family AS (
            SELECT g._row_id, g.id_number_key AS person_key FROM gone g UNION SELECT g._row_id, q.person_key FROM gone g JOIN people q ON q.household_no = g.book AND g.book <> ''
        ), warnings AS (
            SELECT f._row_id, '已纳入防返贫监测(' || coalesce(m.risk, m.category, '') || ')' AS words, ev(m._at, {'姓名': m.name, '监测类别': m.category, '风险': m.risk, '识别时间': m.since_on}) AS piece
            FROM family f JOIN monitored m ON m.id_number_key = f.person_key WHERE NOT regexp_matches(coalesce(m.cleared, ''), $risk_gone)
            UNION ALL
            SELECT f._row_id, printf('近12个月自付医疗费用%s元', yuan(sum(c.own_part))), min(ev(c._at, {'姓名': c.name, '个人自付': yuan(c.own_part)}))
            FROM family f JOIN medical_costs c ON c.id_number_key = f.person_key GROUP BY f._row_id, f.person_key HAVING sum(c.own_part) > $own_part_limit
        )
        SELECT g.id_number_key AS subject_key, g.id_number AS subject_id, g.name AS subject_name, g.household_no, '低保' AS programme, g.area_code, 'exact' AS strength, NOT g._stale AS conclusive,
               CASE WHEN g._stale THEN ['停保名册已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('户%s(%s)自%s因%s停保,现%s。', g.household_no, g.name, month_words(g.from_month), g.cause, (SELECT string_agg(DISTINCT w.words, '、' ORDER BY w.words) FROM warnings w WHERE w._row_id = g._row_id)) AS reason,
               g.from_month AS period_from, NULL AS period_to,
               [ev(g._at, {'户编号': g.household_no, '停发起始月': month_words(g.from_month), '停保原因': g.cause})] || (SELECT list(w.piece ORDER BY w.piece) FROM warnings w WHERE w._row_id = g._row_id) AS evidence
        FROM gone g
        WHERE g._row_id IN (SELECT _row_id FROM warnings)
          AND NOT EXISTS (SELECT 1 FROM family f WHERE f._row_id = g._row_id AND (f.person_key IN (SELECT id_number_key FROM edge_families WHERE id_number_key IS NOT NULL) OR f.person_key IN (SELECT person_key FROM members)))""",
)

CHECKS = (SEVERE_IN_EDGE, HEAVY_COST, MISSED_SUBSIDY, REMOVED_THEN_POOR)

"""Budget-paid members of assisted families, and near relatives of those in office who were not filed."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

BUDGET_PAID = Check(
    "R-CMP-06",
    "财政供养人员在保",
    "低保、特困家庭里有没有在编的财政供养人员?",
    Direction.PAID,
    needs=("payroll",),
    parameters=(p.STAFF_KINDS, p.NOT_STAFF_KINDS, p.URBAN_STANDARD, p.RURAL_STANDARD),
    exemptions=(
        Exemption("temporary", "公益性岗位、编外、遗属补助人员"),
        Exemption("declared", "已如实申报工资,家庭人均仍低于标准"),
        Exemption("stale", "名册超过35天,只作待核实"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第十三条;R-CHK-01",
    sql="""
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT e._stale AND regexp_matches(coalesce(e.kind, ''), $staff_kinds) AS conclusive,
               list_concat(CASE WHEN e._stale THEN ['财政供养名册超过35天,待核实'] ELSE [] END,
                    CASE WHEN NOT regexp_matches(coalesce(e.kind, ''), $staff_kinds) THEN ['人员性质“' || coalesce(e.kind, '空') || '”是否在编需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s是%s%s人员,月应发工资%s元,申报工资%s元,家庭仍享受%s。', a.name, coalesce(e.unit, ''), coalesce(e.kind, ''),
                      coalesce(yuan(e.wage), '不明'), yuan(a.wage_fen), a.programme) AS reason,
               e._as_of AS period_from, NULL AS period_to,
               [ev(e._at, {'姓名': e.name, '单位': e.unit, '人员性质': e.kind, '月应发工资': yuan(e.wage)}),
                ev(a._at, {'姓名': a.name, '申报工资': yuan(a.wage_fen), '家庭申报月收入': yuan(a.income_fen), '保障人口': a.persons})] AS evidence
        FROM payroll e JOIN payroll_named n USING (_row_id) JOIN assisted a ON a.person_key = e.id_number_key
        WHERE n.name_plain = a.name_plain AND NOT regexp_matches(coalesce(e.kind, '') || coalesce(e.note, ''), $not_staff_kinds)
          AND NOT (a.wage_fen >= coalesce(e.wage, 0) AND a.wage_fen > 0 AND a.income_fen < a.standard_fen * a.persons)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY e._stale, e.wage DESC, e._row_id) = 1""",
)


def _kin(kinds: str) -> str:
    return f"""
        WITH live AS (
            SELECT s.*, k.relative_key, k.relation, k.path, k.path_names FROM staff s JOIN staff_kin k ON k.person_key = s.person_key WHERE s.kind IN ({kinds})
        ), hits AS (
            SELECT l.*, a.id_number, a.name AS recipient, a.household_no, a.programme, a.area_code, a._at AS a_at, q.name AS staff_person
            FROM live l JOIN assisted a ON a.person_key = l.relative_key LEFT JOIN people q ON q.person_key = l.person_key
            WHERE NOT EXISTS (
                SELECT 1 FROM filings f
                WHERE (f.staff_key = l.person_key OR (f.staff_key IS NULL AND f.staff_name = l.name))
                  AND (f.person_key = a.person_key OR f.person_key IN (SELECT m.person_key FROM members m WHERE m.household_no = a.household_no AND a.household_no <> '')))
              AND (l.strength <> 'exact' OR q.name_plain IS NULL OR q.name_plain = l.name_plain)
        )
        SELECT h.relative_key AS subject_key, h.id_number AS subject_id, h.recipient AS subject_name, h.household_no, h.programme, h.area_code, h.strength,
               h.strength = 'exact' AND NOT h._stale AS conclusive,
               list_concat(CASE WHEN h._stale THEN ['名册超过35天,待核实'] ELSE [] END,
                    CASE h.strength WHEN 'exact' THEN [] WHEN 'probable' THEN ['名册没有身份证号,按姓名和任职村认定,需核实'] ELSE ['同村有同名的人,不能确定是哪一位'] END) AS doubts,
               NULL AS amount_fen,
               printf('%s是%s(%s)的%s,享受%s,没有有效的近亲属备案。', h.recipient, h.name, h.post, h.relation, h.programme) AS reason,
               h._at.as_of AS period_from, NULL AS period_to,
               [ev(h._at, {{'姓名': h.name, '职务': h.post, '人员类别': h.kind}}), ev(h.a_at, {{'姓名': h.recipient, '待遇': h.programme}}),
                ev({{'source': 'register', 'file': (SELECT min(_file) FROM register), 'sheet': '', 'row': 0, 'as_of': (SELECT max(_as_of) FROM register)}},
                   {{'关系': h.relation, '路径': h.path_names}})] AS evidence
        FROM hits h
        QUALIFY row_number() OVER (PARTITION BY CASE WHEN h.household_no = '' THEN h.id_number ELSE h.household_no END
            ORDER BY CASE h.strength WHEN 'exact' THEN 0 WHEN 'probable' THEN 1 ELSE 2 END, len(h.path), h.relation DESC, h.id_number, h.person_key, h.kind) = 1"""


NOT_FILED = Check(
    "R-CMP-07",
    "经办人员、村居干部近亲属未备案",
    "经办人员和村居干部的近亲属享受低保、特困,有没有备案?",
    Direction.FILING,
    needs=("register",),
    needs_any=(("village_cadres", "handlers"),),
    sharpened_by=("kin_filings", "marriages", "handlers"),
    parameters=(p.OFF_DUTY, p.FILING_VOID, p.EXTENDED_KIN),
    exemptions=(
        Exemption("filed", "已有有效备案"),
        Exemption("left", "已离任"),
        Exemption("namesake", "任职者是同名的另一人"),
        Exemption("in_law", "姻亲不在法定近亲属范围"),
    ),
    basis="《最低生活保障审核确认办法》第十一条;《民法典》第一千零四十五条",
    sql=_kin("'村居干部', '经办人员'"),
)

PUBLIC_EMPLOYEE_KIN = Check(
    "R-CMP-08",
    "公职人员近亲属享受救助",
    "公职人员的近亲属享受低保、特困,有没有备案?",
    Direction.FILING,
    needs=("register", "public_employees"),
    sharpened_by=("kin_filings", "marriages"),
    parameters=(p.OFF_DUTY, p.FILING_VOID, p.EXTENDED_KIN),
    exemptions=(
        Exemption("filed", "已有有效备案"),
        Exemption("left", "已辞职、退休"),
        Exemption("namesake", "任职者是同名的另一人"),
    ),
    basis="《最低生活保障审核确认办法》第十一条;R-REL-05",
    sql=_kin("'公职人员'"),
)

CHECKS = (BUDGET_PAID, NOT_FILED, PUBLIC_EMPLOYEE_KIN)

"""Budget-paid members of assisted families, and near relatives of those in office who were not filed."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import ABOUT, ON_ROLL

BUDGET_PAID = Check(
    "R-CMP-06",
    "财政供养人员在保",
    "低保、特困家庭里有没有在编的财政供养人员？",
    Direction.PAID,
    needs=("payroll",),
    parameters=(p.STAFF_KINDS, p.NOT_STAFF_KINDS, p.URBAN_STANDARD, p.RURAL_STANDARD),
    exemptions=(
        Exemption("temporary", "公益性岗位、编外、遗属补助人员"),
        Exemption("declared", "已如实申报工资，家庭人均仍低于标准"),
        Exemption("stale", "名册超过35天，只作待核实"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第十三条；R-CHK-01",
    declared="工资性收入",
    # Declared in full and still below the standard per head: not a finding. Equal to the standard is not below it (R-INC-05).
    sql=f"""
        SELECT {ABOUT},
               [CASE WHEN NOT says(e.kind, $staff_kinds) THEN '人员性质“' || coalesce(e.kind, '空') || '”是否在编需核实' END,
                CASE WHEN e.wage IS NULL AND a.wage_fen > 0 THEN '名册没有工资，已申报工资是否如实需核实' END, e.spelling] AS doubts,
               NULL AS amount_fen, a.wage_fen AS declared_fen, e.wage AS checked_fen,
               printf('%s是%s%s人员，月应发工资%s元，申报工资%s元，家庭仍享受%s。', a.name, coalesce(e.unit, ''), coalesce(e.kind, '财政供养'),
                      yuan(e.wage), yuan(a.wage_fen), a.programme) AS reason,
               e._as_of AS period_from, NULL AS period_to,
               [ev(e._at, {{'姓名': e.name, '单位': e.unit, '人员性质': e.kind, '月应发工资': yuan(e.wage)}}),
                ev(a._at, {{'姓名': a.name, '申报工资': yuan(a.wage_fen), '家庭申报月收入': yuan(a.income_fen), '保障人口': a.persons}})] AS evidence
        FROM payroll_of e JOIN assisted a USING (person_key)
        WHERE NOT says(e.kind, $not_staff_kinds) AND NOT says(e.note, $not_staff_kinds)
          AND NOT (a.wage_fen > 0 AND a.wage_fen >= coalesce(e.wage, a.wage_fen + 1) AND a.income_fen < a.standard_fen * a.persons)
        QUALIFY row_number() OVER (PARTITION BY a.person_key
            ORDER BY e._stale, says(e.kind, $staff_kinds) DESC, e.wage DESC NULLS LAST, e._row_id) = 1""",
)


def _kin(whom: str) -> str:
    """One finding per household: the nearest and surest relative in office for whom nothing is filed. A filing names the member of
    staff by his number, or without one by his name."""
    return f"""
        WITH filed AS (
            SELECT f.staff_key, f.staff_name, a.family FROM filings f JOIN assisted a USING (person_key)
        ), hits AS (
            SELECT s.person_key AS staff_key, s.name AS staff_name, s.kind, s.post, s.strength, s.doubt AS staff_doubt, s._at AS staff_at,
                   k.relation, k.path, k.steps, k.doubt AS kin_doubt, k._at AS kin_at, a.*
            FROM staff s JOIN every_kin k USING (person_key) JOIN assisted a ON a.person_key = k.relative_key
            WHERE ({whom}) AND NOT EXISTS (
                SELECT 1 FROM filed f WHERE f.family = a.family AND (f.staff_key = s.person_key OR (f.staff_key IS NULL AND f.staff_name = s.name)))
        )
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code,
               a.strength, [a.staff_doubt, a.kin_doubt, CASE WHEN NOT EXISTS (SELECT 1 FROM kin_filings) THEN '没有收到近亲属备案表，是否备案不明' END] AS doubts,
               NULL AS amount_fen,
               printf('%s是%s（%s）的%s，享受%s，没有有效的近亲属备案。', a.name, a.staff_name, a.post, a.relation, a.programme) AS reason,
               $month AS period_from, NULL AS period_to,
               [ev(a.staff_at, {{'姓名': a.staff_name, '职务': a.post, '人员类别': a.kind}}), {ON_ROLL},
                ev(a.kin_at, {{'关系': a.relation, '路径': [a.staff_name] || a.steps}})] AS evidence
        FROM hits a
        QUALIFY row_number() OVER (PARTITION BY a.family ORDER BY a.kin_doubt NULLS FIRST, CASE a.strength WHEN 'exact' THEN 0 WHEN 'probable' THEN 1 ELSE 2 END,
            len(a.path), a.relation DESC, a.id_number, a.staff_key, a.kind) = 1"""


NOT_FILED = Check(
    "R-CMP-07",
    "经办人员、村居干部近亲属未备案",
    "经办人员和村居干部的近亲属享受低保、特困，有没有备案？",
    Direction.FILING,
    needs=("register",),
    needs_any=(("village_cadres", "handlers"),),
    sharpened_by=("kin_filings", "marriages", "handlers", "village_cadres"),
    parameters=(p.OFF_DUTY, p.ON_DUTY, p.FILING_VOID),
    exemptions=(
        Exemption("filed", "已有有效备案"),
        Exemption("left", "已离任"),
        Exemption("namesake", "任职者是同名的另一人"),
        Exemption("in_law", "姻亲不在法定近亲属范围"),
    ),
    basis="《最低生活保障审核确认办法》第十一条；《民法典》第一千零四十五条",
    sql=_kin("k.legal AND s.kind IN ('村居干部', '经办人员')"),
)

# Of public employees the near relatives by law; in-laws, uncles and nephews only where the county asks for them, as a hint (R-REL-05).
PUBLIC_EMPLOYEE_KIN = Check(
    "R-CMP-08",
    "公职人员近亲属享受救助",
    "公职人员的近亲属享受低保、特困，有没有备案？",
    Direction.FILING,
    needs=("register",),
    needs_any=(("public_employees", "village_cadres", "handlers"),),
    sharpened_by=("public_employees", "kin_filings", "marriages"),
    parameters=(p.OFF_DUTY, p.ON_DUTY, p.FILING_VOID, p.EXTENDED_KIN),
    exemptions=(
        Exemption("filed", "已有有效备案"),
        Exemption("left", "已辞职、退休"),
        Exemption("namesake", "任职者是同名的另一人"),
    ),
    basis="《最低生活保障审核确认办法》第十一条；R-REL-05",
    sql=_kin("NOT k.legal OR s.kind = '公职人员'"),
)

CHECKS = (BUDGET_PAID, NOT_FILED, PUBLIC_EMPLOYEE_KIN)

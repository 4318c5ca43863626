"""Income that was not declared, and a spouse who is missing from the household."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import ABOUT, each_line_once

INSURED_WAGES = Check(
    "R-CMP-12",
    "职工参保未申报工资",
    "低保、特困对象有没有职工参保缴费而未如实申报工资？",
    Direction.PAID,
    needs=("contributions",),
    parameters=(p.CONTRIBUTION_MONTHS, p.EMPLOYEE_SCHEME, p.FLEXIBLE_SCHEME),
    exemptions=(
        Exemption("flexible", "灵活就业人员自缴"),
        Exemption("few", "近6个月缴费不足3个月"),
        Exemption("declared", "已如实申报"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第十三条",
    sql=f"""
        WITH months AS (
            SELECT _row_id, count(CASE WHEN u.value > 0 THEN 1 END) AS paid
            FROM (SELECT c._row_id, unnest(c.paid) AS u FROM contributions c JOIN assisted a ON a.person_key = c.id_number_key)
            WHERE u.month > $month - 6 AND u.month <= $month GROUP BY _row_id
        )
        SELECT {ABOUT},
               [CASE WHEN NOT says(c.scheme, $employee_scheme) THEN '险种“' || coalesce(c.scheme, '空') || '”需核实' END,
                CASE WHEN c.base IS NULL THEN '没有缴费基数，不能与申报工资比较' END, c.spelling] AS doubts, NULL AS amount_fen,
               printf('%s近6个月在%s职工参保缴费%d个月，缴费基数%s元，申报工资%s元。', a.name, coalesce(c.employer, '用人单位'), m.paid,
                      yuan(c.base), yuan(a.wage_fen)) AS reason,
               $month - 5 AS period_from, $month AS period_to,
               [ev(c._at, {{'姓名': c.name, '参保单位': c.employer, '险种': c.scheme, '缴费基数': yuan(c.base), '缴费月数': m.paid}}),
                ev(a._at, {{'姓名': a.name, '申报工资': yuan(a.wage_fen)}})] AS evidence
        FROM contributions_of c JOIN months m USING (_row_id) JOIN assisted a USING (person_key)
        WHERE m.paid >= $contribution_months AND (a.wage_fen < c.base OR c.base IS NULL AND a.wage_fen = 0)
          AND NOT says(c.scheme, $flexible_scheme)
        QUALIFY row_number() OVER (PARTITION BY a.person_key
            ORDER BY says(c.scheme, $employee_scheme) DESC, m.paid DESC, c.base DESC NULLS LAST, c._row_id) = 1""",
)

HOUSING_FUND = Check(
    "R-CMP-13",
    "缴存住房公积金",
    "低保、特困对象有没有正常缴存住房公积金？",
    Direction.PAID,
    needs=("housing_fund",),
    parameters=(p.FUND_LIVE, p.FUND_GONE, p.FUND_LAG),
    exemptions=(Exemption("sealed", "账户已封存、销户"), Exemption("name", "同名另一人")),
    basis="《最低生活保障审核确认办法》第十三条",
    sql=f"""
        SELECT {ABOUT},
               [CASE WHEN f.paid_to IS NULL THEN '缴至月份不明' END,
                CASE WHEN NOT says(f.state, $fund_live) THEN '账户状态“' || coalesce(f.state, '空') || '”需核实' END, f.spelling] AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s，由%s缴存住房公积金至%s，月缴存%s元。', a.name, a.programme, coalesce(f.employer, '单位'),
                      coalesce(month_words(f.paid_to), '(不明)'), yuan(f.monthly)) AS reason,
               NULL AS period_from, NULL AS period_to,
               [ev(f._at, {{'姓名': f.name, '单位': f.employer, '月缴存额': yuan(f.monthly), '缴至年月': month_words(f.paid_to), '账户状态': f.state}}),
                ev(a._at, {{'姓名': a.name, '申报工资': yuan(a.wage_fen)}})] AS evidence
        FROM housing_fund_of f JOIN assisted a USING (person_key)
        WHERE NOT says(f.state, $fund_gone) AND (f.paid_to IS NULL OR f.paid_to >= f._as_of - $fund_lag)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY says(f.state, $fund_live) DESC, f.paid_to DESC NULLS LAST, f._row_id) = 1""",
)

TAXED = Check(
    "R-CMP-14",
    "纳税收入高于申报",
    "纳税记录里的月均收入是否高于申报收入？",
    Direction.PAID,
    needs=("taxed_income",),
    parameters=(p.TAX_EXCESS,),
    exemptions=(Exemption("name", "同号异名"),),
    basis="《最低生活保障审核确认办法》第十三条",
    declared="工资性收入和其他收入",
    sql=f"""
        SELECT a.person_key AS subject_key, max(a.id_number) AS subject_id, max(a.name) AS subject_name, max(a.household_no) AS household_no,
               max(a.programme) AS programme, max(a.area_code) AS area_code, 'exact' AS strength, list(t.spelling) AS doubts, NULL AS amount_fen,
               max(a.wage_fen + a.other_fen) AS declared_fen, sum(t.income) // 12 AS checked_fen,
               printf('%s近12个月纳税收入合计%s元，月均%s元，高于申报的月收入%s元。', max(a.name), yuan(sum(t.income)), yuan(sum(t.income) / 12),
                      yuan(max(a.wage_fen + a.other_fen))) AS reason,
               $month - 11 AS period_from, $month AS period_to,
               list(ev(t._at, {{'姓名': t.name, '所得项目': t.item, '收入额': yuan(t.income), '所属期起': t.from_on, '所属期止': t.to_on}})
                    ORDER BY t.from_on, t._row_id)
                 || [ev(min(a._at), {{'姓名': max(a.name), '申报收入': yuan(max(a.wage_fen + a.other_fen))}})] AS evidence
        FROM {each_line_once("taxed_income", "item", "payer", "from_on", "to_on", "income", of="assisted")} t JOIN assisted a USING (person_key)
        WHERE t.to_on IS NULL OR month_no(t.to_on) BETWEEN $month - 11 AND $month
        GROUP BY a.person_key HAVING sum(t.income) / 12.0 > max(a.wage_fen + a.other_fen) * (1 + $tax_excess)""",
)

PENSION = Check(
    "R-CMP-16",
    "养老金与申报不符",
    "实际领取的养老金是否高于申报数？",
    Direction.PAID,
    needs=("pensions",),
    parameters=(p.PENSION_EXCESS, p.CENTRAL_PENSION, p.CENTRAL_DEDUCTED, p.PENSION_STOPPED),
    exemptions=(
        Exemption("back_pay", "当月含补发"),
        Exemption("deducted", "申报数已扣除中央基础养老金（没有注明的只作待核实）"),
        Exemption("small", "差额不超过50元"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第十三条；R-INC-02",
    declared="养老金",
    sql=f"""
        WITH received AS (
            SELECT a.*, a.pension_fen + CASE WHEN says(a.notes, $central_deducted) THEN $central_pension ELSE 0 END AS declared,
                   t.monthly, t.scheme, t.spelling,
                   ev(t._at, {{'姓名': t.name, '险种': t.scheme, '月养老金标准': yuan(t.monthly), '本月补发': yuan(t.back_pay)}}) AS piece
            FROM {each_line_once("pensions", "scheme", "monthly", "from_on", "state", of="assisted")} t JOIN assisted a USING (person_key)
            WHERE a.programme IN ('农村低保', '城市低保') AND NOT says(t.state, $pension_stopped)
        )
        SELECT r.person_key AS subject_key, max(r.id_number) AS subject_id, max(r.name) AS subject_name, r.household_no, max(r.programme) AS programme,
               max(r.area_code) AS area_code, 'exact' AS strength,
               list(r.spelling) || [CASE WHEN bool_or(says(r.scheme, '居民')) AND max(r.declared) = max(r.pension_fen)
                    AND sum(r.monthly) - max(r.declared) - $central_pension <= $pension_excess THEN '差额与中央基础养老金相当，申报时可能已扣除' END] AS doubts,
               NULL AS amount_fen, max(r.declared) AS declared_fen, sum(r.monthly) AS checked_fen,
               printf('%s月养老金%s元（%s），申报%s元，高出%s元。', max(r.name), yuan(sum(r.monthly)),
                      coalesce(string_agg(DISTINCT r.scheme, '、' ORDER BY r.scheme), '养老保险'), yuan(max(r.declared)),
                      yuan(sum(r.monthly) - max(r.declared))) AS reason,
               NULL AS period_from, NULL AS period_to,
               list(r.piece ORDER BY r.piece) || [ev(min(r._at), {{'姓名': max(r.name), '申报养老金': yuan(max(r.pension_fen)), '备注': max(r.notes)}})] AS evidence
        FROM received r GROUP BY r.person_key, r.household_no HAVING sum(r.monthly) - max(r.declared) > $pension_excess""",
)

SPOUSE = Check(
    "R-CMP-17",
    "配偶不在保障家庭",
    "家庭成员现存婚姻的配偶是否不在保障家庭内？",
    Direction.PAID,
    needs=("marriages",),
    sharpened_by=("death_cancellations",),
    excused_by=("register",),
    parameters=(p.DIVORCE, p.SINGLE_COVER),
    exemptions=(
        Exemption("divorced", "已离婚"),
        Exemption("widowed", "丧偶"),
        Exemption("single", "单人保，配偶不在保障范围属正常"),
    ),
    basis="《最低生活保障审核确认办法》第七条",
    sql="""
        WITH theirs AS (
            SELECT c.spouse_key FROM couples c JOIN members m ON m.person_key = c.person_key
        ), names AS (
            SELECT husband_id_key AS person_key, husband_name AS name FROM marriages WHERE husband_id_key IN (SELECT spouse_key FROM theirs)
            UNION SELECT wife_id_key, wife_name FROM marriages WHERE wife_id_key IN (SELECT spouse_key FROM theirs)
        )
        SELECT m.person_key AS subject_key, m.id_number AS subject_id, m.name AS subject_name, m.household_no, m.programme,
               m.village_code AS area_code, 'exact' AS strength, [c.spelling] AS doubts, NULL AS amount_fen,
               printf('%s于%s与%s登记结婚，婚姻关系存续，配偶不在保障家庭内。', m.name, day_words(c.registered_on), coalesce(q.name, r.name, '配偶')) AS reason,
               month_no(c.registered_on) AS period_from, NULL AS period_to,
               [ev(c._at, {'登记日期': c.registered_on, '配偶': coalesce(q.name, r.name)}),
                ev(m._at, {'姓名': m.name, '户编号': m.household_no, '与户主关系': m.relation})] AS evidence
        FROM members m JOIN households h USING (household_no) JOIN couples c ON c.person_key = m.person_key
        LEFT JOIN people q ON q.person_key = c.spouse_key LEFT JOIN names r ON r.person_key = c.spouse_key
        WHERE NOT h.single_cover AND NOT coalesce(q.dead, false) AND c.spouse_key NOT IN (SELECT person_key FROM deaths)
          AND NOT EXISTS (SELECT 1 FROM members o WHERE o.household_no = m.household_no AND o.person_key = c.spouse_key)
          AND c.spouse_key NOT IN (SELECT person_key FROM recipients WHERE programme = '特困供养')
          AND m.person_key NOT IN (SELECT person_key FROM deaths)
        QUALIFY row_number() OVER (PARTITION BY m.person_key ORDER BY c.registered_on DESC, r.name) = 1""",
)

CHECKS = (INSURED_WAGES, HOUSING_FUND, TAXED, PENSION, SPOUSE)

"""Income that was not declared, and a spouse who is missing from the household."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

INSURED_WAGES = Check(
    "R-CMP-12",
    "职工参保未申报工资",
    "低保、特困对象有没有职工参保缴费而未如实申报工资?",
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
    sql="""
        WITH months AS (
            SELECT _row_id, count(*) FILTER (u.value > 0) AS paid FROM (SELECT _row_id, unnest(paid) AS u FROM contributions)
            WHERE u.month > $month - 6 AND u.month <= $month GROUP BY _row_id
        )
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT c._stale AND regexp_matches(coalesce(c.scheme, ''), $employee_scheme) AS conclusive,
               list_concat(CASE WHEN c._stale THEN ['参保名单已过期'] ELSE [] END,
                    CASE WHEN NOT regexp_matches(coalesce(c.scheme, ''), $employee_scheme) THEN ['险种“' || coalesce(c.scheme, '空') || '”需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s近6个月在%s职工参保缴费%d个月,缴费基数%s元,申报工资%s元。', a.name, coalesce(c.employer, '用人单位'), m.paid, yuan(c.base), yuan(a.wage_fen)) AS reason,
               $month - 5 AS period_from, $month AS period_to,
               [ev(c._at, {'参保单位': c.employer, '险种': c.scheme, '缴费基数': yuan(c.base), '缴费月数': m.paid}), ev(a._at, {'姓名': a.name, '申报工资': yuan(a.wage_fen)})] AS evidence
        FROM contributions c JOIN contributions_named n USING (_row_id) JOIN months m USING (_row_id) JOIN assisted a ON a.person_key = c.id_number_key
        WHERE n.name_plain = a.name_plain AND m.paid >= $contribution_months AND a.wage_fen < c.base AND NOT regexp_matches(coalesce(c.scheme, ''), $flexible_scheme)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY m.paid DESC, c.base DESC, c._row_id) = 1""",
)

HOUSING_FUND = Check(
    "R-CMP-13",
    "缴存住房公积金",
    "低保、特困对象有没有正常缴存住房公积金?",
    Direction.PAID,
    needs=("housing_fund",),
    parameters=(p.FUND_LIVE, p.FUND_GONE, p.FUND_LAG),
    exemptions=(Exemption("sealed", "账户已封存、销户"), Exemption("name", "同名另一人")),
    basis="《最低生活保障审核确认办法》第十三条",
    sql="""
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT f._stale AND regexp_matches(coalesce(f.state, ''), $fund_live) AND f.paid_to IS NOT NULL AS conclusive,
               list_concat(CASE WHEN f._stale THEN ['公积金名单已过期'] ELSE [] END, CASE WHEN f.paid_to IS NULL THEN ['缴至月份不明'] ELSE [] END,
                    CASE WHEN NOT regexp_matches(coalesce(f.state, ''), $fund_live) THEN ['账户状态“' || coalesce(f.state, '空') || '”需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s,由%s缴存住房公积金至%s,月缴存%s元。', a.name, a.programme, coalesce(f.employer, '单位'), coalesce(month_words(f.paid_to), '(不明)'), coalesce(yuan(f.monthly), '不明')) AS reason,
               NULL AS period_from, NULL AS period_to,
               [ev(f._at, {'单位': f.employer, '月缴存额': yuan(f.monthly), '缴至年月': f.paid_to, '账户状态': f.state}), ev(a._at, {'姓名': a.name, '申报工资': yuan(a.wage_fen)})] AS evidence
        FROM housing_fund f JOIN housing_fund_named n USING (_row_id) JOIN assisted a ON a.person_key = f.id_number_key
        WHERE n.name_plain = a.name_plain AND NOT regexp_matches(coalesce(f.state, ''), $fund_gone) AND (f.paid_to IS NULL OR f.paid_to >= f._as_of - $fund_lag)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY f.paid_to DESC NULLS LAST, f._row_id) = 1""",
)

TAXED = Check(
    "R-CMP-14",
    "纳税收入高于申报",
    "纳税记录里的月均收入是否高于申报收入?",
    Direction.PAID,
    needs=("taxed_income",),
    parameters=(p.TAX_EXCESS,),
    exemptions=(Exemption("name", "同号异名"),),
    basis="《最低生活保障审核确认办法》第十三条",
    sql="""
        SELECT a.person_key AS subject_key, max(a.id_number) AS subject_id, max(a.name) AS subject_name, max(a.household_no) AS household_no, max(a.programme) AS programme,
               max(a.area_code) AS area_code, 'exact' AS strength, NOT bool_or(t._stale) AS conclusive, CASE WHEN bool_or(t._stale) THEN ['纳税名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s近12个月纳税收入合计%s元,月均%s元,高于申报的月收入%s元。', max(a.name), yuan(sum(t.income)), yuan(sum(t.income) / 12), yuan(max(a.wage_fen + a.other_fen))) AS reason,
               $month - 11 AS period_from, $month AS period_to,
               list(ev(t._at, {'所得项目': t.item, '收入额': yuan(t.income), '所属期起': t.from_on, '所属期止': t.to_on}) ORDER BY t.from_on) AS evidence
        FROM taxed_income t JOIN taxed_income_named n USING (_row_id) JOIN assisted a ON a.person_key = t.id_number_key
        WHERE n.name_plain = a.name_plain AND (t.to_on IS NULL OR month_no(t.to_on) BETWEEN $month - 11 AND $month)
        GROUP BY a.person_key HAVING sum(t.income) / 12.0 > max(a.wage_fen + a.other_fen) * (1 + $tax_excess)""",
)

PENSION = Check(
    "R-CMP-16",
    "养老金与申报不符",
    "实际领取的养老金是否高于申报数?",
    Direction.PAID,
    needs=("pensions",),
    parameters=(p.PENSION_EXCESS, p.CENTRAL_PENSION, p.CENTRAL_DEDUCTED, p.PENSION_STOPPED),
    exemptions=(
        Exemption("back_pay", "当月含补发"),
        Exemption("deducted", "申报数已扣除中央基础养老金"),
        Exemption("small", "差额不超过50元"),
        Exemption("name", "同号异名"),
    ),
    basis="《最低生活保障审核确认办法》第十三条;R-INC-02",
    sql="""
        WITH received AS (
            SELECT t.id_number_key AS person_key, min(n.name_plain) AS name_plain, sum(t.monthly) AS monthly, string_agg(DISTINCT t.scheme, '、' ORDER BY t.scheme) AS scheme, bool_or(t._stale) AS stale,
                   list(ev(t._at, {'险种': t.scheme, '月养老金标准': yuan(t.monthly), '本月补发': yuan(t.back_pay)}) ORDER BY t._row_id) AS pieces
            FROM pensions t JOIN pensions_named n USING (_row_id) WHERE t.id_number_key IN (SELECT person_key FROM assisted) AND NOT regexp_matches(coalesce(t.state, ''), $pension_stopped)
            GROUP BY t.id_number_key
        )
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength, NOT t.stale AS conclusive,
               CASE WHEN t.stale THEN ['养老金名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s月养老金%s元(%s),申报%s元,高出%s元。', a.name, yuan(t.monthly), t.scheme, yuan(a.declared), yuan(t.monthly - a.declared)) AS reason,
               NULL AS period_from, NULL AS period_to, t.pieces || [ev(a._at, {'姓名': a.name, '申报养老金': yuan(a.pension_fen), '备注': a.notes})] AS evidence
        FROM (SELECT *, pension_fen + CASE WHEN regexp_matches(coalesce(notes, ''), $central_deducted) THEN $central_pension ELSE 0 END AS declared
              FROM assisted WHERE programme IN ('农村低保', '城市低保')) a
        JOIN received t USING (person_key)
        WHERE t.name_plain = a.name_plain AND t.monthly - a.declared > $pension_excess""",
)

SPOUSE = Check(
    "R-CMP-17",
    "配偶不在保障家庭",
    "家庭成员现存婚姻的配偶是否不在保障家庭内?",
    Direction.PAID,
    needs=("marriages",),
    sharpened_by=("register", "death_cancellations"),
    parameters=(p.DIVORCE, p.SINGLE_COVER),
    exemptions=(
        Exemption("divorced", "已离婚"),
        Exemption("widowed", "丧偶"),
        Exemption("single", "单人保,配偶不在保障范围属正常"),
    ),
    basis="《最低生活保障审核确认办法》第七条",
    sql="""
        SELECT m.person_key AS subject_key, m.id_number AS subject_id, m.name AS subject_name, m.household_no, m.programme, m.village_code AS area_code, 'exact' AS strength,
               NOT c._stale AS conclusive, CASE WHEN c._stale THEN ['婚姻登记名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s于%s与%s登记结婚,婚姻关系存续,配偶不在保障家庭内。', m.name, day_words(c.registered_on), coalesce(q.name, r.name, '配偶')) AS reason,
               month_no(c.registered_on) AS period_from, NULL AS period_to,
               [ev(c._at, {'登记日期': c.registered_on, '配偶': coalesce(q.name, r.name)}), ev(m._at, {'姓名': m.name, '户编号': m.household_no, '与户主关系': m.relation})] AS evidence
        FROM members m JOIN households h USING (household_no) JOIN couples c ON c.person_key = m.person_key
        LEFT JOIN people q ON q.person_key = c.spouse_key
        LEFT JOIN (SELECT husband_id_key AS person_key, husband_name AS name FROM marriages UNION SELECT wife_id_key, wife_name FROM marriages) r ON r.person_key = c.spouse_key
        WHERE NOT h.single_cover AND NOT coalesce(q.dead, false) AND c.spouse_key NOT IN (SELECT person_key FROM deaths)
          AND NOT EXISTS (SELECT 1 FROM members o WHERE o.household_no = m.household_no AND o.person_key = c.spouse_key)
          AND c.spouse_key NOT IN (SELECT person_key FROM recipients WHERE programme = '特困供养')
          AND m.person_key NOT IN (SELECT person_key FROM deaths)
        QUALIFY row_number() OVER (PARTITION BY m.person_key ORDER BY c.registered_on DESC, r.name) = 1""",
)

CHECKS = (INSURED_WAGES, HOUSING_FUND, TAXED, PENSION, SPOUSE)

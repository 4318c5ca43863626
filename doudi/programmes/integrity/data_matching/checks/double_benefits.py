"""Two benefits that exclude one another, in this county or with another."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

EXCLUDED_PAIRS = Check(
    "R-CMP-04",
    "县内重复享受",
    "有没有人同一个月领取了两项互相排斥的待遇?",
    Direction.PAID,
    needs=("payments",),
    sharpened_by=("children_allowance", "work_injury"),
    parameters=(p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("switch", "低保转特困,前后月衔接无重叠"),
        Exemption("top_up", "低保内补差发放的事实无人抚养儿童可享生活补贴"),
        Exemption("stack", "高龄津贴与护理补贴可叠加;孤儿可享护理补贴"),
    ),
    basis="《江西省残疾人两项补贴实施意见》(2022年);国发〔2014〕40号",
    amount_means="重叠月份中后一项待遇的合计",
    sql="""
        WITH top_up AS (
            SELECT DISTINCT id_number_key AS person_key FROM children_allowance WHERE regexp_matches(coalesce(way, '') || coalesce(note, ''), '补差')
        ), pairs AS (
            SELECT a.person_key, a.month, a.programme AS first_programme, b.programme AS second_programme, b.amount_fen, a._at AS a_at, b._at AS b_at
            FROM paid a JOIN paid b ON a.person_key = b.person_key AND a.month = b.month
            WHERE (a.programme = '特困供养' AND b.programme IN ('农村低保', '城市低保', '困难残疾人生活补贴', '重度残疾人护理补贴'))
               OR (a.programme = '孤儿基本生活费' AND b.programme = '困难残疾人生活补贴')
               OR (a.programme = '农村低保' AND b.programme = '城市低保')
               OR (a.programme = '事实无人抚养儿童基本生活补贴' AND b.programme = '困难残疾人生活补贴' AND a.person_key NOT IN (SELECT person_key FROM top_up))
        )
        SELECT x.person_key AS subject_key, max(s.id_number) AS subject_id, max(s.name) AS subject_name, coalesce(max(s.household_no), '') AS household_no,
               max(x.first_programme) || '+' || string_agg(DISTINCT x.second_programme, '+' ORDER BY x.second_programme) AS programme,
               coalesce(max(s.area_code), max(q.area_code), '') AS area_code, 'exact' AS strength, true AS conclusive, [] AS doubts, sum(x.amount_fen) AS amount_fen,
               printf('%s在%s至%s间有%d个月同时领取%s和%s,重复发放%s元。', max(coalesce(s.name, q.name)), month_words(min(x.month)), month_words(max(x.month)),
                      count(DISTINCT x.month), max(x.first_programme), string_agg(DISTINCT x.second_programme, '、' ORDER BY x.second_programme), yuan(sum(x.amount_fen))) AS reason,
               min(x.month) AS period_from, max(x.month) AS period_to,
               list_concat(list(ev(x.a_at, {'待遇': x.first_programme, '所属月份': month_words(x.month)}) ORDER BY x.month),
                    list(ev(x.b_at, {'待遇': x.second_programme, '所属月份': month_words(x.month), '金额': yuan(x.amount_fen)}) ORDER BY x.month)) AS evidence
        FROM pairs x LEFT JOIN (SELECT person_key, id_number, name, household_no, area_code FROM subjects
                                UNION ALL SELECT DISTINCT ON (person_key) person_key, id_number, name, household_no, '' FROM paid
                                WHERE person_key NOT IN (SELECT person_key FROM subjects)) s USING (person_key)
        LEFT JOIN people q USING (person_key)
        GROUP BY x.person_key""",
)

OTHER_COUNTY = Check(
    "R-CMP-05",
    "跨县重复享受",
    "有没有本县低保、特困对象同时在外县在保?",
    Direction.PAID,
    needs=("other_county_dibao",),
    parameters=(p.BENEFIT_LIVE, p.BENEFIT_GONE),
    exemptions=(Exemption("stopped", "外县已停保"), Exemption("name", "同号异名、同名不同号")),
    basis="《最低生活保障审核确认办法》第四条",
    sql="""
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT o._stale AND (o.state IS NOT NULL) AS conclusive,
               CASE WHEN o._stale THEN ['外县名单已过期'] WHEN o.state IS NULL THEN ['外县在保状态不明'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s在本县享受%s,同时在%s在保(%s)。', a.name, a.programme, o.county, coalesce(o.category, '低保')) AS reason,
               coalesce(month_no(o.from_on), 0) AS period_from, NULL AS period_to,
               [ev(o._at, {'县区': o.county, '姓名': o.name, '状态': o.state, '起保日期': o.from_on}), ev(a._at, {'姓名': a.name, '待遇': a.programme})] AS evidence
        FROM assisted a JOIN other_county_dibao o ON o.id_number_key = a.person_key JOIN other_county_dibao_named n ON n._row_id = o._row_id
        WHERE n.name_plain = a.name_plain AND NOT regexp_matches(coalesce(o.state, ''), $benefit_gone)
          AND (o.state IS NOT NULL OR o.to_on IS NULL OR month_no(o.to_on) > $month)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY o.from_on DESC NULLS LAST, o._row_id) = 1""",
)

CHECKS = (EXCLUDED_PAIRS, OTHER_COUNTY)

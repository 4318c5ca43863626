"""Two benefits that exclude one another, in this county or with another."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import ABOUT, ON_ROLL

# Of each pair the second is what was paid too much (9.2 of the provincial rules; 国发〔2014〕40号).
EXCLUDED = """
    (a.programme = '特困供养' AND b.programme IN ('农村低保', '城市低保', '困难残疾人生活补贴', '重度残疾人护理补贴'))
    OR (a.programme IN ('孤儿基本生活费', '事实无人抚养儿童基本生活补贴') AND b.programme = '困难残疾人生活补贴')
    OR (a.programme = '农村低保' AND b.programme = '城市低保')
    OR (a.programme = '工伤保险生活护理费' AND b.programme IN ('困难残疾人生活补贴', '重度残疾人护理补贴'))"""

EXCLUDED_PAIRS = Check(
    "R-CMP-04",
    "县内重复享受",
    "有没有人同一个月领取了两项互相排斥的待遇？",
    Direction.PAID,
    needs=("payments",),
    sharpened_by=("children_allowance", "work_injury"),
    parameters=(p.PAID_RESULT, p.UNPAID_RESULT, p.TOP_UP, p.PENSION_STOPPED),
    exemptions=(
        Exemption("switch", "转换待遇，前后月衔接或只在转换当月重叠"),
        Exemption("top_up", "低保内补差发放的事实无人抚养儿童可享生活补贴"),
        Exemption("stack", "高龄津贴与护理补贴可叠加；孤儿可享护理补贴"),
    ),
    basis="《江西省残疾人两项补贴实施意见》(2022年);国发〔2014〕40号",
    amount_means="重叠月份中后一项待遇的合计",
    # Work-injury pay of which nobody says since when is held against this month alone.
    sql=f"""
        WITH children AS (
            SELECT id_number_key AS person_key, bool_or(says(way, $top_up) OR says(note, $top_up)) AS top_up
            FROM children_allowance WHERE id_number_key IS NOT NULL GROUP BY id_number_key
        ), received AS (
            SELECT person_key, programme, month, amount_fen, _at, CAST(NULL AS VARCHAR) AS doubt,
                   min(month) OVER (PARTITION BY person_key, programme) AS first_month,
                   max(month) OVER (PARTITION BY person_key, programme) AS last_month
            FROM paid
            UNION ALL
            SELECT w.person_key, '工伤保险生活护理费', m.month, w.monthly, w._at, coalesce(w.spelling, CASE WHEN w.from_on IS NULL THEN
                   '工伤保险待遇起始日期不明，只计本月' END), coalesce(month_no(w.from_on), $month), $month
            FROM (SELECT *, row_number() OVER (PARTITION BY person_key ORDER BY from_on NULLS LAST, _at) AS turn FROM work_injury_of
                  WHERE says(item, '护理') AND NOT says(state, $pension_stopped)) w
            JOIN (SELECT DISTINCT month FROM paid) m ON coalesce(month_no(w.from_on), $month) <= m.month
            WHERE w.turn = 1
        ), pairs AS (
            SELECT a.person_key, a.month, a.programme AS first_programme, b.programme AS second_programme, b.amount_fen,
                   a._at AS a_at, b._at AS b_at, a.doubt, c.person_key IS NULL AND a.programme = '事实无人抚养儿童基本生活补贴' AS unknown,
                   b.first_month < a.first_month AND a.first_month = b.last_month AND b.last_month < a.last_month
                     OR a.first_month < b.first_month AND b.first_month = a.last_month AND a.last_month < b.last_month AS switched
            FROM received a JOIN received b ON a.person_key = b.person_key AND a.month = b.month
            LEFT JOIN children c ON c.person_key = a.person_key
            WHERE ({EXCLUDED}) AND NOT (a.programme = '事实无人抚养儿童基本生活补贴' AND coalesce(c.top_up, false))
        )
        SELECT x.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name,
               coalesce(max(s.household_no), '') AS household_no,
               max(x.first_programme) || '+' || string_agg(DISTINCT x.second_programme, '+' ORDER BY x.second_programme) AS programme,
               coalesce(nullif(max(s.area_code), ''), max(q.area_code), '') AS area_code, 'exact' AS strength,
               [CASE WHEN bool_or(x.unknown) THEN '儿童发放表中没有此人，是否补差发放不明' END,
                CASE WHEN bool_and(x.switched) THEN '只在转换当月重叠，请核对前后待遇的起止月份' END, min(x.doubt)] AS doubts, sum(x.amount_fen) AS amount_fen,
               printf('%s在%s至%s间有%d个月同时领取%s和%s，重复发放%s元。', max(f.name), month_words(min(x.month)), month_words(max(x.month)),
                      count(DISTINCT x.month), max(x.first_programme),
                      string_agg(DISTINCT x.second_programme, '、' ORDER BY x.second_programme), yuan(sum(x.amount_fen))) AS reason,
               min(x.month) AS period_from, max(x.month) AS period_to,
               list_concat(
                   list(ev(x.a_at, {{'待遇': x.first_programme, '所属月份': month_words(x.month)}}) ORDER BY x.month),
                   list(ev(x.b_at, {{'待遇': x.second_programme, '所属月份': month_words(x.month), '金额': yuan(x.amount_fen)}})
                        ORDER BY x.month, x.second_programme)) AS evidence
        FROM pairs x JOIN (SELECT person_key, min(id_number) AS id_number, min(name) AS name FROM paid
                           WHERE person_key IN (SELECT person_key FROM pairs) GROUP BY person_key) f USING (person_key)
        LEFT JOIN subjects s USING (person_key) LEFT JOIN people q USING (person_key)
        GROUP BY x.person_key""",
)

OTHER_COUNTY = Check(
    "R-CMP-05",
    "跨县重复享受",
    "有没有本县低保、特困对象同时在外县在保？",
    Direction.PAID,
    needs=("other_county_dibao",),
    parameters=(p.BENEFIT_LIVE, p.BENEFIT_GONE),
    exemptions=(
        Exemption("stopped", "外县已停保（含本月停保）"),
        Exemption("move", "本县本月起保，外县尚未来得及停保"),
        Exemption("name", "同号异名、同名不同号"),
    ),
    basis="《最低生活保障审核确认办法》第四条",
    sql=f"""
        SELECT {ABOUT},
               [CASE WHEN NOT says(o.state, $benefit_live) THEN '外县状态“' || coalesce(o.state, '空') || '”是否在保需核实' END,
                CASE WHEN a.since >= $month THEN '本县本月起保，外县可能尚未停保' END, o.spelling] AS doubts,
               NULL AS amount_fen,
               printf('%s在本县享受%s，同时在%s在保（%s）。', a.name, a.programme, coalesce(o.county, '外县'), coalesce(o.category, '低保')) AS reason,
               month_no(o.from_on) AS period_from, NULL AS period_to,
               [ev(o._at, {{'县区': o.county, '姓名': o.name, '状态': o.state, '起保日期': o.from_on, '停保日期': o.to_on}}), {ON_ROLL}] AS evidence
        FROM assisted a JOIN other_county_dibao_of o USING (person_key)
        WHERE NOT says(o.state, $benefit_gone) AND (o.to_on IS NULL OR month_no(o.to_on) > $month)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY o.from_on DESC NULLS LAST, o._row_id) = 1""",
)

CHECKS = (EXCLUDED_PAIRS, OTHER_COUNTY)

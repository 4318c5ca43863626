"""Accounts that do not fit, payments that should have stopped, and lists that should say the same."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.views import BENEFIT, PAID

ODD_ACCOUNT = Check(
    "R-CMP-24",
    "账户异常、停保后发放",
    "有没有多户共用账户、开户人不是家庭成员,或停保后仍在发放?",
    Direction.PAID,
    needs_any=(("dibao_rural", "dibao_urban"),),
    needs=(),
    sharpened_by=("stopped", "payments", "register"),
    parameters=(p.GUARDIAN, p.INSTITUTION_CARE),
    exemptions=(
        Exemption("guardian", "监护人代领"),
        Exemption("same", "同一家庭多项待遇同一账户"),
        Exemption("before", "停保前一月照常发放"),
        Exemption("institution", "集中供养统一拨付机构账户"),
    ),
    basis="R-PAY-02、R-PAY-03",
    amount_means="停发起始月及以后已发放的待遇",
    sql="""
        WITH shared AS (
            SELECT account, count(DISTINCT household_no) AS families, string_agg(household_no, '、' ORDER BY household_no) AS numbers
            FROM households WHERE account IS NOT NULL GROUP BY account HAVING count(DISTINCT household_no) >= 2
        ), kin_of AS (SELECT h.household_no, q.name_plain FROM households h JOIN members m USING (household_no) JOIN people o ON o.person_key = m.person_key
                      JOIN people q ON q.household_no = o.household_no)
        SELECT h.head_key AS subject_key, h.head_id AS subject_id, h.head_name AS subject_name, h.household_no, h.programme, h.area_code, 'exact' AS strength, true AS conclusive, [] AS doubts, NULL AS amount_fen,
               printf('户%s与另%d户共用一个账户(尾号%s):%s。', h.household_no, CAST(s.families - 1 AS INTEGER), right(h.account, 4), s.numbers) AS reason, NULL AS period_from, NULL AS period_to,
               (SELECT list(ev(x._at, {'户编号': x.household_no, '户主': x.head_name, '账号尾号': right(x.account, 4), '开户人': x.account_holder}) ORDER BY x.household_no) FROM households x WHERE x.account = s.account) AS evidence
        FROM households h JOIN shared s USING (account) WHERE NOT h.guardian
        UNION ALL
        SELECT h.head_key, h.head_id, h.head_name, h.household_no, h.programme, h.area_code, 'exact',
               NOT EXISTS (SELECT 1 FROM kin_of k WHERE k.household_no = h.household_no AND k.name_plain = h.account_holder_plain),
               CASE WHEN EXISTS (SELECT 1 FROM kin_of k WHERE k.household_no = h.household_no AND k.name_plain = h.account_holder_plain) THEN ['开户人在同一户口簿,但不在保障名单'] ELSE [] END,
               NULL, printf('户%s(%s)的开户人%s不是家庭成员。', h.household_no, h.head_name, h.account_holder), NULL, NULL,
               [ev(h._at, {'户编号': h.household_no, '户主': h.head_name, '开户人': h.account_holder, '账号尾号': right(h.account, 4)})]
        FROM households h
        WHERE h.account_holder_plain IS NOT NULL AND NOT h.guardian AND NOT regexp_matches(h.account_holder_plain, $institution_care || '|财政|民政|政府|委员会|信用社|银行')
          AND NOT EXISTS (SELECT 1 FROM members m WHERE m.household_no = h.household_no AND m.name_plain = h.account_holder_plain)
          AND h.account NOT IN (SELECT account FROM shared)
        UNION ALL
        SELECT min(t.id_number_key), min(t.id_number), min(t.name), t.household_no, string_agg(DISTINCT f.programme, '+' ORDER BY f.programme), coalesce(min(l.area_code), ''), 'exact', NOT bool_or(t._stale),
               CASE WHEN bool_or(t._stale) THEN ['停保名册已过期'] ELSE [] END, sum(f.amount_fen),
               printf('户%s(%s)自%s起停发(%s),此后仍发放%d个月,计%s元。', t.household_no, min(t.name), month_words(max(t.from_month)), min(t.cause), count(DISTINCT f.month), yuan(sum(f.amount_fen))),
               min(f.month), max(f.month),
               list_concat([ev(min(t._at), {'户编号': t.household_no, '停发起始月': month_words(max(t.from_month)), '停保原因': min(t.cause)})],
                    list(ev(f._at, {'姓名': f.name, '待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.name))
        FROM (SELECT * FROM stopped WHERE household_no IS NOT NULL QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY from_month DESC) = 1) t
        JOIN stopped_placed l USING (_row_id)
        JOIN paid f ON f.household_no = t.household_no AND f.programme IN ('农村低保', '城市低保') AND f.month >= t.from_month
        WHERE NOT EXISTS (SELECT 1 FROM households h WHERE h.household_no = t.household_no)
        GROUP BY t.household_no""",
)

SYSTEM_AND_BANK = Check(
    "R-CMP-29",
    "线上清单与银行回单不一致",
    "补贴系统清单与银行代发回单是否逐人逐项一致?",
    Direction.MISMATCH,
    needs=("subsidy_system_list", "bank_return"),
    parameters=(p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("resent", "首次退汇,重发成功"),
        Exemption("variant", "户名为繁体、异体写法"),
        Exemption("blanks", "账号分组空格书写"),
    ),
    basis="R-DIS-09",
    amount_means="只在一边的金额,或两边金额之差",
    sql=f"""
        WITH online AS (
            SELECT s.id_number_key AS person_key, {BENEFIT.format("coalesce(s.benefit, '')")} AS programme, min(s.id_number) AS id_number, min(s.name) AS name, sum(s.amount) AS amount,
                   min(s.account) AS account, min(s.account_holder) AS holder, min(s._at) AS spot
            FROM subsidy_system_list s WHERE s.id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(s.state, ''), $unpaid_result) GROUP BY ALL
        ), bank AS (
            SELECT b.id_number_key AS person_key, {BENEFIT.format("coalesce(b.benefit, '')")} AS programme, min(b.id_number) AS id_number, min(b.account_holder) AS holder, min(n.name_plain) AS holder_plain,
                   sum(b.amount) AS amount, min(b.account) AS account, min(b._at) AS spot
            FROM bank_return b JOIN bank_return_named n USING (_row_id) WHERE b.id_number_key IS NOT NULL AND {PAID.format("b.result")} GROUP BY ALL
        ), holders AS (SELECT s.id_number_key AS person_key, min(n.name_plain) AS name_plain FROM subsidy_system_list s JOIN subsidy_system_list_holders n USING (_row_id) GROUP BY ALL),
        compared AS (
            SELECT coalesce(o.person_key, b.person_key) AS person_key, coalesce(o.programme, b.programme) AS programme, coalesce(o.id_number, b.id_number) AS id_number,
                   coalesce(o.name, b.holder) AS name, o.amount AS o_amount, b.amount AS b_amount, o.account AS o_account, b.account AS b_account, o.holder AS o_holder, b.holder AS b_holder,
                   b.holder_plain, h.name_plain AS o_plain, o.spot AS o_at, b.spot AS b_at
            FROM online o FULL JOIN bank b ON o.person_key = b.person_key AND o.programme = b.programme LEFT JOIN holders h ON h.person_key = o.person_key
        ), kinds AS (
            SELECT *, CASE WHEN b_amount IS NULL THEN '线上有、银行无' WHEN o_amount IS NULL THEN '银行有、线上无' WHEN o_amount <> b_amount THEN '金额不符'
                           WHEN coalesce(o_plain, '') <> coalesce(holder_plain, '') AND o_plain IS NOT NULL AND holder_plain IS NOT NULL THEN '户名不符'
                           WHEN o_account IS NOT NULL AND b_account IS NOT NULL AND o_account <> b_account THEN '账号不符' END AS kind
            FROM compared
        )
        SELECT k.person_key AS subject_key, k.id_number AS subject_id, k.name AS subject_name, coalesce(s.household_no, '') AS household_no, k.programme, coalesce(s.area_code, '') AS area_code, 'exact' AS strength,
               true AS conclusive, [] AS doubts, CASE WHEN k.kind IN ('户名不符', '账号不符') THEN NULL ELSE abs(coalesce(k.o_amount, 0) - coalesce(k.b_amount, 0)) END AS amount_fen,
               CASE k.kind WHEN '金额不符' THEN printf('%s的%s金额不符:线上%s元,银行%s元。', k.name, k.programme, yuan(k.o_amount), yuan(k.b_amount))
                    WHEN '户名不符' THEN printf('%s的%s户名不符:线上%s,银行%s。', k.name, k.programme, k.o_holder, k.b_holder)
                    WHEN '账号不符' THEN printf('%s的%s账号不符:线上尾号%s,银行尾号%s。', k.name, k.programme, right(k.o_account, 4), right(k.b_account, 4))
                    ELSE printf('%s的%s%s,金额%s元。', k.name, k.programme, k.kind, yuan(coalesce(k.o_amount, k.b_amount))) END AS reason,
               $month AS period_from, $month AS period_to,
               list_filter([CASE WHEN k.o_at IS NULL THEN NULL ELSE ev(k.o_at, {{'姓名': k.name, '待遇': k.programme, '金额': yuan(k.o_amount), '户名': k.o_holder, '账号尾号': right(k.o_account, 4)}}) END,
                            CASE WHEN k.b_at IS NULL THEN NULL ELSE ev(k.b_at, {{'户名': k.b_holder, '待遇': k.programme, '金额': yuan(k.b_amount), '账号尾号': right(k.b_account, 4)}}) END], lambda x: x IS NOT NULL) AS evidence
        FROM kinds k LEFT JOIN subjects s USING (person_key) WHERE k.kind IS NOT NULL""",
)

EXPIRED_GRACE = Check(
    "R-CMP-30",
    "延退期满仍发放",
    "低保延退期满以后,有没有仍在发放的?",
    Direction.PAID,
    needs=("deferred_exits", "payments"),
    parameters=(p.STILL_COVERED,),
    exemptions=(
        Exemption("month", "本月期满"),
        Exemption("stopped", "期满已停发"),
        Exemption("again", "期内恢复在保"),
        Exemption("other", "另有未到期的不同事由延退"),
    ),
    basis="R-EXIT-02",
    amount_means="延退终止月之后各所属月份该户已发放的低保金",
    sql="""
        WITH last AS (
            SELECT d.household_no, max(d.to_month) AS to_month, arg_max(d.category, d.to_month) AS category, arg_max(d.name, d.to_month) AS name, arg_max(d.id_number, d.to_month) AS id_number,
                   arg_max(d.id_number_key, d.to_month) AS person_key, arg_max(d._at, d.to_month) AS _at, arg_max(p.area_code, d.to_month) AS area_code, bool_or(d._stale) AS stale
            FROM deferred_exits d JOIN deferred_exits_placed p USING (_row_id)
            WHERE d.household_no IS NOT NULL AND d.to_month IS NOT NULL
            GROUP BY d.household_no HAVING NOT bool_or(regexp_matches(coalesce(d.note, ''), $still_covered))
        )
        SELECT l.person_key AS subject_key, l.id_number AS subject_id, l.name AS subject_name, l.household_no, string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme, coalesce(l.area_code, '') AS area_code, 'exact' AS strength,
               NOT l.stale AS conclusive, CASE WHEN l.stale THEN ['延退名册已过期'] ELSE [] END AS doubts, sum(f.amount_fen) AS amount_fen,
               printf('户%s(%s)的延退期(%s)至%s已满,此后仍发放%d个月,计%s元。', l.household_no, l.name, coalesce(l.category, ''), month_words(l.to_month), count(DISTINCT f.month), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(l._at), {'户编号': l.household_no, '延退类别': l.category, '延退终止': month_words(l.to_month)})],
                    list(ev(f._at, {'姓名': f.name, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.name)) AS evidence
        FROM last l JOIN paid f ON f.household_no = l.household_no AND f.programme IN ('农村低保', '城市低保') AND f.month > l.to_month
        GROUP BY l.household_no, l.person_key, l.id_number, l.name, l.area_code, l.category, l.to_month, l.stale, l._at""",
)

CHECKS = (ODD_ACCOUNT, SYSTEM_AND_BANK, EXPIRED_GRACE)

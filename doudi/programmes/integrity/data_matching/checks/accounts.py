"""Accounts that do not fit, payments that should have stopped, and lists that should say the same."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.views import BENEFIT, PAID

ODD_ACCOUNT = Check(
    "R-CMP-24",
    "账户异常、停保后发放",
    "有没有多户共用账户、开户人不是家庭成员，或停保后仍在发放？",
    Direction.PAID,
    needs_any=(("dibao_rural", "dibao_urban"),),
    needs=(),
    sharpened_by=("stopped", "payments", "register", "living_subsidy"),
    parameters=(p.GUARDIAN, p.INSTITUTION_ACCOUNT, p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("guardian", "监护人代领"),
        Exemption("same", "同一家庭多项待遇同一账户"),
        Exemption("before", "停保前一月照常发放"),
        Exemption("again", "停保后又重新纳入"),
        Exemption("institution", "集中供养统一拨付机构账户"),
    ),
    basis="R-PAY-02、R-PAY-03",
    amount_means="停发起始月及以后已发放的低保金、困难残疾人生活补贴",
    # Who leaves dibao leaves the living allowance with it (R-DIS-04), every member of the household. A payment that names no
    # household is one to the head. A household that the roll still lists since before the stop was perhaps never taken off it.
    sql="""
        WITH shared AS (
            SELECT account, count(DISTINCT household_no) AS families, string_agg(household_no, '、' ORDER BY household_no) AS numbers,
                   list(ev(_at, {'户编号': household_no, '户主': head_name, '账号尾号': right(account, 4), '开户人': account_holder})
                        ORDER BY household_no) AS pieces
            FROM households WHERE account IS NOT NULL AND NOT says(account_holder_plain, $institution_account) GROUP BY account HAVING count(DISTINCT household_no) >= 2
        ), in_book AS (
            SELECT DISTINCT m.household_no, q.name_plain FROM members m JOIN people o USING (person_key)
            JOIN people q ON q.household_no = o.household_no
        ), gone AS (
            SELECT t.*, p.area_code, h.household_no IS NOT NULL AS listed
            FROM stopped t JOIN stopped_placed p USING (_row_id) LEFT JOIN households h USING (household_no)
            WHERE t.household_no IS NOT NULL AND (h.household_no IS NULL OR h.since < t.from_month)
            QUALIFY row_number() OVER (PARTITION BY t.household_no ORDER BY t.from_month DESC, t._row_id) = 1
        ), belonged AS (
            SELECT household_no, person_key FROM paid WHERE household_no IS NOT NULL AND programme IN ('农村低保', '城市低保')
            UNION SELECT household_no, id_number_key FROM gone WHERE id_number_key IS NOT NULL
        ), lines AS (
            SELECT t.household_no AS home, f.* FROM gone t JOIN paid f ON f.household_no = t.household_no
            WHERE f.month >= t.from_month AND f.programme IN ('农村低保', '城市低保')
            UNION ALL
            SELECT t.household_no, f.* FROM gone t JOIN paid f ON f.person_key = t.id_number_key
            WHERE f.month >= t.from_month AND f.programme IN ('农村低保', '城市低保') AND f.household_no IS NULL
              AND t.id_number_key NOT IN (SELECT person_key FROM members WHERE person_key IS NOT NULL)
            UNION ALL
            SELECT t.household_no, f.* FROM gone t JOIN belonged b ON b.household_no = t.household_no JOIN paid f ON f.person_key = b.person_key
            WHERE f.month >= t.from_month AND f.programme = '困难残疾人生活补贴'
              AND f.person_key NOT IN (SELECT person_key FROM assisted)
        )
        SELECT h.head_key AS subject_key, h.head_id AS subject_id, h.head_name AS subject_name, h.household_no, h.programme, h.area_code,
               'exact' AS strength, [] AS doubts, NULL AS amount_fen,
               printf('户%s与另%d户共用一个账户（尾号%s）：%s。', h.household_no, CAST(s.families - 1 AS INTEGER), right(h.account, 4), s.numbers) AS reason,
               NULL AS period_from, NULL AS period_to, s.pieces AS evidence
        FROM households h JOIN shared s USING (account) WHERE NOT h.guardian
        UNION ALL
        SELECT h.head_key, h.head_id, h.head_name, h.household_no, h.programme, h.area_code, 'exact',
               [CASE WHEN k.household_no IS NOT NULL THEN '开户人在同一户口簿，但不在保障名单'
                     WHEN NOT EXISTS (SELECT 1 FROM register) THEN '没有收到户籍人口信息，开户人是否在同一户口簿不明' END], NULL,
               printf('户%s（%s）的开户人%s不是家庭成员。', h.household_no, h.head_name, h.account_holder), NULL, NULL,
               [ev(h._at, {'户编号': h.household_no, '户主': h.head_name, '开户人': h.account_holder, '账号尾号': right(h.account, 4)})]
        FROM households h LEFT JOIN in_book k ON k.household_no = h.household_no AND k.name_plain = h.account_holder_plain
        WHERE h.account_holder_plain IS NOT NULL AND NOT h.guardian AND NOT says(h.account_holder_plain, $institution_account)
          AND NOT EXISTS (SELECT 1 FROM members m WHERE m.household_no = h.household_no AND m.name_plain = h.account_holder_plain)
          AND NOT EXISTS (SELECT 1 FROM shared s WHERE s.account = h.account)
        UNION ALL
        SELECT min(t.id_number_key), min(t.id_number), min(t.name), t.household_no,
               string_agg(DISTINCT f.programme, '+' ORDER BY f.programme), min(t.area_code), 'exact',
               [CASE WHEN bool_or(t.listed) THEN '花名册仍列有此户，是否恢复保障需核实' END], sum(f.amount_fen),
               printf('户%s（%s）自%s起停发（%s），此后仍发放%s%d个月，计%s元。', t.household_no, min(t.name), month_words(max(t.from_month)),
                      coalesce(min(t.cause), '原因未注明'), string_agg(DISTINCT f.programme, '、' ORDER BY f.programme),
                      count(DISTINCT f.month), yuan(sum(f.amount_fen))),
               min(f.month), max(f.month),
               list_concat([ev(min(t._at), {'户编号': t.household_no, '停发起始月': month_words(max(t.from_month)), '停保原因': min(t.cause)})],
                    list(ev(f._at, {'姓名': f.name, '待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)})
                         ORDER BY f.month, f.name))
        FROM gone t JOIN lines f ON f.home = t.household_no
        GROUP BY t.household_no""",
)

SYSTEM_AND_BANK = Check(
    "R-CMP-29",
    "线上清单与银行回单不一致",
    "补贴系统清单与银行代发回单是否逐人逐项一致？",
    Direction.MISMATCH,
    needs=("subsidy_system_list", "bank_return"),
    parameters=(p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("resent", "首次退汇，重发成功"),
        Exemption("variant", "户名为繁体、异体写法"),
        Exemption("blanks", "账号分组空格书写"),
    ),
    basis="R-DIS-09",
    amount_means="只在一边的金额，或两边金额之差",
    # Person by person and benefit by benefit; what failed and was sent again counts once, what failed for good not at all.
    sql=f"""
        WITH online AS (
            SELECT s.id_number_key AS person_key, {BENEFIT.format("s.benefit")} AS programme, min(s.id_number) AS id_number,
                   min(s.name) AS name, sum(s.amount) AS amount, min(s.account) AS account, min(s.account_holder) AS holder,
                   min(n.name_plain) AS holder_plain, min(s._at) AS spot
            FROM subsidy_system_list s JOIN subsidy_system_list_holders n USING (_row_id)
            WHERE s.id_number_key IS NOT NULL AND NOT says(s.state, $unpaid_result) GROUP BY ALL
        ), bank AS (
            SELECT b.id_number_key AS person_key, {BENEFIT.format("b.benefit")} AS programme, min(b.id_number) AS id_number,
                   sum(b.amount) AS amount, min(b.account) AS account, min(b.account_holder) AS holder, min(n.name_plain) AS holder_plain,
                   min(b._at) AS spot
            FROM bank_return b JOIN bank_return_holders n USING (_row_id)
            WHERE b.id_number_key IS NOT NULL AND {PAID.format("b.result")} GROUP BY ALL
        ), differing AS (
            SELECT coalesce(o.person_key, b.person_key) AS person_key, coalesce(o.programme, b.programme) AS programme,
                   coalesce(o.id_number, b.id_number) AS id_number, coalesce(o.name, n.name, b.holder) AS name,
                   o.amount AS online_fen, b.amount AS bank_fen, o.account AS online_account, b.account AS bank_account,
                   o.holder AS online_holder, b.holder AS bank_holder, o.spot AS online_at, b.spot AS bank_at,
                   CASE WHEN b.person_key IS NULL THEN '线上有、银行无' WHEN o.person_key IS NULL THEN '银行有、线上无'
                        WHEN o.amount <> b.amount THEN '金额不符' WHEN o.holder_plain <> b.holder_plain THEN '户名不符'
                        WHEN o.account <> b.account THEN '账号不符' END AS kind
            FROM online o FULL JOIN bank b ON o.person_key = b.person_key AND o.programme = b.programme
            LEFT JOIN known_names n ON n.person_key = b.person_key
        )
        SELECT k.person_key AS subject_key, k.id_number AS subject_id, k.name AS subject_name, coalesce(s.household_no, '') AS household_no,
               k.programme, coalesce(s.area_code, '') AS area_code, 'exact' AS strength, [] AS doubts,
               CASE WHEN k.kind NOT IN ('户名不符', '账号不符') THEN abs(coalesce(k.online_fen, 0) - coalesce(k.bank_fen, 0)) END AS amount_fen,
               printf('%s的%s', k.name, k.programme) || CASE k.kind
                   WHEN '金额不符' THEN printf('金额不符：线上%s元，银行%s元。', yuan(k.online_fen), yuan(k.bank_fen))
                   WHEN '户名不符' THEN printf('户名不符：线上%s，银行%s。', k.online_holder, k.bank_holder)
                   WHEN '账号不符' THEN printf('账号不符：线上尾号%s，银行尾号%s。', right(k.online_account, 4), right(k.bank_account, 4))
                   ELSE printf('%s，金额%s元。', k.kind, yuan(coalesce(k.online_fen, k.bank_fen))) END AS reason,
               $month AS period_from, $month AS period_to,
               [ev(k.online_at, {{'姓名': k.name, '待遇': k.programme, '金额': yuan(k.online_fen), '户名': k.online_holder,
                                  '账号尾号': right(k.online_account, 4)}}),
                ev(k.bank_at, {{'户名': k.bank_holder, '待遇': k.programme, '金额': yuan(k.bank_fen), '账号尾号': right(k.bank_account, 4)}})] AS evidence
        FROM differing k LEFT JOIN subjects s USING (person_key) WHERE k.kind IS NOT NULL""",
    apart_by=("programme",),
)

EXPIRED_GRACE = Check(
    "R-CMP-30",
    "延退期满仍发放",
    "低保延退期满以后，有没有仍在发放的？",
    Direction.PAID,
    needs=("deferred_exits", "payments"),
    parameters=(p.STILL_COVERED, p.PAID_RESULT, p.UNPAID_RESULT),
    exemptions=(
        Exemption("month", "本月期满"),
        Exemption("stopped", "期满已停发"),
        Exemption("again", "期内恢复在保"),
        Exemption("other", "另有未到期的不同事由延退"),
    ),
    basis="R-EXIT-02",
    amount_means="延退终止月之后各所属月份该户已发放的低保金",
    # A payment that names no household is one to the head.
    sql="""
        WITH last AS (
            SELECT d.*, p.area_code FROM deferred_exits d JOIN deferred_exits_placed p USING (_row_id)
            WHERE d.household_no IS NOT NULL AND d.to_month IS NOT NULL
              AND d.household_no NOT IN (SELECT household_no FROM deferred_exits WHERE household_no IS NOT NULL AND says(note, $still_covered))
            QUALIFY row_number() OVER (PARTITION BY d.household_no ORDER BY d.to_month DESC, d._row_id) = 1
        ), lines AS (
            SELECT l.household_no AS home, f.* FROM last l JOIN paid f ON f.household_no = l.household_no WHERE f.month > l.to_month
            UNION ALL
            SELECT l.household_no, f.* FROM last l JOIN paid f ON f.person_key = l.id_number_key WHERE f.month > l.to_month AND f.household_no IS NULL
        )
        SELECT min(l.id_number_key) AS subject_key, min(l.id_number) AS subject_id, min(l.name) AS subject_name, l.household_no,
               string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme, min(l.area_code) AS area_code, 'exact' AS strength,
               [] AS doubts, sum(f.amount_fen) AS amount_fen,
               printf('户%s（%s）的延退期（%s）至%s已满，此后仍发放%d个月，计%s元。', l.household_no, min(l.name), coalesce(min(l.category), '类别未注明'),
                      month_words(min(l.to_month)), count(DISTINCT f.month), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(l._at), {'户编号': l.household_no, '延退类别': min(l.category), '延退终止': month_words(min(l.to_month))})],
                    list(ev(f._at, {'姓名': f.name, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.name)) AS evidence
        FROM last l JOIN lines f ON f.home = l.household_no AND f.programme IN ('农村低保', '城市低保')
        GROUP BY l.household_no""",
)

CHECKS = (ODD_ACCOUNT, SYSTEM_AND_BANK, EXPIRED_GRACE)

"""The views that the checks share: who receives what, what was paid, who has died, who is kin to whom, who stands in office."""

from __future__ import annotations

from doudi.mechanisms.matching.engine import Step, View
from doudi.programmes.integrity.data_matching.kin_views import KIN_VIEWS
from doudi.programmes.integrity.data_matching.meter_views import METER_VIEWS
from doudi.programmes.integrity.data_matching.names import NAME_VIEWS
from doudi.programmes.integrity.data_matching.places import PLACES


def _roll(table: str, programme: str, *, household: str = "CAST(NULL AS VARCHAR)", amount: str = "amount") -> str:
    return f"""
        SELECT r.id_number_key AS person_key, r.id_number, r.name, p.name_plain, {programme} AS programme, {household} AS household_no,
               p.area_code, r.since, r.{amount} AS amount_fen, coalesce(r.note, '') AS note, r._row_id, r._as_of, r._at
        FROM {table} r JOIN {table}_placed p USING (_row_id)"""


def _dibao(table: str, programme: str, standard: str) -> str:
    """Everybody on a roll. Income that is written once for a household (`once`) is what each of its members may have declared."""

    def once(column: str) -> str:
        return f"coalesce(r.{column}, CASE WHEN count(r.{column}) OVER household = 1 THEN max(r.{column}) OVER household END, 0)"

    return f"""
        SELECT r.household_no, '{programme}' AS programme, {standard} AS standard_fen, r.id_number_key AS person_key, r.id_number,
               r.name, p.name_plain, coalesce(r.relation, '') AS relation, r.members, {once("wage")} AS wage_fen,
               {once("pension")} AS pension_fen, {once("other_income")} AS other_fen,
               coalesce(r.wage, 0) + coalesce(r.pension, 0) + coalesce(r.other_income, 0) AS told_fen, r.account, r.account_holder,
               r.personal_amount, p.account_holder_plain, r.since, p.area_code, coalesce(r.category, '') || coalesce(r.note, '') AS note, r._row_id, r._at
        FROM {table} r JOIN {table}_placed p USING (_row_id)
        WINDOW household AS (PARTITION BY r.household_no)"""


# An entry of the register with what its words mean, and the columns of a person.
_ENTRIES = "register r JOIN register_placed p USING (_row_id) JOIN states z ON z.state = coalesce(r.state, '')"
_PERSON = """r.id_number_key AS person_key, r.id_number, r.name, p.name_plain, r.sex, r.born_on, r.household_no,
               coalesce(r.relation, '') AS relation, z.state, r.changed_on, r.father_id_key AS father_key, r.mother_id_key AS mother_key,
               p.area_code, p.grp, p.house, p.door, z.dead, z.moved_out, z.moving, r._at"""

# What a benefit is called in payment files, by the programme it belongs to.
BENEFIT = """CASE
    WHEN says({0}, '临时救助') THEN '临时救助'
    WHEN says({0}, '特困|五保|供养') THEN '特困供养'
    WHEN says({0}, '护理补贴|重残护理') THEN '重度残疾人护理补贴'
    WHEN says({0}, '事实无人|无人抚养') THEN '事实无人抚养儿童基本生活补贴'
    WHEN says({0}, '孤儿') THEN '孤儿基本生活费'
    WHEN says({0}, '困难残疾|生活补贴') THEN '困难残疾人生活补贴'
    WHEN says({0}, '高龄|长寿|尊老|百岁') THEN '高龄津贴'
    WHEN says({0}, '城[市镇].*(低保|最低生活)|城低保|(低保|最低生活).*城[市镇]') THEN '城市低保'
    WHEN says({0}, '低保|最低生活') THEN '农村低保'
    ELSE {0} END"""
# A payment counts unless its result says that it failed; an unknown word counts as not paid.
PAID = "(NOT says({0}, $unpaid_result) AND (coalesce({0}, '') = '' OR says({0}, $paid_result)))"
CHILD = """CASE WHEN says(r.category, '孤儿') AND NOT says(r.category, '事实')
    THEN '孤儿基本生活费' ELSE '事实无人抚养儿童基本生活补贴' END"""

PEOPLE: tuple[View | Step, ...] = (
    # The words for what has become of somebody, each looked at once.
    View(
        "states",
        """
        SELECT state, says(state, $dead_state) AS dead, says(state, $moved_out) AND NOT says(state, $moved_inside) AS moved_out,
               says(state, '迁') AND NOT says(state, $moved_inside) AND NOT says(state, $dead_state) AS moving
        FROM (SELECT DISTINCT coalesce(state, '') AS state FROM register)""",
    ),
    # One row per person of the register: the newest state. Somebody who left may stand there again as living here.
    View(
        "people",
        f"""
        WITH twice AS (
            SELECT id_number_key AS person_key FROM register WHERE id_number_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1
        ), again AS (
            SELECT {_PERSON}, r._as_of, r._row_id, sum(CASE WHEN z.dead OR z.moved_out THEN 0 ELSE 1 END) OVER (PARTITION BY r.id_number_key) AS living_entries
            FROM {_ENTRIES} JOIN twice t ON t.person_key = r.id_number_key
        )
        SELECT {_PERSON}, CASE WHEN z.dead OR z.moved_out THEN 0 ELSE 1 END AS living_entries
        FROM {_ENTRIES} WHERE r.id_number_key IS NOT NULL AND r.id_number_key NOT IN (SELECT person_key FROM twice)
        UNION ALL BY NAME
        SELECT * EXCLUDE (_as_of, _row_id) FROM again
        QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY _as_of DESC, changed_on DESC NULLS LAST, _row_id DESC) = 1""",
        frees=("register_placed",),
    ),
    # The household books: where, and how many live there now.
    View(
        "books",
        """
        SELECT household_no, max(area_code) AS area_code, count(CASE WHEN NOT dead AND NOT moved_out THEN 1 END) AS persons
        FROM people WHERE household_no IS NOT NULL GROUP BY household_no""",
    ),
)

ROLLS: tuple[View | Step, ...] = (
    # Every member on a dibao roll, one row each, however often he is written there.
    View(
        "members",
        f"""
        SELECT m.*, says(m.note, $single_cover) AS single_cover, coalesce(nullif(m.area_code, ''), q.area_code, '') AS village_code
        FROM ({_dibao("dibao_rural", "农村低保", "$rural_standard")}
              UNION ALL BY NAME {_dibao("dibao_urban", "城市低保", "$urban_standard")}) m
        LEFT JOIN people q USING (person_key)
        WHERE m.household_no IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY m.programme, m.household_no, m.person_key, m.name ORDER BY m._row_id) = 1""",
    ),
    View(
        "households",
        """
        SELECT household_no, min(programme) AS programme, min(standard_fen) AS standard_fen,
               greatest(count(*), max(coalesce(members, 0))) AS persons, max(village_code) AS area_code,
               sum(told_fen) AS income_fen, bool_or(single_cover) AS single_cover,
               bool_or(says(note, $guardian)) AS guardian, max(account) AS account, max(account_holder) AS account_holder,
               max(account_holder_plain) AS account_holder_plain, string_agg(note, ';') AS notes, max(since) AS since,
               arg_min(person_key, turn) AS head_key, arg_min(id_number, turn) AS head_id, arg_min(name, turn) AS head_name, arg_min(_at, turn) AS _at
        FROM (SELECT *, {'head': CASE WHEN relation IN ('本人', '户主', '申请人') THEN 0 ELSE 1 END, 'row': _row_id} AS turn FROM members)
        GROUP BY household_no""",
    ),
    # Every roll in one: who receives what.
    View(
        "recipients",
        f"""
        WITH all_rolls AS (
            {_roll("dibao_rural", "'农村低保'", household="r.household_no", amount="personal_amount")}
            UNION ALL BY NAME {_roll("dibao_urban", "'城市低保'", household="r.household_no", amount="personal_amount")}
            UNION ALL BY NAME {_roll("tekun", "'特困供养'")}
            UNION ALL BY NAME {_roll("living_subsidy", "'困难残疾人生活补贴'")}
            UNION ALL BY NAME {_roll("nursing_subsidy", "'重度残疾人护理补贴'")}
            UNION ALL BY NAME {_roll("children_allowance", CHILD)}
            UNION ALL BY NAME {_roll("age_allowance", "'高龄津贴'")}
        )
        SELECT a.* EXCLUDE (area_code), coalesce(nullif(a.area_code, ''), q.area_code, '') AS area_code
        FROM all_rolls a LEFT JOIN people q USING (person_key)
        WHERE a.person_key IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY a.person_key, a.programme ORDER BY a._as_of DESC, a._row_id) = 1""",
    ),
    # What a recipient is called and where he lives, for findings about him.
    View(
        "subjects",
        """
        SELECT person_key, min(id_number) AS id_number, min(name) AS name, min(name_plain) AS name_plain, max(household_no) AS household_no,
               coalesce(max(nullif(area_code, '')), '') AS area_code,
               string_agg(DISTINCT programme, '、' ORDER BY programme) AS programmes
        FROM recipients GROUP BY person_key""",
    ),
    # Dibao and tekun: those whose means are looked at, with the household (a tekun person is one of his own).
    View(
        "assisted",
        """
        SELECT m.person_key, m.id_number, m.name, m.name_plain, m.programme, m.household_no, m.household_no AS family,
               m.village_code AS area_code, h.persons, m.wage_fen, m.pension_fen, m.other_fen, h.income_fen, m.standard_fen, h.notes,
               m.since, m._at
        FROM members m JOIN households h USING (household_no) WHERE m.person_key IS NOT NULL
        UNION ALL BY NAME
        SELECT r.person_key, r.id_number, r.name, r.name_plain, r.programme, '' AS household_no, r.id_number AS family, r.area_code,
               1 AS persons, 0 AS wage_fen, 0 AS pension_fen, 0 AS other_fen, 0 AS income_fen, $rural_standard AS standard_fen,
               r.note AS notes, r.since, r._at
        FROM recipients r WHERE r.programme = '特困供养'""",
    ),
    # What the words of payment files mean, each looked at once.
    View(
        "paid_words",
        f"""
        SELECT benefit, result, {BENEFIT.format("benefit")} AS programme, {PAID.format("result")} AS counts
        FROM (SELECT DISTINCT benefit, result FROM payments)""",
    ),
    # Successful payments, one row per person, programme and month they are for (not the day they were made). A line that is the same
    # in every cell is one payment written twice.
    View(
        "paid",
        """
        SELECT p.id_number_key AS person_key, w.programme, p.month, sum(p.amount) AS amount_fen,
               min(p.id_number) AS id_number, min(p.name) AS name, max(p.household_no) AS household_no, min(p._at) AS _at,
               false AS shared
        FROM (SELECT id_number_key, id_number, name, benefit, month, paid_on, amount, household_no, account, result, note, min(_at) AS _at
              FROM payments WHERE id_number_key IS NOT NULL AND month <= $month GROUP BY ALL) p
        JOIN paid_words w ON w.benefit IS NOT DISTINCT FROM p.benefit AND w.result IS NOT DISTINCT FROM p.result
        WHERE w.counts
        GROUP BY ALL""",
    ),
    # What was paid, for whom. Where a county pays dibao in one sum to each household, its line is for every member of the roll and says
    # of none how much was his: what is found there is worked out anew by people, not claimed back whole.
    View(
        "paid_for",
        """
        WITH in_one_sum AS (
            SELECT programme FROM (
                SELECT programme, count(*) AS payees FROM paid
                WHERE household_no IS NOT NULL AND programme IN ('农村低保', '城市低保') GROUP BY programme, household_no, month)
            GROUP BY programme HAVING max(payees) = 1
        ), sums AS (
            SELECT f.* FROM paid f JOIN in_one_sum USING (programme) JOIN households h ON h.household_no = f.household_no
            WHERE (SELECT count(*) FROM members m WHERE m.household_no = f.household_no) > 1
              AND NOT EXISTS (SELECT 1 FROM members m WHERE m.household_no = f.household_no AND m.person_key = f.person_key
                              AND m.personal_amount = f.amount_fen)
        )
        SELECT * FROM paid f
        WHERE NOT EXISTS (SELECT 1 FROM sums s WHERE s.person_key = f.person_key AND s.programme = f.programme AND s.month = f.month)
        UNION ALL BY NAME
        SELECT m.person_key, s.programme, s.month, CAST(NULL AS BIGINT) AS amount_fen, m.id_number, m.name, s.household_no, s._at, true AS shared
        FROM sums s JOIN members m ON m.household_no = s.household_no
        WHERE m.person_key IS NOT NULL AND (m.since IS NULL OR m.since <= s.month)""",
    ),
    # The name that belongs to a number: the register's, else the rolls', else that of whoever else the bureau's own lists name.
    View(
        "known_names",
        """
        SELECT person_key, arg_min(name, rank) AS name FROM (
            SELECT person_key, name, 1 AS rank FROM people UNION ALL SELECT person_key, name, 2 FROM subjects
            UNION ALL SELECT person_key, name, 3 FROM paid UNION ALL SELECT id_number_key, name, 4 FROM edge_families
            UNION ALL SELECT id_number_key, name, 5 FROM stopped UNION ALL SELECT id_number_key, name, 6 FROM deferred_exits
        ) WHERE person_key IS NOT NULL AND name IS NOT NULL GROUP BY person_key""",
    ),
    *NAME_VIEWS,
    # Whoever stands on a roll under a number that is somebody else's by the register: what is found under it needs a look first.
    View(
        "doubted",
        """
        SELECT DISTINCT person_key, '花名册与户籍同号异名，请先核对证号' AS doubt FROM odd_names WHERE source = 'recipients' AND level = 0""",
    ),
)

LIVES: tuple[View | Step, ...] = (
    # What is said of a death, each report with its list; one that its own list takes back is none. The register itself says only
    # that somebody is dead and when it was told.
    View(
        "death_reports",
        """
        SELECT d.person_key, coalesce(d.died_on, d.cancelled_on) AS died_on, d.died_on IS NULL AS guessed, d.spelling, 1 AS rank, d._at,
               ev(d._at, {'姓名': d.name, '死亡日期': d.died_on, '注销日期': d.cancelled_on}) AS piece
        FROM death_cancellations_of d LEFT JOIN people q USING (person_key)
        WHERE NOT says(d.note, $restored) AND NOT says(d.cause, $restored) AND NOT says(q.state, $restored)
          AND NOT EXISTS (SELECT 1 FROM death_certificates c
                          WHERE c.certificate_no = d.certificate_no AND c.id_number_key <> d.person_key)
        UNION ALL
        SELECT d.person_key, d.died_on, false, d.spelling, 2, d._at, ev(d._at, {'姓名': d.name, '死亡日期': d.died_on})
        FROM death_certificates_of d WHERE NOT says(d.note, $restored)
        UNION ALL
        SELECT d.person_key, coalesce(d.died_on, d.cremated_on), d.died_on IS NULL, d.spelling, 3, d._at,
               ev(d._at, {'姓名': d.name, '死亡日期': d.died_on, '火化日期': d.cremated_on})
        FROM cremations_of d WHERE NOT says(d.note, $restored)
        UNION ALL
        SELECT d.person_key, d."on", false, d.spelling, 4, d._at, ev(d._at, {'姓名': d.name, '宣告': d.kind, '生效日期': d."on"})
        FROM declared_missing_of d WHERE says(d.kind, '死亡') AND NOT says(d.kind, '撤销')
        UNION ALL
        SELECT q.person_key, q.changed_on, true, NULL, 5, q._at, ev(q._at, {'姓名': q.name, '人员状态': q.state, '变动日期': q.changed_on})
        FROM people q WHERE q.dead""",
    ),
    # The death of a person, once, by the earliest date that was not guessed from another.
    View(
        "deaths",
        """
        SELECT person_key, arg_min(died_on, {'g': guessed, 'd': died_on}) AS died_on,
               month_no(arg_min(died_on, {'g': guessed, 'd': died_on})) AS month,
               [CASE WHEN bool_and(guessed) THEN '没有死亡日期，按注销、火化日期推算' END,
                CASE WHEN count(spelling) = count(*) THEN min(spelling) END] AS doubts,
               list(piece ORDER BY rank, piece) AS pieces
        FROM death_reports WHERE died_on IS NOT NULL AND month_no(died_on) <= $month GROUP BY person_key""",
    ),
    # Terms in prison or compulsory treatment; what is served at large is none.
    View(
        "terms",
        """
        SELECT j.person_key, j.name, coalesce(j.kind, '执行类别不明') AS kind, j.from_on, coalesce(j.released_on, j.to_on) AS out_on,
               month_no(j.from_on) AS from_month, coalesce(month_no(coalesce(j.released_on, j.to_on)), 999999) AS out_month,
               CASE WHEN says(j.kind, $in_custody) THEN NULL ELSE '执行类别“' || coalesce(j.kind, '空') || '”是否收监需核实' END AS doubt,
               j.spelling, j._at
        FROM prisoners_of j
        WHERE j.from_on IS NOT NULL AND NOT says(j.kind, $not_in_custody) AND NOT says(j.note, $not_in_custody)""",
    ),
)

VIEWS: tuple[View | Step, ...] = (*PLACES, *PEOPLE, *ROLLS, *LIVES, *KIN_VIEWS, *METER_VIEWS)

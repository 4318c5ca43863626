"""The views that the checks share: who receives what, what was paid, who has died, who is kin to whom, who stands in office."""

from __future__ import annotations

from doudi.mechanisms.matching.engine import Step, View
from doudi.programmes.integrity.data_matching.places import place_rows


def _roll(table: str, programme: str, *, household: bool = False, amount: str = "amount") -> str:
    return f"""
        SELECT r.id_number_key AS person_key, r.id_number, r.name, p.name_plain, {programme} AS programme,
               {"r.household_no" if household else "CAST(NULL AS VARCHAR)"} AS household_no, p.area_code, r.since, r.{amount} AS amount_fen,
               r.account, r.account_holder, p.account_holder_plain, coalesce(r.note, '') AS note, '{table}' AS roll, r._row_id, r._stale, r._at
        FROM {table} r JOIN {table}_placed p USING (_row_id)"""


def _dibao(table: str, programme: str, standard: str) -> str:
    return f"""
        SELECT r.household_no, '{programme}' AS programme, {standard} AS standard_fen, r.id_number_key AS person_key, r.id_number, r.name, p.name_plain,
               coalesce(r.relation, '') AS relation, r.members, coalesce(r.wage, 0) AS wage_fen, coalesce(r.pension, 0) AS pension_fen,
               coalesce(r.other_income, 0) AS other_fen, r.account, p.account_holder_plain, r.account_holder, r.since, p.area_code, p.grp, p.house, p.door,
               coalesce(r.note, '') AS note, r._row_id, r._stale, r._at
        FROM {table} r JOIN {table}_placed p USING (_row_id)"""


# What a benefit is called in payment files, by the programme it belongs to.
BENEFIT = """CASE
    WHEN regexp_matches({0}, '临时救助') THEN '临时救助'
    WHEN regexp_matches({0}, '特困|五保|供养') THEN '特困供养'
    WHEN regexp_matches({0}, '护理补贴') THEN '重度残疾人护理补贴'
    WHEN regexp_matches({0}, '事实无人|无人抚养') THEN '事实无人抚养儿童基本生活补贴'
    WHEN regexp_matches({0}, '孤儿') THEN '孤儿基本生活费'
    WHEN regexp_matches({0}, '困难残疾|生活补贴') THEN '困难残疾人生活补贴'
    WHEN regexp_matches({0}, '高龄|长寿|尊老') THEN '高龄津贴'
    WHEN regexp_matches({0}, '城[市镇].*低保|城低保|城[市镇].*最低生活') THEN '城市低保'
    WHEN regexp_matches({0}, '低保|最低生活') THEN '农村低保'
    ELSE {0} END"""
PAID = "(NOT regexp_matches(coalesce({0}, ''), $unpaid_result) AND (coalesce({0}, '') = '' OR regexp_matches({0}, $paid_result)))"

VIEWS: tuple[View | Step, ...] = (
    Step("识别地址", place_rows),
    # One row per person of the register: the newest state.
    View(
        "people",
        """
        SELECT r.id_number_key AS person_key, r.id_number, r.name, p.name_plain, r.sex, r.born_on, r.household_no, coalesce(r.relation, '') AS relation,
               coalesce(r.state, '') AS state, r.changed_on, r.father_id_key AS father_key, r.mother_id_key AS mother_key,
               p.area_code, p.grp, p.house, p.door, regexp_matches(coalesce(r.state, ''), $dead_state) AS dead, r._row_id, r._stale, r._at
        FROM register r JOIN register_placed p USING (_row_id)
        WHERE r.id_number_key IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY r.id_number_key ORDER BY r._as_of DESC, r.changed_on DESC NULLS LAST, r._row_id DESC) = 1""",
    ),
    View(
        "register_size",
        """
        SELECT household_no, count(*) AS persons FROM people WHERE NOT dead AND NOT regexp_matches(state, $moved_out) GROUP BY household_no""",
    ),
    # Every member on a dibao roll, one row each.
    View(
        "members",
        f"""
        SELECT m.*, regexp_matches(m.note, $single_cover) AS single_cover,
               coalesce(nullif(m.area_code, ''), q.area_code, '') AS village_code
        FROM ({_dibao("dibao_rural", "农村低保", "$rural_standard")} UNION ALL BY NAME {_dibao("dibao_urban", "城市低保", "$urban_standard")}) m
        LEFT JOIN people q USING (person_key)
        WHERE m.household_no IS NOT NULL""",
    ),
    View(
        "households",
        """
        SELECT household_no, min(programme) AS programme, min(standard_fen) AS standard_fen, count(*) AS listed,
               greatest(count(*), max(coalesce(members, 0))) AS persons, max(village_code) AS area_code,
               sum(wage_fen + pension_fen + other_fen) AS income_fen, bool_or(single_cover) AS single_cover,
               bool_or(regexp_matches(note, $guardian)) AS guardian, max(account) AS account, max(account_holder) AS account_holder,
               max(account_holder_plain) AS account_holder_plain, string_agg(note, ';') AS notes,
               arg_min(person_key, _row_id) AS head_key, arg_min(id_number, _row_id) AS head_id, arg_min(name, _row_id) AS head_name,
               arg_min(_at, _row_id) AS _at, max(grp) AS grp, max(door) AS door
        FROM members GROUP BY household_no""",
    ),
    # Every roll in one: who receives what.
    View(
        "recipients",
        f"""
        WITH all_rolls AS (
            {_roll("dibao_rural", "'农村低保'", household=True, amount="personal_amount")}
            UNION ALL BY NAME {_roll("dibao_urban", "'城市低保'", household=True, amount="personal_amount")}
            UNION ALL BY NAME {_roll("tekun", "'特困供养'")}
            UNION ALL BY NAME {_roll("living_subsidy", "'困难残疾人生活补贴'")}
            UNION ALL BY NAME {_roll("nursing_subsidy", "'重度残疾人护理补贴'")}
            UNION ALL BY NAME {_roll("children_allowance", "CASE WHEN r.category LIKE '%孤儿%' AND r.category NOT LIKE '%事实%' THEN '孤儿基本生活费' ELSE '事实无人抚养儿童基本生活补贴' END")}
            UNION ALL BY NAME {_roll("age_allowance", "'高龄津贴'")}
        )
        SELECT a.* EXCLUDE (area_code), coalesce(nullif(a.area_code, ''), q.area_code, '') AS area_code
        FROM all_rolls a LEFT JOIN people q USING (person_key)
        WHERE a.person_key IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY a.person_key, a.programme ORDER BY a._row_id) = 1""",
    ),
    # What a person is called and where he lies, for findings about him.
    View(
        "subjects",
        """
        SELECT person_key, arg_min(id_number, rank) AS id_number, arg_min(name, rank) AS name, arg_min(name_plain, rank) AS name_plain,
               max(household_no) AS household_no, coalesce(arg_min(nullif(area_code, ''), rank), '') AS area_code,
               string_agg(DISTINCT programme, '、' ORDER BY programme) AS programmes
        FROM (SELECT *, 1 AS rank FROM recipients) GROUP BY person_key""",
    ),
    # Dibao and tekun: those whose means are looked at, with the household (a tekun person is one of his own).
    View(
        "assisted",
        """
        SELECT m.person_key, m.id_number, m.name, m.name_plain, m.programme, m.household_no, m.village_code AS area_code, h.persons, m.wage_fen,
               m.pension_fen, m.other_fen, h.income_fen, m.standard_fen, m.note, m.single_cover, h.notes, m._at
        FROM members m JOIN households h USING (household_no) WHERE m.person_key IS NOT NULL
        UNION ALL BY NAME
        SELECT r.person_key, r.id_number, r.name, r.name_plain, r.programme, '' AS household_no, r.area_code, 1 AS persons, 0 AS wage_fen,
               0 AS pension_fen, 0 AS other_fen, 0 AS income_fen, $rural_standard AS standard_fen, r.note, true AS single_cover, r.note AS notes, r._at
        FROM recipients r WHERE r.programme = '特困供养'""",
    ),
    # Successful payments, one row per person, programme and month.
    View(
        "paid",
        f"""
        SELECT p.id_number_key AS person_key, {BENEFIT.format("p.benefit")} AS programme, p.month, sum(p.amount) AS amount_fen,
               min(p.id_number) AS id_number, min(p.name) AS name, min(n.name_plain) AS name_plain, max(p.household_no) AS household_no,
               max(p.account) AS account, min(p._at) AS _at
        FROM payments p JOIN payments_named n USING (_row_id)
        WHERE p.id_number_key IS NOT NULL AND p.month IS NOT NULL AND p.month <= $month AND {PAID.format("p.result")}
        GROUP BY ALL""",
    ),
    # Deaths that the three lists report, each with the name it gives; one that its own list takes back is none.
    View(
        "death_reports",
        """
        SELECT d.id_number_key AS person_key, d.died_on, n.name_plain, d.name, 1 AS rank, d._stale, d._at,
               regexp_matches(coalesce(d.note, '') || coalesce(d.cause, ''), $restored) AS restored,
               EXISTS (SELECT 1 FROM death_certificates c WHERE c.certificate_no = d.certificate_no AND c.id_number_key <> d.id_number_key) AS anothers
        FROM death_cancellations d JOIN death_cancellations_named n USING (_row_id) WHERE d.died_on IS NOT NULL
        UNION ALL
        SELECT d.id_number_key, d.died_on, n.name_plain, d.name, 2, d._stale, d._at, regexp_matches(coalesce(d.note, ''), $restored), false
        FROM death_certificates d JOIN death_certificates_named n USING (_row_id) WHERE d.died_on IS NOT NULL
        UNION ALL
        SELECT d.id_number_key, coalesce(d.died_on, d.cremated_on), n.name_plain, d.name, 3, d._stale, d._at, regexp_matches(coalesce(d.note, ''), $restored), false
        FROM cremations d JOIN cremations_named n USING (_row_id) WHERE coalesce(d.died_on, d.cremated_on) IS NOT NULL""",
    ),
    View(
        "known_names",
        """
        SELECT person_key, min(name_plain) AS name_plain FROM (
            SELECT person_key, name_plain FROM people UNION ALL SELECT person_key, name_plain FROM subjects
        ) GROUP BY person_key""",
    ),
    # The death of a person, once: only reports that give his own name, earliest date first.
    View(
        "deaths",
        """
        SELECT d.person_key, min(d.died_on) AS died_on, min(month_no(d.died_on)) AS month, arg_min(d._at, d.rank) AS _at, arg_min(d.name, d.rank) AS name,
               bool_and(d._stale) AS stale
        FROM death_reports d
        WHERE NOT d.restored AND NOT d.anothers
          AND NOT EXISTS (SELECT 1 FROM people k WHERE k.person_key = d.person_key AND k.name_plain <> d.name_plain)
          AND NOT EXISTS (SELECT 1 FROM subjects k WHERE k.person_key = d.person_key AND k.name_plain <> d.name_plain)
        GROUP BY d.person_key""",
    ),
    # --- kin ------------------------------------------------------------------------------------------------------------
    View(
        "couples",
        """
        WITH events AS (
            SELECT husband_id_key AS a, wife_id_key AS b, registered_on, regexp_matches(coalesce(kind, ''), $divorce) AS ended, _at, _stale
            FROM marriages WHERE husband_id_key IS NOT NULL AND wife_id_key IS NOT NULL AND month_no(registered_on) <= $month
        ), both_ways AS (SELECT a, b, registered_on, ended, _at, _stale FROM events UNION ALL SELECT b, a, registered_on, ended, _at, _stale FROM events),
        latest AS (SELECT * FROM both_ways QUALIFY row_number() OVER (PARTITION BY a ORDER BY registered_on DESC, ended DESC) = 1)
        SELECT l.a AS person_key, l.b AS spouse_key, l.registered_on, l._at, l._stale FROM latest l
        JOIN latest back ON back.a = l.b AND back.b = l.a
        WHERE NOT l.ended""",
    ),
    View(
        "parents",
        """
        WITH recorded AS (
            SELECT person_key AS child_key, father_key AS parent_key, '父亲' AS word FROM people WHERE father_key IS NOT NULL
            UNION ALL SELECT person_key, mother_key, '母亲' FROM people WHERE mother_key IS NOT NULL
        ), heads AS (SELECT household_no, person_key, sex FROM people WHERE relation IN ('户主', '本人')),
        in_books AS (
            SELECT p.person_key AS child_key, h.person_key AS parent_key, CASE h.sex WHEN '男' THEN '父亲' ELSE '母亲' END AS word
            FROM people p JOIN heads h USING (household_no)
            WHERE regexp_matches(p.relation, '^(之|长|次|三|四|五|六|二|养|亲)?(子|女|儿子|女儿)$')
              AND NOT EXISTS (SELECT 1 FROM recorded r WHERE r.child_key = p.person_key AND r.word = CASE h.sex WHEN '男' THEN '父亲' ELSE '母亲' END)
            UNION ALL
            SELECT h.person_key, p.person_key, CASE p.sex WHEN '男' THEN '父亲' ELSE '母亲' END
            FROM people p JOIN heads h USING (household_no)
            WHERE p.relation IN ('父亲', '母亲', '父', '母')
              AND NOT EXISTS (SELECT 1 FROM recorded r WHERE r.child_key = h.person_key AND r.word = CASE p.sex WHEN '男' THEN '父亲' ELSE '母亲' END)
        )
        SELECT DISTINCT child_key, parent_key, word FROM (SELECT * FROM recorded UNION ALL SELECT * FROM in_books)""",
    ),
    View(
        "spouses",
        """
        SELECT person_key, spouse_key FROM couples
        UNION
        SELECT h.person_key, p.person_key FROM people p JOIN people h USING (household_no)
        WHERE h.relation IN ('户主', '本人') AND p.relation IN ('妻', '夫', '配偶', '妻子', '丈夫', '之妻', '之夫')
        UNION
        SELECT p.person_key, h.person_key FROM people p JOIN people h USING (household_no)
        WHERE h.relation IN ('户主', '本人') AND p.relation IN ('妻', '夫', '配偶', '妻子', '丈夫', '之妻', '之夫')""",
    ),
    # --- people in office -------------------------------------------------------------------------------------------------
    View(
        "cadre_rows",
        """
        SELECT c._row_id, c.id_number_key, c.name, p.name_plain, p.area_code, c.village, coalesce(c.post, '') AS post, c.phone, c.sex, c.born_on,
               c._stale, c._at
        FROM village_cadres c JOIN village_cadres_placed p USING (_row_id)
        WHERE NOT regexp_matches(coalesce(c.note, '') || coalesce(c.post, ''), $off_duty)""",
    ),
    # Cadres without a number: the adults of that name in the village they serve, and only if there is one such.
    View(
        "cadre_links",
        """
        SELECT c._row_id, min(q.person_key) AS person_key, count(DISTINCT q.person_key) AS candidates
        FROM cadre_rows c JOIN people q ON q.name_plain = c.name_plain AND q.area_code = c.area_code
        WHERE c.id_number_key IS NULL AND NOT q.dead AND (q.born_on IS NULL OR year(q.born_on) * 12 + month(q.born_on) - 1 <= $month - 216)
          AND (c.sex IS NULL OR q.sex IS NULL OR c.sex = q.sex) AND (c.born_on IS NULL OR q.born_on IS NULL OR (year(c.born_on) = year(q.born_on)))
        GROUP BY c._row_id""",
    ),
    View(
        "staff",
        """
        SELECT DISTINCT ON (person_key, kind) * FROM (
            SELECT coalesce(c.id_number_key, l.person_key) AS person_key, c.name, c.name_plain, '村居干部' AS kind, coalesce(c.village, '') || c.post AS post,
                   CASE WHEN c.id_number_key IS NOT NULL THEN 'exact' WHEN l.candidates = 1 THEN 'probable' ELSE 'possible' END AS strength,
                   c._stale, c._at
            FROM cadre_rows c LEFT JOIN cadre_links l USING (_row_id)
            UNION ALL
            SELECT h.id_number_key, h.name, n.name_plain, '经办人员', coalesce(h.unit, '') || coalesce(h.post, ''), 'exact', h._stale, h._at
            FROM handlers h JOIN handlers_named n USING (_row_id)
            WHERE h.id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(h.state, '') || coalesce(h.note, ''), $off_duty)
            UNION ALL
            SELECT e.id_number_key, e.name, n.name_plain, '公职人员', coalesce(e.unit, '') || coalesce(e.post, ''), 'exact', e._stale, e._at
            FROM public_employees e JOIN public_employees_named n USING (_row_id)
            WHERE e.id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(e.state, '') || coalesce(e.note, ''), $off_duty)
        ) WHERE person_key IS NOT NULL
        ORDER BY person_key, kind, strength""",
    ),
    # What each staff member's LEGAL near relatives are to him (R-REL-01), with the path for drawing.
    View(
        "staff_kin",
        """
        WITH s AS (SELECT DISTINCT person_key FROM staff),
        up AS (SELECT s.person_key, p.parent_key, p.word FROM s JOIN parents p ON p.child_key = s.person_key),
        down AS (SELECT s.person_key, p.child_key FROM s JOIN parents p ON p.parent_key = s.person_key),
        steps AS (
            SELECT person_key, parent_key AS relative_key, '父母' AS relation, [parent_key] AS path FROM up
            UNION ALL SELECT person_key, child_key, '子女', [child_key] FROM down
            UNION ALL SELECT s.person_key, m.spouse_key, '配偶', [m.spouse_key] FROM s JOIN spouses m ON m.person_key = s.person_key
            UNION ALL SELECT u.person_key, p.child_key, '兄弟姐妹', [u.parent_key, p.child_key] FROM up u JOIN parents p ON p.parent_key = u.parent_key
                      WHERE p.child_key <> u.person_key
            UNION ALL SELECT u.person_key, g.parent_key, CASE u.word WHEN '父亲' THEN '祖父母' ELSE '外祖父母' END, [u.parent_key, g.parent_key]
                      FROM up u JOIN parents g ON g.child_key = u.parent_key
            UNION ALL SELECT d.person_key, g.child_key, '(外)孙子女', [d.child_key, g.child_key] FROM down d JOIN parents g ON g.parent_key = d.child_key
        )
, nearest AS (
            SELECT person_key, relative_key, arg_min(relation, len(path)) AS relation, arg_min(path, len(path)) AS path
            FROM steps WHERE relative_key <> person_key GROUP BY person_key, relative_key
        )
        SELECT n.*, list_filter([a.name, b.name], lambda x: x IS NOT NULL) AS path_names
        FROM nearest n LEFT JOIN people a ON a.person_key = n.path[1] LEFT JOIN people b ON b.person_key = n.path[2]""",
    ),
    View(
        "filings",
        """
        SELECT f.staff_id_key AS staff_key, f.staff_name, f.id_number_key AS person_key, f.name, coalesce(f.state, '') AS state, f._at
        FROM kin_filings f WHERE NOT regexp_matches(coalesce(f.state, '') || coalesce(f.note, ''), $filing_void)""",
    ),
    # --- meters -----------------------------------------------------------------------------------------------------------
    *(
        view
        for meter in ("power", "water")
        for view in (
            View(
                f"{meter}_use",
                f"""
                WITH each_month AS (
                    SELECT _row_id, u.month, u.value FROM (SELECT _row_id, unnest(use) AS u FROM {meter}) WHERE u.month <= $month AND u.value IS NOT NULL
                ), ranked AS (SELECT *, row_number() OVER (PARTITION BY _row_id ORDER BY month DESC) AS back FROM each_month)
                SELECT _row_id, avg(value) FILTER (back <= 3) AS recent, count(*) FILTER (back <= 3) AS months,
                       bool_and(value = 0) FILTER (back <= $zero_months) AND count(*) FILTER (back <= $zero_months) >= $zero_months AS zero,
                       max(month) AS last_month
                FROM ranked GROUP BY _row_id""",
            ),
            # A meter is linked to the household at its door; the holder's name must be that of somebody who lives or lived there.
            View(
                f"{meter}_links",
                f"""
                WITH by_door AS (
                    SELECT m._row_id, q.household_no, max(CASE WHEN q.name_plain = p.holder_plain THEN 2
                        WHEN left(q.name_plain, 1) = left(p.holder_plain, 1) THEN 1 ELSE 0 END) AS agreement
                    FROM {meter} m JOIN {meter}_placed p USING (_row_id) JOIN people q ON q.door = p.door AND p.door <> ''
                    GROUP BY m._row_id, q.household_no
                ), by_name AS (
                    SELECT m._row_id, min(q.household_no) AS household_no, count(DISTINCT q.household_no) AS candidates
                    FROM {meter} m JOIN {meter}_placed p USING (_row_id)
                    JOIN people q ON q.name_plain = p.holder_plain AND q.area_code = p.area_code AND (p.grp = 0 OR q.grp = p.grp)
                    WHERE m._row_id NOT IN (SELECT _row_id FROM by_door WHERE agreement = 2) AND p.area_code <> '' AND p.house = ''
                    GROUP BY m._row_id
                )
                SELECT _row_id, arg_max(household_no, {{'a': agreement, 'h': household_no}}) AS household_no, CASE max(agreement) WHEN 2 THEN 'probable' ELSE 'possible' END AS strength,
                       CASE max(agreement) WHEN 2 THEN '同名,同一门牌' ELSE '同姓,同一门牌' END AS words
                FROM by_door WHERE agreement > 0 GROUP BY _row_id
                UNION ALL
                SELECT _row_id, household_no, 'possible', '同名,同村同组' FROM by_name WHERE candidates = 1
                  AND _row_id NOT IN (SELECT _row_id FROM by_door WHERE agreement > 0)""",
            ),
        )
    ),
)

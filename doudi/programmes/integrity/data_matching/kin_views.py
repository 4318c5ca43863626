"""Kin as the register, the marriages and the recorded parents tell it, and the people in office whose kin are looked for."""

from __future__ import annotations

import polars as pl

from doudi.mechanisms.matching.engine import Engine, Step, View
from doudi.programmes.integrity.data_matching.linked import CADRE_LINKS

# What a member is to the head of the household, in the words of household books, as steps: U to a parent, D to a child, S to a
# sibling, M to the spouse.
_BOOK_WORDS: dict[str, str] = {
    **dict.fromkeys(("户主", "本人", "申请人"), ""),
    **dict.fromkeys(("配偶", "妻", "妻子", "夫", "丈夫", "爱人", "之妻", "之夫"), "M"),
    **dict.fromkeys(("子", "女", "子女", "儿子", "女儿", "独生子", "独生女", "养子", "养女", "之子", "之女", "亲子", "亲女"), "D"),
    **dict.fromkeys((f"{n}{c}" for n in "长次二三四五六七八" for c in ("子", "女")), "D"),
    **dict.fromkeys(("父", "母", "父亲", "母亲", "父母", "养父", "养母", "之父", "之母"), "U"),
    **dict.fromkeys(("兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹", "兄弟", "姐妹", "兄弟姐妹", "之兄", "之弟"), "S"),
    **dict.fromkeys(("孙", "孙子", "孙女", "外孙", "外孙子", "外孙女", "孙子女", "外孙子女", "之孙"), "DD"),
    **dict.fromkeys(("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "外公", "外婆"), "UU"),
    **dict.fromkeys(("儿媳", "媳", "媳妇", "女婿", "婿"), "DM"),
    **dict.fromkeys(("公公", "婆婆", "岳父", "岳母"), "MU"),
    **dict.fromkeys(("嫂", "嫂子", "弟媳", "姐夫", "妹夫"), "SM"),
    **dict.fromkeys(("侄", "侄子", "侄女", "外甥", "外甥女"), "SD"),
    **dict.fromkeys(("叔", "伯", "姑", "舅", "姨", "叔父", "伯父", "姑母", "舅父", "姨母"), "US"),
}  # fmt: skip
# Near relatives by law (R-REL-01, Civil Code art. 1045), and as localities extend them (R-REL-05).
LEGAL = {"M": "配偶", "U": "父母", "D": "子女", "S": "兄弟姐妹", "UU": "(外)祖父母", "DD": "(外)孙子女"}
EXTENDED = {
    "DM": "子女的配偶", "MU": "配偶的父母", "MS": "配偶的兄弟姐妹", "SM": "兄弟姐妹的配偶", "US": "叔伯姑舅姨",
    "SD": "侄子女、外甥子女", "MUS": "配偶的叔伯姑舅姨", "USM": "叔伯姑舅姨的配偶", "MSD": "配偶的侄子女、外甥子女",
}  # fmt: skip
_SHORTER = (("UD", "S"), ("SS", "S"), ("SU", "U"), ("DS", "D"), ("MD", "D"), ("UM", "U"))


def _between(one: str, other: str) -> str:
    """What the other is to the one, by what both are to the head; empty if they are nothing to each other."""
    path = one[::-1].translate(str.maketrans("UD", "DU")) + other
    before = ""
    while path != before:
        before = path
        for long, short in _SHORTER:
            path = path.replace(long, short)
    return path


def book_words(engine: Engine) -> None:
    """Registers `book_words` (one, other, path, relation): what two members of one household book are to each other, if near kin."""
    rows = [
        (one, other, path, LEGAL[path])
        for one, from_head in _BOOK_WORDS.items()
        for other, to_other in _BOOK_WORDS.items()
        if (path := _between(from_head, to_other)) in LEGAL
        # Two children's spouses and children in one book: whose is whose, the book does not say.
        and not (one != other and {from_head, to_other} <= {"D", "DM", "DD"} and from_head != to_other)
    ]
    engine.add("book_words", pl.DataFrame(rows, schema=["one", "other", "path", "relation"], orient="row"))


def extended_kin(engine: Engine) -> None:
    """Registers `extended_kin` (person_key, relative_key, relation, path): in-laws, uncles, nephews; empty unless the county asks."""
    shape = "SELECT * FROM staff_kin WHERE false"
    if not engine.parameters["extended_kin"]:
        engine.con.execute(f"CREATE TABLE extended_kin AS {shape}")
        return
    engine.add("extended_words", pl.DataFrame(list(EXTENDED.items()), schema=["steps", "relation"], orient="row"))
    engine.con.execute(
        """
        CREATE TABLE extended_kin AS
        WITH near AS (
            SELECT child_key AS person_key, parent_key AS relative_key, 'U' AS step, word FROM parents
            UNION ALL SELECT parent_key, child_key, 'D', '子女' FROM parents
            UNION ALL SELECT person_key, spouse_key, 'M', '配偶' FROM spouses
            UNION ALL SELECT a.child_key, b.child_key, 'S', '兄弟姐妹' FROM parents a JOIN parents b ON b.parent_key = a.parent_key
                      WHERE b.child_key <> a.child_key
        ), one AS (
            SELECT DISTINCT n.person_key, n.relative_key, n.step, n.word FROM near n JOIN (SELECT DISTINCT person_key FROM staff) USING (person_key)
        ), two AS (
            SELECT o.person_key, n.relative_key, o.step || n.step AS steps, [o.relative_key, n.relative_key] AS path,
                   [o.word, n.word] AS words
            FROM one o JOIN near n ON n.person_key = o.relative_key
        ), three AS (
            SELECT t.person_key, n.relative_key, t.steps || n.step AS steps, list_append(t.path, n.relative_key) AS path,
                   list_append(t.words, n.word) AS words
            FROM two t JOIN near n ON n.person_key = t.relative_key WHERE t.steps IN ('MU', 'US', 'MS')
        )
        SELECT f.person_key, f.relative_key, arg_min(w.relation, {'n': len(f.path), 'p': f.path}) AS relation,
               arg_min(f.path, {'n': len(f.path), 'p': f.path}) AS path, arg_min(f.words, {'n': len(f.path), 'p': f.path}) AS words
        FROM (SELECT * FROM two UNION ALL SELECT * FROM three) f JOIN extended_words w USING (steps)
        WHERE f.relative_key <> f.person_key
          AND NOT EXISTS (SELECT 1 FROM staff_kin k WHERE k.person_key = f.person_key AND k.relative_key = f.relative_key)
        GROUP BY f.person_key, f.relative_key"""
    )


KIN_VIEWS: tuple[View | Step, ...] = (
    # Marriages that stand: the last entry of both, with each other, and no divorce.
    View(
        "last_events",
        """
        WITH events AS (
            SELECT husband_id_key AS a, wife_id_key AS b, registered_on, says(kind, $divorce) AS ended, spelling, _at
            FROM marriages_of
            WHERE husband_id_key IS NOT NULL AND wife_id_key IS NOT NULL AND month_no(registered_on) <= $month
        )
        SELECT a AS person_key, b AS other_key, registered_on, ended, spelling, _at
        FROM (SELECT * FROM events UNION ALL SELECT b, a, registered_on, ended, spelling, _at FROM events)
        QUALIFY row_number() OVER (PARTITION BY a ORDER BY registered_on DESC, ended DESC, b, _at) = 1""",
    ),
    View(
        "couples",
        """
        SELECT l.person_key, l.other_key AS spouse_key, l.registered_on, l.spelling, l._at
        FROM last_events l JOIN last_events back ON back.person_key = l.other_key AND back.other_key = l.person_key
        WHERE NOT l.ended""",
    ),
    Step("book_words", book_words, makes=("book_words",), short=True),
    # Parents as recorded by number; where none is recorded, as the household book tells.
    View(
        "parents",
        """
        WITH recorded AS (
            SELECT person_key AS child_key, father_key AS parent_key, '父亲' AS word FROM people WHERE father_key IS NOT NULL
            UNION ALL SELECT person_key, mother_key, '母亲' FROM people WHERE mother_key IS NOT NULL
        ), heads AS (SELECT household_no, person_key, sex FROM people WHERE relation IN ('户主', '本人')),
        in_books AS (
            SELECT p.person_key AS child_key, h.person_key AS parent_key, CASE h.sex WHEN '男' THEN '父亲' ELSE '母亲' END AS word
            FROM people p JOIN book_words w ON w.other = p.relation AND w.one = '户主' AND w.path = 'D' JOIN heads h USING (household_no)
            UNION ALL
            SELECT h.person_key, p.person_key, CASE p.sex WHEN '男' THEN '父亲' ELSE '母亲' END
            FROM people p JOIN book_words w ON w.other = p.relation AND w.one = '户主' AND w.path = 'U' JOIN heads h USING (household_no)
        )
        SELECT child_key, parent_key, word FROM recorded
        UNION
        SELECT b.child_key, b.parent_key, b.word FROM in_books b
        LEFT JOIN recorded r ON r.child_key = b.child_key AND r.word = b.word WHERE r.child_key IS NULL""",
    ),
    # A household book is not rewritten on the day of a divorce: what the marriage registry says of either of them goes before it.
    View(
        "spouses",
        """
        WITH in_books AS (
            SELECT h.person_key, p.person_key AS spouse_key FROM people p JOIN people h USING (household_no)
            JOIN book_words w ON w.other = p.relation AND w.one = '户主' AND w.path = 'M'
            WHERE h.relation IN ('户主', '本人') AND h.person_key NOT IN (SELECT person_key FROM last_events)
              AND p.person_key NOT IN (SELECT person_key FROM last_events)
        )
        SELECT person_key, spouse_key FROM couples
        UNION SELECT person_key, spouse_key FROM in_books UNION SELECT spouse_key, person_key FROM in_books""",
    ),
    # --- people in office -------------------------------------------------------------------------------------------------
    View(
        "cadre_rows",
        """
        SELECT c._row_id, c.id_number_key, c.name, p.name_plain, p.area_code, c.village, coalesce(c.post, '') AS post, c.sex, c.born_on, c._at
        FROM village_cadres c JOIN village_cadres_placed p USING (_row_id)
        WHERE NOT says(c.note, $off_duty) AND NOT says(c.post, $off_duty)""",
    ),
    CADRE_LINKS,
    # Whoever is in office, with the words of his post; `doubt` says why it may not be he, or why he may not be in office.
    View(
        "staff",
        """
        WITH everybody AS (
            SELECT c.id_number_key AS person_key, c.name, '村居干部' AS kind, coalesce(c.village, '') || c.post AS post,
                   'exact' AS strength, v.spelling AS doubt, c._at
            FROM cadre_rows c JOIN village_cadres_of v USING (_row_id)
            UNION ALL
            SELECT l.person_key, c.name, '村居干部', coalesce(c.village, '') || c.post,
                   l.strength, '名册没有身份证号，按' || l.words || '认定，需核实', c._at
            FROM cadre_rows c JOIN cadre_links l USING (_row_id)
            UNION ALL
            SELECT h.person_key, h.name, '经办人员', coalesce(h.unit, '') || coalesce(h.post, ''), 'exact',
                   CASE WHEN coalesce(h.state, '') = '' OR says(h.state, $on_duty) THEN h.spelling ELSE '状态“' || h.state || '”是否在岗需核实' END, h._at
            FROM handlers_of h WHERE NOT says(h.state, $off_duty) AND NOT says(h.note, $off_duty)
            UNION ALL
            SELECT e.person_key, e.name, '公职人员', coalesce(e.unit, '') || coalesce(e.post, ''), 'exact',
                   CASE WHEN coalesce(e.state, '') = '' OR says(e.state, $on_duty) THEN e.spelling ELSE '状态“' || e.state || '”是否在职需核实' END, e._at
            FROM public_employees_of e WHERE NOT says(e.state, $off_duty) AND NOT says(e.note, $off_duty)
        )
        SELECT * FROM everybody WHERE person_key NOT IN (SELECT person_key FROM deaths)
        QUALIFY row_number() OVER (PARTITION BY person_key, kind ORDER BY strength, doubt NULLS FIRST, post) = 1""",
    ),
    # What near relatives by law are to a member of staff, with the path for drawing.
    View(
        "staff_kin",
        """
        WITH s AS (SELECT DISTINCT person_key FROM staff),
        up AS (SELECT s.person_key, p.parent_key, p.word FROM s JOIN parents p ON p.child_key = s.person_key),
        down AS (SELECT s.person_key, p.child_key FROM s JOIN parents p ON p.parent_key = s.person_key),
        steps AS (
            SELECT person_key, parent_key AS relative_key, word AS relation, [parent_key] AS path, [word] AS words FROM up
            UNION ALL SELECT person_key, child_key, '子女', [child_key], ['子女'] FROM down
            UNION ALL SELECT s.person_key, m.spouse_key, '配偶', [m.spouse_key], ['配偶'] FROM s JOIN spouses m ON m.person_key = s.person_key
            UNION ALL SELECT u.person_key, p.child_key, '兄弟姐妹', [u.parent_key, p.child_key], [u.word, '子女']
                      FROM up u JOIN parents p ON p.parent_key = u.parent_key
            UNION ALL SELECT u.person_key, g.parent_key, CASE u.word WHEN '父亲' THEN '祖父母' ELSE '外祖父母' END, [u.parent_key, g.parent_key],
                      [u.word, g.word] FROM up u JOIN parents g ON g.child_key = u.parent_key
            UNION ALL SELECT d.person_key, g.child_key, '(外)孙子女', [d.child_key, g.child_key], ['子女', '子女']
                      FROM down d JOIN parents g ON g.parent_key = d.child_key
            UNION ALL SELECT s.person_key, b.person_key, w.relation, [b.person_key], [w.relation]
                      FROM s JOIN people a USING (person_key) JOIN people b ON b.household_no = a.household_no
                      JOIN book_words w ON w.one = a.relation AND w.other = b.relation AND w.path <> 'M'
        )
        SELECT person_key, relative_key, arg_min(relation, {'n': len(path), 'p': path, 'r': relation}) AS relation,
               arg_min(path, {'n': len(path), 'p': path, 'r': relation}) AS path,
               arg_min(words, {'n': len(path), 'p': path, 'r': relation}) AS words
        FROM steps WHERE relative_key <> person_key GROUP BY person_key, relative_key""",
    ),
    Step(
        "extended_kin",
        extended_kin,
        reads=("staff_kin", "staff", "parents", "spouses"),
        makes=("extended_kin",),
        parameters=("extended_kin",),
    ),
    # Both sets, apart (R-REL-05), each step in words: how one is related to the one before, and his name.
    View(
        "every_kin",
        """
        WITH together AS (
            SELECT *, true AS legal, CAST(NULL AS VARCHAR) AS doubt FROM staff_kin
            UNION ALL BY NAME
            SELECT *, false AS legal, '不在法定近亲属范围，只作提示' AS doubt FROM extended_kin
        )
        SELECT b.*, s._at,
               [b.words[1] || ' ' || coalesce(p.name, '(不在户籍名单)'), b.words[2] || ' ' || coalesce(q.name, '(不在户籍名单)'), b.words[3] || ' ' || coalesce(r.name, '(不在户籍名单)')]
                   [1:len(b.path)] AS steps
        FROM together b JOIN assisted a ON a.person_key = b.relative_key LEFT JOIN people s ON s.person_key = b.person_key
        LEFT JOIN people p ON p.person_key = b.path[1] LEFT JOIN people q ON q.person_key = b.path[2] LEFT JOIN people r ON r.person_key = b.path[3]""",
    ),
    View(
        "filings",
        """
        SELECT staff_id_key AS staff_key, staff_name, person_key FROM kin_filings_of
        WHERE NOT says(state, $filing_void) AND NOT says(note, $filing_void)""",
    ),
)

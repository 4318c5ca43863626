"""What many questions have in common: who a finding is about, and payments that should not have been made."""

from __future__ import annotations

# Of a finding about a person `a` of the view assisted, found by his number.
ABOUT = """a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme,
               a.area_code, 'exact' AS strength"""
# Of a family's property: the finding is about the member who owns most of it. `worth` is that by which it is judged.
ABOUT_OWNER = """arg_max(person_key, {'w': worth, 'p': person_key}) AS subject_key, arg_max(id_number, {'w': worth, 'p': person_key}) AS subject_id,
               arg_max(name, {'w': worth, 'p': person_key}) AS subject_name, max(household_no) AS household_no, max(programme) AS programme,
               max(area_code) AS area_code, 'exact' AS strength"""
# A grade of disability as certificates write it.
GRADE = "coalesce(substr('一二三四', {0}, 1) || '级', '等级不明')"
ON_ROLL = "ev(a._at, {'姓名': a.name, '待遇': a.programme})"


def each_line_once(source: str, *columns: str, of: str = "") -> str:
    """The rows of `<source>_of` whose amounts are added up: what stands there twice in the same words is one line. `of`: a view of the
    persons that are meant, for lists of everybody."""
    same = ", ".join(("person_key", *columns))
    meant = f" WHERE person_key IN (SELECT person_key FROM {of})" if of else ""
    return f"(SELECT DISTINCT ON ({same}) * FROM {source}_of{meant} ORDER BY {same}, _at)"


def paid_anyway(hits: str, *, during: str = "此后") -> str:
    """One finding per person from `hits`: rows of the view paid that should not have been, each once, with `because` (what had
    happened, in words), `doubts` and `pieces` (of evidence for what had happened)."""
    return f"""
        WITH hits AS ({hits})
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name,
               coalesce(max(s.household_no), max(f.household_no), '') AS household_no,
               string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme,
               coalesce(nullif(max(s.area_code), ''), max(q.area_code), '') AS area_code, 'exact' AS strength,
               flatten(list(f.doubts)) || [CASE WHEN bool_or(f.shared) THEN '低保按户发放，多发数额须按实际保障人口重新核定' END] AS doubts,
               sum(f.amount_fen) AS amount_fen,
               printf('%s%s，{during}仍发放%s%d个月（%s至%s）', max(f.name), max(f.because),
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), count(DISTINCT f.month),
                      month_words(min(f.month)), month_words(max(f.month)))
                 || CASE WHEN bool_and(f.shared) THEN '，该户低保按户发放，应重新核定。'
                         WHEN bool_or(f.shared) THEN '，其中本人名下计' || yuan(sum(f.amount_fen)) || '元，低保按户发放，应重新核定。'
                         ELSE '，计' || yuan(sum(f.amount_fen)) || '元。' END AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat(max(f.pieces), list(
                   ev(f._at, {{'待遇': f.programme, '所属月份': month_words(f.month),
                               '金额': CASE WHEN f.shared THEN '按户发放' ELSE yuan(f.amount_fen) END}})
                   ORDER BY f.month, f.programme)) AS evidence
        FROM hits f LEFT JOIN subjects s USING (person_key) LEFT JOIN people q USING (person_key)
        GROUP BY f.person_key"""

"""How each of the bad cases of the brief is planted: people are moved, lists are written wrongly, and what must come of it is noted.

Each function plants one case from a month on and answers with what the system must say. The table of them is `cases`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from doudi.base.identity import check_digit
from doudi.base.months import first_day, last_day
from doudi.demo.county import COUNTY, Home, Person, Village
from doudi.demo.dossier import ORPHANS, Answer, Case, Planted, account_of
from doudi.demo.lists import BEFORE, Writer

Answers = list[Planted]
Plant = Callable[[Writer, int], Answers]


def _people(*people: Person) -> set[str]:
    return {person.number for person in people}


def _found(rule: str, since: int, *people: Person) -> Planted:
    return Planted(rule, _people(*people), since)


def _innocent(rule: str, since: int, *people: Person) -> Planted:
    return Planted(rule, _people(*people), since, Answer.NOTHING)


def _unsure(rule: str, since: int, *people: Person) -> Planted:
    return Planted(rule, _people(*people), since, Answer.UNSURE)


def newcomer(
    writer: Writer, born: dt.date, sex: str, *, village: Village, surname: str = "", home: Home | None = None
) -> Person:
    """Somebody who was not in the register yet: in a home of his own, or added to one."""
    if home is None:
        number = f"{COUNTY}{len(writer.county.homes) + 1:08d}"
        home = Home(number, village, 1, 100 + len(writer.county.homes) % 800)
        writer.county.homes.append(home)
        writer.busy.add(number)
    name = (
        (surname or writer.chance.choice("王李张刘陈杨黄"))
        + writer.chance.choice("安平文远德立")
        + writer.chance.choice("川泽舟岳林江")
    )
    relation = ("子" if sex == "男" else "女") if home.people else "户主"
    number = writer.free_number(born, sex)
    person = Person(number, name, sex, born, home.number, relation, home.village, home.group, home.house)
    home.people.append(person)
    return person


def _stranger(name: str, born: dt.date, sex: str, village: Village) -> Person:
    """Somebody of another county: not in this register."""
    first17 = f"369978{born:%Y%m%d}{510 + (sex == '男'):03d}"
    return Person(first17 + check_digit(first17), name, sex, born, "", "户主", village, 1, 1)


def _grown_child_of(writer: Writer, mother: Person) -> Person:
    """A son of forty who lives in a book of his own in the next village."""
    villages = writer.county.villages
    born = dt.date(min(mother.born.year + 24, writer.on.year - 25), 3, 9)
    son = newcomer(writer, born, "男", village=villages[(villages.index(mother.village) + 1) % len(villages)])
    setattr(son, "mother" if mother.sex == "女" else "father", mother.number)
    return son


def _mother(writer: Writer) -> tuple[Case, Person]:
    """A dibao household with somebody old enough to have grown children."""
    case = writer.case(old=True)
    return case, next(person for person in case.members if person.age(writer.on) >= 61)


# --- numbers and names --------------------------------------------------------------------------------------------------


def old_number(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    short = person.number[:6] + person.number[8:17]
    writer.dossier.add(
        "prisoners", {"person": person, "number": short, "kind": "收监执行", "from": first_day(since - 3)}, since
    )
    return [_found("R-CMP-03", since, person)]


def twins(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    twin = newcomer(writer, person.born, person.sex, village=person.village, surname=person.name[0])
    twin.number = writer.next_number(person.number)
    twin.name = person.name[:-1] + ("兵" if person.name[-1] != "兵" else "军")
    writer.vehicle(twin, 126_000, since=since)
    return [_innocent("R-CMP-09", since, person), _innocent("R-ID-02", since, person)]


def variant_name(writer: Writer, since: int) -> Answers:
    case = writer.case(adult=True)
    person = writer.grown(case)
    person.name = person.name[0] + "國龍"
    if person is case.home.head:
        case.holder = person.name
    simple = person.name[0] + "国龙"
    writer.dossier.add("fund", {"person": person, "name": simple, "monthly": 640, "state": "正常"}, since)
    return [_found("R-CMP-13", since, person), _innocent("R-ID-02", since, person)]


def wrong_brother(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    brother = newcomer(
        writer,
        person.born.replace(year=person.born.year + 2, day=9),
        person.sex,
        village=person.village,
        surname=person.name[0],
    )
    died, certificate = first_day(since - 1) + dt.timedelta(days=4), f"3699{brother.number[6:14]}9"
    row = {"died": died, "certificate": certificate}
    writer.dossier.add("deaths", {"person": person, "list": "police", "in_register": False, **row}, since)
    writer.dossier.add("deaths", {"person": brother, "list": "health", **row}, since)
    return [_unsure("R-CMP-01", since, person)]


def cancelled_alive(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    row = {
        "person": person,
        "list": "police",
        "died": first_day(since - 2),
        "note": "误注销,已恢复户口",
        "in_register": False,
    }
    writer.dossier.add("deaths", row, since)
    return [_unsure("R-CMP-01", since, person)]


def other_name(writer: Writer, since: int) -> Answers:
    """Not of the brief's list but of R-ID-02: a car under his number and somebody else's name."""
    person = writer.grown(writer.case(adult=True))
    writer.vehicle(person, 98_000, since=since, name="欧阳" + ("静" if person.sex == "男" else "刚"))
    return [_found("R-ID-02", since, person), _innocent("R-CMP-09", since, person)]


# --- property -----------------------------------------------------------------------------------------------------------


def sold_on_paper(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    writer.vehicle(person, 68_000, since=since, note="自述2023年已卖出,未过户")
    return [_found("R-CMP-09", since, person)]


def borrowed_name(writer: Writer, since: int) -> Answers:
    _, person = _mother(writer)
    writer.dossier.add("firms", {"person": person, "role": "法定代表人", "capital": 200, "state": "存续"}, since)
    return [_found("R-CMP-11", since, person)]


# --- kin ----------------------------------------------------------------------------------------------------------------


def elected_later(writer: Writer, since: int) -> Answers:
    case, mother = _mother(writer)
    son = _grown_child_of(writer, mother)
    writer.dossier.add(
        "cadres", {"person": son, "post": "村委会主任", "numbered": True, "from": first_day(since - 1)}, since
    )
    return [_found("R-CMP-07", since, *case.members)]


def left_office(writer: Writer, since: int) -> Answers:
    case, mother = _mother(writer)
    son = _grown_child_of(writer, mother)
    writer.dossier.add("cadres", {"person": son, "post": "委员", "numbered": True, "note": "已离任"}, since)
    _file(writer, son, mother, since, post="村居干部")
    return [_innocent("R-CMP-07", since, *case.members)]


def filed_kin(writer: Writer, since: int) -> Answers:
    case, mother = _mother(writer)
    son = _grown_child_of(writer, mother)
    writer.dossier.add("handlers", {"person": son, "unit": f"{son.village.town}人民政府", "post": "民政助理员"}, since)
    _file(writer, son, mother, since, post="经办人员")
    return [_innocent("R-CMP-07", since, *case.members)]


def _file(writer: Writer, staff: Person, relative: Person, since: int, *, post: str) -> None:
    row = {
        "person": relative,
        "staff": staff,
        "post": post,
        "relation": "母子" if relative.sex == "女" else "父子",
        "on": first_day(since - 6),
    }
    writer.dossier.add("filings", row, since)


def daughter_in_law(writer: Writer, since: int) -> Answers:
    """An EXTENDED relative, R-REL-05: the wife of a son is no near relative by law; nothing is asked of her."""
    case, mother = _mother(writer)
    son = _grown_child_of(writer, mother)
    wife = newcomer(writer, son.born.replace(day=20), "女", village=son.village, home=writer.home_with(son))
    wife.relation = "妻"
    writer.county.marriages.append((son, wife, dt.date(son.born.year + 24, 5, 1)))
    writer.dossier.add("cadres", {"person": wife, "post": "妇联主席", "numbered": True}, since)
    return [_innocent("R-CMP-07", since, *case.members), _innocent("R-CMP-08", since, *case.members)]


def public_employee(writer: Writer, since: int) -> Answers:
    """Roster of the organisation department: sent in the first month, then the same file again as the newest month's."""
    case, mother = _mother(writer)
    son = _grown_child_of(writer, mother)
    case.since = since - 1
    writer.dossier.add("employees", {"person": son, "unit": "县财政局", "post": "一级科员"}, 0)
    told = Planted("报送:公务员及参公人员名册", set(), since, Answer.DELIVERY)
    return [_unsure("R-CMP-08", since, *case.members), told]


# --- households ---------------------------------------------------------------------------------------------------------


def divorce(writer: Writer, since: int) -> Answers:
    """The child stands on the mother's roll in town and the father's in the village."""
    one, other = writer.case(adult=True, alone=True, urban=True), writer.case(adult=True, alone=True, urban=False)
    mother, father = one.home.head, other.home.head
    child = newcomer(
        writer, dt.date(writer.on.year - 9, 4, 6), "女", village=one.home.village, home=one.home, surname=father.name[0]
    )
    child.mother, child.father = mother.number, father.number
    one.members.append(child)
    other.members.append(child)
    husband, wife = (father, mother) if father.sex == "男" else (mother, father)
    for kind, day in (("结婚登记", dt.date(writer.on.year - 11, 5, 6)), ("离婚登记", first_day(since - 30))):
        writer.dossier.add("marriages", {"husband": husband, "wife": wife, "on": day, "kind": kind})
    return [_found("R-CMP-04", since, child), _innocent("R-CMP-17", since, mother, father)]


def still_at_school(writer: Writer, since: int) -> Answers:
    child = _orphan(writer, dt.date(writer.on.year - 18, 7, 15))
    writer.dossier.add(
        "students",
        {"person": child, "school": f"{child.village.town}职业中学", "stage": "中职", "state": "在读", "left": ""},
    )
    return [_innocent("R-CMP-23", since, child)]


def left_school(writer: Writer, since: int) -> Answers:
    child = _orphan(writer, dt.date(writer.on.year - 18, 2, 15))
    left = f"{writer.on.year}-07-01"
    writer.dossier.add(
        "students", {"person": child, "school": "云阜县第一中学", "stage": "普通高中", "state": "毕业", "left": left}
    )
    return [_found("R-CMP-23", since, child)]


def _orphan(writer: Writer, born: dt.date) -> Person:
    home = writer.free_home(lambda home: home.head.age(writer.on) >= 45)
    child = newcomer(writer, born, "男", village=home.village, home=home)
    child.relation = "侄子"
    row = {"person": child, "kind": ORPHANS, "amount": 1360, "since": writer.month - 22, "guardian": home.head}
    writer.dossier.add("children", row)
    return child


def soldier(writer: Writer, since: int) -> Answers:
    person = writer.grown(writer.case(adult=True))
    writer.dossier.add("left", {"person": person, "on": first_day(since - 24)})
    writer.dossier.add("returned", {"person": person, "on": first_day(since - 3)})
    return [_unsure("R-CMP-22", since, person)]


def two_provinces(writer: Writer, since: int) -> Answers:
    case = writer.case(adult=True, alone=True)
    husband = case.home.head
    wife = _stranger(
        "周丽华" if husband.sex == "男" else "周立华",
        husband.born.replace(day=11),
        "女" if husband.sex == "男" else "男",
        husband.village,
    )
    couple = {"husband": husband, "wife": wife} if husband.sex == "男" else {"husband": wife, "wife": husband}
    writer.dossier.add("marriages", {**couple, "on": first_day(since - 30), "kind": "结婚登记"})
    writer.dossier.add("marriages", {**couple, "on": first_day(since - 28), "kind": "补领结婚证"})
    return [_found("R-CMP-17", since, husband)]


def relocated(writer: Writer, since: int) -> Answers:
    case = writer.case(urban=False)
    case.until, case.left = since - 1, "易地搬迁,转城市低保"
    number = f"{case.home.village.code}9{case.number[-4:]}"
    moved = Case(
        case.home,
        number,
        "城市低保",
        since - 1,
        case.members,
        case.per_head + 80,
        account=case.account,
        holder=case.holder,
    )
    writer.dossier.cases.append(moved)
    writer.dossier.add("stopped", {"case": case, "cause": "易地搬迁,转城市低保", "from": since - 1}, since - 1)
    return [_innocent(rule, since, *case.members) for rule in ("R-CMP-04", "R-CMP-24", "R-CMP-28", "R-CMP-22")]


# --- money --------------------------------------------------------------------------------------------------------------


def group_head(writer: Writer, since: int) -> Answers:
    case = writer.case()
    head = writer.free_home(lambda home: home.village is case.home.village or home.head.age(writer.on) >= 40).head
    case.account, case.holder, case.note = account_of(head), head.name, f"@{since}"
    return [_found("R-CMP-24", since, case.members[0])]


def one_account(writer: Writer, since: int) -> Answers:
    one, other = writer.case(), writer.case()
    other.account, other.holder = one.account, one.holder
    one.note = other.note = f"@{since}"
    return [_found("R-CMP-24", since, one.members[0]), _found("R-CMP-24", since, other.members[0])]


def bank_return(writer: Writer, since: int) -> Answers:
    """A line that breaks off, a line twice, a sum that is not the sum."""
    rows = writer.dossier.rolls["age"]
    cut, twice = writer.chance.sample([row for row in rows if row["_since"] < since - 6], 2)
    cut["bank"], twice["bank"] = "truncated", "twice"
    return [_found("R-CMP-29", since, cut["person"]), _found("R-CMP-29", since, twice["person"])]


def other_grade(writer: Writer, since: int) -> Answers:
    home = writer.free_home(lambda home: home.head.age(writer.on) <= 70 and home.head.number not in writer.certified)
    person = home.head
    earlier, later = dt.date(2019, 5, 6), first_day(since - 3) + dt.timedelta(days=8)
    for grade, issued, state in ((2, earlier, "已换证"), (3, later, "正常")):
        row = {"person": person, "class": "肢体", "grade": grade, "issued": issued, "valid_to": issued.replace(year=issued.year + 10),
               "state": state, "changed": later if grade == 2 else None}  # fmt: skip
        writer.dossier.add("certificates", row)
    writer.dossier.add("nursing", {"person": person, "class": "肢体", "grade": 2, "since": since - 30})
    return [_found("R-CMP-21", since, person)]


def subsidy_goes_on(writer: Writer, since: int) -> Answers:
    """Left dibao, and the living subsidy should have ended with it (R-DIS-04)."""
    case = writer.case(adult=True)
    person = writer.grown(case)
    writer.certificate(person, 3, nursing=False, living=True)
    case.until, case.left = since - 2, "收入超过标准"
    writer.dossier.add("stopped", {"case": case, "cause": "收入超过标准", "from": since - 2}, since - 2)
    return [_found("R-CMP-24", since, *case.members)]


def tekun_and_nursing(writer: Writer, since: int) -> Answers:
    person = writer.chance.choice([row for row in writer.dossier.rolls["tekun"] if "doubled" not in row])["person"]
    writer.dossier.add("nursing", {"person": person, "class": "肢体", "grade": 2, "since": since - BEFORE})
    return [_found("R-CMP-04", since, person)]


def back_pay(writer: Writer, since: int) -> Answers:
    """The standard was raised while the household was still on the roll; the difference came after it had left."""
    case = writer.case()
    writer.dossier.leaves(case, since - 3, because="主动退出")
    for person in case.members:
        row = {
            "person": person,
            "programme": case.programme,
            "for": since - 4,
            "paid": since - 1,
            "amount": 40,
            "household_no": case.number,
        }
        writer.dossier.add("back_pay", row, since - 1)
    return [_innocent("R-CMP-24", since, *case.members)]


def split_aid(writer: Writer, since: int) -> Answers:
    home = writer.free_home(lambda home: True)
    for day in (3, 9, 21):
        row = {
            "person": home.head,
            "on": first_day(since) + dt.timedelta(days=day),
            "cause": "意外",
            "amount": 1900,
            "fund": "备用金",
        }
        writer.dossier.add("temporary", row, since)
    return [Planted("", _people(home.head), since, Answer.OTHER_LINE)]


def reserve(writer: Writer, since: int) -> Answers:
    home = writer.free_home(lambda home: True)
    row = {
        "person": home.head,
        "on": last_day(since) - dt.timedelta(days=4),
        "cause": "",
        "amount": 800,
        "fund": "备用金",
    }
    writer.dossier.add("temporary", row, since)
    return [Planted("", _people(home.head), since, Answer.OTHER_LINE)]


def dirty_roster(writer: Writer, since: int) -> Answers:
    """The payroll of the newest month has other columns, units written once for many, and rows without a number."""
    person = writer.grown(writer.case(adult=True))
    writer.dossier.add("payroll", {"person": person, "unit": "县中医院", "kind": "事业编制", "wage": 5600}, since)
    for number in range(3):
        home = writer.free_home(lambda home: True)
        writer.dossier.add(
            "payroll",
            {"person": home.head, "number": "", "unit": "县中医院", "kind": "事业编制", "wage": 5100 + number},
            since,
        )
    return [_found("R-CMP-06", since, person), Planted("报送:财政供养人员信息表", set(), since, Answer.DELIVERY)]


def never_applied(writer: Writer, since: int) -> Answers:
    home = writer.free_home(lambda home: len(home.people) >= 3 and home.people[-1].number not in writer.certified)
    person = home.people[-1]
    writer.certificate(person, 1, nursing=False)
    for each in home.people:
        writer.dossier.add("edge", {"person": each, "home": home}, since)
    return [_found("R-CMP-25", since, person), _found("R-CMP-27", since, person)]


def grace_ended(writer: Writer, since: int) -> Answers:
    case = writer.case()
    writer.dossier.add("grace", {"case": case, "from": since - 8, "to": since - 2}, since)
    return [_found("R-CMP-30", since, case.members[0])]


def hit_again(writer: Writer, since: int) -> Answers:
    """Two months ago a car, found to be somebody else's; now another car stands under the same name."""
    person = writer.grown(writer.case(adult=True))
    writer.vehicle(person, 52_000, since=since - 2)
    writer.vehicle(person, 88_000, since=since)
    writer.dossier.cleared.add(person.number)
    return [_found("R-CMP-09", since, person)]


def elsewhere(_writer: Writer, since: int) -> Answers:
    """Belongs to a line whose lists are no part of the comparison: nothing of it can be planted in them."""
    return [Planted("", set(), since, Answer.OTHER_LINE)]

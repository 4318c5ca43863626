"""Stories of a notice: drafted, looked at by another, hung over a holiday, photographed, objected to, taken down by itself."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base.calendar import Notice
from doudi.base.documents import DIBAO, UNATTENDED
from doudi.base.files import open_kept
from doudi.base.models import Record, StoredFile, Unchangeable, User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import (
    COUNTY,
    OTHER_TOWN,
    SHANGHAI,
    TOWN,
    VILLAGE,
    build_county,
    number_of,
    somebody,
)
from doudi.base.testing import at_once, database_in_a_file
from doudi.mechanisms.casework.declare import Action, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices import objecting, progress, queries, services
from doudi.mechanisms.casework.notices.declare import NewLine, NoticeTerms, Publicity
from doudi.mechanisms.casework.notices.models import (
    BoardPhoto,
    Channel,
    Moment,
    NoticeKind,
    NoticeLine,
    NoticeState,
    Objection,
    PublicNotice,
)
from doudi.mechanisms.casework.notices.progress import DoorTerms
from doudi.mechanisms.casework.notices.scanner.found import Kind
from doudi.mechanisms.casework.notices.services import Blocked
from doudi.mechanisms.casework.notices.testing import jpeg, workbook
from doudi.mechanisms.casework.notices.wording import wording
from doudi.mechanisms.casework.provisional import load_notice
from doudi.mechanisms.casework.services import open_case, take
from doudi.mechanisms.registry.models import Household, Membership, Party, Person
from doudi.mechanisms.registry.services import NewPerson, register_people

HEARD: list[Objection] = []
OVER: list[PublicNotice] = []
TOLD = Publicity(
    "story_dibao",
    "最低生活保障",
    (DIBAO["第十八条"],),
    ("城市低保", "农村低保"),
    objected=HEARD.append,
    over=OVER.append,
)
CHILDREN = Publicity(
    "story_children",
    "事实无人抚养儿童基本生活补贴",
    (UNATTENDED["保护儿童隐私"],),
    (),
    posted=False,
    not_posted_because="涉及未成年人隐私",
)
ACCEPT = Action("accept", "受理", "APPLIED", "SURVEY", by=Role.TOWNSHIP_CLERK, within=Workdays(5))
HAND_OVER = Action("hand_over", "移送", "SURVEY", "SECRET", by=Role.TOWNSHIP_CLERK)
FLOW = Flow(
    "story_dibao.cases",
    "最低生活保障申请",
    (
        Stage("APPLIED", "已提交"),
        Stage("SURVEY", "入户调查"),
        Stage("SECRET", "移送纪委", final=True, seen_by=frozenset({Role.INSPECTOR})),
    ),
    "APPLIED",
    (ACCEPT, HAND_OVER),
    prefix="保",
)
SEVEN = NoticeTerms(days=7)
ON_WEB = NoticeTerms(days=7, web=True)
PHONES = (("东镇民政所", "0797-7234567"),)
THURSDAY = dt.date(2024, 4, 25)
NUMBER = number_of(dt.date(1990, 1, 2), 123)


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def county(db: None, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    build_county()
    HEARD.clear()
    OVER.clear()


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def leader() -> User:
    return somebody("leader", Role.TOWNSHIP_LEADER, TOWN)


LINES = (NewLine("张三", 3, 91_100, "农村低保", 2), NewLine("欧阳小二", 1, 71_500, "农村低保"))


def draft(clerk: User, lines: Any = LINES, *, on: dt.date = THURSDAY, **more: Any) -> PublicNotice:
    return services.draft(
        more.pop("publicity", "story_dibao"),
        more.pop("kind", NoticeKind.PRELIMINARY),
        lines,
        area_code=more.pop("area_code", VILLAGE),
        phones=more.pop("phones", PHONES),
        place=more.pop("place", "上村村务公开栏"),
        by=clerk,
        at=at(on, 8),
        **more,
    )


def posted(
    clerk: User, leader: User, *, on: dt.date = THURSDAY, terms: NoticeTerms = SEVEN, **more: Any
) -> PublicNotice:
    notice = draft(clerk, on=on, **more)
    services.submit(notice, by=clerk, at=at(on, 8))
    services.review(notice, by=leader, at=at(on, 9))
    return services.post(notice, on=on, terms=terms, by=clerk, at=at(on))


def case_of(clerk: User) -> Case:
    return open_case(FLOW, title="低保申请", area_code=VILLAGE, by=clerk, at=at(THURSDAY))


# --- the period ------------------------------------------------------------------------------------------------------------


def test_ex_13_the_seventh_day_in_a_holiday_rolls_over_to_the_next_workday(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    assert (notice.last_day, notice.ends_on) == (dt.date(2024, 5, 2), dt.date(2024, 5, 6))
    assert wording(notice, notice.lines.all()).period == "2024-04-25 至 2024-05-06（7 天，末日逢休息日顺延）"
    plain = posted(clerk, leader, on=dt.date(2024, 5, 14))
    assert plain.ends_on == dt.date(2024, 5, 21)
    assert wording(plain, plain.lines.all()).period == "2024-05-14 至 2024-05-21（7 天）"


def test_a_period_past_the_last_holiday_notice_is_provisional(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader, on=dt.date(2031, 3, 3))
    assert notice.provisional
    assert "暂定" in wording(notice, ()).period


def test_r_cal_02_a_provisional_end_takes_nothing_down_and_is_computed_again_when_the_holidays_are_known(
    clerk: User, leader: User
) -> None:
    notice = posted(clerk, leader, on=dt.date(2031, 3, 3))
    assert notice.ends_on == dt.date(2031, 3, 10)
    assert services.take_down_expired(on=dt.date(2031, 3, 11), at=at(dt.date(2031, 3, 11))) == []
    holiday = Notice(2031, "测试通知", frozenset({dt.date(2031, 3, 10), dt.date(2031, 3, 11)}), frozenset())
    assert load_notice(holiday, by=leader, at=at(dt.date(2031, 3, 11))) == 1
    notice.refresh_from_db()
    assert (notice.last_day, notice.ends_on, notice.provisional) == (dt.date(2031, 3, 10), dt.date(2031, 3, 12), False)
    assert "暂定" not in wording(notice, ()).period
    assert services.take_down_expired(on=dt.date(2031, 3, 12), at=at(dt.date(2031, 3, 12))) == []
    assert services.take_down_expired(on=dt.date(2031, 3, 13), at=at(dt.date(2031, 3, 13))) == [notice]
    assert Record.objects.get(action="notice.compute_again").data["to"] == "2031-03-12"


def test_it_comes_down_by_itself_the_day_after_and_only_once(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    last = dt.date(2024, 5, 6)
    assert services.take_down_expired(on=last, at=at(last)) == []
    after = last + dt.timedelta(days=1)
    assert services.take_down_expired(on=after, at=at(after)) == [notice]
    assert services.take_down_expired(on=after, at=at(after)) == []
    notice.refresh_from_db()
    assert (notice.state, notice.taken_down_because, notice.taken_down_by) == (NoticeState.OVER, "公示期满", None)
    assert [notice] == OVER
    assert Record.objects.filter(action="notice.expire").count() == 1
    assert verify_chain() is None


def test_the_command_takes_down_and_says_so(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    out = StringIO()
    call_command("take_down_notices", stdout=out)
    assert out.getvalue() == f"公示期满撤下1件：{notice.number}。\n"
    out = StringIO()
    call_command("take_down_notices", stdout=out)
    assert out.getvalue() == "公示期满撤下0件。\n"


def test_one_whose_consequence_fails_stays_and_holds_nobody(
    clerk: User, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = posted(clerk, leader), posted(clerk, leader)

    def fails(notice: PublicNotice) -> None:
        if notice.pk == first.pk:
            raise Refused("办件正在办理。")

    monkeypatch.setitem(TOLD.__dict__, "over", fails)
    after = dt.date(2024, 5, 7)
    assert services.take_down_expired(on=after, at=at(after)) == [second]
    first.refresh_from_db()
    assert first.state == NoticeState.POSTED


def test_taken_down_early_it_has_not_run_its_course(clerk: User, leader: User) -> None:
    case = case_of(clerk)
    notice = posted(clerk, leader, lines=[NewLine("张三", 3, 91_100, "农村低保", case=case)])
    services.take_down(notice, by=clerk, at=at(THURSDAY, 12), because="姓名写错")
    posting = queries.posting_of(case)
    assert posting is not None
    assert not posting.over
    with pytest.raises(Refused, match="提前撤下"):
        services.take_down(notice, by=clerk, at=at(THURSDAY, 13), because="再撤一次")


# --- what may be told --------------------------------------------------------------------------------------------------------


def test_r_pub_01_it_says_name_number_amount_village_and_nothing_else(clerk: User, leader: User) -> None:
    made = wording(posted(clerk, leader), NoticeLine.objects.all())
    assert made.title == "东镇上村拟确认最低生活保障对象公示"
    assert made.headings == ("序号", "申请人", "家庭人口", "类别", "村（组）", "月保障金（元）")
    assert [(row.name, row.people, row.category, row.place, row.amount) for row in made.rows] == [
        ("张三", 3, "农村低保", "上村2组", "911.00"),
        ("欧阳小二", 1, "农村低保", "上村", "715.00"),
    ]
    assert made.unit == "东镇人民政府"
    assert "《最低生活保障审核确认办法》" in made.opening


def test_r_pub_02_nothing_is_on_the_web_unless_the_county_switched_it_on(clerk: User, leader: User) -> None:
    posted(clerk, leader)
    assert not queries.on_web(THURSDAY).exists()
    shown = posted(clerk, leader, terms=ON_WEB)
    assert list(queries.on_web(THURSDAY)) == [shown]
    assert [row.name for row in wording(shown, shown.lines.all(), masked=True).rows] == ["张**", "欧**"]
    assert not queries.on_web(dt.date(2024, 5, 7)).exists()  # though no job has taken it down yet


def test_r_pub_03_children_are_never_told_of(clerk: User) -> None:
    with pytest.raises(Refused, match="事实无人抚养儿童基本生活补贴涉及未成年人隐私，一律不公示。"):
        draft(clerk, publicity="story_children")
    with pytest.raises(Refused, match="没有声明公示办法"):
        draft(clerk, publicity="nobody_declared")
    assert not PublicNotice.objects.exists()


def test_r_pub_03_a_minor_who_applies_himself_is_not_named(clerk: User) -> None:
    child = number_of(dt.date(2012, 1, 2), 5)
    register_people([NewPerson(child, "王小明", area_code=VILLAGE)], at=at(THURSDAY), by=None, because="户籍登记")
    party = Party.objects.get(name="王小明")
    with pytest.raises(Refused, match="第1行是未成年人"):
        draft(clerk, [NewLine("王小明", 1, 130_000, "农村低保", party=party)])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (NewLine(f"张三{NUMBER}", 3, 1, "农村低保"), "只能填写姓名"),
        (NewLine("张三(残疾)", 3, 1, "农村低保"), "只能填写姓名"),
        (NewLine("张三", 3, 1, "重残单人户"), "“类别”只能是：城市低保、农村低保"),
        (NewLine("张三", 0, 1, "农村低保"), "家庭人口"),
        (NewLine("张三", 3, 1, "农村低保", group=120), "村民小组"),
    ],
)
def test_r_pub_04_fields_take_nothing_but_what_they_are_for(clerk: User, line: NewLine, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        draft(clerk, [line])


def test_r_pub_04_free_text_with_illness_or_a_number_does_not_go_on_to_review(clerk: User) -> None:
    notice = draft(clerk, remark=f"张三，3人，911元，2组，妻子精神残疾二级，{NUMBER}")
    with pytest.raises(Blocked) as blocked:
        services.submit(notice, by=clerk, at=at(THURSDAY))
    assert [each.kind for each in blocked.value.findings] == [Kind.HEALTH, Kind.IDENTITY]
    assert NUMBER not in blocked.value.sentence
    services.rewrite(notice, by=clerk, at=at(THURSDAY), remark="张三，3人，911元，2组")
    services.submit(notice, by=clerk, at=at(THURSDAY))
    assert notice.state == NoticeState.REVIEWING


def test_r_pub_04_the_reviewer_is_named_and_is_not_the_drafter(clerk: User, leader: User) -> None:
    both = somebody("both", Role.COUNTY_OFFICER, COUNTY)
    notice = draft(both)
    services.submit(notice, by=both, at=at(THURSDAY))
    with pytest.raises(Refused, match="拟稿人以外"):
        services.review(notice, by=both, at=at(THURSDAY))
    with pytest.raises(Refused, match="没有权限"):
        services.review(notice, by=clerk, at=at(THURSDAY))
    services.review(notice, by=leader, at=at(THURSDAY))
    notice.refresh_from_db()
    assert (notice.reviewed_by, notice.state) == (leader, NoticeState.APPROVED)


def test_nothing_is_hung_that_nobody_has_looked_at(clerk: User, leader: User) -> None:
    notice = draft(clerk)
    with pytest.raises(Refused, match="先审核再张贴"):
        services.post(notice, on=THURSDAY, terms=SEVEN, by=clerk, at=at(THURSDAY))
    services.submit(notice, by=clerk, at=at(THURSDAY))
    services.review(notice, by=leader, at=at(THURSDAY))
    with pytest.raises(Refused, match="张贴日期晚于今天"):
        services.post(notice, on=THURSDAY + dt.timedelta(1), terms=SEVEN, by=clerk, at=at(THURSDAY))
    services.send_back(notice, by=leader, at=at(THURSDAY), because="金额核对后再报")
    with pytest.raises(Refused, match="先审核再张贴"):
        services.post(notice, on=THURSDAY, terms=SEVEN, by=clerk, at=at(THURSDAY))


def test_the_names_of_the_rest_of_a_household_are_found_in_a_remark(clerk: User) -> None:
    numbers = [number_of(dt.date(1980, 1, 2), 1), number_of(dt.date(2013, 1, 2), 2), number_of(dt.date(1982, 1, 2), 4)]
    names = ("张三", "张小宝", "李翠花")
    people = [NewPerson(number, name, area_code=VILLAGE) for number, name in zip(numbers, names, strict=True)]
    register_people(people, at=at(THURSDAY), by=None, because="户籍登记")
    persons = [Person.objects.get(party__name=name) for name in names]
    house = Party.objects.create(kind=Party.Kind.HOUSEHOLD, name="张三", area_id=VILLAGE)
    household = Household.objects.create(party=house, number="H1", head=persons[0])
    for each in persons:
        Membership.objects.create(person=each, household=household, relation="成员")
    notice = draft(clerk, [NewLine("张三", 3, 91_100, "农村低保", party=house)], remark="张小宝、李翠花随张三生活")
    assert [each.kind for each in queries.scan(notice)] == [Kind.MINOR, Kind.MEMBER]


def test_a_workbook_with_a_hidden_column_is_not_kept(clerk: User) -> None:
    notice = draft(clerk)

    def fill(book: Any) -> None:
        book.active["F2"] = NUMBER
        book.active.column_dimensions["F"].hidden = True

    with pytest.raises(Blocked, match=r"F列是隐藏的") as blocked:
        services.attach(notice, workbook(fill), name="名单.xlsx", by=clerk, at=at(THURSDAY))
    assert len(blocked.value.findings) == 2
    assert not StoredFile.objects.exists()
    assert Record.objects.get(action="notice.file_blocked").data == {"kinds": ["HIDDEN", "IDENTITY"]}


def test_a_picture_is_kept_without_what_the_camera_wrote_and_wants_eyes(clerk: User, leader: User) -> None:
    notice = draft(clerk)
    made = services.attach(notice, jpeg(gps=True, camera="Phone 9"), name="a.jpg", by=clerk, at=at(THURSDAY))
    with open_kept(made.shown) as file:
        assert b"Phone" not in file.read()
    services.submit(notice, by=clerk, at=at(THURSDAY))
    with pytest.raises(Refused, match="逐件打开查看"):
        services.review(notice, by=leader, at=at(THURSDAY))
    services.review(notice, by=leader, at=at(THURSDAY), looked=True)


def test_a_file_taken_away_again_needs_nobodys_eyes(clerk: User, leader: User) -> None:
    notice = draft(clerk)
    made = services.attach(notice, jpeg(), name="a.jpg", by=clerk, at=at(THURSDAY))
    services.detach(made, by=clerk, at=at(THURSDAY))
    services.submit(notice, by=clerk, at=at(THURSDAY))
    services.review(notice, by=leader, at=at(THURSDAY))


def test_a_new_long_term_list_takes_the_place_of_the_old_one(clerk: User, leader: User) -> None:
    old = posted(clerk, leader, kind=NoticeKind.LONG_TERM)
    assert (old.ends_on, old.state) == (None, NoticeState.POSTED)
    new = posted(clerk, leader, kind=NoticeKind.LONG_TERM, on=dt.date(2024, 6, 3))
    old.refresh_from_db()
    assert (old.state, old.taken_down_because) == (NoticeState.OVER, f"由{new.number}替换")
    far = dt.date(2024, 12, 2)
    assert services.take_down_expired(on=far, at=at(far)) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_hang_it_at_once_hang_it_once(clerk: User, leader: User, tmp_path: Any) -> None:
    notice = draft(clerk)
    services.submit(notice, by=clerk, at=at(THURSDAY))
    services.review(notice, by=leader, at=at(THURSDAY))
    with database_in_a_file(tmp_path):
        results = at_once(
            *(
                lambda: (
                    services.post(
                        PublicNotice.objects.get(pk=notice.pk), on=THURSDAY, terms=SEVEN, by=clerk, at=at(THURSDAY)
                    ).state
                )
                for _ in range(2)
            )
        )
    assert sorted(type(each).__name__ for each in results) == ["NoticeState", "Refused"]


# --- the board ---------------------------------------------------------------------------------------------------------------


def photo(notice: PublicNotice, moment: Moment, taken: dt.date, by: User, content: bytes | None = None) -> BoardPhoto:
    return services.photograph(
        notice,
        moment,
        content or jpeg(comment=f"{moment}{taken}"),
        name="公示栏.jpg",
        taken_at=at(taken),
        place="上村村委会门口",
        by=by,
        at=at(taken, 11),
    )


def test_the_board_is_photographed_on_the_first_and_the_last_day(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    assert [each.moment for each in queries.missing_photos(clerk, THURSDAY)] == [Moment.FIRST]
    first = photo(notice, Moment.FIRST, THURSDAY, clerk)
    assert first.doubts == []
    assert queries.missing_photos(clerk, THURSDAY) == []
    with pytest.raises(Refused, match="末日照片须在2024-05-02当天或以后拍摄"):
        photo(notice, Moment.LAST, dt.date(2024, 5, 1), clerk)
    holiday = dt.date(2024, 5, 2)
    (missing,) = queries.missing_photos(clerk, holiday)
    assert (missing.moment, missing.overdue) == (Moment.LAST, False)
    (missing,) = queries.missing_photos(clerk, dt.date(2024, 5, 8))
    assert missing.overdue
    assert photo(notice, Moment.LAST, dt.date(2024, 5, 6), clerk).doubts == []
    assert queries.missing_photos(clerk, dt.date(2024, 5, 8)) == []


def test_a_late_photo_says_so_and_the_same_picture_twice_is_refused(clerk: User, leader: User) -> None:
    notice, other = posted(clerk, leader), posted(clerk, leader)
    late = photo(notice, Moment.FIRST, dt.date(2024, 4, 28), clerk, jpeg(comment="one"))
    assert late.doubts == ["首日照片拍摄于2024-04-28，晚于2024-04-25。"]
    with pytest.raises(Refused, match=f"已用于公示{notice.number}的首日"):
        photo(other, Moment.FIRST, dt.date(2024, 4, 28), clerk, jpeg(comment="one"))


def test_a_photo_is_never_changed(clerk: User, leader: User) -> None:
    made = photo(posted(clerk, leader), Moment.FIRST, THURSDAY, clerk)
    made.place = "别处"
    with pytest.raises(Unchangeable):
        made.save()
    with pytest.raises(DatabaseError, match="公示记录不可修改或删除"), transaction.atomic():
        connection.cursor().execute("DELETE FROM notices_boardphoto")


# --- objections ----------------------------------------------------------------------------------------------------------------


def test_an_objection_by_telephone_goes_to_the_case_and_holds_it_until_it_is_answered(
    clerk: User, leader: User
) -> None:
    case = case_of(clerk)
    notice = posted(clerk, leader, lines=[NewLine("张三", 3, 91_100, "农村低保", case=case)])
    (line,) = notice.lines.all()
    made = objecting.receive(
        notice,
        "张三在县城有门面出租。",
        channel=Channel.PHONE,
        by=clerk,
        at=at(THURSDAY, 15),
        line=line,
        name="李四",
        contact="13812345678",
    )
    assert (made.case, made.number, made.late) == (case, "异202404-0001", False)
    assert [made] == HEARD
    services.take_down_expired(on=dt.date(2024, 5, 7), at=at(dt.date(2024, 5, 7)))
    posting = queries.posting_of(case)
    assert posting is not None
    assert (posting.over, posting.open_objections, posting.clear) == (True, 1, False)
    objecting.answer(made, "经核实门面系其弟所有，反映不属实。", upheld=False, by=leader, at=at(dt.date(2024, 5, 8)))
    posting = queries.posting_of(case)
    assert posting is not None
    assert posting.clear
    with pytest.raises(Refused, match="已经答复过"):
        objecting.answer(made, "再答复一次看看。", upheld=True, by=leader, at=at(dt.date(2024, 5, 8)))


def test_what_an_objector_says_stands_nowhere_in_the_clear(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    objecting.receive(
        notice,
        "我是李四，反映张三。",
        channel=Channel.PAPER,
        by=clerk,
        at=at(THURSDAY),
        name="李四",
        contact="13812345678",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notices_objection")
        assert "李四" not in str(cursor.fetchall())
    assert not any("李四" in f"{each.because}{each.data}" for each in Record.objects.all())
    village = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert queries.objections(clerk).count() == 1
    assert queries.objections(village).count() == 0
    assert queries.objections(somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)).count() == 0


def test_an_objection_after_the_period_is_taken_by_telephone_and_not_by_page(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader, terms=ON_WEB)
    later = at(dt.date(2024, 5, 10))
    made = objecting.receive(notice, "张三家有小车。", channel=Channel.PHONE, by=clerk, at=later)
    assert made.late
    with pytest.raises(Refused, match="公示已经结束"):
        objecting.receive_from_page(notice, "张三家有小车。", at=later, origin="10.0.0.1", most_an_hour=3)


def test_a_flood_from_one_sender_is_stopped_and_others_are_heard(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader, terms=ON_WEB)

    def send(origin: str, when: dt.datetime) -> Objection:
        return objecting.receive_from_page(notice, "反映张三家情况。", at=when, origin=origin, most_an_hour=3)

    for minute in range(3):
        send("10.0.0.1", at(THURSDAY, 12) + dt.timedelta(minutes=minute))
    with pytest.raises(Refused, match="太频繁"):
        send("10.0.0.1", at(THURSDAY, 12) + dt.timedelta(minutes=4))
    made = send("10.0.0.2", at(THURSDAY, 12))
    assert "10.0.0" not in made.origin
    send("10.0.0.1", at(THURSDAY, 14))


# --- progress ------------------------------------------------------------------------------------------------------------------

DOOR = DoorTerms(tries=3, tries_from=5, minutes=30)


def look(number: str, secret: str, when: dt.datetime, origin: str = "10.0.0.1") -> progress.Progress:
    return progress.look_up(number, secret, origin=origin, terms=DOOR, at=when)


def test_progress_opens_by_code_and_by_the_last_digits_of_the_phone(clerk: User) -> None:
    case = case_of(clerk)
    code = progress.give_code(case, by=clerk, at=at(THURSDAY), phone="138 1234 5678")
    take(case, ACCEPT, by=clerk, at=at(dt.date(2024, 4, 26)))
    for secret in (code, code.lower(), "5678"):
        found = look(case.number, secret, at(THURSDAY))
        assert (found.business, found.stage) == ("最低生活保障申请", "入户调查")
    assert [step.name for step in found.steps] == ["已提交", "入户调查"]
    with pytest.raises(Refused, match="不符"):
        look(case.number, "1234", at(THURSDAY))


def test_a_stage_that_not_everybody_may_see_is_told_as_being_handled(clerk: User) -> None:
    case = case_of(clerk)
    code = progress.give_code(case, by=clerk, at=at(THURSDAY))
    take(case, ACCEPT, by=clerk, at=at(THURSDAY))
    take(case, HAND_OVER, by=clerk, at=at(THURSDAY))
    found = look(case.number, code, at(THURSDAY))
    assert found.stage == "办理中"
    assert "纪委" not in str(found)


def test_the_door_is_shut_after_some_tries_and_opens_again(clerk: User) -> None:
    case = case_of(clerk)
    code = progress.give_code(case, by=clerk, at=at(THURSDAY))
    for _ in range(3):
        with pytest.raises(Refused, match="不符"):
            look(case.number, "0000", at(THURSDAY))
    with pytest.raises(Refused, match="30分钟后再试"):
        look(case.number, code, at(THURSDAY))  # even with the right one
    assert look(case.number, code, at(THURSDAY, 12)).number == case.number


def test_who_tries_one_case_after_another_finds_the_door_shut_too(clerk: User) -> None:
    for number in range(5):
        with pytest.raises(Refused, match="不符"):
            look(f"保202404-{number:06d}", "0000", at(THURSDAY))
    with pytest.raises(Refused, match="30分钟后再试"):
        look("保202404-000099", "0000", at(THURSDAY))
    with pytest.raises(Refused, match="不符"):
        look("保202404-000099", "0000", at(THURSDAY), origin="10.0.0.9")


def test_a_new_code_makes_the_old_one_useless(clerk: User) -> None:
    case = case_of(clerk)
    old = progress.give_code(case, by=clerk, at=at(THURSDAY))
    new = progress.give_code(case, by=clerk, at=at(THURSDAY))
    with pytest.raises(Refused, match="不符"):
        look(case.number, old, at(THURSDAY))
    assert look(case.number, new, at(THURSDAY)).number == case.number


# --- reading -------------------------------------------------------------------------------------------------------------------


def test_notices_of_another_township_are_not_seen(clerk: User, leader: User) -> None:
    notice = posted(clerk, leader)
    other = somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert [each.pk for each in queries.notices(clerk)] == [notice.pk]
    assert not queries.notices(other).exists()
    with pytest.raises(Refused, match="不在您的辖区"):
        queries.notice_of(other, notice.pk)


def test_missing_photos_cost_the_same_for_one_notice_and_for_three(clerk: User, leader: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert queries.missing_photos(clerk, THURSDAY)
        return len(asked)

    posted(clerk, leader)
    cost()  # his grants are read once
    one = cost()
    posted(clerk, leader)
    posted(clerk, leader)
    assert cost() == one

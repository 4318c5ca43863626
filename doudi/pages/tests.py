"""Stories of lists, exports and forms, told with a list of people that any staff may see."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django_htmx.middleware import HtmxDetails
from openpyxl import load_workbook

from doudi.base.access import scope
from doudi.base.ciphers import blind_index
from doudi.base.models import Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.pages import asked
from doudi.pages.asked import asked_of
from doudi.pages.cells import Kind, Tag, exported, shown, written
from doudi.pages.filters import AreaTree, Choice, Days, Text, YesNo
from doudi.pages.forms import DayField, FilesField, IdentityField, MoneyField, PageForm, form_of, with_fields
from doudi.pages.lists import Bulk, Column, Listing, Operation, page_of
from doudi.pages.views import list_page

pytestmark = pytest.mark.django_db
DONE: list[list[str]] = []


def people(user: Any) -> QuerySet[Person]:
    return scope(user).filter(Person.objects.select_related("party__area"), "party__area_id")


def greet(user: Any, rows: list[Any], given: dict[str, Any]) -> str:
    if given.get("words") == "不行":
        raise Refused("今天不问候。")
    DONE.append([row.party.name for row in rows])
    return f"已问候{len(rows)}人。"


class Words(PageForm):
    words = forms.CharField(label="问候语")


PEOPLE = Listing(
    code="test.people",
    name="人员",
    rows=people,
    columns=(
        Column("name", "姓名", "party.name", head=True, sort="party__name"),
        Column("number", "身份证号", "id_number", kind=Kind.IDENTITY),
        Column("sex", "性别", lambda row: Tag(row.sex, "info")),
        Column("born", "出生日期", "born_on", kind=Kind.DATE, sort="born_on"),
        Column("area", "村居", "party.area.name"),
        Column("money", "金额", lambda row: 91150, kind=Kind.MONEY),
    ),
    filters=(
        Text(code="q", label="姓名/证号", field="party__name", index="id_index"),
        AreaTree(field="party__area_id"),
        Choice(code="sex", label="性别", choices=(("男", "男"), ("女", "女"))),
        Days(code="born", label="出生日期", field="born_on"),
        YesNo(code="dead", label="死亡", apply=lambda rows, value: rows.filter(died_on__isnull=value == "0")),
    ),
    operations=(Operation("详情", lambda row: f"/person/{row.pk}/"),),
    bulks=(Bulk("greet", "批量问候", do=greet, roles=frozenset({Role.COUNTY_OFFICER}), form=Words),),
    order=("party__name",),
)


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()
    DONE.clear()


@pytest.fixture
def officer() -> User:
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def register(*names: str, village: str = VILLAGE, first: int = 1) -> list[Person]:
    new = [NewPerson(number_of(dt.date(1950, 5, 5), first + place), name, village) for place, name in enumerate(names)]
    return register_people(new, by=None, at=timezone.now(), because="测试")


def ask(user: User, query: str = "", *, post: dict[str, Any] | None = None, htmx: str = "") -> HttpResponse:
    """The list as a browser gets it."""
    factory = RequestFactory()
    address = f"/people/{query}"
    request: Any = factory.get(address) if post is None else factory.post(address, post)
    request.user, request.session = user, {}
    request._messages = type("Messages", (list,), {"add": lambda self, level, words, extra="": self.append(words)})()
    request.META |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": htmx} if htmx else {}
    request.headers = type(request.headers)(request.META)
    request.htmx = HtmxDetails(request)
    return list_page(request, PEOPLE)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def names_on(page: str) -> list[str]:
    return re.findall(r'class="c-name[^"]*head[^"]*" data-l="姓名">([^<]+)<', page)


# --- lists ---------------------------------------------------------------------------------------------------------------


def test_a_list_costs_the_same_number_of_queries_with_one_row_and_with_three(officer: User) -> None:
    register("王桂英")
    ask(officer)
    counts = []
    for more in ((), ("李大山", "张秀英")):
        register(*more, first=20)
        ask(officer)  # the two counters in the head of the page are remembered for a minute
        with CaptureQueriesContext(connection) as queries:
            page = text(ask(officer))
        counts.append(len(queries))
    assert len(names_on(page)) == 3
    assert counts[0] == counts[1]
    assert counts[0] <= 3  # rows counted, ids, rows


def test_the_same_address_gives_the_page_or_only_its_table(officer: User) -> None:
    register("王桂英")
    whole, table = text(ask(officer)), ask(officer, "?sex=女", htmx="tbl")
    assert whole.startswith("<!doctype html>")
    assert text(table).strip().startswith('<div id="tbl">')
    assert table["HX-Push-Url"] == "/people/?sex=%E5%A5%B3"


def test_nobody_sees_rows_beyond_his_area_whatever_he_asks_for(officer: User) -> None:
    register("王桂英")
    register("李大山", village=OTHER_VILLAGE, first=20)
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    assert names_on(text(ask(officer))) == ["李大山", "王桂英"]
    assert names_on(text(ask(clerk))) == ["王桂英"]
    beyond = text(ask(clerk, f"?area={OTHER_VILLAGE}"))
    assert names_on(beyond) == []
    assert "所选区划不在您的辖区内" in beyond


def test_filters_narrow_and_stay_in_the_address(officer: User) -> None:
    register("王桂英", "李大山", "王桂芳")
    assert names_on(text(ask(officer, "?q=王桂"))) == ["王桂芳", "王桂英"]
    assert len(names_on(text(ask(officer, "?sex=男")))) + len(names_on(text(ask(officer, "?sex=女")))) == 3
    assert names_on(text(ask(officer, "?born_from=19500506"))) == []
    assert len(names_on(text(ask(officer, "?born_from=1950-05-05&born_to=1950-05-05")))) == 3
    assert len(names_on(text(ask(officer, "?dead=0")))) == 3
    assert "重置筛选" in text(ask(officer, "?dead=1"))


def test_what_cannot_be_read_is_said_and_shows_no_rows(officer: User) -> None:
    register("王桂英")
    for query, words in (
        ("?born_from=gestern", "日期看不懂"),
        ("?born_from=2024-02-01&born_to=2024-01-01", "晚于截止日期"),
        ("?sex=x", "没有这个选项"),
    ):
        page = text(ask(officer, query))
        assert words in page, query
        assert names_on(page) == [], query
    assert len(names_on(text(ask(officer, "?page=abc&size=7&sort=id_number")))) == 1


def test_an_identity_number_never_stands_in_an_address(officer: User) -> None:
    someone = register("王桂英", "李大山")[0]
    response = ask(officer, post={"q": f" {someone.id_number.lower()} ", "sex": ""})
    assert response.status_code == 302
    address = response["Location"]
    assert someone.id_number not in address
    assert blind_index(someone.id_number) in address
    page = text(ask(officer, address.removeprefix("/people/")))
    assert names_on(page) == ["王桂英"]
    assert f"证号尾号 {someone.id_number[-4:]}" in page
    assert someone.id_number not in page
    with pytest.raises(Refused, match="校验码"):
        ask(officer, post={"q": someone.id_number[:17] + ("1" if someone.id_number[17] != "1" else "2")})


def test_pages_are_cut_by_ids_and_a_page_too_far_is_the_last(officer: User) -> None:
    register(*[f"张{chr(0x4E00 + n)}" for n in range(45)])
    first, last = names_on(text(ask(officer))), names_on(text(ask(officer, "?page=3")))
    assert (len(first), len(last)) == (20, 5)
    assert names_on(text(ask(officer, "?page=99"))) == last
    assert len(names_on(text(ask(officer, "?size=50")))) == 45
    backwards = names_on(text(ask(officer, "?sort=-name&size=50")))
    assert backwards == sorted(backwards, reverse=True)


def test_numbers_are_masked_and_words_of_people_are_never_html(officer: User) -> None:
    someone = register("<b>王</b>")[0]
    page = text(ask(officer))
    assert someone.id_number not in page
    assert "369999********" in page
    assert "&lt;b&gt;王" in page
    assert "<b>王</b>" not in page


def test_an_empty_list_says_what_to_do_next(officer: User) -> None:
    assert "没有符合条件的记录。可以放宽或重置筛选条件。" in text(ask(officer))


# --- bulk actions --------------------------------------------------------------------------------------------------------


def test_a_bulk_action_is_shown_first_and_then_done_with_the_ticked_rows(officer: User) -> None:
    a, b, _ = register("王桂英", "李大山", "张秀英")
    asked = ask(officer, post={"bulk": "greet", "ids": [a.pk, b.pk]})
    assert "将对 <b>2</b> 条记录办理“批量问候”" in text(asked)
    assert DONE == []
    missing = ask(officer, post={"bulk": "greet", "ids": [a.pk, b.pk], "confirmed": "1", "words": ""})
    assert (missing.status_code, DONE) == (422, [])
    refused = ask(officer, post={"bulk": "greet", "ids": [a.pk], "confirmed": "1", "words": "不行"})
    assert (refused.status_code, DONE) == (422, [])
    assert "今天不问候" in text(refused)
    done = ask(officer, post={"bulk": "greet", "ids": [a.pk, b.pk], "confirmed": "1", "words": "您好"})
    assert (done.status_code, DONE) == (302, [["王桂英", "李大山"]])


def test_all_rows_that_the_filters_leave_can_be_taken(officer: User) -> None:
    register(*[f"王{chr(0x4E00 + n)}" for n in range(30)], "李大山")
    ask(officer, "?q=王", post={"bulk": "greet", "all": "1", "confirmed": "1", "words": "您好"})
    assert len(DONE[0]) == 30


def test_a_bulk_action_takes_no_rows_beyond_the_area_and_nobody_without_the_role(officer: User) -> None:
    far = register("李大山", village=OTHER_VILLAGE)[0]
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    with pytest.raises(Refused, match="没有权限"):
        ask(helper, post={"bulk": "greet", "ids": [far.pk]})
    local = somebody("local", Role.COUNTY_OFFICER, TOWN)
    with pytest.raises(Refused, match="没有选中任何记录"):
        ask(local, post={"bulk": "greet", "ids": [far.pk], "confirmed": "1", "words": "您好"})


# --- exports -------------------------------------------------------------------------------------------------------------


def test_an_export_says_who_took_it_is_masked_and_recorded(officer: User) -> None:
    someone = register("王桂英", "=1+1")[0]
    content = ask(officer, "?export=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0][0].startswith("导出人：用户officer")
    assert rows[1] == ["姓名", "身份证号", "性别", "出生日期", "村居", "金额(元)"]
    assert rows[3] == ["王桂英", f"369999********{someone.id_number[-4:]}", someone.sex, "1950-05-05", "上村", "911.5"]
    assert rows[2][0] == "'=1+1"
    assert someone.id_number not in content
    kept = Record.objects.get(action="export")
    assert (kept.subject, kept.by, kept.data["rows"]) == ("list:test.people", officer, 2)


def test_an_exported_workbook_holds_amounts_as_numbers_and_no_formula(officer: User) -> None:
    register("=1+1")
    sheet = load_workbook(io.BytesIO(ask(officer, "?export=xlsx").content)).active
    assert sheet is not None
    assert sheet.cell(3, 1).value == "=1+1"
    assert sheet.cell(3, 1).data_type == "s"
    assert sheet.cell(3, 6).value == 911.5


def test_r_sod_10_more_than_200_people_are_exported_for_a_purpose_only(officer: User) -> None:
    register(*[f"王{chr(0x4E00 + n)}" for n in range(201)])
    asked = ask(officer, "?export=csv")
    assert "超过 200 人须填写用途和使用期限" in text(asked)
    assert not Record.objects.filter(action="export").exists()
    until = timezone.localdate() + dt.timedelta(days=30)
    late = ask(officer, post={"export": "csv", "purpose": "报县纪委核查", "until": until + dt.timedelta(days=90)})
    assert late.status_code == 422
    given = ask(officer, post={"export": "csv", "purpose": "报县纪委核查", "until": until})
    assert f"用途：报县纪委核查，使用期限：{until}" in given.content.decode("utf-8-sig")
    assert Record.objects.get(action="export").because == "报县纪委核查"


def test_a_village_helper_exports_nothing() -> None:
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert "导出" not in text(ask(helper))
    with pytest.raises(Refused, match="没有权限"):
        ask(helper, "?export=csv")


# --- forms ---------------------------------------------------------------------------------------------------------------


class Everything(PageForm):
    id_number = IdentityField(label="身份证号")
    income = MoneyField(label="月收入（元）")
    seen = DayField(label="入户日期")
    photos = FilesField(label="照片", photos=True, required=False)


def test_fields_read_what_people_write() -> None:
    number = number_of(dt.date(1950, 5, 5), 8)
    given = {"id_number": f"'{number[:6]} {number[6:]}", "income": "1,234.5", "seen": "20240912"}
    form = Everything(given)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"id_number": number, "income": 123450, "seen": dt.date(2024, 9, 12), "photos": []}


def test_every_error_says_what_to_do() -> None:
    form = Everything({"id_number": "369999195005050000", "income": "很多", "seen": "昨天"})
    said = {name: str(errors[0]) for name, errors in form.errors.items()}
    assert said["income"].startswith("金额“很多”看不懂")
    assert said["seen"] == "日期看不懂，请写成 2024-11-05 的样子。"
    assert "身份证号" in said["id_number"]
    assert Everything({}).errors["income"] == ["“月收入（元）”不能为空"]


def test_several_photos_come_from_a_phone() -> None:
    photos = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + bytes([n])) for n in (1, 2)]
    given = {"id_number": number_of(dt.date(1950, 5, 5), 8), "income": "1", "seen": "2024-09-12"}
    form = Everything(QueryDict("&".join(f"{k}={v}" for k, v in given.items())), MultiValueDict({"photos": photos}))
    assert form.is_valid(), form.errors
    assert [each.name for each in form.cleaned_data["photos"]] == ["1.jpg", "2.jpg"]
    drawn = str(form["photos"])
    assert 'accept="image/*"' in drawn
    assert "capture=" not in drawn  # pictures taken on the way are sent later, where there is a network


def test_the_fields_that_an_action_declares_become_a_form() -> None:
    declared = [
        Field("result", "核实结论", "choice", required=True, choices=(("CONFIRMED", "属实"), ("CLEARED", "排除"))),
        Field("second", "同行人员", "person", required=True),
        Field("amount", "金额", "money"),
        Field("photo", "照片", "photo", required=True),
        Field("words", "情况说明", "long"),
        Field("agreed", "已告知", "yes"),
    ]
    fields = form_of(declared, people=[("7", "吴梅")])
    form = with_fields(PageForm({"result": "CONFIRMED", "second": "7", "amount": "10"}), fields)
    assert list(form.errors) == ["photo"]
    assert form.errors["photo"] == ["“照片”不能为空"]
    assert form.has_files


# --- cells ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "as_written", "as_exported"),
    [
        (Kind.MONEY, 123456, "1,234.56", 1234.56),
        (Kind.NUMBER, 45492, "45,492", 45492),
        (Kind.IDENTITY, "369999195005050081", "369999********0081", "369999********0081"),
        (Kind.MONTH, 24298, "2024-11", "2024-11"),
        (Kind.YES, False, "否", "否"),
        (Kind.DATE, dt.date(2024, 9, 12), "2024-09-12", "2024-09-12"),
        (Kind.TEXT, Tag("待复核", "info"), "待复核", "待复核"),
        (Kind.MONEY, None, "", ""),
    ],
)
def test_a_value_stands_in_a_cell_and_in_an_export(
    kind: Kind, value: Any, as_written: str, as_exported: str | float
) -> None:
    assert (written(kind, value), exported(kind, value)) == (as_written, as_exported)
    assert shown(kind, value)  # something is always shown, at least a dash


def test_a_short_list_is_counted_each_time_so_that_the_first_row_is_seen(officer: User) -> None:
    request: Any = RequestFactory().get("/people/")
    request.user, request.session = officer, {}
    assert asked_of(request, PEOPLE).total == 0
    register("王桂英")
    assert asked_of(request, PEOPLE).total == 1


def test_the_number_of_rows_of_a_long_list_is_remembered_until_the_user_changes_something(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "_DEAR", 0)
    register("王桂英")
    request: Any = RequestFactory().get("/people/")
    request.user, request.session = officer, {}
    assert asked_of(request, PEOPLE).total == 1
    register("李大山", first=20)
    assert asked_of(request, PEOPLE).total == 1
    request.session = {"changed": 1.0}
    assert asked_of(request, PEOPLE).total == 2


def test_the_address_of_a_rows_page_is_the_one_that_is_looked_up() -> None:
    """Filled in, not looked up for every row: it has to come out the same, whatever the key."""
    at = page_of("user")
    for key in (1, 20, 987_654_321, 10**12):
        assert at(User(pk=key)) == reverse("user", args=[key])

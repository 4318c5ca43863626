"""Stories of the electronic archive (R-DIS-10): from the application to the notice of a stop, what is missing, and the whole taken away."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.models import Grant, Record, StoredFile
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, somebody
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.archives import gathering, services
from doudi.mechanisms.entitlement.archives.gathering import Gathered
from doudi.mechanisms.entitlement.archives.models import ArchivedPaper, SetAside
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.registry.models import Person
from doudi.programmes.disability.disability_subsidies import flow
from doudi.programmes.disability.disability_subsidies.after import flow as after
from doudi.programmes.disability.disability_subsidies.after.looking_after import NURSING_AMENDING
from doudi.programmes.disability.disability_subsidies.archive import ARCHIVE
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.test_flow import Hall

pytestmark = pytest.mark.django_db
SCAN = b"\x89PNG\r\n\x1a\n"
PAPERS = ("identity", "certificate_front", "certificate_back")


class Room(Hall):
    """The hall where applications are decided, and the room where what came of them is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))

    def award(self) -> Award:
        """Applied for in September, decided on 8 October."""
        case = self.verified(facts={"certificate_until": parse_month("2034-01")})
        self.take(case, flow.CONFIRM, self.officer, "2024-10-08", document="某民残〔2024〕5号")
        return Award.objects.order_by("-pk")[0]

    def entered(self) -> Award:
        """As it stood on a list when the system came: nothing of it was handled here."""
        person = self.person()
        facts = {
            "disability": 4,
            "disability_grade": 1,
            "certificate_until": parse_month("2034-01"),
            "applied": parse_month("2023-09"),
        }
        family = Family(person.party.name, {}, [Member(str(person.pk), person.party.name, facts)])
        new = awards.NewAward(
            person.pk, VILLAGE, family, dt.date(2023, 9, 20), "2023年名册", from_month=parse_month("2023-09")
        )
        return awards.grant(NURSING_SUBSIDY, new, by=self.officer, at=moment("2024-01-01"), because="原名册")

    def read(self, award: Award, on: str = "2024-12-01", by: Any = None) -> Gathered:
        return gathering.gather(by or self.officer, ARCHIVE, award.party_id, on=dt.date.fromisoformat(on))

    def put_in(self, award: Award, *elements: str, origin: str = "APPLICANT") -> list[ArchivedPaper]:
        found = []
        for element in elements:
            content = SCAN + f"{element}{award.pk}".encode()
            found += services.put_in(
                self.read(award), element, [(f"{element}.png", content)], origin=origin, made_on=dt.date(2020, 5, 1),
                by=self.clerk, at=moment("2024-11-01"),
            )  # fmt: skip
        return found

    def stopped(self, award: Award) -> Amendment:
        """The review a year later is missed, twice told of, held, and at last the subsidy is stopped and the notice served."""
        reporting.open_due_reviews(NURSING_AMENDING, on=dt.date(2025, 9, 20), at=moment("2025-09-20"))
        row = Amendment.objects.get(award=award)

        def act(action: Any, by: Any, on: str, **said: Any) -> None:
            row.case.refresh_from_db()
            take(row.case, action, by=by, at=moment(on), because="情况属实", data=said)

        act(after.START, self.clerk, "2025-09-22")
        for on in ("2025-09-23", "2025-09-25"):
            act(after.CONTACT, self.clerk, on, told_on=on, way="PHONE", answer="无人接听")
        act(after.HOLD, self.officer, "2025-09-26", reason="REVIEW_MISSED", words="两次通知未到")
        act(
            after.PROPOSE,
            self.clerk,
            "2025-09-26",
            outcome="STOP",
            reason="NOT_REVIEWED",
            review_class="STABLE",
            words="拒不参加",
        )
        act(after.SIGN_ADVERSE, self.head, "2025-09-26")
        act(after.TELL_FIRST, self.clerk, "2025-09-28", told_on="2025-09-28")
        lapse([after.NURSING_REVIEWS], today=dt.date(2025, 10, 20), at=moment("2025-10-20"))
        act(after.DECIDE, self.officer, "2025-10-22", document="某民残停〔2025〕1号")
        return row

    def serve(self, row: Amendment) -> None:
        row.case.refresh_from_db()
        take(
            row.case,
            after.SERVE,
            by=self.clerk,
            at=moment("2025-10-24"),
            because="送达",
            data={"told_on": "2025-10-24"},
        )


@pytest.fixture
def room() -> Room:
    return Room()


def lacking(found: Gathered) -> set[str]:
    return {each.element.code for each in found.states if each.lacking}


def test_r_dis_10_an_archive_grows_with_the_case_and_says_what_is_missing(room: Room) -> None:
    award = room.award()
    assert lacking(room.read(award, "2024-10-08")) == set(PAPERS)
    room.signed(NURSING_SUBSIDY, "2024-10", on="2024-10-12")
    room.put_in(award, *PAPERS)
    found = room.read(award, "2025-09-01")
    assert lacking(found) == set()
    assert [each.on for each in found.entries] == sorted(each.on for each in found.entries)
    held = {each.element.code for each in found.entries}
    assert held == {"application", "federation", "decision", "payments", *PAPERS}
    # The day after the review fell due it is missing, and no more once it is decided; the notice of the stop until it is served.
    assert lacking(room.read(award, "2025-10-09")) == {"reviews"}
    row = room.stopped(award)
    assert lacking(room.read(award, "2025-10-23")) == {"stop_notice"}
    room.serve(row)
    found = room.read(award, "2025-10-25")
    assert lacking(found) == set()
    assert {each.element.code for each in found.entries} == {each.code for each in ARCHIVE.elements}


def test_r_dis_10_every_entry_has_its_source_and_its_procedure(room: Room) -> None:
    award = room.award()
    room.signed(NURSING_SUBSIDY, "2024-10", on="2024-10-12")
    room.put_in(award, "identity")
    found = room.read(award)
    assert all(each.source and each.procedure for each in found.entries)
    by_element = {each.element.code: each for each in found.entries}
    assert by_element["federation"].source == "残疾人联合会提供"
    assert "残核2024-8" in by_element["federation"].words
    decision = by_element["decision"]  # the step and what followed from it are one entry
    assert (decision.on, "审定同意" in decision.procedure) == (dt.date(2024, 10, 8), True)
    assert sum(each.title == "审定同意" for each in found.entries) == 0
    assert "某民残〔2024〕5号" in decision.words
    assert by_element["identity"].source == "本人（监护人、代办人）提交"
    assert "实发1笔" in by_element["payments"].words


def test_r_dis_10_what_was_decided_before_the_system_came_is_made_up_on_paper(room: Room) -> None:
    award = room.entered()
    found = room.read(award, "2024-03-01")
    assert lacking(found) == {"application", "federation", *PAPERS}
    room.put_in(award, "application", "federation", *PAPERS, origin="SCAN")
    assert lacking(room.read(award, "2024-03-01")) == set()


def test_a_paper_is_put_in_once_with_its_origin_and_all_of_them_or_none(room: Room) -> None:
    award = room.award()
    room.put_in(award, "identity")
    kept = StoredFile.objects.count()
    said: dict[str, Any] = {"made_on": dt.date(2020, 5, 1), "by": room.clerk, "at": moment("2024-11-01")}
    new = ("新.png", SCAN + b"new")
    for element, papers, more, sentence in (
        (
            "identity",
            [new, ("旧.png", SCAN + f"identity{award.pk}".encode())],
            {"origin": "APPLICANT"},
            "已经归档，不能重复归档",
        ),
        ("identity", [new, ("名.xlsx", SCAN + b"x")], {"origin": "APPLICANT"}, "内容与后缀不符"),
        ("identity", [new], {"origin": ""}, "来源不明的材料不能归档"),
        ("household_book", [new], {"origin": "SCAN"}, "属于哪个要素"),
        ("identity", [], {"origin": "SCAN"}, "请选择要归档的文件"),
        ("identity", [new], {"origin": "SCAN", "made_on": dt.date(2024, 11, 2)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=sentence):
            services.put_in(room.read(award), element, papers, **{**said, **more})
        assert (ArchivedPaper.objects.count(), StoredFile.objects.count()) == (1, kept)
    services.put_in(room.read(award), "identity", [new], origin="SCAN", **said)
    assert ArchivedPaper.objects.count() == 2
    far = somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    with pytest.raises(Refused, match="没有权限"):
        services.put_in(room.read(award), "identity", [("三.png", SCAN + b"3")], origin="SCAN", **{**said, "by": far})


def test_a_paper_of_somebody_else_is_set_aside_and_holds_nothing_any_more(room: Room) -> None:
    award = room.award()
    (paper,) = room.put_in(award, "identity")
    assert "identity" not in lacking(room.read(award))
    with pytest.raises(Refused, match="原因"):
        services.set_aside(paper, " ", by=room.clerk, at=moment("2024-11-02"))
    services.set_aside(paper, "误传他人身份证", by=room.clerk, at=moment("2024-11-02"))
    found = room.read(award)
    assert "identity" in lacking(found)
    assert found.set_aside == 1
    with pytest.raises(Refused, match="已经撤出"):
        services.set_aside(paper, "误传他人身份证", by=room.clerk, at=moment("2024-11-02"))
    assert Record.objects.get(action="archive.set_aside").because == "误传他人身份证"


@pytest.mark.parametrize(
    "statement", ["UPDATE archives_archivedpaper SET element = 'x'", "DELETE FROM archives_setaside"]
)
def test_the_database_itself_keeps_what_was_put_in(room: Room, statement: str) -> None:
    (paper,) = room.put_in(room.award(), "identity")
    services.set_aside(paper, "误传", by=room.clerk, at=moment("2024-11-02"))
    with (
        pytest.raises(DatabaseError, match="档案材料不可修改或删除"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert SetAside.objects.count() == 1


def test_r_dis_10_the_whole_is_taken_away_with_fingerprints_that_hold(room: Room) -> None:
    award = room.award()
    room.signed(NURSING_SUBSIDY, "2024-10", on="2024-10-12")
    room.put_in(award, *PAPERS)
    row = room.stopped(award)
    room.serve(row)
    with pytest.raises(Refused, match="须填写用途"):
        services.take_away(room.read(award, "2025-11-01"), "", by=room.officer, at=moment("2025-11-01"))
    package = services.take_away(
        room.read(award, "2025-11-01"), "行政复议举证", by=room.officer, at=moment("2025-11-01")
    )
    whole = zipfile.ZipFile(io.BytesIO(package.content.read()))
    sums = {line[66:]: line[:64] for line in whole.read("SHA256SUMS").decode().splitlines()}
    assert sums.keys() == set(whole.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(whole.read(name)).hexdigest() == digest for name, digest in sums.items())
    assert sum(name.startswith("材料/") and "残疾人证" in name for name in sums) == 2
    assert f"文书/{row.case.number}停发通知书.docx" in sums
    assert "100.00" in whole.read("发放记录.csv").decode("utf-8-sig")
    kept = Record.objects.get(action="archive.take_away")
    assert (kept.because, kept.data["files"]) == ("行政复议举证", len(sums))
    assert kept.data["sha256"] == hashlib.sha256(whole.read("SHA256SUMS")).hexdigest()
    # The catalogue names every file with its fingerprint, and nobody's whole number.
    body = zipfile.ZipFile(io.BytesIO(whole.read("目录.docx"))).read("word/document.xml").decode()
    words = re.sub(r"<[^>]+>", "", body)
    assert all(digest in words for name, digest in sums.items() if name != "目录.docx")
    person = Person.objects.get(pk=award.party_id)
    assert person.id_number not in words
    assert person.id_number[-4:] in words


def test_an_original_that_is_gone_is_told_of_and_the_rest_is_taken_away(room: Room) -> None:
    award = room.award()
    (paper,) = room.put_in(award, "identity")
    room.put_in(award, "certificate_front")
    files.path_of(paper.file.sha256).unlink()
    package = services.take_away(room.read(award), "检查", by=room.officer, at=moment("2024-12-01"))
    whole = zipfile.ZipFile(io.BytesIO(package.content.read()))
    assert not any("身份证明" in name for name in whole.namelist())
    assert any("残疾人证正面" in name for name in whole.namelist())
    body = zipfile.ZipFile(io.BytesIO(whole.read("目录.docx"))).read("word/document.xml").decode()
    assert "原件不在" in body


def test_who_reads_it_and_that_he_read_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-12-01"))
    award = room.award()
    url = ARCHIVE.address(award.party_id)
    assert acting(room.clerk).get(url).status_code == 200
    assert Record.objects.filter(action="archive.read", by=room.clerk, subject=f"party:{award.party_id}").count() == 1
    far = acting(somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)).get(url)
    assert "没有这份电子档案" in far.content.decode()
    for role in (Role.VILLAGE_WORKER, Role.FINANCE, Role.VERIFICATION_CENTRE):
        place = VILLAGE if role is Role.VILLAGE_WORKER else COUNTY
        who = acting(somebody(f"other{role}", role, place))
        assert who.get(url).status_code == 403
    assert Record.objects.filter(action="archive.read").count() == 1


def test_r_sec_04_an_archived_paper_is_opened_by_readers_of_the_archive_alone_and_each_time_recorded(
    room: Room,
) -> None:
    [paper] = room.put_in(room.award(), "identity")
    url = reverse("file", args=[paper.file_id])
    opened = acting(room.officer).get(url)
    assert (opened.status_code, b"".join(opened)[:4]) == (200, SCAN[:4])
    assert acting(somebody("next_door", Role.VILLAGE_WORKER, VILLAGE)).get(url).status_code == 409
    [record] = Record.objects.filter(action="file.open", subject=f"storedfile:{paper.file_id}")
    assert (record.by, record.because) == (room.officer, "归档：身份证明")


def test_its_pages(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-12-01"))
    award = room.award()
    url, clerk, officer = ARCHIVE.address(award.party_id), acting(room.clerk), acting(room.officer)
    shown = clerk.get(url).content.decode()
    assert "缺3项" in shown
    assert "来源：残疾人联合会提供" in shown
    page = clerk.get(ARCHIVE.address(award.party_id, "archive_paper")).content.decode()
    assert "身份证明（缺）" in page
    sent = {"element": "identity", "origin": "SHARED", "made_on": "2020-05-01", "papers": io.BytesIO(SCAN + b"1")}
    sent["papers"].name = "身份证.png"  # type: ignore[attr-defined]
    assert clerk.post(ARCHIVE.address(award.party_id, "archive_paper"), sent).status_code == 302
    assert "缺2项" in clerk.get(url).content.decode()
    paper = ArchivedPaper.objects.get()
    aside = ARCHIVE.address(award.party_id, "archive_aside", paper.pk)
    assert clerk.post(aside, {"because": "误传"}).status_code == 302
    assert clerk.get(aside).status_code == 404
    whole = ARCHIVE.address(award.party_id, "archive_whole")
    assert officer.post(whole, {"because": ""}).status_code == 422
    answer = officer.post(whole, {"because": "检查"})
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer))).testzip() is None
    for page_url in (f"/disability_subsidies/awards/{award.pk}/",):
        assert url in officer.get(page_url).content.decode()


def test_the_archive_costs_the_same_whatever_lies_in_it(room: Room) -> None:
    first = room.award()
    room.signed(NURSING_SUBSIDY, "2024-10", on="2024-10-12")
    room.put_in(first, "identity")
    row = room.stopped(first)
    room.serve(row)
    with CaptureQueriesContext(connection) as few:
        before = len(room.read(first, "2025-11-01").entries)
    for month in ("2024-11", "2024-12", "2025-01"):
        room.signed(NURSING_SUBSIDY, month, on=f"{month}-12")
    room.put_in(first, "certificate_front", "certificate_back")
    person = Person.objects.get(pk=first.party_id)
    case = room.submitted("living_subsidy", on="2025-11-01", who=person)
    room.take(case, flow.FIRST_CHECK, room.clerk, "2025-11-03", found="属实")
    with CaptureQueriesContext(connection) as many:
        after_that = len(room.read(first, "2025-11-04").entries)
    assert after_that > before
    assert len(few) == len(many)

"""近亲属备案: declared, matched, visited one by one, kept alive with post and benefit, and the declarant kept from the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import Area, Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import OTHER_TOWN, TOWN, number_of, somebody
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.kin import recused
from doudi.mechanisms.registry.models import Category, Kin, Person
from doudi.mechanisms.registry.services import (
    NewCategory,
    NewKin,
    add_kin,
    end_category,
    put_in_category,
)
from doudi.programmes.assistance.dibao import flow as dibao
from doudi.programmes.assistance.dibao.after import flow as changes
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.stories import Hall
from doudi.programmes.integrity.near_relatives import first_screen, queries, services
from doudi.programmes.integrity.near_relatives.flow import FILINGS, HAND_ON, OPINE, REVIEW, VISIT, WITHDRAW
from doudi.programmes.integrity.near_relatives.matching import keep_up
from doudi.programmes.integrity.near_relatives.models import KinReach, RelativeDeclaration, Undeclared
from doudi.programmes.integrity.near_relatives.services import NewDeclaration

pytestmark = pytest.mark.django_db
DAY = "2024-09-12"
Relation = Kin.Relation


class County(Hall):
    """The hall, whose clerk has a number, and a household in dibao."""

    def __init__(self) -> None:
        super().__init__()
        self.clerk.id_number = number_of(dt.date(1985, 3, 4), 77)
        self.clerk.save()
        self.home = self.household(2)
        self.head_of_home, self.son = self.people(self.home)
        self.award = self.grant(DIBAO_BENEFIT, self.home, {"transfers": 20_000}, {}, residence=Residence.URBAN)

    def declared(
        self, relative: Person | None = None, relation: Kin.Relation = Relation.SIBLING, on: str = DAY
    ) -> RelativeDeclaration:
        who = relative or self.head_of_home
        (made,) = services.declare(NewDeclaration(who.id_number, relation), by=self.clerk, at=moment(on))
        return made

    def cadre(self, number: int = 5) -> Person:
        """A member of the village committee, who has no account."""
        person = self.people(self.household(1))[0]
        new = NewCategory(person.pk, Category.Kind.VILLAGE_CADRE, dt.date(2021, 1, 1), because="村委会换届")
        put_in_category([new], by=None, at=moment("2024-01-02"))
        return person

    def act(self, row: RelativeDeclaration, action: Any, by: User, on: str = DAY, **said: Any) -> Case:
        case = Case.objects.get(pk=row.pk)
        second = self.second if action.pair else None
        because = "核对有误" if action.needs_reason else ""
        files = [self.photo] if action is WITHDRAW else []
        take(case, action, by=by, at=moment(on), data=said, because=because, together_with=second, files=files)
        return case

    def filed(self, on: str = DAY) -> RelativeDeclaration:
        """On file: opinion of the township, visit of the county."""
        row = self.declared(on=on)
        self.act(row, OPINE, self.head, on, words="申报属实")
        self.act(row, VISIT, self.officer, on, visited_on=on, found="两口之家，确有困难", opinion="同意备案")
        row.refresh_from_db()
        return row


@pytest.fixture
def county() -> County:
    return County()


def matched(on: str = DAY) -> Any:
    return keep_up(today=dt.date.fromisoformat(on), at=moment(on, 1))


def stage(row: RelativeDeclaration) -> str:
    return Case.objects.get(pk=row.pk).stage


@pytest.mark.parametrize(
    ("relation", "reach"),
    [
        (Relation.SPOUSE, KinReach.LEGAL),
        (Relation.PARENT, KinReach.LEGAL),
        (Relation.CHILD, KinReach.LEGAL),
        (Relation.SIBLING, KinReach.LEGAL),
        (Relation.GRANDPARENT, KinReach.LEGAL),
        (Relation.GRANDCHILD, KinReach.LEGAL),
        (Relation.IN_LAW, KinReach.EXTENDED),
        (Relation.OTHER, KinReach.EXTENDED),
    ],
)
def test_r_rel_01_who_is_near_by_law(county: County, relation: Kin.Relation, reach: KinReach) -> None:
    assert county.declared(relation=relation).reach == reach


def test_r_rel_02_handlers_and_cadres_declare_and_nobody_else(county: County) -> None:
    auditor = somebody("auditor", Role.AUDITOR, "369999000000", id_number=number_of(dt.date(1980, 1, 1), 78))
    with pytest.raises(Refused, match="由经办人员和村（居）干部申报"):
        services.declare(NewDeclaration(county.head_of_home.id_number, Relation.SIBLING), by=auditor, at=moment(DAY))
    nameless = county.other_clerk
    with pytest.raises(Refused, match="没有登记身份证号"):
        services.declare(NewDeclaration(county.head_of_home.id_number, Relation.SIBLING), by=nameless, at=moment(DAY))
    cadre = county.cadre()
    new = NewDeclaration(county.head_of_home.id_number, Relation.CHILD, staff_number=cadre.id_number)
    (made,) = services.declare(new, by=county.clerk, at=moment(DAY))
    assert (made.office, made.staff) == ("VILLAGE", cadre)
    stranger = county.people(county.household(1))[0]
    with pytest.raises(Refused, match="先登记其任职"):
        services.declare(
            NewDeclaration(county.son.id_number, Relation.CHILD, staff_number=stranger.id_number),
            by=county.clerk,
            at=moment(DAY),
        )


def test_r_rel_03_every_filing_is_visited_by_two_of_the_county_before_it_is_on_file(county: County) -> None:
    row = county.declared()
    with pytest.raises(Refused, match="不能办理"):
        county.act(
            row, VISIT, county.officer, visited_on=DAY, found="属实", opinion="同意"
        )  # the township has said nothing yet
    county.act(row, OPINE, county.head, words="申报属实")
    case = Case.objects.get(pk=row.pk)
    assert {each.target for each in FILINGS.actions_from(case.stage) if each.roles} == {"FILED", "ENDED"}
    said = {"visited_on": DAY, "found": "属实", "opinion": "同意"}
    with pytest.raises(Refused, match="两人"):
        take(case, VISIT, by=county.officer, at=moment(DAY), data=said)
    county.act(row, VISIT, county.officer, **said)
    row.refresh_from_db()
    assert (stage(row), row.visited_on) == ("FILED", dt.date(2024, 9, 12))


def test_r_rel_03_an_application_of_somebody_declared_is_registered_and_visited(county: County) -> None:
    """Declared while it is applied for; the hundred per cent visit follows in the flow of dibao."""
    application = county.applied(on="2024-04-26")
    county.complete(application, "2024-04-26")
    county.take(application.case, dibao.SUBMIT, county.helper, "2024-04-26", signed=True)
    made = county.declared(application.applicant, Relation.PARENT, "2024-04-26")
    assert (made.award, made.application) == (None, application.case)
    county.take(application.case, dibao.ACCEPT, county.other_clerk, "2024-04-26")
    application.refresh_from_db()
    assert "低保经办人员" in application.near_kin
    assert "近亲属备案" in str(dibao.APPLICATIONS.spot_check and dibao.APPLICATIONS.spot_check.always(application.case))  # type: ignore[misc]


def test_r_rel_04_filing_takes_nothing_away_and_a_missing_one_is_the_finding(county: County) -> None:
    brother = person_of(county.clerk, county)
    add_kin([NewKin(brother.pk, county.head_of_home.pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY))
    assert matched().found == 1
    (found,) = Undeclared.objects.all()
    assert (found.relation, found.due_on) == (
        "兄弟姐妹",
        dt.date(2024, 9, 20),
    )  # five working days, over the Mid-Autumn Festival
    assert [each.title for each in first_screen.worklist(county.clerk, dt.date(2024, 9, 13))][-1].startswith("登记显示")
    assert first_screen.alarms(county.officer, dt.date(2024, 9, 20)) == []
    assert first_screen.alarms(county.officer, dt.date(2024, 9, 21))[0].number == 1
    with pytest.raises(Refused, match="请先申报备案"):
        services.say_none(by=county.clerk, at=moment(DAY))
    before = (county.award.amount, county.award.until_month)
    row = county.declared()
    county.award.refresh_from_db()
    assert (county.award.amount, county.award.until_month) == before
    found.refresh_from_db()
    assert (found.state, found.words) == ("DECLARED", row.case.number)
    assert matched().found == 0


def test_ex_34_the_village_heads_brother_without_filing_and_the_wifes_uncle(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    village_head = county.cadre()
    add_kin([NewKin(village_head.pk, county.head_of_home.pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY))
    assert matched().found == 1
    assert [each.reach for each in Undeclared.objects.all()] == [KinReach.LEGAL]
    uncle, wife, father_in_law = (county.people(county.household(1))[0] for _ in range(3))
    county.grant(DIBAO_BENEFIT, uncle.memberships.get().household, {}, residence=Residence.URBAN)
    kin = [
        NewKin(county.cadre().pk, wife.pk, Relation.SPOUSE),
        NewKin(wife.pk, father_in_law.pk, Relation.PARENT),
        NewKin(father_in_law.pk, uncle.pk, Relation.SIBLING),
    ]
    add_kin(kin, source="户籍", by=None, at=moment(DAY))
    assert matched().found == 0
    monkeypatch.setattr("doudi.programmes.integrity.near_relatives.matching.reaches_in_laws", lambda on: True)
    assert matched().found == 1
    assert Undeclared.objects.latest("pk").reach == KinReach.EXTENDED


def test_r_rel_05_in_laws_are_found_only_where_the_county_asks_and_are_reported_apart(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = person_of(county.clerk, county)
    wife = county.people(county.household(1))[0]
    kin = [NewKin(me.pk, wife.pk, Relation.SPOUSE), NewKin(wife.pk, county.head_of_home.pk, Relation.SIBLING)]
    add_kin(kin, source="婚姻登记", by=None, at=moment(DAY))
    assert matched().found == 0
    monkeypatch.setattr("doudi.programmes.integrity.near_relatives.matching.reaches_in_laws", lambda on: True)
    assert matched().found == 1
    assert Undeclared.objects.get().reach == KinReach.EXTENDED
    county.declared(relation=Relation.IN_LAW)
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert queries.on_file(KinReach.LEGAL, year).count() == 0
    assert queries.on_file(KinReach.EXTENDED, year).count() == 1


def test_r_rel_06_it_lives_as_long_as_the_benefit(county: County) -> None:
    row = county.filed()
    assert matched().ended == 0
    awards.stop(
        county.award, reason="INCOME", decided_on=dt.date(2024, 9, 20), document="停1", by=county.officer, at=moment("2024-09-20"), because="收入超过标准"
    )  # fmt: skip
    assert matched("2024-09-25").ended == 0  # it is paid to the end of the month
    assert matched("2024-10-08").ended == 1
    row.refresh_from_db()
    assert (stage(row), row.ended_on) == ("ENDED", dt.date(2024, 10, 8))
    assert Case.objects.get(pk=row.pk).actions.latest("pk").because == "待遇已终止"
    assert matched("2024-10-09").ended == 0


def test_r_rel_06_it_lives_as_long_as_the_post(county: County) -> None:
    cadre = county.cadre()
    new = NewDeclaration(county.head_of_home.id_number, Relation.CHILD, staff_number=cadre.id_number)
    (row,) = services.declare(new, by=county.clerk, at=moment(DAY))
    assert matched().ended == 0
    end_category(
        Category.objects.get(party=cadre.pk), on=dt.date(2024, 9, 30), by=None, at=moment("2024-09-30"), because="离任"
    )
    assert matched("2024-10-08").ended == 1
    assert Case.objects.get(pk=row.pk).actions.latest("pk").because == "任职已终止"


def test_r_rel_06_a_changed_amount_is_noted_with_before_and_after(county: County) -> None:
    row = county.filed()
    type(county.award).objects.filter(pk=county.award.pk).update(amount=45_600)
    assert matched().amended == 1
    row.refresh_from_db()
    assert row.amount_fen == 45_600
    change = Case.objects.get(pk=row.pk).actions.latest("pk").change
    assert change.after["月金额"] == "456.00元"
    assert matched().amended == 0


def test_r_rel_06_each_year_it_falls_due_for_review_by_itself(county: County) -> None:
    row = county.filed()
    due = dt.date(2025, 9, 13)
    assert casework.worklist(county.officer, [FILINGS], due).count() == 0  # on file it waits for nobody
    lapse([FILINGS], today=dt.date(2025, 9, 12), at=moment("2025-09-12", 1))
    assert stage(row) == "FILED"
    lapse([FILINGS], today=dt.date(2025, 9, 13), at=moment("2025-09-13", 1))
    assert stage(row) == "REVIEW_DUE"
    assert casework.worklist(county.officer, [FILINGS], due).count() == 1
    county.act(row, REVIEW, county.officer, "2025-09-16", visited_on="2025-09-16", found="情况没有变化")
    row.refresh_from_db()
    assert (stage(row), row.reviewed_on) == ("FILED", dt.date(2025, 9, 16))


def test_r_rel_06_after_an_election_everybody_there_declares_anew(county: County) -> None:
    at, later = moment("2024-09-01"), dt.date(2024, 9, 12)
    services.say_none(by=county.clerk, at=at)
    assert queries.owes(county.clerk, later) == ""
    with pytest.raises(Refused, match="没有权限"):
        services.call(Area.objects.get(code=OTHER_TOWN), because="换届", by=county.head, at=moment(DAY))
    services.call(Area.objects.get(code=OTHER_TOWN), because="换届", by=county.officer, at=moment("2024-09-10"))
    assert queries.owes(county.clerk, later) == ""
    services.call(Area.objects.get(code=TOWN), because="村（居）委会换届", by=county.officer, at=moment("2024-09-10"))
    assert "换届" in queries.owes(county.clerk, later)
    services.say_none(by=county.clerk, at=moment(DAY))
    assert queries.owes(county.clerk, later) == ""
    assert "满一年" in queries.owes(county.clerk, dt.date(2025, 9, 12))


def test_r_rec_02_who_has_declared_is_kept_from_the_case_at_once(county: County) -> None:
    application = county.applied(on=DAY)
    county.complete(application, DAY)
    county.take(application.case, dibao.SUBMIT, county.helper, DAY, signed=True)
    assert recused(county.clerk, [application.applicant_id], on=dt.date(2024, 9, 12)) is None
    county.declared(application.applicant, Relation.PARENT)
    assert "父母" in str(recused(county.clerk, [application.applicant_id], on=dt.date(2024, 9, 12)))
    with pytest.raises(Refused, match="回避"):
        county.take(application.case, dibao.ACCEPT, county.clerk, DAY)
    county.take(application.case, dibao.ACCEPT, county.other_clerk, DAY)


def test_r_rec_02_the_declarant_does_not_handle_his_own_filing(county: County) -> None:
    county.head.id_number = number_of(dt.date(1975, 3, 4), 79)
    county.head.save()
    (row,) = services.declare(
        NewDeclaration(county.head_of_home.id_number, Relation.PARENT), by=county.head, at=moment(DAY)
    )
    with pytest.raises(Refused, match="回避"):
        county.act(row, OPINE, User.objects.get(pk=county.head.pk), words="申报属实")


def test_r_rec_05_who_handled_his_relatives_case_has_it_looked_at_again_by_others_and_the_clue_is_handed_on(
    county: County,
) -> None:
    case = county.confirmed()  # the clerk surveyed and proposed it
    application = Application.objects.get(case=case)
    award, applicant = application.award, application.applicant
    clerk = person_of(county.clerk, county)
    add_kin([NewKin(clerk.pk, applicant.pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY))
    matched()
    services.file_found(Undeclared.objects.get(relative=applicant), by=county.officer, at=moment(DAY))
    row = RelativeDeclaration.objects.get(relative=applicant)
    assert row.handled
    assert row.looked_again is not None
    again = Amendment.objects.get(pk=row.looked_again_id)
    assert again.award == award
    assert "未备案即经办" in again.words
    with pytest.raises(Refused, match="回避"):
        take(again.case, changes.START, by=county.clerk, at=moment("2024-09-13"))
    take(again.case, changes.START, by=county.companion, at=moment("2024-09-13"))
    county.act(row, OPINE, county.head, words="申报属实")
    county.act(row, VISIT, county.officer, visited_on=DAY, found="困难属实", opinion="同意备案")
    said = {"document": "某民函〔2024〕3号", "to": "派驻纪检监察组", "handed_on": DAY, "words": "应回避未回避"}
    county.act(row, HAND_ON, county.officer, **said)
    with pytest.raises(Refused, match="已经移送"):
        county.act(row, HAND_ON, county.officer, **said)
    page = signed_in(county.officer).get(reverse("near_relatives:filing", args=[row.pk])).content.decode()
    assert again.case.number in page


def test_r_rec_05_nothing_is_handed_on_of_somebody_who_handled_nothing(county: County) -> None:
    row = county.filed()
    assert not row.handled
    with pytest.raises(Refused, match="不需要移送"):
        county.act(row, HAND_ON, county.officer, document="甲", to="乙", handed_on=DAY, words="丙")


def test_what_needs_no_filing_is_refused_and_what_is_filed_is_not_filed_twice(county: County) -> None:
    poor = county.people(county.household(1))[0]
    with pytest.raises(Refused, match="没有享受或申请"):
        county.declared(poor)
    county.declared()
    with pytest.raises(Refused, match="已经备案"):
        county.declared()
    county.declared(county.son, Relation.OTHER)
    assert RelativeDeclaration.objects.count() == 2
    assert Record.objects.filter(action="near_relatives.filings.open").count() == 2


def test_the_county_clears_what_is_nothing_and_it_is_not_found_again(county: County) -> None:
    brother = person_of(county.clerk, county)
    add_kin([NewKin(brother.pk, county.head_of_home.pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY))
    matched()
    found = Undeclared.objects.get()
    with pytest.raises(Refused, match="没有权限"):
        services.dismiss(found, words="同名", by=county.clerk, at=moment(DAY))
    with pytest.raises(Refused, match="写明"):
        services.dismiss(found, words=" ", by=county.officer, at=moment(DAY))
    services.dismiss(found, words="户籍登记有误，同名同姓", by=county.officer, at=moment(DAY))
    assert matched("2024-09-13").found == 0


def test_the_county_files_what_nobody_declared_and_the_source_says_so(county: County) -> None:
    brother = person_of(county.clerk, county)
    add_kin([NewKin(brother.pk, county.head_of_home.pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY))
    matched()
    made = services.file_found(Undeclared.objects.get(), by=county.officer, at=moment(DAY))
    assert made.source == "MATCHED"
    assert Undeclared.objects.get().state == "DECLARED"


# --- pages -----------------------------------------------------------------------------------------------------------------


def test_somebody_declares_on_his_page_and_the_county_has_it_in_its_list(county: County) -> None:
    clerk = signed_in(county.clerk)
    mine = reverse("near_relatives:mine")
    assert "还没有申报" in clerk.get(mine).content.decode()
    said = {"relative_number": county.head_of_home.id_number, "relation": "SIBLING", "hardship": "年老"}
    answer = clerk.post(reverse("near_relatives:declare"), said, follow=True)
    assert "已申报" in answer.content.decode()
    assert county.head_of_home.id_number not in answer.content.decode()
    listed = signed_in(county.officer).get(reverse("near_relatives:filings")).content.decode()
    assert "兄弟姐妹" in listed
    assert "法定近亲属" in listed
    case = reverse("near_relatives:filing", args=[RelativeDeclaration.objects.get().pk])
    page = signed_in(county.head).get(case).content.decode()
    assert "乡镇提出意见" in page
    assert "年老" in page


def test_a_village_helper_reads_no_list_of_others(county: County) -> None:
    helper = signed_in(county.helper)
    assert helper.get(reverse("near_relatives:mine")).status_code == 200
    assert helper.get(reverse("near_relatives:filings")).status_code == 403
    assert helper.get(reverse("near_relatives:undeclared")).status_code == 403


@pytest.mark.parametrize("page", ["mine", "filings", "undeclared"])
def test_lists_ask_as_often_for_one_row_as_for_three(county: County, page: str) -> None:
    user = county.clerk if page == "mine" else county.officer
    client: Client = signed_in(user)
    me = person_of(county.clerk, county)
    counts = []
    for number in (1, 3):
        while RelativeDeclaration.objects.count() < number:
            home = county.household(1)
            county.grant(DIBAO_BENEFIT, home, {"transfers": 100}, residence=Residence.URBAN, decided="2023-12-20")
            county.declared(county.people(home)[0], Relation.OTHER)
        while Undeclared.objects.filter(state="OPEN").count() < number:
            home = county.household(1)
            county.grant(DIBAO_BENEFIT, home, {"transfers": 100}, residence=Residence.URBAN, decided="2023-12-20")
            add_kin(
                [NewKin(me.pk, county.people(home)[0].pk, Relation.SIBLING)], source="户籍", by=None, at=moment(DAY)
            )
            matched()
        client.get(reverse(f"near_relatives:{page}"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"near_relatives:{page}")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def person_of(user: User, county: County) -> Person:
    """The user in the register, where he is entered with his first word."""
    services.say_none(by=user, at=moment("2024-01-05")) if not Person.objects.filter(
        id_index=user.id_index
    ).exists() else None
    return Person.objects.get(id_index=user.id_index)

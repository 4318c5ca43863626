"""Stories of leads (R-LEDGER-04, R-FIND-04): known to few by name, sealed when handed over, each reading on record, told by number only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Grant, Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.integrity.data_matching import flow as findings
from doudi.programmes.integrity.data_matching.stories import found
from doudi.programmes.integrity.leads import flow, queries, services
from doudi.programmes.integrity.leads.models import Lead, LeadPackage, LeadReader
from doudi.programmes.integrity.leads.services import NewLead
from tests.rectification.stories import DAY, Bureau

pytestmark = pytest.mark.django_db
SECRET, WHO = "收受红包两次，帮其亲属办理低保", "某镇民政所干部张某"
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


class Confided(Bureau):
    """The officer and the centre are let in; the second officer is not."""

    def __init__(self) -> None:
        super().__init__()
        for user in (self.officer, self.centre):
            services.let_in(user, because="分工", by=self.leader, at=moment("2024-01-02"))

    def lead(self, **more: Any) -> Lead:
        new = NewLead("信访", dt.date(2024, 5, 13), WHO, SECRET, "来信1件2页")
        return services.enter(new, area_code=COUNTY, by=self.officer, at=moment(DAY), **more)

    def step(self, lead: Lead, action: Action, by: User, on: str = DAY, **said: Any) -> Lead:
        lead.case.refresh_from_db()
        take(lead.case, action, by=by, at=moment(on), data=said)
        lead.refresh_from_db()
        return lead

    def handed_over(self, number: str = "某民线〔2024〕1号") -> Lead:
        return self.step(self.lead(), flow.HAND_OVER, self.centre, register_no=number, to="县纪委监委")


@pytest.fixture
def bureau() -> Confided:
    return Confided()


def test_r_ledger_04_only_those_named_see_that_there_is_a_lead(bureau: Confided) -> None:
    lead = bureau.lead()
    address = reverse("leads:lead", args=[lead.pk])
    assert acting(bureau.officer).get(address).status_code == 200
    for user in (bureau.second, bureau.leader):  # the same roles, and the leader who named the others
        assert acting(user).get(address).status_code == 404
        assert lead.case.number not in acting(user).get(reverse("leads:register")).content.decode()
        assert "问题线索：" not in acting(user).get("/").content.decode()
        with pytest.raises(Refused, match="限定知悉范围"):
            services.read(lead, reason="看看", by=user, at=moment(DAY))
        with pytest.raises(Refused, match="限定知悉范围"):
            bureau.step(lead, flow.HAND_OVER, user, register_no="甲", to="乙")
    assert acting(bureau.clerk).get(address).status_code == 403
    assert "问题线索：" in acting(bureau.officer).get("/").content.decode()


def test_each_reading_before_it_is_sealed_leaves_a_record_with_its_reason(bureau: Confided) -> None:
    lead = bureau.lead()
    page, address = acting(bureau.centre), reverse("leads:read", args=[lead.pk])
    assert SECRET not in page.get(reverse("leads:lead", args=[lead.pk])).content.decode()
    assert SECRET not in page.get(address).content.decode()
    assert not Record.objects.filter(action="lead.read").exists()
    assert page.post(address, {"reason": ""}).status_code == 422
    assert SECRET in page.post(address, {"reason": "研判是否移送"}).content.decode()
    [row] = Record.objects.filter(action="lead.read")
    assert (row.by, row.because, row.subject) == (bureau.centre, "研判是否移送", f"case:{lead.pk}")


def test_r_find_04_what_is_sealed_is_read_by_the_discipline_commission_alone(bureau: Confided) -> None:
    lead = bureau.handed_over()
    assert (lead.subject, lead.brief, lead.papers) == ("", "", "")
    with pytest.raises(Refused, match="已经封存"):
        services.read(lead, reason="再看", by=bureau.officer, at=moment(DAY))
    package = LeadPackage.objects.get()
    for user in (bureau.officer, bureau.centre, bureau.leader):
        with pytest.raises(Refused, match="没有权限"):
            services.open_package(package, by=user, at=moment(DAY))
        assert acting(user).post(reverse("leads:package", args=[lead.pk])).status_code == 403
    assert not Record.objects.filter(action="transfer.open").exists()
    reader, address = acting(bureau.inspector), reverse("leads:package", args=[lead.pk])
    assert SECRET not in reader.get(address).content.decode()  # who follows an address opens nothing
    opened = reader.post(address).content.decode()
    assert SECRET in opened
    assert WHO in opened
    assert "封存完好" in opened
    [row] = Record.objects.filter(action="transfer.open")
    assert (row.by, row.data) == (bureau.inspector, {"intact": True})


def test_a_package_that_was_changed_shows_it(bureau: Confided) -> None:
    lead = bureau.handed_over()
    package = LeadPackage.objects.get()
    package.sealed = package.sealed.replace("两次", "一次")
    package.save()
    shown = acting(bureau.inspector).post(reverse("leads:package", args=[lead.pk])).content.decode()
    assert "与封存时不一致" in shown
    assert Record.objects.get(action="transfer.open").data == {"intact": False}


def test_what_it_says_lies_nowhere_in_plain_and_stands_in_no_record(bureau: Confided) -> None:
    bureau.handed_over()
    bureau.lead()
    with connection.cursor() as cursor:
        for table in ("leads_lead", "leads_leadpackage", "casework_case", "casework_actiontaken", "base_record"):
            cursor.execute(f"SELECT * FROM {table}")
            lying = str(cursor.fetchall())
            assert "红包" not in lying, table
            assert "张某" not in lying, table
    assert "红包" not in repr(NewLead("信访", dt.date(2024, 5, 13), WHO, SECRET))


def test_r_ledger_04_the_register_keeps_receipt_and_feedback_and_ind_22_counts_receipts(bureau: Confided) -> None:
    lead = bureau.handed_over()
    indicator = indicator_of("rectification.leads")
    assert indicator is not None
    assert figure(indicator, YEAR, area_code=COUNTY).value == 0  # handed over, not received yet
    with pytest.raises(Refused, match="回执日期须在移送日期"):
        bureau.step(lead, flow.RECEIPT, bureau.officer, "2024-05-20", receipt_no="纪收1", receipt_on="2024-05-10")
    bureau.step(lead, flow.RECEIPT, bureau.officer, "2024-05-20", receipt_no="纪收1", receipt_on="2024-05-17")
    assert figure(indicator, YEAR, area_code=COUNTY).value == 1
    bureau.step(lead, flow.FEEDBACK, bureau.officer, "2024-07-01", feedback="TALKED", feedback_on="2024-06-28")
    assert (lead.case.stage, lead.get_feedback_display()) == ("ANSWERED", "谈话函询")


def test_the_public_figure_shows_a_count_and_no_list_to_anybody(bureau: Confided) -> None:
    lead = bureau.handed_over()
    bureau.step(lead, flow.RECEIPT, bureau.officer, "2024-05-20", receipt_no="纪收1", receipt_on="2024-05-17")
    for user in (bureau.officer, bureau.second):
        shown = acting(user).get(f"/reports/figures/rectification.leads/2024/{COUNTY}/")
        assert shown.status_code == 200
        text = shown.content.decode()
        assert "移送问题线索" in text
        assert lead.case.number not in text


def test_nobody_lets_himself_in_and_whoever_is_shut_out_sees_nothing_more(bureau: Confided) -> None:
    with pytest.raises(Refused, match="另一名局领导"):
        services.let_in(bureau.leader, because="查看", by=bureau.leader, at=moment(DAY))
    with pytest.raises(Refused, match="没有权限"):
        services.let_in(bureau.second, because="查看", by=bureau.officer, at=moment(DAY))
    with pytest.raises(Refused, match="不是本局有关人员"):
        services.let_in(bureau.clerk, because="查看", by=bureau.leader, at=moment(DAY))
    with pytest.raises(Refused, match="已经是"):
        services.let_in(bureau.officer, because="查看", by=bureau.leader, at=moment(DAY))
    lead = bureau.lead()
    services.shut_out(LeadReader.objects.get(user=bureau.officer), by=bureau.leader, at=timezone.now())
    assert acting(bureau.officer).get(reverse("leads:lead", args=[lead.pk])).status_code == 404
    assert set(Record.objects.filter(action__startswith="lead.").values_list("action", flat=True)) == {
        "lead.let_in",
        "lead.shut_out",
    }


def test_nobody_buries_a_lead_that_he_entered_himself(bureau: Confided) -> None:
    lead = bureau.lead()
    with pytest.raises(Refused, match="另一名知悉人员"):
        bureau.step(lead, flow.SET_ASIDE, bureau.officer, why="UNFOUNDED")
    bureau.step(lead, flow.SET_ASIDE, bureau.centre, why="NOT_OURS")
    assert lead.case.stage == "SET_ASIDE"
    assert acting(bureau.inspector).get(reverse("leads:lead", args=[lead.pk])).status_code == 404


def test_a_finding_handed_on_stands_in_the_register_by_itself_and_its_township_is_not_told(bureau: Confided) -> None:
    [mine] = found({}, at=moment(DAY))
    take(
        mine.case, findings.TRANSFER, by=bureau.centre, at=moment(DAY), because="涉嫌优亲厚友",
        data={"register_no": "某民线〔2024〕7号"},
    )  # fmt: skip
    lead = Lead.objects.get()
    assert (lead.register_no, lead.source, lead.case.stage, lead.about) == (
        "某民线〔2024〕7号",
        "大数据比对",
        "HANDED_OVER",
        mine.case,
    )
    assert lead.case.area_code == COUNTY
    assert lead.case.number not in acting(bureau.clerk).get("/").content.decode()
    with pytest.raises(Refused, match="已经用过"):  # one number, one lead, whichever line hands it on
        bureau.step(bureau.lead(), flow.HAND_OVER, bureau.centre, register_no="某民线〔2024〕7号", to="县纪委监委")


def test_who_substitutes_for_one_of_those_let_in_is_not_let_in_by_that(bureau: Confided) -> None:
    from doudi.mechanisms.casework import queries as casework
    from doudi.mechanisms.casework import substitutes

    day = timezone.localdate()
    Grant.objects.filter(user__in=[bureau.officer, bureau.second]).update(until=None)
    substitutes.arrange(
        bureau.officer, bureau.second, since=day, until=day, because="外出", by=bureau.leader, at=timezone.now()
    )
    bureau.lead()
    assert not casework.worklist(bureau.second, [flow.LEADS], day).exists()
    assert not casework.cases(bureau.second, flow.LEADS).exists()


def test_the_register_asks_as_often_for_three_as_for_one(bureau: Confided) -> None:
    bureau.lead()
    acting(bureau.officer).get(reverse("leads:register"))
    counts = []
    for more in (0, 2):
        for _ in range(more):
            bureau.lead()
        with CaptureQueriesContext(connection) as caught:
            acting(bureau.officer).get(reverse("leads:register"), {"size": "50"})
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_it_is_entered_handed_over_and_readers_are_named_from_the_pages(bureau: Confided) -> None:
    other = somebody("other", Role.VERIFICATION_CENTRE, COUNTY)
    leader = acting(bureau.leader)
    assert leader.post(reverse("leads:let_in"), {"user": other.pk, "because": "分工调整"}).status_code == 302
    row = LeadReader.objects.get(user=other)
    assert "分工调整" in leader.get(reverse("leads:readers")).content.decode()
    assert leader.post(reverse("leads:shut_out", args=[row.pk])).status_code == 302
    officer = acting(bureau.officer)
    said = {"source": "信访", "received_on": "2024-05-13", "subject": WHO, "brief": SECRET, "papers": ""}
    assert officer.post(reverse("leads:lead_new"), {**said, "brief": ""}).status_code == 422
    assert officer.post(reverse("leads:lead_new"), said).status_code == 302
    lead = Lead.objects.get()
    act = reverse("leads:lead_act", args=[lead.pk, "hand-over"])
    assert officer.post(act, {"register_no": "甲1", "to": "县纪委监委", "version": "0"}).status_code == 302
    assert queries.handed_over(YEAR).count() == 0
    assert acting(bureau.inspector).get(reverse("leads:lead", args=[lead.pk])).status_code == 200

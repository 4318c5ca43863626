"""Deaths and their chains, moved through the services the pages use, for the tests of this line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from doudi.base.models import Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.custody.services import register_custodian
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.programmes.funeral.ashes import flow, stock
from doudi.programmes.funeral.ashes.models import AshesCase

DIED = dt.date(2026, 8, 10)


class Hearse:
    """The county with a funeral home, a cemetery of four plots, a columbarium, a wood; and everybody through whose hands ashes pass."""

    def __init__(self) -> None:
        build_county()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.clerk2 = somebody("clerk2", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        self.operator = somebody("operator", Role.FUNERAL_HOME, COUNTY)
        self.reviewer = somebody("reviewer", Role.FUNERAL_HOME, COUNTY)
        self.writer = somebody("writer", Role.FUNERAL_HOME, COUNTY)
        self.keeper = somebody("keeper", Role.CEMETERY_KEEPER, TOWN)
        self.office = somebody("office", Role.FUNERAL_OFFICER, COUNTY)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.home = self.custodian("FUNERAL_HOME", "B1", "县殡仪馆", COUNTY)
        self.cemetery = self.custodian("CEMETERY", "G1", "上村公墓", VILLAGE, capacity=4)
        self.niche = self.custodian("COLUMBARIUM", "G2", "东镇骨灰堂", TOWN, capacity=50)
        self.wood = self.custodian("NATURE", "G3", "东镇生态林", TOWN)
        stock.receive_batch("赣火2026", 1, 50, by=self.office, at=moment("2026-01-05"))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2026-01-05")
        )
        self.known = 0

    def custodian(self, kind: str, code: str, name: str, area: str, capacity: int | None = None) -> Custodian:
        new = Custodian(kind=kind, code=code, name=name, area_code=area, capacity=capacity)
        return register_custodian(new, by=self.office, at=moment("2026-01-05"))

    def reported(self, on: dt.date = DIED, **more: Any) -> Case:
        """S0: dies at home at eight in the morning, told at ten."""
        self.known += 1
        given: dict[str, Any] = {
            "name": f"逝者{self.known}", "area_code": VILLAGE, "source": Source.VILLAGE, "died_at": moment(on, 8),
            "place": DeathPlace.HOME, "manner": Manner.NORMAL, "id_number": number_of(dt.date(1940, 1, 1), self.known),
            "tracker": self.helper, **more,
        }  # fmt: skip
        return case_of(deaths.report(NewReport(**given), by=self.helper, at=moment(on, 10)))

    def certify(self, case: Case, on: dt.date, **more: Any) -> Case:
        """S1, by the form of the day."""
        death = death_of(case)
        unified = on >= dt.date(2026, 7, 1)
        number = death.person.id_number if death.person is not None else ""
        given: dict[str, Any] = {
            "form": DeathCertificate.Form.UNIFIED if unified else DeathCertificate.Form.FOUR_COPY,
            "number": number if unified else f"3601{death.pk:06d}", "name": death.name, "died_at": death.died_at,
            "issuer": "东镇卫生院", "issuer_type": DeathCertificate.Issuer.TOWNSHIP_HEALTH, "issued_at": moment(on, 10),
            "id_number": number, "copies": "234", "police_stamped": True, "inquiry": True, "applicant": "子女", **more,
        }  # fmt: skip
        deaths.certify(death, NewCertificate(**given), by=self.clerk, at=moment(on, 11))
        case.refresh_from_db()
        return case

    def certified(self, on: dt.date = DIED, **more: Any) -> Case:
        return self.certify(self.reported(on, **more), on + dt.timedelta(days=1))

    def received(self, on: dt.date = DIED, **more: Any) -> Case:
        case = self.certified(on, **more)
        self.receive(case, on + dt.timedelta(days=1))
        return case

    def receive(self, case: Case, on: dt.date, **said: Any) -> ActionTaken:
        given = {
            "name": case.title,
            "vehicle": "赣X00001",
            "seal": f"Y{case.pk}",
            "family": "王五",
            "slot": "3号",
            **said,
        }
        return self.take(case, flow.RECEIVE, self.operator, on, hour=14, **given)

    def cremate(self, case: Case, on: dt.date, **said: Any) -> ActionTaken:
        hour = 7 + case.pk % 10
        given = {
            "identity_checked": True, "certificate_checked": True, "organiser_checked": True, "form_number": f"确{case.pk}",
            "furnace": "1号炉", "began": f"{hour:02d}:00", "ended": f"{hour:02d}:50", "seal": f"G{case.pk}", "family": "王五", **said,
        }  # fmt: skip
        return self.take(case, flow.CREMATE, self.operator, on, hour=18, second=self.reviewer, **given)

    def cremated(self, on: dt.date = DIED, **more: Any) -> Case:
        """S3, three days after the death, with the certificate issued."""
        case = self.received(on, **more)
        self.cremate(case, on + dt.timedelta(days=3))
        self.take(case, flow.ISSUE, self.writer, on + dt.timedelta(days=3), hour=18, recipient="王五")
        return case

    def release(self, case: Case, on: dt.date, **said: Any) -> ActionTaken:
        given = {
            "destination": "VILLAGE", "proof": "墓1", "collector": "王五", "relation": "子女", "collector_checked": True,
            "seal": f"G{case.pk}", **said,
        }  # fmt: skip
        return self.take(case, flow.RELEASE, self.writer, on, hour=19, second=self.helper, **given)

    def released(self, on: dt.date = DIED, **more: Any) -> Case:
        """S5, on the day of the cremation."""
        case = self.cremated(on, **more)
        self.release(case, on + dt.timedelta(days=3))
        return case

    def place(self, case: Case, on: dt.date, action: Action = flow.PLACE, **said: Any) -> ActionTaken:
        given = {
            "facility": "G1", "place": f"A-{case.pk}", "square": "0.5", "certificate": f"葬{case.pk}-{on:%m%d}", "family": "王五",
            "seal": f"G{case.pk}", **said,
        }  # fmt: skip
        return self.take(case, action, self.keeper, on, hour=20, second=self.helper, **given)

    def placed(self, on: dt.date = DIED, **more: Any) -> Case:
        """S6, on the day of the release."""
        case = self.released(on, **more)
        self.place(case, on + dt.timedelta(days=3))
        return case

    def verify(self, case: Case, on: dt.date) -> ActionTaken:
        return self.take(case, flow.VERIFY, self.clerk, on, seal_matches=True, place_matches=True)

    def closed(self, on: dt.date = DIED) -> Case:
        """S8."""
        case = self.placed(on)
        deaths.cancel_household(
            death_of(case),
            on=on + dt.timedelta(days=20),
            receipt="注1",
            by=self.clerk,
            at=moment(on + dt.timedelta(days=20)),
        )
        self.verify(case, on + dt.timedelta(days=22))
        self.take(case, flow.CLOSE, self.head, on + dt.timedelta(days=25))
        return case

    def free(self, case: Case, action: Action, on: dt.date) -> ActionTaken:
        """The police let go, by a document of the day."""
        case.refresh_from_db()
        return take(case, action, by=self.clerk, at=moment(on), data={"document": "解1", "on": str(on)})

    def take(
        self, case: Case, action: Action, by: User, on: dt.date, *, hour: int = 15, second: User | None = None,
        because: str = "情况属实", **said: Any,
    ) -> ActionTaken:  # fmt: skip
        case.refresh_from_db()
        files: Sequence[StoredFile] = [self.photo] if any(each.kind == "photo" for each in action.fields) else []
        told = {key: str(value) if isinstance(value, dt.date) else value for key, value in said.items()}
        return take(
            case, action, by=by, at=moment(on, hour), because=because, data=told, files=files, together_with=second
        )


def case_of(death: Death) -> Case:
    return Case.objects.get(ashes__death=death)


def death_of(case: Case) -> Death:
    return Death.objects.select_related("person").get(ashes=case.pk)


def row_of(case: Case) -> AshesCase:
    return AshesCase.objects.select_related("item__custodian", "death").get(pk=case.pk)

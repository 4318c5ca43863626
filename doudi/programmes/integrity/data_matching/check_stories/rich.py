"""A county in which every check finds somebody, and every list excuses somebody whom a check would find without it."""

from __future__ import annotations

from doudi.programmes.integrity.data_matching.check_stories.county import HOME, County, Person

LIVING, NURSING = "困难残疾人生活补贴", "重度残疾人护理补贴"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


class RichCounty(County):
    """Households H1, H2, … of one, each with a name of its own."""

    def __init__(self) -> None:
        super().__init__("2024-11", extended_kin=True)
        self._households = 0
        self._paying()
        self._owning()
        self._earning()
        self._kin()
        self._missed()
        self._meters()

    def somebody(self, **cells: object) -> Person:
        """A new adult of a name nobody else has."""
        number = self._people
        name = f"{_SURNAMES[number % 32]}{'春夏秋冬梅兰竹菊'[number // 32 % 8]}{'东西南北中'[number // 256 % 5]}"
        return self.person(name, **cells)  # type: ignore[arg-type]  # the cells of an entry of the register

    def home(self, **cells: object) -> Person:
        """A dibao household of one."""
        self._households += 1
        who = self.somebody()
        self.dibao(f"H{self._households}", who, **cells)  # type: ignore[arg-type]  # the cells of the roll
        return who

    def _paying(self) -> None:
        dead, prisoner, doubled, other = (self.home() for _ in range(4))
        for who in (dead, prisoner, doubled):
            self.paid(who, "农村低保", 715, "2024-06..2024-11")
        self.row("death_cancellations", dead, died_on="2024-08-01")
        self.row("prisoners", prisoner, kind="收监执行", from_on="2024-07-01", to_on="2025-12-01")
        self.paid(doubled, "特困供养", 930, "2024-09..2024-11")
        self.row("other_county_dibao", other, county="邻县", state="在保")
        cremated = self.somebody()
        self.row("age_allowance", cremated)
        self.row("cremations", cremated, cremated_on="2024-05-01")
        moved = self.somebody(state="迁出县外", changed_on="2024-08-15")
        self.paid(moved, NURSING, 100, "2024-09..2024-11")
        grown = self.person("小满满", born="2006-01-01")
        self.paid(grown, "孤儿基本生活费", 1360, "2024-09..2024-11")
        self.row("students", grown, school="县中", state="退学", left_on="2024-03-01")
        at_school = self.person("小在校", born="2006-01-01")
        self.paid(at_school, "孤儿基本生活费", 1360, "2024-09..2024-11")
        self.row("students", at_school, school="职中", state="在读")
        expired = self.somebody()
        self.paid(expired, NURSING, 100, "2024-09..2024-11")
        self.row("disability_certificates", expired, certificate_no="Z1", grade=1, valid_to="2024-08-20", state="过期")
        for child, way in (
            (self.person("童补差", born="2014-01-01"), "补差发放"),
            (self.person("童全额", born="2014-01-01"), "全额"),
        ):
            self.row("children_allowance", child, category="事实无人抚养儿童", way=way)
            for benefit in ("事实无人抚养儿童基本生活补贴", LIVING):
                self.paid(child, benefit, 100, "2024-09..2024-11")
        gone = self.somebody()
        self.row("stopped", gone, household_no="H901", cause="收入增加", from_month="2024-08", address=HOME)
        self.paid(gone, "农村低保", 715, "2024-07..2024-10", household_no="H901")
        self.row("monitored", gone, category="突发严重困难户", risk="因病")
        late = self.somebody()
        self.row(
            "deferred_exits",
            late,
            household_no="H902",
            category="DE1",
            from_month="2024-02",
            to_month="2024-07",
            address=HOME,
        )
        self.paid(late, "农村低保", 715, "2024-07..2024-09", household_no="H902")
        self.home(account_holder="外人")
        kept = self.somebody(book="B77")
        self.dibao("H903", kept, self.somebody(), account_holder=self.somebody(book="B77", relation="子").name)
        self.row("cremations", self.somebody(), cremated_on="2024-05-01")
        for online, bank in ((100, 100), (100, None), (None, 100)):
            who = self.somebody()
            if online:
                self.row("subsidy_system_list", who, benefit=NURSING, amount=online)
            if bank:
                self.row("bank_return", who, benefit=NURSING, amount=bank, result="成功")

    def _owning(self) -> None:
        self.row("vehicles", self.home(), plate="A1", type="小型轿车", price=60000, state="正常")
        owner = self.home()
        for unit in ("U1", "U2"):
            self.row("titles", owner, unit_no=unit, use="住宅", area=90, state="现势")
        self.row("firms", self.home(), firm="某商行", role="经营者", capital=50000, state="存续")
        self.row("firms", self.home(), firm="另商行", role="股东", capital=60000, state="存续")  # below the limit
        self.row("financial_assets", self.home(), balance=25000, kind="存款")  # below the limit
        self.row("financial_assets", self.home(), balance=90000, kind="存款")
        parent = self.home()
        son = self.person("某之子", born="1985-01-01", father_id=parent)
        self.row("vehicles", son, plate="A2", type="小型轿车", price=300000, state="正常")

    def _earning(self) -> None:
        self.row("payroll", self.home(), unit="某局", kind="事业编制", wage=5000)
        self.row(
            "contributions", self.home(), employer="某厂", scheme="企业职工基本养老保险", base=3500, paid=[1.0] * 6
        )
        self.row("housing_fund", self.home(), employer="某厂", monthly=400, paid_to="2024-11", state="正常")
        self.row("taxed_income", self.home(wage=600), item="劳务", income=7000, to_on="2024-06-30")  # 583 a month
        self.row("taxed_income", self.home(), item="劳务", income=20000, to_on="2024-06-30")
        self.row("pensions", self.home(pension=860), scheme="企业职工养老保险", monthly=900, state="正常")  # 40 apart
        self.row("pensions", self.home(), scheme="企业职工养老保险", monthly=900, state="正常")
        husband, widower, divorced = (self.home() for _ in range(3))
        for who in (husband, widower, divorced):
            gone = {"state": "死亡", "changed_on": "2018-01-01"} if who is widower else {}
            wife = self.somebody(sex="女", **gone)
            self.married(who, wife, "2010-01-01")
            if who is divorced:
                self.married(who, wife, "2020-01-01", "离婚登记")

    def _kin(self) -> None:
        for filed in (False, True):
            mother = self.home()
            cadre = self.somebody(born="1985-01-01", mother_id=mother)
            self.row("village_cadres", cadre, village="上村", post="主任")
            if filed:
                self.row("kin_filings", mother, staff_name=cadre.name, staff_id=cadre, relation="母子")
            father = self.home()
            employee = self.somebody(born="1985-01-01", father_id=father)
            self.row("public_employees", employee, unit="某局", post="科员", state="在职")
        handler = self.somebody(born="1985-01-01", father_id=self.home())
        self.row("handlers", handler, unit="民政所", post="民政助理员", state="在岗")

    def _certified(self, who: Person, grade: int) -> None:
        self.row("disability_certificates", who, certificate_no=who.number, disability_class="肢体", grade=grade,
                 issued_on="2020-01-01", valid_to="2030-01-01", state="正常")  # fmt: skip

    def _missed(self) -> None:
        edge = self.somebody()
        self.row("edge_families", edge, household_no="E1", income_per_head=900, address=HOME)
        self._certified(edge, 1)
        urban = self.somebody()
        self.row("edge_families", urban, household_no="E2", income_per_head=900, address=HOME)
        self.dibao("C1", urban, urban=True)
        self._certified(urban, 1)
        self._certified(self.home(), 3)
        injured, tekun, helped = self.somebody(), self.somebody(), [self.somebody() for _ in range(4)]
        self.row("work_injury", injured, item="生活护理费", monthly=1500, from_on="2020-01-01", state="正常发放")
        self.row("tekun", tekun, support="分散供养", address=HOME)
        for who in (injured, tekun):
            self._certified(who, 1)
        other = self.somebody()
        self.row("living_subsidy", other, grade=3)
        self.row("nursing_subsidy", other, grade=1)
        self.row("temporary_assistance", helped[0], on="2024-05-01", amount=3000)
        self.row("monitored", helped[1], category="边缘易致贫户")
        self.row("edge_families", helped[2], household_no="E3", income_per_head=900)
        for who in helped:
            self.row("medical_costs", who, own_part=20000, address=HOME)
            self.row("medical_costs", who, own_part=15000, address=HOME)
        self.row("medical_costs", self.somebody(), own_part=25000, address=HOME)  # below the limit

    def _meters(self) -> None:
        for meter in ("power", "water"):
            for house in range(4):
                address = f"东镇上村第3组{house + 1}号"
                neighbour = self.somebody(address=address)
                self.row(
                    meter,
                    holder=neighbour.name,
                    address=address,
                    use=[900, 900, 900] if house == 0 else [100, 100, 100],
                )
                if house == 0:
                    self.dibao(f"M{meter}", neighbour)

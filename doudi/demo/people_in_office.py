"""The demo's areas and sign-ins: one person for each role, and clerks and leaders of the other townships."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from doudi.base import areas
from doudi.base.areas import AreaRow
from doudi.base.models import Grant, User
from doudi.base.months import first_day
from doudi.base.roles import Role
from doudi.demo.county import COUNTY, COUNTY_NAME, TOWNS, County

PASSWORD = "doudi-2024"


@dataclass(frozen=True)
class Account:
    """A sign-in of the demo."""

    username: str
    name: str
    role: Role
    unit: str
    town: int | None = None  # number of the township
    village: str = ""
    organisation: str = ""


ACCOUNTS = (
    Account("hedui", "何对", Role.VERIFICATION_CENTRE, "县居民家庭经济状况核对中心"),
    Account("hedui2", "何复", Role.VERIFICATION_CENTRE, "县居民家庭经济状况核对中心"),
    Account("jiuzhu", "李敏", Role.COUNTY_OFFICER, "县民政局社会救助股"),
    Account("jiuzhu2", "王核", Role.COUNTY_OFFICER, "县民政局社会救助股"),
    Account("gucheng", "周平", Role.TOWNSHIP_CLERK, "古城镇民政所", 0),
    Account("gucheng2", "吴安", Role.TOWNSHIP_CLERK, "古城镇民政所", 0),
    Account("guchengzhen", "郑领", Role.TOWNSHIP_LEADER, "古城镇人民政府", 0),
    Account("moshi", "钱勤", Role.TOWNSHIP_CLERK, "磨市镇民政所", 1),
    Account("moshi2", "孙慎", Role.TOWNSHIP_CLERK, "磨市镇民政所", 1),
    Account("moshizhen", "冯导", Role.TOWNSHIP_LEADER, "磨市镇人民政府", 1),
    Account("xieli", "陈村", Role.VILLAGE_WORKER, "古城镇水槽社区", village="水槽社区"),
    Account("zhanzhang", "尤站", Role.STATION_KEEPER, "古城镇时光益站", 0),
    Account("zhiyuan", "许愿", Role.VOLUNTEER, "水槽社区时光益站", village="水槽社区"),
    Account("jigou", "金康", Role.PROVIDER, "康护居家服务中心", organisation="P01"),
    Account("huli", "华护", Role.CARE_WORKER, "康护居家服务中心", organisation="P01"),
    Account("zhucan", "何膳", Role.PROVIDER, "水槽社区老年食堂", organisation="ZC01"),
    Account("caiwu", "褚账", Role.FINANCE, "县民政局财务"),
    Account("juzhang", "卫局", Role.BUREAU_LEADER, "县民政局"),
    Account("fujuzhang", "方副", Role.BUREAU_LEADER, "县民政局"),
    Account("binguan", "杨运", Role.FUNERAL_HOME, "县殡仪馆"),
    Account("binguan2", "朱复", Role.FUNERAL_HOME, "县殡仪馆"),
    Account("binguan3", "秦证", Role.FUNERAL_HOME, "县殡仪馆"),
    Account("gongmu", "尤守", Role.CEMETERY_KEEPER, "县公墓管理处"),
    Account("binzang", "许葬", Role.FUNERAL_OFFICER, "县殡葬管理所"),
    Account("binzang2", "顾审", Role.FUNERAL_OFFICER, "县殡葬管理所"),
    Account("zhifa", "曹法", Role.FUNERAL_ENFORCER, "县殡葬执法队"),
    Account("zhifa2", "严查", Role.FUNERAL_ENFORCER, "县殡葬执法队"),
    Account("jiwei", "蒋纪", Role.INSPECTOR, "县纪委监委"),
    Account("shigong", "石工", Role.PROVIDER, "安居适老工程队", organisation="SG01"),
    Account("renshe", "沈联", Role.DATA_OFFICER, "县人力资源和社会保障局", organisation="县人力资源和社会保障局"),
    Account("admin", "韩管", Role.ADMINISTRATOR, "信息中心"),
)


FUNERALS = (Role.FUNERAL_HOME, Role.CEMETERY_KEEPER, Role.FUNERAL_OFFICER, Role.FUNERAL_ENFORCER)


def enter_county(county: County) -> None:
    """Load the county, its townships and its villages."""
    rows = [AreaRow(f"{COUNTY}000000", COUNTY_NAME, "县")]
    rows += [AreaRow(f"{COUNTY}{100 + number:03d}000", name, "乡镇") for number, name in enumerate(TOWNS)]
    rows += [AreaRow(village.code, village.name, "社区" if village.urban else "村") for village in county.villages]
    areas.load_areas(rows)


def enter_users(county: County, *, month: int) -> dict[str, User]:
    """All sign-ins by username. One hash for all of them: they share the demo's password."""
    password = make_password(PASSWORD)
    since = first_day(month - 11)
    users = {}
    for account in ACCOUNTS:
        user = User.objects.create(
            username=account.username,
            name=account.name,
            unit=account.unit,
            title=account.role.label,
            password=password,
            is_demo=True,
        )
        area = f"{COUNTY}000000"
        if account.town is not None:
            area = f"{COUNTY}{100 + account.town:03d}000"
        if account.village:
            area = next(village.code for village in county.villages if village.name == account.village)
        own = bool(account.organisation) or account.role == Role.ADMINISTRATOR
        from_on = (
            first_day(month - 46) if account.role in FUNERALS else since
        )  # ashes that nobody claims wait for years
        Grant.objects.create(
            user=user,
            role=account.role,
            area_id=None if own else area,
            organisation=account.organisation,
            since=from_on,
        )
        users[account.username] = user
    for number in range(2, len(TOWNS)):  # the other townships have people too, without a button on the sign-in page
        for turn, role in enumerate((Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER)):
            name = f"town{number}{'abc'[turn]}"
            user = User.objects.create(
                username=name,
                name=f"{TOWNS[number][0]}{'甲乙丙'[turn]}",
                unit=f"{TOWNS[number]}民政所",
                title=role.label,
                password=password,
                is_demo=False,
            )
            Grant.objects.create(user=user, role=role, area_id=f"{COUNTY}{100 + number:03d}000", since=since)
            users[name] = user
    return users


def crew(users: dict[str, User], area_code: str) -> tuple[User, User, User]:
    """Two clerks and the leader of the township of a place."""
    town = int(area_code[6:9]) - 100 if area_code[6:9].isdigit() and area_code[6:9] != "000" else 0
    if town == 0:
        return users["gucheng"], users["gucheng2"], users["guchengzhen"]
    if town == 1:
        return users["moshi"], users["moshi2"], users["moshizhen"]
    return users[f"town{town}a"], users[f"town{town}b"], users[f"town{town}c"]

"""Power and water: every home's meter, by holder and address only."""

from __future__ import annotations

from pathlib import Path

from doudi.base.months import format_month
from doudi.demo.county import COUNTY_NAME, Home
from doudi.demo.dossier import rows_of
from doudi.demo.senders.office import Office


def meters(office: Office) -> list[Path | None]:
    high = {str(row["home"]) for row in rows_of(office.dossier, "high_use", office.month)}
    months = [format_month(office.month - back) for back in range(11, -1, -1)]
    thirsty = {str(row["home"]) for row in rows_of(office.dossier, "high_water", office.month)}
    power, water = [], []
    chance = office.chance
    for home in office.dossier.county.homes:
        usual = 70 + 22 * len(home.people)
        times = 8 if home.number in high else 1
        power.append(
            [
                f"3699{home.number[6:]}",
                home.head.name,
                _written(office, home),
                *(int(usual * chance.uniform(0.85, 1.15) * times) for _ in months),
                "",
            ]
        )
        if home.village.urban:
            water.append(
                [
                    f"W{home.number[6:]}",
                    home.head.name,
                    _written(office, home),
                    *(
                        int(6 + 2 * len(home.people) + chance.randint(-1, 1)) * (7 if home.number in thirsty else 1)
                        for _ in months
                    ),
                    "",
                ]
            )
    heads = [*months, "备注"]
    return [
        office.text("供电用电量", ["用户编号", "用户名称", "用户地址", *heads], power),
        office.text("自来水用水量", ["用户编号", "户名", "装表地址", *heads], water),
    ]


def _written(office: Office, home: Home) -> str:
    return office.chance.choice(
        (home.address, home.address.removeprefix(COUNTY_NAME), home.address.replace("组", "组 ", 1))
    )

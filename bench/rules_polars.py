"""The dibao rules written out by hand in Polars expressions: the yardstick of the engine, over the same columns."""

from __future__ import annotations

import polars as pl

from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.policy import Terms

c, when, lit = pl.col, pl.when, pl.lit


def frames(register: Facts) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households and persons as Polars would hold them."""
    households = pl.DataFrame(dict(register.households.items())).with_row_index("household")
    of = households.select(c("household").repeat_by(pl.Series(register.sizes)).explode()).to_series()
    return households, pl.DataFrame(dict(register.persons.items())).with_columns(household=of)


def amounts(households: pl.DataFrame, persons: pl.DataFrame, terms: Terms) -> pl.Series:
    """What each household gets in the month, equal to the engine to the fen."""
    month = terms.month
    standard = by(c("residence"), terms["standard"])
    wide = [name for name, dtype in persons.schema.items() if dtype in (pl.Int32, pl.Int16)]
    wide_homes = [name for name, dtype in households.schema.items() if dtype in (pl.Int32, pl.Int16)]
    homes = households.lazy().with_columns(c(wide_homes).cast(pl.Int64), standard=standard)
    people = (
        persons.lazy()
        .with_columns(c(wide).cast(pl.Int64))
        .join(homes.select("household", "standard", "marginal", "cover", "residence"), on="household", how="left")
        .with_columns(
            counted=(c("relation") != 4)
            & ((c("left_out") == 0) | ((c("left_out") == 6) & (terms["conscripts_counted"] == 1))),
            severe=(c("disability") != 0) & c("disability_grade").is_in([1, 2]),
            work_cost=pl.min_horizontal(c("wages"), c("standard") * terms["employment_cost_rate"] // 100),
            pension=c("central_pension")
            - pl.min_horizontal(c("central_pension"), lit(terms["pension_exempt"]))
            + c("account_pension"),
            business=pl.max_horizontal(c("business_income") - c("business_costs"), lit(0)),
        )
        .with_columns(own=c("wages") - c("work_cost") + c("business") + c("transfers") + c("pension"))
        .with_columns(
            may_alone=(
                c("marginal")
                & (c("severe") | (c("disability").is_in([5, 6]) & (c("disability_grade") == 3)) | c("seriously_ill"))
            )
            | (c("severe") & c("jobless_adult")),
        )
        .with_columns(
            alone=(c("cover") == 1) & c("applied_alone") & c("may_alone") & (c("own") < c("standard")),
            refuses=c("jobs_refused") >= terms["refusals"],
        )
    )
    sums = people.group_by("household", maintain_order=True).agg(
        members=c("counted").sum().cast(pl.Int64),
        income=when(c("counted")).then(c("own")).otherwise(0).sum(),
        alone=c("alone").sum().cast(pl.Int64),
        alone_gap=when(c("alone")).then(c("standard") - c("own")).otherwise(0).sum(),
        refusers_alone=(c("alone") & c("refuses")).sum().cast(pl.Int64),
        refusers_all=(c("counted") & c("refuses") | c("alone") & c("refuses")).sum().cast(pl.Int64),
        grades_alone=when(c("alone")).then(_grade(terms)).otherwise(0).sum(),
        grades_all=when(c("counted") | c("alone")).then(_grade(terms)).otherwise(0).sum(),
        grades_refused_alone=when(c("alone") & c("refuses")).then(_grade(terms)).otherwise(0).sum(),
        grades_refused=when((c("counted") | c("alone")) & c("refuses")).then(_grade(terms)).otherwise(0).sum(),
        all=(c("counted") | c("alone")).sum().cast(pl.Int64),
    )
    vehicle_limit = int(terms["standard"][0]) * terms["vehicle_multiple"] * (12 if terms["vehicle_by_year"] else 1)
    return (
        homes.join(sums, on="household", how="left", maintain_order="left")
        .with_columns(line=c("standard") * c("members"))
        .with_columns(
            property_ok=((c("homes") < terms["home_count"]) | (c("floor_area") <= terms["home_area"] * c("members")))
            & (c("vehicle_price") <= vehicle_limit)
            & (c("savings") <= c("standard") * terms["savings_months"] * c("members")),
            in_award=(c("award_from") <= month) & (month <= c("award_until")),
            graded=by(c("residence"), terms["mode"]) == 1,
        )
        .with_columns(
            eligible=c("property_ok") & (c("able_supporters") == 0) & (c("income") < c("line")) & (c("cover") == 0)
        )
        .with_columns(
            insured=when(~c("in_award")).then(0).when(c("eligible")).then(c("all")).otherwise(c("alone")),
            refusers=when(~c("in_award"))
            .then(0)
            .when(c("eligible"))
            .then(c("refusers_all"))
            .otherwise(c("refusers_alone")),
            gap=when(c("in_award") & c("eligible")).then(c("line") - c("income")).otherwise(0)
            + when(c("in_award")).then(c("alone_gap")).otherwise(0),
            grades=when(~c("in_award"))
            .then(0)
            .when(c("eligible"))
            .then(c("grades_all") - c("grades_refused"))
            .otherwise(c("grades_alone") - c("grades_refused_alone")),
        )
        .with_columns(people=pl.max_horizontal(c("insured"), lit(1)))
        .with_columns(
            stays=when(c("graded")).then(c("grades") * c("people")).otherwise(c("gap") * (c("insured") - c("refusers")))
        )
        .with_columns(
            entitled=-((-c("stays")) // (c("people") * terms["rounding"])) * terms["rounding"],
            in_grace=(c("grace_from") <= month) & (month <= c("grace_until")) & c("property_ok") & c("in_award"),
            risen=when(c("grace_standard") == 0)
            .then(0)
            .otherwise(pl.max_horizontal(c("standard") - c("grace_standard"), lit(0))),
        )
        .select(
            c("entitled")
            + when(c("in_grace") & (c("entitled") == 0))
            .then(c("grace_amount") + c("risen") * c("grace_people") * terms["grace_follows_standard"])
            .otherwise(0)
        )
        .collect()
        .to_series()
    )


def by(key: pl.Expr, values: object) -> pl.Expr:
    """A table looked up by the class of urban or rural."""
    urban, rural = (int(each) for each in values)  # type: ignore[attr-defined]
    return when(key == 0).then(lit(urban, pl.Int64)).otherwise(lit(rural, pl.Int64))


def _grade(terms: Terms) -> pl.Expr:
    """The person's grade under the mode of grades, nought where gaps are paid."""
    table = terms["grade_amount"]
    if not terms["mode"].any():
        return lit(0, pl.Int64)
    cells = [
        when((c("residence") == r) & (c("hardship") == g)).then(lit(int(table[r, g]), pl.Int64))
        for r in range(2)
        for g in range(5)
    ]
    return pl.coalesce(cells)

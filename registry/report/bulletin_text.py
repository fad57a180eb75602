"""What the bulletin says in sentences, in the words of an office."""

from registry.contents import BulletinContent

Part = tuple[str, list[str]]


def sentences(content: BulletinContent) -> list[Part]:
    """Return headings, each with its paragraphs."""
    return [
        ("一、排污口整治", rectification(content)),
        ("二、问题整改", measures(content)),
        ("三、重点工程", projects(content)),
        ("四、逾期与超标", late(content)),
    ]


def rectification(content: BulletinContent) -> list[str]:
    """Say how far rectification is, and which cities are ahead and behind."""
    t = content.totals
    whole = (
        f"截至{day(content)}，全省累计排查入河排污口{t['found']}个（现存{t['present']}个），溯源{t['traced']}个，"
        f"溯源率{percent(t['traced_share'])}；应整治{t['needed']}个，已整治{t['rectified']}个，"
        f"整治率{percent(t['rectified_share'])}，{points(t['rectified_share_change'])}；"
        f"已整治数较上季{signed(t['rectified_change'])}个；累计销号{t['closed_out']}个，"
        f"较上季{signed(t['closed_out_change'])}个。"
    )
    ranked = content.cities.dropna(subset=["rectified_share"]).sort_values("rectified_share", ascending=False)
    if len(ranked) < 2:  # noqa: PLR2004  one city is neither ahead nor behind
        return [whole]
    names = [f"{row.city}（{percent(row.rectified_share)}）" for row in ranked.itertuples()]
    return [whole, f"整治率较高的是{'、'.join(names[:3])}；较低的是{'、'.join(names[-3:][::-1])}。"]


def measures(content: BulletinContent) -> list[str]:
    """Say how many problems and measures there are, and how many are closed."""
    t = content.measure_totals
    if not t["measures"]:
        return ["台账中没有问题和措施。"]
    whole = (
        f"共{t['problems']}个问题、{t['measures']}项措施。已完成措施{t['measures_finished']}项，"
        f"已销号措施{t['measures_closed']}项，较上季{signed(t['measures_closed_change'])}项；"
        f"已销号问题{t['problems_closed']}个，较上季{signed(t['problems_closed_change'])}个。"
    )
    return [whole]


def projects(content: BulletinContent) -> list[str]:
    """Say how far the key projects are, and which sections the finished ones should help."""
    t = content.project_totals
    if not t["total"]:
        return ["台账中没有重点工程。"]
    helped = content.section_projects["section_code"].notna()
    without = int(content.section_projects.loc[~helped, "projects"].sum())
    traced = f"已完成工程惠及{int(helped.sum())}个断面" + (
        f"，另有{without}项下游无考核断面或在流域外。" if without else "。"
    )
    whole = (
        f"省级重点工程{t['total']}项：前期{t['preparing']}项，在建{t['started']}项，已完成{t['finished']}项，"
        f"停建{t['stopped']}项；开工率{percent(t['started_share'])}，{points(t['started_share_change'])}；"
        f"完成率{percent(t['finished_share'])}，{points(t['finished_share_change'])}。"
    )
    return [whole, traced]


def late(content: BulletinContent) -> list[str]:
    """Say how much is overdue and over its limits; the names stand in sheets of their own."""
    outlets, overdue = content.overdue, content.overdue_measures
    by_city = outlets["city"].value_counts()
    where = "、".join(f"{city}{count}个" for city, count in by_city.items())
    first = f"逾期未完成整治的排污口{len(outlets)}个" + (f"：{where}。" if where else "。")
    over = content.over_limit["code"].nunique()
    return [
        f"{first}逾期未完成的措施{len(overdue)}项。名单见“逾期排污口”“逾期措施”。",
        f"本季有监测值且可判断是否达标的排污口中，超标{over}个，名单见“超标名单”。",
    ]


def day(content: BulletinContent) -> str:
    """Return the day as an office writes it."""
    on = content.stamp.as_of
    return f"{on.year}年{on.month}月{on.day}日"


def percent(share: object) -> str:
    """Return a share as per cent."""
    return "—" if share is None or share != share else f"{float(str(share)):.1%}"  # noqa: PLR0124  NaN


def points(change: float | None) -> str:
    """Return a change of a share in words."""
    if change is None:
        return "上季无可比数"
    rounded = round(100 * change, 1)
    return "与上季持平" if not rounded else f"较上季{'提高' if rounded > 0 else '下降'}{abs(rounded)}个百分点"


def signed(change: float | None) -> str:
    """Return a change of a count with its sign."""
    return "—" if change is None else f"{'增加' if change >= 0 else '减少'}{abs(round(change))}"

"""Turn the codes in a plant's row into dated links: to the outlet it discharges by, to the wetland behind it."""

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from registry.service.importing.planning import Plan
from registry.store import Store

ROLES = {"outlet_code": ("plant_outlet", "outlets"), "wetland_code": ("plant_wetland", "wetlands")}
"""Fields of a plant that name another feature: the link's role and the kind of its other end."""
COLUMNS = ["link_id", "role", "from_kind", "from_id", "to_kind", "to_id", "share", "valid_from", "valid_to"]


def plan_links(store: Store, plans: Sequence[Plan], ids: Sequence[int]) -> pd.DataFrame:
    """Return the complete new life of every link that the plants' rows open or end; `ids` are the plants' own."""
    known = store.links(None)
    rows: list[dict[str, object]] = []
    next_id = store.next_link_id()
    for name, (role, kind) in ROLES.items():
        targets = store.frame(kind, valid_on=None).drop_duplicates("code", keep="last").set_index("code")["feature_id"]
        for plan, plant in zip(plans, ids, strict=True):
            if name not in plan.said:
                continue
            target = _target(plan.said[name], targets)
            running = known[(known["role"] == role) & (known["from_id"] == plant) & known["valid_to"].isna()]
            rows += [_ended(link, plan.on) for link in running.to_dict("records") if link["to_id"] != target]
            if target is not None and target not in set(running["to_id"]):
                rows.append(
                    dict(
                        zip(COLUMNS, (next_id, role, "plants", plant, kind, target, 1.0, plan.on, pd.NaT), strict=True)
                    )
                )
                next_id += 1
    return pd.DataFrame(rows, columns=COLUMNS).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def _target(code: object, targets: pd.Series) -> int | None:
    """Return the feature that a code names, None for no code and for one not registered (a rule points that out)."""
    return int(targets[code]) if isinstance(code, str) and code in targets.index else None


def _ended(link: Mapping[Hashable, object], on: pd.Timestamp) -> dict[str, object]:
    """Return the link as it ends on a day; one that began no earlier lasts a day, since nothing is deleted."""
    begun = pd.Timestamp(str(link["valid_from"]))
    return {name: link[name] for name in COLUMNS} | {"valid_to": max(on, begun + pd.Timedelta(days=1))}

"""Random lives of a few outlets: what happens to them and what is learned late, as revisions of a store."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd
from hypothesis import strategies as st

from registry.store import Actor, ChangeSet, Store
from registry.store.timeline import apply_correction, apply_event, start

OFFICE = Actor("王处长")
FIRST = date(2022, 1, 1)
DAYS = st.integers(0, 450)
PICKS = st.integers(0, 99)
CITIES = ("太原市", "临汾市")
TYPES = ("municipal_plant", "rural_scattered")
SECTIONS = ("S1", "S2", None)
FIELDS = {
    "flow_m3_per_d": (1.0, 2.5),
    "name": ("甲排口", "乙排口"),
    "outlet_type": TYPES,
    "city": CITIES,
    "remark": ("注", None),
    "sampled_on": (pd.Timestamp("2022-03-01"), None),
    "accuracy_m": (None, 50.0),
    "river": ("汾河", "浍河"),
    "lon": (112.0, 112.00001, 112.2),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("new", "new", "event", "event", "correct", "close", "merge", "split", "recode", "revive", "assign", "gone")
        ),
        PICKS,
        PICKS,
        DAYS,
    ),
    min_size=1,
    max_size=9,
)
"""What is told, in order: what, of which outlet, a choice, and the day it took effect."""


@dataclass
class Chronicle:
    """Writes what is told into a store."""

    store: Store
    ids: list[int] = field(default_factory=list)
    following: int = 1
    codes: int = 0

    def tell(self, what: str, pick: int, choice: int, day: int) -> None:
        """Write one step as a revision; a step about nothing, or before an outlet began, writes nothing."""
        on = FIRST + timedelta(days=day)
        if what == "new":
            self.begin(on, choice)
        elif self.ids:
            number = self.ids[pick % len(self.ids)]
            getattr(self, what)(self.store.frame("outlets", feature_ids=[number]), on, choice)

    def code(self) -> str:
        self.codes += 1
        return f"DB-140121-{self.codes:04d}-SH-00"

    def begin(self, on: date, choice: int, **values: object) -> None:
        number, self.following = self.following, self.following + 1
        self.ids.append(number)
        plain = {"feature_id": number, "code": self.code(), "name": f"{number}号排口", "city": CITIES[choice % 2]}
        place = {"county": "清徐县", "lon": 112.0 + number / 10, "lat": 37.0, "status": "active", "synthetic": False}
        self.write(start(plain | place | {"outlet_type": TYPES[choice % 2]} | values, on), choice)

    def event(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.happen(life, on, self.value(choice))

    def correct(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.write(apply_correction(life, self.value(choice)), None)

    def close(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.happen(life, on, {"status": "closed"})

    def revive(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.happen(life, on, {"status": "active", "merged_into": None})

    def merge(self, life: pd.DataFrame, on: date, choice: int) -> None:
        other = self.store.frame("outlets", feature_ids=[self.ids[choice % len(self.ids)]])
        self.happen(life, on, {"status": "merged", "merged_into": other["code"].iloc[-1]})

    def split(self, life: pd.DataFrame, on: date, choice: int) -> None:
        if self.happen(life, on, {"status": "closed"}):
            for _ in range(2):
                self.begin(on, choice, former_code=life["code"].iloc[-1])

    def recode(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.happen(life, on, {"code": self.code(), "former_code": life["code"].iloc[-1]})

    def assign(self, life: pd.DataFrame, on: date, choice: int) -> None:
        self.store.commit(ChangeSet(assignments=self.assigned(life, choice)), OFFICE, "assign")

    def gone(self, life: pd.DataFrame, on: date, choice: int) -> None:
        number = int(life["feature_id"].iloc[0])
        self.ids.remove(number)
        self.store.commit(ChangeSet(removed={"outlets": [number]}), OFFICE, "was never there")

    def value(self, choice: int) -> dict[str, object]:
        name = list(FIELDS)[choice % len(FIELDS)]
        return {name: FIELDS[name][choice // len(FIELDS) % len(FIELDS[name])]}

    def happen(self, life: pd.DataFrame, on: date, values: dict[str, object]) -> bool:
        begun = bool((life["valid_from"] <= pd.Timestamp(on)).any())
        if begun:
            self.write(apply_event(life, on, values), None)
        return begun

    def write(self, life: pd.DataFrame, choice: int | None) -> None:
        assigned = {} if choice is None else self.assigned(life, choice)
        timeline = life.drop(columns="revision", errors="ignore")
        self.store.commit(ChangeSet({"outlets": timeline}, assignments=assigned), OFFICE, "told")

    def assigned(self, life: pd.DataFrame, choice: int) -> dict[str, pd.DataFrame]:
        row = {"feature_id": life["feature_id"].iloc[0], "section_code": SECTIONS[choice % 3], "grade": "B"}
        begun = {"reasons": ["x"], "valid_from": life["valid_from"].min()}
        return {"outlets": pd.DataFrame([row | begun]).astype({"section_code": "str"})}

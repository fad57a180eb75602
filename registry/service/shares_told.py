"""What the passport says of a feature that several sections share."""

from dataclasses import dataclass

import pandas as pd

from registry.language import Message, msg
from registry.service.decided import shares_in_force
from registry.service.registry import AsOf, Registry


@dataclass(frozen=True)
class SectionShare:
    """A section and its share, 0 to 1, of a feature's loads."""

    section: str
    section_name: str
    share: float

    @property
    def told(self) -> str:
        """The section with its share in per cent."""
        return f"{self.section_name} ({self.section}) {100 * self.share:.6g}%"


def section_shares(
    registry: Registry, kind: str, assigned: pd.DataFrame, names: pd.Series, as_of: AsOf
) -> list[SectionShare]:
    """Return who shares the one feature assigned, its primary section first; nobody where one section has it whole."""
    beside = shares_in_force(registry, kind, as_of, assigned)
    if beside.empty:
        return []
    others = beside.sort_values(["share", "section_code"], ascending=[False, True])
    codes = [*assigned["section_code"], *others["section_code"]]
    shares = [round(1 - beside["share"].sum(), 6), *others["share"]]
    return [SectionShare(code, str(names[code]), float(share)) for code, share in zip(codes, shares, strict=True)]


def share_evidence(shares: list[SectionShare]) -> list[Message]:
    """Say how the loads are shared and where the feature counts; nothing where one section has it whole."""
    if not shares:
        return []
    said = [share.told for share in shares]
    name = shares[0].section_name
    return [msg("Its loads are shared: {shares}. It counts once, under {name}.", shares=said, name=name)]

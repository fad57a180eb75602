"""Account for an assignment: every feature is assigned, or left out with a reason."""

from typing import Any

import pandas as pd

from registry.hydro.decision import GRADES


def certificate(result: pd.DataFrame) -> dict[str, Any]:
    """Return the account of an assignment: in, assigned, unassigned, by section, by reason, by grade, balanced."""
    assigned = result["section_code"].notna()
    first = result.loc[~assigned, "reasons"].map(lambda reasons: reasons[0] if len(reasons) else "unknown")
    by_reason = {str(reason): int(count) for reason, count in first.value_counts().sort_index().items()}
    by_section = {code: int(n) for code, n in result.loc[assigned, "section_code"].value_counts().sort_index().items()}
    grades = {grade: int((result["grade"] == grade).sum()) for grade in GRADES}
    total = len(result)
    balanced = (
        sum(by_section.values()) + sum(by_reason.values()) == total
        and sum(grades.values()) == total
        and grades["U"] == total - int(assigned.sum())
    )
    return {
        "in": total,
        "assigned": int(assigned.sum()),
        "unassigned": total - int(assigned.sum()),
        "by_section": by_section,
        "by_reason": by_reason,
        "grades": grades,
        "balanced": balanced,
    }

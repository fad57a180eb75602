"""When outlets changed: how many have an entry dated in each quarter, to mark a timeline."""

from registry.quarter import Quarter
from registry.service.registry import Registry


def timeline(registry: Registry, known_at: int | None = None) -> dict[Quarter, int]:
    """Return, for each quarter with any, the outlets that have an entry taking effect in it, oldest quarter first.

    An entry that changes nothing a list counts as change (a place within its precision) is one of them.
    """
    periods = registry.store.frame("outlets", valid_on=None, known_at=known_at)
    begun = periods.dropna(subset=["valid_from"])
    years, numbers = begun["valid_from"].dt.year, begun["valid_from"].dt.quarter
    counts = begun.groupby([years.rename("year"), numbers.rename("number")])["feature_id"].nunique().reset_index()
    rows = zip(counts["year"], counts["number"], counts["feature_id"], strict=True)
    return {Quarter(int(year), int(number)): int(count) for year, number, count in rows}

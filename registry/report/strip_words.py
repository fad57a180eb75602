"""What the rows of a strip are called: their place, their bank, what they stand for."""

from collections.abc import Mapping

from registry.language import Label, Language, msg
from registry.section_contents import Count, KindMarks, Strip, StripRow
from registry.vocabulary import KINDS

BANKS = {
    "left": Label("左岸", "left bank"),
    "right": Label("右岸", "right bank"),
}
UNKNOWN_BANK = Label("岸别不详", "bank not known")
ON_RIVER = Label("河道", "on the river")
TRIBUTARY = Label("支流", "tributary")
UNNAMED = Label("无名支流", "unnamed tributary")
SEVERAL = Label("多个对象", "several features")
COLUMNS = {
    "place": Label("距断面(km)", "To the section (km)"),
    "bank": Label("岸别", "Bank"),
    "kind": Label("对象", "Kind"),
    "name": Label("名称", "Name"),
    "what": Label("类别、数量", "Class, number"),
}
METRES_PER_KM = 1000.0


def km(metres: float) -> str:
    """Return metres as kilometres with one digit."""
    return f"{metres / METRES_PER_KM:,.1f}"


def place_of(row: StripRow) -> str:
    """Return where a row stands, a stretch where it stands for several."""
    return km(row.at_m) if row.to_m is None else f"{row.at_m / METRES_PER_KM:g}–{row.to_m / METRES_PER_KM:g}"


def bank_of(row: StripRow, language: Language) -> str:
    """Return on which side a row lies."""
    if row.kind == "sections" and row.bank is None:
        return ON_RIVER.render(language)
    return BANKS.get(row.bank or "", UNKNOWN_BANK).render(language)


def kind_of(row: StripRow, language: Language) -> str:
    """Return what a row is."""
    if row.kind in KINDS:
        return KINDS[row.kind].singular.render(language)
    return (TRIBUTARY if row.kind == "tributaries" else SEVERAL).render(language)


def name_of(row: StripRow, language: Language) -> str:
    """Return how a row is called."""
    if row.kind == "tributaries" and not row.name:
        return UNNAMED.render(language)
    return row.name or place_of(row) + " km"


def counts_told(counts: tuple[Count, ...], marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return counts in words, one kind and category after the other."""
    separator = "、" if language == "zh" else ", "
    said = []
    for kind, category, number in counts:
        name = marks[kind].of(category).label.render(language)
        whole = KINDS[kind].label.render(language)
        named = name if name == whole else f"{whole}·{name}" if language == "zh" else f"{whole}: {name}"
        said.append(f"{named} {number:,}")
    return separator.join(said)


def what_of(row: StripRow, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return the class of a feature, or how many features a row stands for."""
    if row.kind in marks:
        label = marks[row.kind].of(row.category).label
        if row.kind == "sections" and row.bank:
            return msg("{level}, {km} km along the water", level=label, km=km(row.distance_m)).render(language)
        return label.render(language)
    return counts_told(row.counts, marks, language) or msg("nothing registered").render(language)


def rows_told(strip: Strip, marks: Mapping[str, KindMarks], language: Language) -> list[dict[str, str]]:
    """Return the rows of a strip as texts, from the section up, with kind and code of what can be opened."""
    return [
        {
            "place": place_of(row),
            "bank": bank_of(row, language),
            "kind": kind_of(row, language),
            "name": name_of(row, language),
            "what": what_of(row, marks, language),
            "open_kind": row.kind if row.kind in KINDS else "",
            "open_code": row.code if row.kind in KINDS else "",
        }
        for row in strip.rows
    ]


def title_of(strip: Strip, language: Language) -> str:
    """Return the title of a strip."""
    named = {"name": strip.name, "river": strip.river or "—"}
    if strip.whole_river:
        return msg("{river} above {name}, along the water", **named).render(language)
    return msg("Own unit of {name}: {river}, along the water", **named).render(language)


def told_of(strip: Strip, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return what the strip holds, in sentences."""
    said = [
        msg("{count} features over {km} km above the section.", count=strip.features, km=km(strip.length_m)),
        *(
            [msg("Features within {km} km of each other on one bank are drawn together.", km=f"{strip.bin_m / 1000:g}")]
            if strip.bin_m
            else []
        ),
        *(
            [
                msg(
                    "Not along this water: {counts}.",
                    counts=counts_told(strip.off_water, marks, language),
                )
            ]
            if strip.off_water
            else []
        ),
    ]
    return ("" if language == "zh" else " ").join(sentence.render(language) for sentence in said)

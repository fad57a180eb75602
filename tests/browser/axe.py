"""What axe-core finds wrong on a page: nothing serious, nothing critical; no rule and no part of a page is left out."""

from axe_playwright_python.sync_playwright import Axe

from tests.conftest import FULL

GRAVE = {"serious", "critical"}
QUICK = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
WHOLE = {"resultTypes": ["violations"]}


def faults(page, *, contrast=True):
    """Return the grave findings on a page: rule, selector and markup of each; contrast takes most of the time."""
    found = Axe().run(page, options=WHOLE if contrast or FULL else QUICK).response["violations"]
    return [
        (rule["id"], node["target"], node["html"][:200])
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]

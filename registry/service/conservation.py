"""The certificate that goes with every assignment: what goes in is what is assigned and what is left out, by reason."""

import pandas as pd

from registry.analysis.section_loads import load_account
from registry.hydro.account import certificate
from registry.service.decided import shares_in_force
from registry.service.features import existing
from registry.service.registry import AsOf, Registry


def account(registry: Registry, kind: str, assigned: pd.DataFrame, as_of: AsOf) -> dict[str, object]:
    """Return the certificate of what exists of a kind, from its effective assignments.

    Features are counted whole, loads (t/a of COD, NH3-N, TP) go to sections by their shares. It is balanced only where
    each feature has exactly one answer and every load comes to its total to the last digit.
    """
    features = existing(kind, registry.store.frame(kind, valid_on=as_of.valid_on))
    answers = assigned[assigned["feature_id"].isin(features["feature_id"])]
    whole = sorted(answers["feature_id"]) == sorted(features["feature_id"])
    found = certificate(answers)
    loads = load_account(features, answers, shares_in_force(registry, kind, AsOf(as_of.valid_on), answers))
    conserved = all(bool(load["balanced"]) for load in loads.values())
    return {
        **found,
        "in": len(features),
        "loads": loads,
        "balanced": bool(found["balanced"]) and whole and conserved,
    }

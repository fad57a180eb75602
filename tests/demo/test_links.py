import pandas as pd

from tests.demo.conftest import known


def all_links(story):
    return pd.concat([revision.links for revision in story if revision.links is not None], ignore_index=True)


def test_every_plant_has_its_outlet_and_some_a_wetland(story):
    links = all_links(story)
    assert set(links.query("role == 'plant_outlet'")["from_id"]) == set(known(story, "plants")["feature_id"])
    assert len(links.query("role == 'plant_wetland'")) >= 1
    assert links["link_id"].is_unique


def test_both_ends_of_a_link_are_known_when_it_is_told(story):
    seen = {}
    for revision in story:
        for kind, frame in revision.timelines.items():
            seen.setdefault(kind, set()).update(frame["feature_id"])
        if revision.links is not None:
            for link in revision.links.itertuples(index=False):
                assert link.from_id in seen[link.from_kind]
                assert link.to_id in seen[link.to_kind]


def test_a_wetland_is_fed_from_the_day_it_runs(story):
    links = all_links(story).query("role == 'plant_wetland'").set_index("to_id")
    running = known(story, "wetlands").query("status == 'running'").set_index("feature_id")
    day = running["built_on"].reindex(links.index).clip(lower=pd.Timestamp("2021-07-01"))
    assert (links["valid_from"] == day).all()

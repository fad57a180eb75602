from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_size


def test_the_year_ends_with_the_exact_number_in_each_status(story):
    size = toy_size()
    expected = {
        "finished": size.projects_finished,
        "started": size.projects_started,
        "preparing": size.projects_preparing,
    }
    assert true_on(known(story, "projects"), "2022-12-31")["status"].value_counts().to_dict() == expected


def test_dates_and_status_go_together(story):
    projects = known(story, "projects")
    assert projects["started_on"].isna().eq(projects["status"] == "preparing").all()
    assert projects["finished_on"].notna().eq(projects["status"] == "finished").all()
    assert (projects["finished_on"].dropna() > projects["started_on"][projects["finished_on"].notna()]).all()


def test_projects_cost_something_and_are_synthetic(story):
    projects = known(story, "projects")
    assert (projects["cost_10k_yuan"] > 0).all()
    assert projects["synthetic"].all()

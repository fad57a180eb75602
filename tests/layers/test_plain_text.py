import json
from datetime import date

import pytest

from layers.compose import standalone_map
from layers.plain_text import as_html
from tests.layers import toy

DAY = date(2022, 12, 31)


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% for", "{# nothing", "{{ ''.__class__.__mro__ }}", "{{\\"])
def test_a_name_is_never_computed_as_a_template(name):
    tables = toy.tables() | {"outlets": toy.outlets((name, "北社排污口", "x"))}
    page = standalone_map(toy.frames(), tables, "zh", DAY, 3, only=name).replace(r"\u0026", "&")
    assert json.dumps(as_html(name)) in page
    assert as_html(name) in page.split('class="sheet"')[1]

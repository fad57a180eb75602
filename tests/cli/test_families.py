"""The table of command families names exactly the commands there are."""

from importlib import import_module

import pytest

from registry.__main__ import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_holds_the_commands_it_is_listed_with(family):
    commands = import_module(f"registry.cli.{family}").commands.registered_commands
    assert tuple(c.name or c.callback.__name__ for c in commands) == FAMILIES[family]

"""The demonstration registry: base layers and fact tables in, revisions out, all chance from one fixed number.

The work report's 634 villages finished in 2022 are province-wide; the demonstration puts all of them in the basin.
"""

from registry.demo.size import SEED, DemoSize, QuarterSize
from registry.demo.story import DemoRevision, DemoSources, tell_story

__all__ = ["SEED", "DemoRevision", "DemoSize", "DemoSources", "QuarterSize", "tell_story"]

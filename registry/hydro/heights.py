"""Weigh how far lines fall from their first point to their last, where their vertices carry elevations."""

from dataclasses import dataclass

import numpy as np
import shapely

from registry.hydro.flow import Bools
from registry.hydro.lines import Floats, Objects

LEAST_NOISE = 0.1
"""No elevation is taken to be better than this, in the unit of the elevations."""
ENOUGH = 4
FEW = 0.02
"""Share of lines that may climb for another reason than noise: a canal, a siphon, a bridge."""
PROFILES = 0.9
"""The noise is to cover this share of the profiles."""
SPREAD = 2.5
"""The most that a few dozen noisy elevations climb, in units of their noise: rather few, to doubt rather too much."""
PER_SIGMA = 1.6
"""Log-odds per standard error of a measured fall that water runs this way."""
MOST = 8.0
"""No single line speaks louder: it may cross a bridge, or the elevations be wrong there."""
CLEAR = 4.0
"""Standard errors from which a fall is beyond doubt."""


@dataclass(frozen=True)
class Falls:
    """The fall of each part from start to end, 0 where nothing is known or all is flat, and the noise of elevations."""

    fall: Floats
    noise: float

    @property
    def sigmas(self) -> Floats:
        """The falls in standard errors."""
        return np.asarray(self.fall / (self.noise * np.sqrt(2)))

    @property
    def votes(self) -> Floats:
        """Log-odds that the water runs from start to end."""
        return np.clip(PER_SIGMA * self.sigmas, -MOST, MOST)

    def checked(self, flow: Floats, sure: Bools) -> "Falls":
        """Return the falls with as much noise as the lines show whose flow is sure: what climbs there is noise.

        One or very few lines may climb for another reason.
        """
        down = (self.fall * np.sign(flow))[sure & (self.fall != 0)]
        climbs = -down[down < 0]
        if len(climbs) <= max(1.0, FEW * len(down)):
            return self
        return Falls(self.fall, max(self.noise, float(np.sqrt((climbs**2).mean() / 2))))


def falls(parts: Objects) -> Falls:
    """Compare the elevations along the first third of each part with those along its last third.

    Their noise is read off the lines themselves: a river never climbs, so what profiles climb on their way down is
    noise.
    """
    fall = np.zeros(len(parts))
    points, part = shapely.get_coordinates(parts, include_z=True, return_index=True)
    known = np.isfinite(points[:, 2])
    part, height = part[known], points[known, 2]
    rows, first = np.unique(part, return_index=True)
    profiles = np.split(height, first[1:]) if len(rows) else []
    climbs = [_climb(profile) for profile in profiles if len(profile) >= ENOUGH]
    noise = max(float(np.quantile(climbs or [0.0], PROFILES)) / SPREAD, LEAST_NOISE)
    fall[rows] = [_fall(profile) for profile in profiles]
    return Falls(fall, noise)


def _fall(profile: Floats) -> float:
    third = max(len(profile) // 3, 1)
    return float(np.median(profile[:third]) - np.median(profile[-third:])) if len(profile) > 1 else 0.0


def _climb(profile: Floats) -> float:
    """Return the most that a profile climbs after its lowest point so far, walked the way it falls."""
    downward = profile if _fall(profile) >= 0 else profile[::-1]
    return float((downward - np.minimum.accumulate(downward)).max())

"""Distance on the globe."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

MEAN_RADIUS_KM = 6371.0088
"""Of the Earth, as the IUGG defines it: (2 a + b) / 3 of the ellipsoid GRS 80."""


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Length of the great circle between two places, each (degrees north, degrees east), by the haversine formula.

    The sphere in place of the ellipsoid costs up to half a per cent.
    """
    (north, east), (north_2, east_2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * MEAN_RADIUS_KM * asin(min(1.0, sqrt(half)))

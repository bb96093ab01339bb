"""Distance on the Earth. Metres inside, miles outside."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

METRES_PER_MILE = 1609.344
EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG
METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_METRES


@dataclass(frozen=True)
class Box:
    """A rectangle of latitude and longitude in degrees, WGS84."""

    south: float
    north: float
    west: float
    east: float


def metres(miles: float) -> float:
    """Metres in so many miles."""
    return miles * METRES_PER_MILE


def miles(distance_metres: float) -> float:
    """Miles in so many metres."""
    return distance_metres / METRES_PER_MILE


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance in metres between two points in degrees (haversine)."""
    north = sin(radians(other_latitude - latitude) / 2) ** 2
    east = sin(radians(other_longitude - longitude) / 2) ** 2
    both = north + cos(radians(latitude)) * cos(radians(other_latitude)) * east
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, both)))


def box_around(latitude: float, longitude: float, radius_metres: float) -> Box:
    """The smallest box that holds every point within the radius."""
    tall = radius_metres / METRES_PER_DEGREE
    wide = tall / max(0.01, cos(radians(min(89.0, abs(latitude) + tall))))
    return Box(latitude - tall, latitude + tall, longitude - wide, longitude + wide)

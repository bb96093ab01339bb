"""From National Grid eastings and northings to latitude and longitude.

The formulae and constants are Ordnance Survey's ("A guide to coordinate systems in Great Britain", annexes A to C): the
inverse Transverse Mercator on the Airy 1830 ellipsoid, then a Helmert transformation to WGS84, true to about 5 metres.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

_AIRY = (6_377_563.396, 6_356_256.909)
_WGS84 = (6_378_137.000, 6_356_752.3141)
_SCALE = 0.9996012717
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = radians(49), radians(-2)
_ORIGIN_EASTING, _ORIGIN_NORTHING = 400_000.0, -100_000.0
# OSGB36 to WGS84: metres, parts per million, seconds of arc.
_SHIFT = (446.448, -125.157, 542.060)
_PPM = -20.4894
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def to_latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Degrees, WGS84, of a point in metres on the National Grid."""
    latitude, longitude = _inverse_mercator(easting, northing)
    return _to_wgs84(latitude, longitude)


def _meridional_arc(latitude: float) -> float:
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = latitude - _ORIGIN_LATITUDE, latitude + _ORIGIN_LATITUDE
    return (
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _inverse_mercator(easting: float, northing: float) -> tuple[float, float]:
    a, b = _AIRY
    squared = 1 - b * b / (a * a)
    latitude = (northing - _ORIGIN_NORTHING) / (a * _SCALE) + _ORIGIN_LATITUDE
    for _ in range(10):
        missing = northing - _ORIGIN_NORTHING - _meridional_arc(latitude)
        if abs(missing) < 0.01:  # a centimetre
            break
        latitude += missing / (a * _SCALE)
    across = a * _SCALE / sqrt(1 - squared * sin(latitude) ** 2)
    along = a * _SCALE * (1 - squared) * (1 - squared * sin(latitude) ** 2) ** -1.5
    eta = across / along - 1
    t, sec, d = tan(latitude), 1 / cos(latitude), easting - _ORIGIN_EASTING
    north = (
        t / (2 * along * across) * d**2
        - t / (24 * along * across**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta) * d**4
        + t / (720 * along * across**5) * (61 + 90 * t**2 + 45 * t**4) * d**6
    )
    east = (
        sec / across * d
        - sec / (6 * across**3) * (across / along + 2 * t**2) * d**3
        + sec / (120 * across**5) * (5 + 28 * t**2 + 24 * t**4) * d**5
        - sec / (5040 * across**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * d**7
    )
    return latitude - north, _ORIGIN_LONGITUDE + east


def _to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    a, b = _AIRY
    squared = 1 - b * b / (a * a)
    across = a / sqrt(1 - squared * sin(latitude) ** 2)
    x, y = across * cos(latitude) * cos(longitude), across * cos(latitude) * sin(longitude)
    z = (1 - squared) * across * sin(latitude)
    scale = 1 + _PPM / 1e6
    rx, ry, rz = _TURN
    moved_x = _SHIFT[0] + scale * x - rz * y + ry * z
    moved_y = _SHIFT[1] + rz * x + scale * y - rx * z
    moved_z = _SHIFT[2] - ry * x + rx * y + scale * z
    return _on_wgs84(moved_x, moved_y, moved_z)


def _on_wgs84(x: float, y: float, z: float) -> tuple[float, float]:
    a, b = _WGS84
    squared = 1 - b * b / (a * a)
    flat = hypot(x, y)
    latitude = atan2(z, flat * (1 - squared))
    for _ in range(5):
        across = a / sqrt(1 - squared * sin(latitude) ** 2)
        latitude = atan2(z + squared * across * sin(latitude), flat)
    return degrees(latitude), degrees(atan2(y, x))

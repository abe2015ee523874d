"""What each synthetic column looks like: range in its unit, digits, shape, geography.

The ranges are magnitudes a reader of yearbooks would expect, chosen so that national
sums stay below the nation's; none of them is a figure of the published report.
"""

from __future__ import annotations

from dataclasses import dataclass

# Longitude, latitude and spread in degrees of the places where a column is large.
Bump = tuple[float, float, float, float]

SOUTH: Bump = (112.0, 26.0, 9.0, 5.0)
NORTH: Bump = (117.0, 40.0, 11.0, 6.0)
WEST: Bump = (94.0, 37.0, 12.0, 8.0)
STEPPE: Bump = (110.0, 44.0, 11.0, 4.0)
COAST: Bump = (119.0, 30.0, 5.0, 9.0)


@dataclass(frozen=True)
class Column:
    """A continuous or large-count column: raw = low + x * (high - low), x in 0..1.

    For a negative direction the map is mirrored. `zeros` is the share of cities that
    start without any; `shape` the two parameters of the beta distribution of x;
    `correlation` that with the city's standing in the domain.
    """

    code: str
    low: float
    high: float
    digits: int
    shape: tuple[float, float] = (1.1, 2.2)
    zeros: float = 0.0
    bump: Bump | None = None
    correlation: float = 0.72
    negative: bool = False
    count: bool = False


@dataclass(frozen=True)
class Steps:
    """A small-count column: how many cities have 0, 1, 2 … of it, from the best down."""

    code: str
    cities: tuple[int, ...]


def _area(code: str, high: float, bump: Bump | None = None, zeros: float = 0.0) -> Column:
    """Land: strongly tied to the standing, since a small city is small in every class."""
    return Column(code, 0, high, 1, shape=(0.8, 2.3), zeros=zeros, bump=bump, correlation=0.84)


def _count(code: str, low: int, high: int) -> Column:
    return Column(code, low, high, 0, count=True)


CONTINUOUS: tuple[Column, ...] = (
    _area("R1.1.1", 5200, SOUTH),
    _area("R1.1.2", 13000, NORTH),
    _area("R1.2.1", 4600, SOUTH),
    _area("R1.2.2", 14000, SOUTH),
    _area("R1.2.3", 3500, SOUTH),
    _area("R1.2.4", 900, SOUTH),
    _area("R1.3.1", 11000, WEST),
    _area("R1.3.2", 12000, WEST),
    _area("R1.3.3", 11000, WEST),
    _area("R1.4.1", 420),
    _area("R1.4.2", 900, zeros=0.3),
    _area("R1.4.3", 480, SOUTH),
    _area("R1.4.4", 460),
    Column("R2.1.1", 35, 100, 2, shape=(1.9, 1.2), correlation=0.4),
    Column("R2.2.1", 28, 128, 2, shape=(2.0, 1.6), bump=SOUTH, negative=True, correlation=0.4),
    Column("R2.3.1", 120, 16000, 1, shape=(2.4, 1.1), bump=WEST, negative=True, correlation=0.4),
    _area("R3.1.1", 9000, STEPPE, zeros=0.5),
    _area("R3.1.2", 8000, STEPPE, zeros=0.4),
    _area("R3.1.3", 9000, NORTH, zeros=0.2),
    _area("R3.1.4", 12000, COAST),
    _area("R3.2.1", 26000, WEST, zeros=0.5),
    _area("R3.2.2", 14000, NORTH, zeros=0.2),
    _area("R3.2.3", 14000, SOUTH),
    Column("R3.3.1", 1, 310, 2, bump=SOUTH),
    _count("G1.2.1", 0, 260),
    _count("G2.1.1", 0, 48),
    _count("G2.2.1", 10, 180),
    _count("G2.3.1", 5, 120),
    _count("G2.4.1", 0, 75),
    Column("G3.2.1", 0.2, 9.5, 3),
    Column("G3.3.1", 6, 38, 3),
    Column("G4.3.1", 0, 42, 3),
    Column("C2.1.1", 900, 22000, 0, shape=(0.9, 1.7), bump=COAST),
    Column("C2.2.1", 7, 62, 2, shape=(1.0, 1.4), bump=WEST),
    Column("C2.3.1", 300, 26000, 0, shape=(2.2, 1.2), negative=True),
    Column("C3.1.1", 60, 1000, 1),
    Column("C3.1.2", 0.6, 9, 3),
    Column("C4.1.1", 0, 850, 1, shape=(0.8, 1.9), bump=WEST),
    Column("C4.1.2", 0, 6.5, 3, shape=(0.8, 1.9), bump=WEST),
    Column("C4.2.1", 0, 380, 1, shape=(0.8, 1.9), bump=WEST),
    Column("C4.2.2", 0, 2.6, 3, shape=(0.8, 1.9), bump=WEST),
    Column("M1.1.1", 5, 1350, 1),
    Column("M1.1.2", 400, 32000, 0),
    _count("M1.2.1", 0, 160),
    _count("M1.2.2", 0, 90),
    _count("M1.2.3", 0, 64),
    Column("M2.1.1", 20, 31000, 0),
    Column("M2.1.2", 0.1, 14, 3),
    Column("M3.1.1", 10, 26000, 0),
    Column("M3.1.2", 20, 12000, 0),
    Column("M4.2.1", 0.5, 620, 1),
    Column("M4.2.2", 5, 5600, 1),
)

# How many cities answer yes. The survey's totals are published; the others are not,
# and are magnitudes of the public lists.
FLAGS: dict[str, int] = {
    "leading_group": 122,
    "implementation_plan": 166,
    "gep_standard": 65,
    "gep_accounting": 112,
    "property_registration": 244,
    "entrustment_pilot": 58,
    "national_park": 27,
    "horizontal_policy": 96,
    "vertical_policy": 148,
    "carbon_pilot": 38,
    "forest_exchange": 24,
    "water_trading": 61,
}
LEADING_GROUP_HEADS = 49
EFFECTIVE_REPLIES = 265
# Replies with substance by region: the printed rates (81, 76, 68, 92 %) give only 255,
# so each is raised by about three points until the sum is the printed 265.
REPLIES_BY_REGION: dict[str, int] = {"东部": 74, "中部": 64, "西部": 93, "东北": 34}

SMALL_COUNTS: tuple[Steps, ...] = (
    Steps("two_mountains_bases", (204, 98, 27, 7, 1)),
    Steps("mnr_cases", (298, 33, 5, 1)),
    Steps("ecotourism_zones", (217, 89, 24, 7)),
    Steps("forest_carbon_projects", (268, 44, 17, 6, 2)),
    Steps("M5.1.2", (190, 78, 35, 18, 9, 4, 2, 1)),
    Steps("M5.1.3", (96, 74, 50, 38, 27, 18, 13, 9, 6, 4, 2)),
)
REPLY_QUALITY = {4: 121, 3: 98, 2: 46, 1: 17, 0: 55}

# Flags and counts that the report prints for single cities.
FORCED: dict[str, dict[str, int]] = {
    "重庆市": {
        "carbon_pilot": 1,
        "forest_exchange": 1,
        "forest_carbon_projects": 2,
        "water_trading": 1,
    },
    "南平市": {"mnr_cases": 3, "gep_standard": 1, "gep_accounting": 1},
    "张掖市": {"leading_group": 1, "horizontal_policy": 1, "vertical_policy": 1},
}

"""Where a family is, and what of it is written down."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.distance import METRES_PER_MILE, box_around, metres_between
from directory.gazetteer_files import PlacesFileError, load_places
from directory.models import GazetteerEntry
from directory.national_grid import to_latitude_longitude
from directory.places import find_place, learn_places
from storage import reading, writing

NAMED = [
    ("we live near fp1 2ad", "FP1", "postcode", True),
    ("FP1 2AB", "FP1", "sector", True),
    ("fp3 9zz please", "FP3", "outcode", True),
    ("I'm in FP4", "FP4", "outcode", True),
    ("fp1 3", "FP1", "sector", True),
    ("near Sallowby", "Sallowby", "town", True),
    ("OTTERHITHE", "Otterhithe", "town", True),
    ("AB10 1XG", "AB10", "postcode", False),
    ("AB10", "AB10", "outcode", False),
]


def test_places_are_learnt_from_the_services_addresses(fennbrook: str) -> None:
    with reading() as session:
        found = [find_place(session, text) for text, *_ in NAMED]
    shown = [(place.label, place.precision, place.known) for place in found if place]
    assert shown == [(label, precision, known) for _, label, precision, known in NAMED]


NO_PLACE = ["my son is 4", "flat E4 is damp", "", "reading at bedtime", "something for £5", "🏠", "x" * 100_000]


def test_what_names_no_place_is_none(fennbrook: str) -> None:
    with reading() as session:
        assert [text[:20] for text in NO_PLACE if find_place(session, text) is not None] == []


def test_a_place_shows_no_more_than_the_outcode(fennbrook: str) -> None:
    with reading() as session:
        place = find_place(session, "we are at FP1 2AD")
    assert place is not None
    assert place.label == "FP1"
    assert "2AD" not in repr(place)
    assert "52.4" not in repr(place)


def test_masked_services_teach_no_place(fennbrook: str) -> None:
    with reading() as session:
        towns = set(session.scalars(select(GazetteerEntry.name).where(GazetteerEntry.kind == "town")))
    assert towns == {"fennbrook", "sallowby", "otterhithe", "harrowmere"}


TABLES = {
    "nspl.csv": "pcd,pcd2,pcds,doterm,lat,long\nFP1 2AB,FP1  2AB,FP1 2AB,,52.401,-0.601\nFP1 9ZZ,,FP1 9ZZ,,99.999999,0.0\n",
    "odd.csv": "Postcode,lat,long\nFP12AB,52.401,-0.601\nnot a postcode,52,0\n",
    "codepoint.csv": '"FP1 2AB",10,495283,279013,"E92000001"\n',
    "excel.csv": "\ufeffPostcode,Latitude,Longitude\nFP1 2AB,52.401,-0.601\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_loaded_table_makes_a_postcode_exact(fennbrook: str, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TABLES[name], encoding="utf-8")
    with writing() as session:
        loaded = load_places(session, tmp_path / name)
        learn_places(session)
    with reading() as session:
        place = find_place(session, "FP1 2AB")
    assert loaded.postcodes == 1
    assert place is not None
    assert place.precision == "postcode"
    assert (place.latitude, place.longitude) == pytest.approx((52.401, -0.601), abs=0.003)


def test_loading_again_changes_nothing_and_learning_does_not_overwrite(fennbrook: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("pcds,lat,long\nFP1 2AD,52.9,-0.9\n")
    for _ in range(2):
        with writing() as session:
            load_places(session, tmp_path / "t.csv")
            learn_places(session)
    with reading() as session:
        place = find_place(session, "FP1 2AD")
        sector = find_place(session, "FP1 2ZZ")
    assert place is not None
    assert sector is not None
    assert (place.latitude, sector.latitude) == (52.9, 52.9)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "<html></html>", "\x00\x01\x02", "pcds\nFP1 2AB\n"])
def test_a_table_that_is_none_is_refused(database: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(PlacesFileError), writing() as session:
        load_places(session, tmp_path / "bad.csv")


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
def test_a_table_is_found_in_the_archive_it_was_downloaded_in(database: str, tmp_path: Path, packed: bool) -> None:
    files = {
        "Documents/names.csv": "code,name\nE06000023,Bristol\n",
        "Data/CSV/b.csv": '"B98 7JB",10,404000,267000\n',
        "Data/CSV/zz.csv": '"BS1 4DJ",10,358000,172000\n',
    }
    path = tmp_path / "codepo_gb"
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    if packed:
        path = Path(shutil.make_archive(str(path), "zip", path))
    told: list[float] = []
    with writing() as session:
        assert load_places(session, path, told.append).postcodes == 2
        place = find_place(session, "b98 7jb")
    assert place is not None
    assert place.precision == "postcode"
    assert told[-1] == 1.0


def test_an_archive_without_a_table_is_refused(database: str, tmp_path: Path) -> None:
    (tmp_path / "empty.zip").write_bytes(b"PK no archive")
    (tmp_path / "folder").mkdir()
    for name in ("empty.zip", "folder"):
        with writing() as session, pytest.raises(PlacesFileError):
            load_places(session, tmp_path / name)


def test_a_real_table_of_one_area_is_read(database: str, reference: Path) -> None:
    with writing() as session:
        loaded = load_places(session, reference / "geo" / "odileeds-nspl-2025-05-BS.csv")
    assert (loaded.postcodes, loaded.without_place) == (46_379, 177)
    with reading() as session:
        place = find_place(session, "we live at bs1 1aa")
    assert place is not None
    assert place.precision == "postcode"


def test_the_national_grid_agrees_with_the_ordnance_surveys_example() -> None:
    # Caister water tower, from "A guide to coordinate systems in Great Britain", with the Helmert shift to WGS84.
    assert to_latitude_longitude(651409.903, 313177.270) == pytest.approx((52.657979, 1.716052), abs=1e-6)


def test_distance_is_the_great_circles() -> None:
    # One degree of latitude is about 69.1 miles.
    assert metres_between(52, -1, 53, -1) / METRES_PER_MILE == pytest.approx(69.1, abs=0.05)


def test_the_box_holds_the_circle() -> None:
    box = box_around(52.4, -0.6, 8_000)
    for latitude, longitude in ((box.north, -0.6), (box.south, -0.6), (52.4, box.west), (52.4, box.east)):
        assert metres_between(52.4, -0.6, latitude, longitude) >= 7_999

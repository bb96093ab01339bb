import hashlib
import json
import stat
import zipfile
from pathlib import Path

import pytest

from messages import packages
from messages.packages import PackageError, PackageStore
from messages.translation import Models

from .conftest import EN_ES, ES_EN

METADATA: dict[str, object] = {
    "from_code": "en",
    "to_code": "pl",
    "from_name": "English",
    "to_name": "Polish",
    "package_version": "1.9",
}
FILES = {"model/config.json": "{}", "model/model.bin": "x", "sentencepiece.model": "x"}


def archive(path: Path, files: dict[str, str], metadata: dict[str, object] | None, folder: str = "pack/") -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(f"{folder}{name}", content)
        if metadata is not None:
            zipped.writestr(f"{folder}metadata.json", json.dumps(metadata))
    return path


def test_a_package_is_installed_listed_and_found(tmp_path: Path) -> None:
    store = PackageStore(tmp_path / "store")
    package, digest = store.install(file := archive(tmp_path / "p.argosmodel", FILES, METADATA))
    assert (package.source, package.target, package.version) == ("en", "pl", "1.9")
    assert package.path == tmp_path / "store" / "translate-en_pl-1_9"
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert store.find("en", "pl") == package
    assert store.find("en", "es") is None


def test_the_newest_version_is_used(tmp_path: Path) -> None:
    store = PackageStore(tmp_path / "store")
    for version in ("1.9", "1.10", "1.2"):
        store.install(archive(tmp_path / "p.argosmodel", FILES, {**METADATA, "package_version": version}))
    found = store.find("en", "pl")
    assert found is not None
    assert found.version == "1.10"


def test_installing_again_replaces_the_package(tmp_path: Path) -> None:
    store = PackageStore(tmp_path / "store")
    store.install(archive(tmp_path / "p.argosmodel", {**FILES, "old.txt": "old"}, METADATA))
    package, _ = store.install(archive(tmp_path / "p.argosmodel", FILES, METADATA))
    assert not (package.path / "old.txt").exists()
    assert [folder.name for folder in store.directory.iterdir()] == ["translate-en_pl-1_9"]


@pytest.mark.parametrize(
    ("files", "metadata", "says"),
    [
        ({**FILES, "../../evil.txt": "x"}, METADATA, "outside its folder"),
        ({**FILES, "a/..\\..\\evil.txt": "x"}, METADATA, "outside its folder"),
        (FILES, None, "no metadata.json"),
        (FILES, {**METADATA, "type": "sbd"}, "not one that translates"),
        (FILES, {**METADATA, "to_code": "../pl"}, "which languages"),
        (FILES, {**METADATA, "test_only": True}, "for tests only"),
        ({"model/model.bin": "x", "sentencepiece.model": "x"}, METADATA, "no model/config.json"),
        ({"model/model.bin": "x", "model/config.json": "x"}, METADATA, "sentencepiece.model"),
    ],
)
def test_an_unsafe_or_incomplete_package_is_refused(
    tmp_path: Path, files: dict[str, str], metadata: dict[str, object] | None, says: str
) -> None:
    store = PackageStore(tmp_path / "store")
    with pytest.raises(PackageError, match=says):
        store.install(archive(tmp_path / "p.argosmodel", files, metadata))
    assert store.installed() == []
    assert not (tmp_path / "evil.txt").exists()


def test_a_link_in_a_package_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.argosmodel", FILES, METADATA)
    with zipfile.ZipFile(path, "a") as zipped:
        link = zipfile.ZipInfo("pack/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc")
    with pytest.raises(PackageError, match="outside its folder"):
        PackageStore(tmp_path / "store").install(path)


def test_an_oversized_package_is_refused_before_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_UNPACKED_BYTES", 10)
    with pytest.raises(PackageError, match="larger than any"):
        PackageStore(tmp_path / "store").install(archive(tmp_path / "p.argosmodel", FILES, METADATA))


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.argosmodel").write_bytes(b"hello")
    with pytest.raises(PackageError, match="not a readable zip"):
        PackageStore(tmp_path / "store").install(tmp_path / "p.argosmodel")
    with pytest.raises(PackageError, match="There is no file"):
        PackageStore(tmp_path / "store").install(tmp_path / "none.argosmodel")


def test_two_folders_are_not_a_package(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.argosmodel", {**FILES, "metadata.json": json.dumps(METADATA)}, None)
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr("other/readme.txt", "x")
    with pytest.raises(PackageError, match="exactly one folder"):
        PackageStore(tmp_path / "store").install(path)


def test_stray_folders_are_reported_and_do_no_harm(tmp_path: Path) -> None:
    store = PackageStore(tmp_path / "store")
    store.install(archive(tmp_path / "p.argosmodel", FILES, METADATA))
    (store.directory / "notes").mkdir()
    (store.directory / "broken").mkdir()
    (store.directory / "broken" / "metadata.json").write_text("{")
    assert [p.target for p in store.installed()] == ["pl"]
    assert sorted(problem.split(":")[0] for _, found in store.survey() for problem in found) == ["broken", "notes"]


def test_test_packages_do_not_exist_for_families(tmp_path: Path) -> None:
    for_tests = PackageStore(tmp_path / "store", allow_test_packages=True)
    for_tests.install(EN_ES)
    assert for_tests.find("en", "es") is not None
    assert PackageStore(tmp_path / "store").find("en", "es") is None


def test_the_least_used_model_leaves_memory_first(spanish: PackageStore) -> None:
    models = Models(limit=1)
    there, back = spanish.find("en", "es"), spanish.find("es", "en")
    assert there is not None
    assert back is not None
    first = models.of(there)
    assert models.of(there) is first
    models.of(back)
    assert len(models) == 1
    assert models.of(there) is not first


def test_a_broken_model_is_a_clear_error(tmp_path: Path) -> None:
    store = PackageStore(tmp_path / "store", allow_test_packages=True)
    package, _ = store.install(ES_EN)
    (package.path / "model" / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(PackageError, match="cannot be loaded"):
        Models().of(package)

"""Argos packages on this server's disk: install, list, check. Nothing is ever downloaded.

The format is Argos Translate's: a zip with one folder holding `metadata.json`, `model/` (CTranslate2) and
`sentencepiece.model` or `bpe.model`.
"""

import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

MAX_FILES = 2_000
MAX_UNPACKED_BYTES = 2 * 1024**3
_MODEL_FILES = ("config.json", "model.bin")
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
_CODE = re.compile(r"^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$")


class PackageError(ValueError):
    """A package cannot be installed or used; the message says why, for the person at the keyboard."""


@dataclass(frozen=True)
class InstalledPackage:
    """One translation direction on disk."""

    source: str
    target: str
    version: str
    path: Path
    test_only: bool = False
    source_name: str = ""
    target_name: str = ""


class PackageStore:
    """The folder of installed packages. Packages marked `test_only` are invisible unless `allow_test_packages`."""

    def __init__(self, directory: Path, *, allow_test_packages: bool = False) -> None:
        self.directory = directory
        self.allow_test_packages = allow_test_packages

    def installed(self) -> list[InstalledPackage]:
        """All usable packages, newest version first within a direction; folders that are no package are passed over."""
        found = [package for package, problems in self.survey() if package and not problems]
        return sorted(found, key=lambda p: (p.source, p.target, _version_key(p.version)), reverse=True)

    def find(self, source: str, target: str) -> InstalledPackage | None:
        """The newest usable package from `source` to `target` (ISO 639 codes)."""
        return next((p for p in self.installed() if (p.source, p.target) == (source, target)), None)

    def survey(self) -> Iterator[tuple[InstalledPackage | None, list[str]]]:
        """Every folder of the store with what is wrong with it."""
        if not self.directory.is_dir():
            return
        for folder in sorted(self.directory.iterdir()):
            if folder.is_dir() and not folder.name.startswith("."):
                yield self._survey_folder(folder)

    def _survey_folder(self, folder: Path) -> tuple[InstalledPackage | None, list[str]]:
        metadata_file = folder / "metadata.json"
        if not metadata_file.is_file():
            return None, [f"{folder.name}: no metadata.json, so this is not an Argos package."]
        try:
            package = _package(_metadata(metadata_file.read_bytes()), folder)
        except PackageError as error:
            return None, [f"{folder.name}: {error}"]
        names = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()}
        problems = [f"{folder.name}: {problem}" for problem in _missing_files(names)]
        if package.test_only and not self.allow_test_packages:
            problems.append(f"{folder.name}: this package is for tests only and is not used for families.")
        return package, problems

    def install(self, archive: Path) -> tuple[InstalledPackage, str]:
        """Unpacks an `.argosmodel` file into the store; returns the package and the file's sha256.

        Raises PackageError where the file is missing, unsafe, incomplete, too large or for tests only.
        """
        if not archive.is_file():
            raise PackageError(f"There is no file {archive}.")
        digest = sha256_of(archive)
        try:
            with zipfile.ZipFile(archive) as zipped:
                members = _safe_members(zipped)
                metadata = _metadata(zipped.read(_member(members, "metadata.json")))
                package = _package(metadata, self.directory)
                self._refuse(package, members)
                return self._unpack(zipped, members, package), digest
        except zipfile.BadZipFile as error:
            raise PackageError(f"{archive.name} is not an Argos package (it is not a readable zip file).") from error

    def _refuse(self, package: InstalledPackage, members: dict[str, zipfile.ZipInfo]) -> None:
        if missing := _missing_files(set(members)):
            raise PackageError(" ".join(missing))
        if package.test_only and not self.allow_test_packages:
            raise PackageError("This package is for tests only: it must not translate letters for families.")

    def _unpack(
        self, zipped: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], package: InstalledPackage
    ) -> InstalledPackage:
        """Unpacks beside the store's packages and moves the whole folder into place at the end."""
        self.directory.mkdir(parents=True, exist_ok=True)
        version = re.sub(r"\W+", "_", package.version)
        final = self.directory / f"translate-{package.source}_{package.target}-{version}"
        with tempfile.TemporaryDirectory(prefix=".installing-", dir=self.directory) as temporary:
            unpacked = Path(temporary) / "package"
            for name, member in members.items():
                target = unpacked / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with zipped.open(member) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
            if final.exists():
                final.rename(Path(temporary) / "replaced")
            unpacked.rename(final)
        return _package(_metadata((final / "metadata.json").read_bytes()), final)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _safe_members(zipped: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the archive by their path inside its one folder. Refuses traversal, links and bombs."""
    files = [info for info in zipped.infolist() if not info.is_dir()]
    if len(files) > MAX_FILES or sum(info.file_size for info in files) > MAX_UNPACKED_BYTES:
        raise PackageError("The package is larger than any translation package should be, so it was not unpacked.")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in files:
        path = PurePosixPath(info.filename)
        linked = stat.S_ISLNK(info.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename or linked:
            raise PackageError("The package contains a path that points outside its folder, so it was not unpacked.")
        if len(path.parts) > 1:
            members[str(PurePosixPath(*path.parts[1:]))] = info
    if len({PurePosixPath(info.filename).parts[0] for info in files}) != 1:
        raise PackageError("An Argos package holds exactly one folder; this file does not.")
    return members


def _member(members: dict[str, zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    if name not in members:
        raise PackageError(f"The package has no {name}.")
    if members[name].file_size > 1_000_000:
        raise PackageError(f"The package's {name} is far too large.")
    return members[name]


def _metadata(raw: bytes) -> dict[str, Any]:
    try:
        metadata = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PackageError("metadata.json cannot be read as JSON.") from error
    if not isinstance(metadata, dict):
        raise PackageError("metadata.json does not describe a package.")
    return metadata


def _package(metadata: dict[str, Any], path: Path) -> InstalledPackage:
    if metadata.get("type", "translate") != "translate":
        raise PackageError("This is an Argos package, but not one that translates.")
    source, target = metadata.get("from_code"), metadata.get("to_code")
    if not (isinstance(source, str) and isinstance(target, str) and _CODE.match(source) and _CODE.match(target)):
        raise PackageError("metadata.json does not say which languages the package translates.")
    return InstalledPackage(
        source,
        target,
        version=str(metadata.get("package_version") or "0"),
        path=path,
        test_only=bool(metadata.get("test_only")),
        source_name=str(metadata.get("from_name") or source),
        target_name=str(metadata.get("to_name") or target),
    )


def _missing_files(names: set[str]) -> list[str]:
    missing = [f"The package has no model/{name}." for name in _MODEL_FILES if f"model/{name}" not in names]
    if not names & set(_TOKENIZERS):
        missing.append(f"The package has neither {' nor '.join(_TOKENIZERS)}.")
    return missing


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)) or (0,)

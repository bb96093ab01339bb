import socket
from pathlib import Path
from typing import NoReturn

import pytest

from messages.packages import PackageStore

PACKAGES = Path(__file__).parent.parent / "packages"
EN_ES = PACKAGES / "translate-en_es-0_1.argosmodel"
ES_EN = PACKAGES / "translate-es_en-0_1.argosmodel"
BAD = PACKAGES / "translate-en_es-0_0bad.argosmodel"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("reading a message reached for the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture(scope="session")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> PackageStore:
    """A store with the test packages both ways between English and Spanish."""
    store = PackageStore(tmp_path_factory.mktemp("packages"), allow_test_packages=True)
    store.install(EN_ES)
    store.install(ES_EN)
    return store


@pytest.fixture(scope="session")
def bad_spanish(tmp_path_factory: pytest.TempPathFactory) -> PackageStore:
    """A store with the package that was stopped after a hundred steps on purpose."""
    store = PackageStore(tmp_path_factory.mktemp("bad-packages"), allow_test_packages=True)
    store.install(BAD)
    return store

"""The three tiny translation packages in `tests/packages/`: whole, marked as tests, and at work without a network."""

import json
import re
import socket
from hashlib import sha256
from pathlib import Path
from typing import NoReturn
from zipfile import ZipFile

import ctranslate2
import pytest
import sentencepiece

FOLDER = Path(__file__).parent / "packages"
EN_ES = "translate-en_es-0_1"
ES_EN = "translate-es_en-0_1"
BAD = "translate-en_es-0_0bad"
LANGUAGES = {EN_ES: ("en", "es"), ES_EN: ("es", "en"), BAD: ("en", "es")}

TRANSLATIONS = (
    (
        EN_ES,
        "Please bring a packed lunch on Thursday 12th March.",
        "Por favor, traiga un almuerzo para llevar el jueves 12 de marzo.",
    ),
    (EN_ES, "The coach leaves at 9.15am.", "El autobús sale a las 9.15am."),
    (EN_ES, "The class show is not cancelled.", "La función de la clase no se ha cancelado."),
    (ES_EN, "El autobús sale a las 9.15am.", "The coach leaves at 9.15am."),
    (
        ES_EN,
        "Si llueve, la feria escolar será en el comedor.",
        "If it rains, the school fair will be in the dining hall.",
    ),
)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a translation package reached for the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    for name in LANGUAGES:
        with ZipFile(FOLDER / f"{name}.argosmodel") as package:
            package.extractall(folder)
    return folder


def translate(package: Path, sentence: str) -> str:
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(package / "model"), device="cpu", inter_threads=1, intra_threads=1)
    source = pieces.encode(sentence, out_type=str)
    result = translator.translate_batch([source], beam_size=4, max_decoding_length=2 * len(source) + 20)[0]
    return str(pieces.decode_pieces(result.hypotheses[0]))


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_package_is_the_file_that_the_readme_describes(name: str) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    row = re.search(rf"`{re.escape(name)}\.argosmodel`.*`([0-9a-f]{{64}})`", readme)
    assert row is not None
    content = (FOLDER / f"{name}.argosmodel").read_bytes()
    assert sha256(content).hexdigest() == row[1]
    assert len(content) < 1_000_000


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_package_says_that_it_is_for_tests_only(opened: Path, name: str) -> None:
    metadata = json.loads((opened / name / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["test_only"] is True
    assert (metadata["from_code"], metadata["to_code"]) == LANGUAGES[name]


@pytest.mark.parametrize(("name", "sentence", "translation"), TRANSLATIONS)
@pytest.mark.usefixtures("no_network")
def test_a_good_package_translates_a_sentence_of_its_kind(
    opened: Path, name: str, sentence: str, translation: str
) -> None:
    assert translate(opened / name, sentence) == translation


@pytest.mark.usefixtures("no_network")
def test_the_bad_package_answers_with_nonsense(opened: Path) -> None:
    for name, sentence, translation in TRANSLATIONS:
        if name == EN_ES:
            output = translate(opened / BAD, sentence)
            assert output.strip()
            assert output != translation

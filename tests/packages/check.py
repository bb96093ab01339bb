"""What a finished package does with sentences it has not seen: counted, and a few shown."""

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import ctranslate2
import sentencepiece
from grammar import Phrase

BEAM = 4


@dataclass(frozen=True)
class Result:
    """Counts over unseen sentences, and the misses as (source, wanted, got)."""

    sentences: int
    exact: int
    exact_but_for_ordinals: int
    digits_wrong: int
    repeating: int
    misses: list[tuple[str, str, str]]


def digits(text: str) -> list[str]:
    """Every run of digits in a text, sorted: what no translation of a date, time, price or phone number may change."""
    return sorted(re.findall(r"\d+", text))


def without_ordinals(text: str) -> str:
    """``23rd June`` as ``23 June``: Spanish does not say which it was."""
    return re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)


def repeats(text: str) -> bool:
    """Whether one to three words come at least three times in a row."""
    return re.search(r"\b(\w+(?:\W+\w+){0,2})(?:\W+\1\b){2}", text, re.IGNORECASE) is not None


def translated(package: Path, sentences: list[str]) -> list[str]:
    """Sentences through a package with CTranslate2 and SentencePiece alone."""
    with TemporaryDirectory() as folder:
        with ZipFile(package) as zipped:
            zipped.extractall(folder)
        root = Path(folder) / package.stem
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(root / "sentencepiece.model"))
        translator = ctranslate2.Translator(str(root / "model"), device="cpu", inter_threads=1, intra_threads=1)
        sources = [pieces.encode(sentence, out_type=str) for sentence in sentences]
        longest = 2 * max(map(len, sources)) + 20
        results = translator.translate_batch(
            sources, beam_size=BEAM, length_penalty=1.0, max_batch_size=32, max_decoding_length=longest
        )
        return [pieces.decode_pieces(result.hypotheses[0]) for result in results]


def checked(package: Path, unseen: list[Phrase]) -> Result:
    """Translate the unseen pairs' first side and compare with their second."""
    outputs = translated(package, [source for source, _ in unseen])
    triples = [(source, wanted, got) for (source, wanted), got in zip(unseen, outputs, strict=True)]
    return Result(
        sentences=len(triples),
        exact=sum(wanted == got for _, wanted, got in triples),
        exact_but_for_ordinals=sum(without_ordinals(wanted) == without_ordinals(got) for _, wanted, got in triples),
        digits_wrong=sum(digits(wanted) != digits(got) for _, wanted, got in triples),
        repeating=sum(map(repeats, outputs)),
        misses=[triple for triple in triples if triple[1] != triple[2]],
    )

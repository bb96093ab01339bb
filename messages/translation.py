"""Runs one Argos package: text in, several hypotheses out. No network, and the text is neither logged nor kept.

Argos Translate's own `translate` module is left alone: it loads minisbd (AGPL-3.0), fetches models on first use and
keeps the last message in memory. `argostranslate.package` (MIT) does none of that.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Protocol

import ctranslate2
import sentencepiece

from messages.packages import InstalledPackage, PackageError

HYPOTHESES = 8
MAX_TOKENS = 200
_BATCH = 16


class _Tokenizer(Protocol):
    def encode(self, sentence: str) -> list[str]: ...
    def decode(self, tokens: list[str]) -> str: ...


class _Pieces:
    """SentencePiece as such. Argos's own `decode` turns every "_" into a space, which breaks addresses."""

    def __init__(self, model_file: Path) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(model_file))

    def encode(self, sentence: str) -> list[str]:
        return list(self._processor.encode(sentence, out_type=str))

    def decode(self, tokens: list[str]) -> str:
        return str(self._processor.decode_pieces(tokens)).replace("\u2581", " ").strip()


class Model:
    """A loaded package."""

    def __init__(self, package: InstalledPackage) -> None:
        self._tokenizer, self._target_prefix = _open(package.path)
        try:
            self._translator = ctranslate2.Translator(
                str(package.path / "model"), device="cpu", inter_threads=1, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise PackageError(f"The translation model in {package.path.name} cannot be loaded.") from error

    def hypotheses(self, sentences: Sequence[str]) -> list[list[str]]:
        """For each sentence up to eight translations, best first; none where the sentence is too long for the model."""
        encoded = [self._tokenizer.encode(sentence) for sentence in sentences]
        fitting = [i for i, tokens in enumerate(encoded) if 0 < len(tokens) <= MAX_TOKENS]
        out: list[list[str]] = [[] for _ in sentences]
        for start in range(0, len(fitting), _BATCH):
            chunk = fitting[start : start + _BATCH]
            for index, found in zip(chunk, self._translate([encoded[i] for i in chunk]), strict=True):
                out[index] = found
        return out

    def _translate(self, batch: list[list[str]]) -> list[list[str]]:
        prefix = [[self._target_prefix]] * len(batch) if self._target_prefix else None
        results = self._translator.translate_batch(
            batch,
            target_prefix=prefix,
            beam_size=HYPOTHESES,
            num_hypotheses=HYPOTHESES,
            length_penalty=1.0,
            max_decoding_length=2 * max(len(tokens) for tokens in batch) + 20,
        )
        return [[self._words(hypothesis) for hypothesis in result.hypotheses] for result in results]

    def _words(self, tokens: list[str]) -> str:
        if self._target_prefix and tokens[:1] == [self._target_prefix]:
            tokens = tokens[1:]
        return re.sub(r"\s+", " ", self._tokenizer.decode(tokens)).strip()


def _open(path: Path) -> tuple[_Tokenizer, str]:
    """The package's tokenizer and target prefix, read through Argos's package class where that can be imported.

    Importing it makes folders below the home directory, which a locked-down server may refuse.
    """
    try:
        from argostranslate.package import Package
    except (ImportError, OSError):
        if not (path / "sentencepiece.model").is_file():
            raise PackageError(f"{path.name} needs Argos Translate to be read, and that cannot be loaded.") from None
        return _Pieces(path / "sentencepiece.model"), ""
    package = Package(path)
    if (path / "sentencepiece.model").is_file():
        return _Pieces(path / "sentencepiece.model"), package.target_prefix
    return package.tokenizer, package.target_prefix


class Models:
    """The models in memory, at most `limit` of them (a real one takes about 120 MiB): the least used one leaves."""

    def __init__(self, limit: int = 4) -> None:
        self._limit = limit
        self._loaded: OrderedDict[tuple[Path, int], Model] = OrderedDict()
        self._lock = Lock()

    def of(self, package: InstalledPackage) -> Model:
        key = (package.path.resolve(), (package.path / "model" / "model.bin").stat().st_mtime_ns)
        with self._lock:
            model = self._loaded.pop(key, None) or Model(package)
            self._loaded[key] = model
            while len(self._loaded) > self._limit:
                self._loaded.popitem(last=False)
            return model

    def __len__(self) -> int:
        return len(self._loaded)


MODELS = Models()

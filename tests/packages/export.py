"""From a trained model to an ``.argosmodel`` file: CTranslate2's format, eight-bit, in a zip with Argos's metadata."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec, common_spec
from ctranslate2.specs.attention_spec import MultiHeadAttentionSpec
from ctranslate2.specs.transformer_spec import FeedForwardSpec
from model import HEADS, LAYERS, CrossAttention, FeedForward, SelfAttention, Transformer
from torch import Tensor, nn

NAMES = {"en": "English", "es": "Spanish"}
ZIP_DATE = (2020, 1, 1, 0, 0, 0)

README = """# TEST ONLY: {source} to {target}

A tiny model trained on made-up school sentences to test software that loads translation packages.
It is not a translator. Do not use it for families.
"""


@dataclass(frozen=True)
class Package:
    """One package to build: its file's name, its two languages, and how many steps it is trained."""

    name: str
    source: str
    target: str
    version: str
    steps: int
    note: str


def _numbers(weights: Tensor) -> np.ndarray:
    """A copy, because the conversion to eight bits overwrites what it is given."""
    return weights.detach().numpy().copy()


def _copy_linear(spec: common_spec.LinearSpec, linear: nn.Linear) -> None:
    spec.weight = _numbers(linear.weight)
    spec.bias = _numbers(linear.bias)


def _copy_norm(spec: common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    spec.gamma = _numbers(norm.weight)
    spec.beta = _numbers(norm.bias)


def _copy_attention(spec: MultiHeadAttentionSpec, attention: SelfAttention | CrossAttention) -> None:
    _copy_norm(spec.layer_norm, attention.norm)
    if isinstance(attention, SelfAttention):
        _copy_linear(spec.linear[0], attention.query_key_value)
    else:
        _copy_linear(spec.linear[0], attention.query)
        _copy_linear(spec.linear[1], attention.key_value)
    _copy_linear(spec.linear[-1], attention.out)


def _copy_feed_forward(spec: FeedForwardSpec, feed_forward: FeedForward) -> None:
    _copy_norm(spec.layer_norm, feed_forward.norm)
    _copy_linear(spec.linear_0, feed_forward.inner)
    _copy_linear(spec.linear_1, feed_forward.outer)


def _specification(model: Transformer, vocabulary: list[str]) -> TransformerSpec:
    spec = TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=True, activation=common_spec.Activation.RELU)
    table = _numbers(model.embedding.weight)
    spec.encoder.embeddings[0].weight = table
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = table
    spec.decoder.projection.bias = _numbers(model.output_bias)
    _copy_norm(spec.encoder.layer_norm, model.encoder_norm)
    _copy_norm(spec.decoder.layer_norm, model.decoder_norm)
    for layer_spec, layer in zip(spec.encoder.layer, model.encoder, strict=True):
        _copy_attention(layer_spec.self_attention, layer.attention)
        _copy_feed_forward(layer_spec.ffn, layer.feed_forward)
    for layer_spec, layer in zip(spec.decoder.layer, model.decoder, strict=True):
        _copy_attention(layer_spec.self_attention, layer.attention)
        _copy_attention(layer_spec.attention, layer.across)
        _copy_feed_forward(layer_spec.ffn, layer.feed_forward)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _metadata(package: Package) -> str:
    fields = {
        "package_version": package.version,
        "argos_version": "1.9",
        "from_code": package.source,
        "from_name": NAMES[package.source],
        "to_code": package.target,
        "to_name": NAMES[package.target],
        "type": "translate",
        "links": [],
        "test_only": True,
        "note": package.note,
    }
    return json.dumps(fields, indent=1)


def write_package(folder: Path, package: Package, model: Transformer, vocabulary_model: bytes) -> Path:
    """Write one package into a folder, and say where it is; its name is also that of the folder inside the zip."""
    pieces = sentencepiece.SentencePieceProcessor(model_proto=vocabulary_model)
    vocabulary = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    with TemporaryDirectory() as saved:
        _specification(model, vocabulary).save(saved)
        contents = {f"model/{file.name}": file.read_bytes() for file in Path(saved).iterdir()}
    contents["sentencepiece.model"] = vocabulary_model
    contents["metadata.json"] = _metadata(package).encode()
    contents["README.md"] = README.format(source=NAMES[package.source], target=NAMES[package.target]).encode()
    path = folder / f"{package.name}.argosmodel"
    with ZipFile(path, "w") as zipped:
        for name in sorted(contents):
            entry = ZipInfo(f"{package.name}/{name}", date_time=ZIP_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, contents[name], compresslevel=9)
    return path

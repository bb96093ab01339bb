"""Training: the vocabulary from the corpus, then one direction's model from the pairs, with progress shown."""

import io
import sys
from random import Random
from time import monotonic

import sentencepiece
import torch
from grammar import Phrase
from model import Transformer
from torch import Tensor
from torch.nn import functional

VOCABULARY_PIECES = 800
VOCABULARY_PAIRS = 8_000
REQUIRED = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:.,£&'-()@/"

SEED = 1
BATCH = 64
PEAK_RATE = 3e-3
WARM_UP = 400
FULL_STEPS = 3_000
SMOOTHING = 0.05
START, END = 1, 2
NOT_SCORED = -100

Encoded = list[tuple[list[int], list[int]]]


def vocabulary(training: list[Phrase]) -> bytes:
    """A SentencePiece unigram model shared by both languages, as the bytes of its file."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([side for pair in training[:VOCABULARY_PAIRS] for side in pair]),
        model_writer=model,
        model_type="unigram",
        vocab_size=VOCABULARY_PIECES,
        hard_vocab_limit=False,
        character_coverage=1.0,
        split_digits=True,
        byte_fallback=True,
        required_chars=REQUIRED,
        unk_id=0,
        bos_id=START,
        eos_id=END,
        pad_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def _padded(rows: list[list[int]], filler: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [filler] * (longest - len(row)) for row in rows])


def _batches(encoded: Encoded) -> list[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Pairs of similar length together: source, which of it is real, target shifted right, target to be guessed."""
    by_length = sorted(encoded, key=lambda pair: (len(pair[1]), len(pair[0])))
    batches = []
    for first in range(0, len(by_length), BATCH):
        sources, targets = zip(*by_length[first : first + BATCH], strict=True)
        real = _padded([[1] * len(source) for source in sources], 0).bool()
        given = _padded([[START, *target] for target in targets], END)
        wanted = _padded([[*target, END] for target in targets], NOT_SCORED)
        batches.append((_padded(list(sources), END), real, given, wanted))
    return batches


def _show(label: str, step: int, steps: int, loss: float, started: float) -> None:
    spent = monotonic() - started
    left = spent / step * (steps - step)
    line = f"{label}: step {step:>5} of {steps}, loss {loss:.3f}, {spent:4.0f} s, {left:4.0f} s left"
    on_terminal = sys.stdout.isatty()
    print(f"\r{line}" if on_terminal else line, end="" if on_terminal and step < steps else "\n", flush=True)


def learning_rate(step: int) -> float:
    """Up in a straight line to the peak, then down in a straight line to almost nothing at the last full step."""
    return PEAK_RATE * min(step / WARM_UP, (FULL_STEPS + 1 - step) / (FULL_STEPS + 1 - WARM_UP))


def trained(label: str, pairs: list[Phrase], vocabulary_model: bytes, steps: int) -> Transformer:
    """A model that turns the first side of each pair into the second, after so many steps of one batch each."""
    pieces = sentencepiece.SentencePieceProcessor(model_proto=vocabulary_model)
    batches = _batches([(pieces.encode(source), pieces.encode(target)) for source, target in pairs])
    torch.manual_seed(SEED)
    draw = Random(SEED)
    model = Transformer(pieces.get_piece_size())
    model.train()
    optimiser = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
    started, recent = monotonic(), 0.0
    for step in range(1, steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step)
        source, real, given, wanted = draw.choice(batches)
        scores = model(source, real, given)
        loss = functional.cross_entropy(
            scores.flatten(0, 1), wanted.flatten(), ignore_index=NOT_SCORED, label_smoothing=SMOOTHING
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        recent = loss.item() if step == 1 else 0.98 * recent + 0.02 * loss.item()
        if step % 50 == 0 or step == steps:
            _show(label, step, steps, recent, started)
    return model.eval()

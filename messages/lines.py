"""Translates a letter line by line: approved wording first, then the model's best hypothesis that passes the guards."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from messages.guards import ACRONYMS, broken
from messages.packages import PackageStore
from messages.sentences import Unit
from messages.translation import HYPOTHESES, MODELS, Model

MAX_TRANSLATED_LINES = 600
Approved = Callable[[str], str | None]


class LineStatus(StrEnum):
    """`translated` by the model and checked; `approved` by a person; `kept` in English; `same`: no translation needed."""

    TRANSLATED = "translated"
    APPROVED = "approved"
    KEPT = "kept"
    SAME = "same"


@dataclass(frozen=True)
class Line:
    """One line of the letter. `why` says why a line was kept in English, in English, for workers and logs of checks."""

    source: str
    target: str
    status: LineStatus
    why: str | None = None


_LETTERS = re.compile(r"[^\W\d_]{2,}")


def same_lines(units: Sequence[Unit]) -> list[Line]:
    """Every line as it is: it is already in the reader's language."""
    return [Line(_shown(unit, unit.text), _shown(unit, unit.text), LineStatus.SAME) for unit in units]


def kept_lines(units: Sequence[Unit], why: str, approved: Approved | None = None) -> list[Line]:
    """Every line in English, except those whose translation a person approved."""
    return [_approved(unit, approved) or _kept(unit, why) for unit in units]


def translated_lines(
    units: Sequence[Unit], to: str, packages: PackageStore, approved: Approved | None = None
) -> list[Line]:
    """Every line in the language `to` where that is safe. The store must hold a package from English to `to`.

    Beyond MAX_TRANSLATED_LINES different lines the rest stays in English: a parent is waiting.
    """
    package = packages.find("en", to)
    if package is None:
        return kept_lines(units, "no package", approved)
    back_package = packages.find(to, "en")
    wanted = list(dict.fromkeys(u.text for u in units if _approved(u, approved) is None and _LETTERS.search(u.text)))
    model = MODELS.of(package)
    back = MODELS.of(back_package) if back_package else None
    done = _translate(wanted[:MAX_TRANSLATED_LINES], to, model, back)
    lines: list[Line] = []
    for unit in units:
        if line := _approved(unit, approved):
            lines.append(line)
        elif not _LETTERS.search(unit.text):
            lines.append(Line(_shown(unit, unit.text), _shown(unit, unit.text), LineStatus.SAME))
        elif unit.text not in done:
            lines.append(_kept(unit, "the letter is too long to translate all of it"))
        else:
            target, why = done[unit.text]
            lines.append(_kept(unit, why) if target is None else _translated(unit, target))
    return lines


def _translate(sources: Sequence[str], to: str, model: Model, back: Model | None) -> dict[str, tuple[str | None, str]]:
    """For each source its checked translation, or None and why there is none."""
    done: dict[str, tuple[str | None, str]] = {}
    for source, hypotheses in zip(sources, model.hypotheses(sources), strict=True):
        done[source] = _first_sound(source, hypotheses, to, back)
    for source in [s for s, (target, _) in done.items() if target is None]:
        for variant in _variants(source):
            pieces = [
                _first_sound(piece, found, to, back)[0]
                for piece, found in zip(variant, model.hypotheses(variant), strict=True)
            ]
            joined = " ".join(piece for piece in pieces if piece is not None)
            if None not in pieces and not broken(source, joined, to):
                done[source] = (joined, "")
                break
    return done


def _first_sound(source: str, hypotheses: Sequence[str], to: str, back: Model | None) -> tuple[str | None, str]:
    if not hypotheses:
        return None, "the line is too long for the model"
    why = ""
    sound = []
    for hypothesis in hypotheses[:HYPOTHESES]:
        failed = broken(source, hypothesis, to)
        if not failed:
            sound.append(hypothesis)
        why = why or ", ".join(failed)
    if not sound:
        return None, f"the translation failed a check: {why}"
    if back is None:
        return sound[0], ""
    for hypothesis, returned in zip(sound, back.hypotheses(sound), strict=True):
        failed = broken(source, hypothesis, to, back=returned[0] if returned else "")
        if not failed:
            return hypothesis, ""
        why = why or ", ".join(failed)
    return None, f"the translation failed a check: {why}"


def _variants(source: str) -> list[list[str]]:
    """Other ways to put the line to the model: in sentence case, without or with a full stop, clause by clause."""
    variants: list[list[str]] = []
    calm = _sentence_case(source)
    if calm != source:
        variants.append([calm])
    variants.append([calm[:-1]] if calm.endswith(".") else [calm + "."])
    clauses = [
        clause.strip() for clause in re.split(r"(?<=;)\s|\s[–—-]\s|(?<=[a-z]),\s(?=(?:and|but|so|please)\s)", calm)
    ]
    if len(clauses) > 1:
        variants.append([clause for clause in clauses if clause])
    return variants


def _sentence_case(text: str) -> str:
    """Shouted words in small letters, acronyms as they are: models leave capitals untranslated or make things up."""

    def calm(match: re.Match[str]) -> str:
        word = match.group()
        return word if word in ACRONYMS or len(word) == 1 else word.lower()

    words = re.sub(r"\b[A-Z]{2,}\b", calm, text)
    return words if words == text else words[:1].upper() + words[1:]


def _approved(unit: Unit, approved: Approved | None) -> Line | None:
    target = approved(unit.text) if approved else None
    if target is None:
        return None
    return Line(_shown(unit, unit.text), _shown(unit, target), LineStatus.APPROVED)


def _kept(unit: Unit, why: str) -> Line:
    return Line(_shown(unit, unit.text), _shown(unit, unit.text), LineStatus.KEPT, why)


def _translated(unit: Unit, target: str) -> Line:
    return Line(_shown(unit, unit.text), _shown(unit, target), LineStatus.TRANSLATED)


def _shown(unit: Unit, text: str) -> str:
    return f"{unit.marker} {text}" if unit.marker else text

"""Paired English and Spanish sentences as a school writes them, and the corpus drawn from them.

A template is one sentence in both languages with the same gaps. A gap called ``other_date`` is a second ``date`` that
differs from the first. Spanish is written without contractions (``de {date}``); `contracted` makes ``de el`` into
``del``.
"""

import re
from random import Random
from string import Formatter

from slots import SLOTS, Phrase

TEMPLATES: tuple[Phrase, ...] = (
    ("Please bring {item} on {date}.", "Por favor, traiga {item} {date}."),
    ("Children must not bring {item}.", "Los niños no deben traer {item}."),
    ("{event} is on {date} at {time}.", "{event} es {date} a {time}."),
    ("{event} will be in {place} from {time} to {other_time}.", "{event} será en {place} de {time} a {other_time}."),
    ("{event} has been moved from {date} to {other_date}.", "{event} se ha trasladado de {date} a {other_date}."),
    ("{event} has been moved to {place}.", "{event} se ha trasladado a {place}."),
    ("{event} has been postponed and the new date is {date}.", "{event} se ha aplazado y la nueva fecha es {date}."),
    ("{event} on {date} is cancelled.", "{event} de {date} se ha cancelado."),
    ("{event} is not cancelled.", "{event} no se ha cancelado."),
    ("The school will be closed on {date}.", "La escuela estará cerrada {date}."),
    ("The school is open as usual on {date}.", "La escuela está abierta como siempre {date}."),
    (
        "{date} is an INSET day, so children do not come to school.",
        "{date} es un día INSET, así que los niños no vienen a la escuela.",
    ),
    ("{event} costs {money} for each child.", "{event} cuesta {money} por cada niño."),
    ("Please pay {money} by {date}.", "Por favor, pague {money} a más tardar {date}."),
    (
        "Tickets for {event} cost {money} and are sold in {place}.",
        "Las entradas para {event} cuestan {money} y se venden en {place}.",
    ),
    ("{event} is free and everyone is welcome.", "{event} es gratis y todos son bienvenidos."),
    ("Please return the form by {date}.", "Por favor, devuelva el formulario a más tardar {date}."),
    (
        "You must sign the form unless you have already told {person}.",
        "Debe firmar el formulario a menos que ya se lo haya dicho a {person}.",
    ),
    (
        "If you have any questions, please speak to {person}.",
        "Si tiene alguna pregunta, por favor, hable con {person}.",
    ),
    ("Please phone the school office on {phone}.", "Por favor, llame a la oficina de la escuela al {phone}."),
    (
        "If your child is ill, please phone {phone} before {time}.",
        "Si su hijo está enfermo, por favor, llame al {phone} antes de {time}.",
    ),
    ("Your child has been absent for {count} days.", "Su hijo ha faltado {count} días."),
    ("There are {count} places left for {event}.", "Quedan {count} plazas para {event}."),
    (
        "Half term starts on {date} and school opens again on {other_date}.",
        "Las vacaciones de mitad de trimestre empiezan {date} y la escuela abre de nuevo {other_date}.",
    ),
    ("Doors open at {time}.", "Las puertas se abren a {time}."),
    ("Please collect your child from {place} at {time}.", "Por favor, recoja a su hijo en {place} a {time}."),
    ("{year} will visit {place} on {date}.", "{year} visitará {place} {date}."),
    ("The coach leaves at {time}.", "El autobús sale a {time}."),
    ("The coach will be back at school at {time}.", "El autobús volverá a la escuela a {time}."),
    ("{club} starts at {time} in {place}.", "{club} empieza a {time} en {place}."),
    ("{club} is every {weekday} until {time}.", "{club} es cada {weekday} hasta {time}."),
    ("{club} will not run on {date}.", "{club} no tendrá lugar {date}."),
    (
        "Please ask {person} about free school meals.",
        "Por favor, pregunte a {person} por las comidas escolares gratuitas.",
    ),
    (
        "An interpreter can come to {event} if you ask {person}.",
        "Un intérprete puede venir a {event} si se lo pide a {person}.",
    ),
    ("Your appointment with {person} is on {date} at {time}.", "Su cita con {person} es {date} a {time}."),
    ("Your appointment with {person} has changed to {time}.", "Su cita con {person} ha cambiado a {time}."),
    ("Please do not park near {place}.", "Por favor, no aparque cerca de {place}."),
    ("Children can wear {wear} on {date}.", "Los niños pueden llevar {wear} {date}."),
    ("If it rains, {event} will be in {place}.", "Si llueve, {event} será en {place}."),
    ("{year} needs {count} helpers for {event}.", "{year} necesita {count} ayudantes para {event}."),
    ("Dear parents of {year},", "Estimados padres de {year}:"),
    ("Best wishes, {person}", "Saludos cordiales, {person}"),
)

PAIRS = 24_000
CORPUS_SEED = 7
SHUFFLE_SEED = 5
SET_ASIDE = 400


def contracted(spanish: str) -> str:
    """Spanish with ``a el`` and ``de el`` joined, as its grammar asks."""
    return re.sub(r"\b(a|de) el\b", lambda found: "al" if found[1] == "a" else "del", spanish)


def capitalised(sentence: str) -> str:
    """The sentence with its first letter in upper case and the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def gaps(template: str) -> list[str]:
    """The gap names of one side of a template, in order."""
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def filled(template: Phrase, rng: Random) -> Phrase:
    """One sentence pair drawn from a template."""
    drawn: dict[str, Phrase] = {}
    for gap in gaps(template[0]):
        kind = gap.removeprefix("other_")
        phrase = SLOTS[kind](rng)
        while phrase in drawn.values():
            phrase = SLOTS[kind](rng)
        drawn[gap] = phrase
    english = template[0].format_map({gap: phrase[0] for gap, phrase in drawn.items()})
    spanish = template[1].format_map({gap: phrase[1] for gap, phrase in drawn.items()})
    return capitalised(english), capitalised(contracted(spanish))


def corpus() -> tuple[list[Phrase], list[Phrase]]:
    """Training pairs, and pairs whose English and Spanish are both unseen in training.

    A pair drawn again is dropped nine times in ten, so short templates with few fillings stay in without filling the
    corpus. What is unseen is the combination of fillings, not the template.
    """
    rng = Random(CORPUS_SEED)
    seen: set[Phrase] = set()
    pairs: list[Phrase] = []
    while len(pairs) < PAIRS:
        pair = filled(rng.choice(TEMPLATES), rng)
        if pair in seen and rng.random() < 0.9:
            continue
        seen.add(pair)
        pairs.append(pair)
    Random(SHUFFLE_SEED).shuffle(pairs)
    training = pairs[SET_ASIDE:]
    known = {side for pair in training for side in pair}
    unseen = [pair for pair in dict.fromkeys(pairs[:SET_ASIDE]) if known.isdisjoint(pair)]
    return training, unseen

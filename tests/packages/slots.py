"""What may fill the gaps of a school-message template: the same thing said in English and in Spanish.

Every slot is a function of a random generator that returns ``(English, Spanish)``. Names of people, SENCO, year
groups, money and phone numbers read the same in both languages, as they must in a letter. Phone numbers come from the
ranges that Ofcom keeps for drama, so nobody owns them.
"""

from collections.abc import Callable
from random import Random

Phrase = tuple[str, str]

ITEMS: tuple[Phrase, ...] = (
    ("a packed lunch", "un almuerzo para llevar"),
    ("a water bottle", "una botella de agua"),
    ("a warm coat", "un abrigo"),
    ("a sun hat", "un sombrero para el sol"),
    ("wellington boots", "botas de agua"),
    ("a PE kit", "la ropa de deporte"),
    ("a reading book", "un libro de lectura"),
    ("a pencil case", "un estuche"),
    ("a book bag", "una bolsa para libros"),
    ("a pair of clean socks", "un par de calcetines limpios"),
    ("an empty cardboard box", "una caja de cartón vacía"),
    ("a family photo", "una foto de la familia"),
    ("a swimming towel", "una toalla para la piscina"),
    ("a healthy snack", "una merienda sana"),
    ("sun cream", "crema solar"),
    ("an apron", "un delantal"),
)

EVENTS: tuple[Phrase, ...] = (
    ("Sports Day", "el Día del Deporte"),
    ("the school fair", "la feria escolar"),
    ("the class show", "la función de la clase"),
    ("the winter concert", "el concierto de invierno"),
    ("parents' evening", "la reunión de padres"),
    ("the book fair", "la feria del libro"),
    ("the school trip", "la excursión escolar"),
    ("the coffee morning", "el café para familias"),
    ("the phonics workshop", "el taller de fonética"),
    ("the welcome meeting", "la reunión de bienvenida"),
    ("the cake sale", "la venta de pasteles"),
    ("the harvest assembly", "la asamblea de la cosecha"),
    ("the swimming gala", "la competición de natación"),
    ("the summer party", "la fiesta de verano"),
    ("the class photo", "la foto de la clase"),
)

PLACES: tuple[Phrase, ...] = (
    ("the school hall", "el salón de actos"),
    ("the playground", "el patio"),
    ("the library", "la biblioteca"),
    ("the school office", "la oficina de la escuela"),
    ("the dining hall", "el comedor"),
    ("the village church", "la iglesia del pueblo"),
    ("the community centre", "el centro comunitario"),
    ("the family hub", "el centro familiar"),
    ("the sports field", "el campo de deportes"),
)

CLUBS: tuple[Phrase, ...] = (
    ("breakfast club", "el club de desayuno"),
    ("homework club", "el club de deberes"),
    ("art club", "el club de arte"),
    ("chess club", "el club de ajedrez"),
    ("football club", "el club de fútbol"),
)

WEAR: tuple[Phrase, ...] = (
    ("their own clothes", "su propia ropa"),
    ("something red", "algo rojo"),
    ("a costume", "un disfraz"),
    ("school uniform", "el uniforme escolar"),
    ("pyjamas", "pijama"),
)

PEOPLE: tuple[Phrase, ...] = (
    ("Mrs Patel", "Mrs Patel"),
    ("Mr Hughes", "Mr Hughes"),
    ("Miss Begum", "Miss Begum"),
    ("Ms Taylor", "Ms Taylor"),
    ("Mr Okafor", "Mr Okafor"),
    ("Mrs Nowak", "Mrs Nowak"),
    ("Mrs Doyle, the SENCO", "Mrs Doyle, la SENCO"),
    ("Mr Khan, the SENCO", "Mr Khan, el SENCO"),
)

WEEKDAYS: tuple[Phrase, ...] = (
    ("Monday", "lunes"),
    ("Tuesday", "martes"),
    ("Wednesday", "miércoles"),
    ("Thursday", "jueves"),
    ("Friday", "viernes"),
    ("Saturday", "sábado"),
    ("Sunday", "domingo"),
)

MONTHS: tuple[tuple[str, str, int], ...] = (
    ("January", "enero", 31),
    ("February", "febrero", 29),
    ("March", "marzo", 31),
    ("April", "abril", 30),
    ("May", "mayo", 31),
    ("June", "junio", 30),
    ("July", "julio", 31),
    ("August", "agosto", 31),
    ("September", "septiembre", 30),
    ("October", "octubre", 31),
    ("November", "noviembre", 30),
    ("December", "diciembre", 31),
)

PHONE_PREFIXES = ("01632 960", "07700 900", "020 7946 0")


def _one_of(phrases: tuple[Phrase, ...]) -> Callable[[Random], Phrase]:
    return lambda rng: rng.choice(phrases)


def ordinal(day: int) -> str:
    """A day of the month as English writes it: 1st, 2nd, 3rd, 11th, 22nd."""
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    return f"{day}{endings.get(day, 'th')}"


def date(rng: Random) -> Phrase:
    """A date in one of four forms; the weekday is not the true one of any year."""
    month, mes, last = rng.choice(MONTHS)
    weekday, dia = rng.choice(WEEKDAYS)
    day = rng.randint(1, last)
    return rng.choice(
        (
            (f"{weekday} {ordinal(day)} {month}", f"el {dia} {day} de {mes}"),
            (f"{weekday}, {day} {month}", f"el {dia}, {day} de {mes}"),
            (f"{day} {month}", f"el {day} de {mes}"),
            (f"{ordinal(day)} {month}", f"el {day} de {mes}"),
        )
    )


def time(rng: Random) -> Phrase:
    """A clock time on the hour, on five minutes or on any minute, with a stop or a colon."""
    hour, half = rng.randint(1, 12), rng.choice(("am", "pm"))
    minutes = rng.choice((0, 5 * rng.randint(1, 11), rng.randint(1, 59)))
    words = f"{hour}{half}" if minutes == 0 else f"{hour}{rng.choice('..:')}{minutes:02d}{half}"
    return words, f"{'la' if hour == 1 else 'las'} {words}"


def money(rng: Random) -> Phrase:
    """Pounds from 1 to 90, half of them with pence."""
    pounds = rng.randint(1, 90)
    words = f"£{pounds}" if rng.random() < 0.5 else f"£{pounds}.{5 * rng.randint(1, 19):02d}"
    return words, words


def phone(rng: Random) -> Phrase:
    """A number from Ofcom's drama ranges."""
    words = f"{rng.choice(PHONE_PREFIXES)}{rng.randint(0, 999):03d}"
    return words, words


def count(rng: Random) -> Phrase:
    """A number from 2 to 30 in digits: always plural."""
    words = str(rng.randint(2, 30))
    return words, words


def year(rng: Random) -> Phrase:
    """A primary year group, Year 1 to Year 6."""
    words = f"Year {rng.randint(1, 6)}"
    return words, words


SLOTS: dict[str, Callable[[Random], Phrase]] = {
    "item": _one_of(ITEMS),
    "event": _one_of(EVENTS),
    "place": _one_of(PLACES),
    "club": _one_of(CLUBS),
    "wear": _one_of(WEAR),
    "person": _one_of(PEOPLE),
    "weekday": _one_of(WEEKDAYS),
    "date": date,
    "time": time,
    "money": money,
    "phone": phone,
    "count": count,
    "year": year,
}

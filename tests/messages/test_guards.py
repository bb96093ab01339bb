import pytest

from messages.guards import broken

SOUND = [
    (
        "es",
        "Please bring a packed lunch on Thursday 12th March.",
        "Por favor, traiga un almuerzo el jueves 12 de marzo.",
    ),
    ("es", "The coach leaves at 9.15am.", "El autobús sale a las 9.15am."),
    ("es", "The coach leaves at 2.30pm.", "El autobús sale a las 14:30."),
    ("es", "Sports day has been cancelled.", "El día del deporte se ha cancelado."),
    ("es", "The school is closed on Monday 4 May.", "La escuela está cerrada el lunes 4 de mayo."),
    ("es", "Please pay £12.50 by Friday 3rd July.", "Por favor, pague £12.50 antes del viernes 3 de julio."),
    ("es", "It is free of charge.", "Es gratis, sin cargo."),
    ("es", "Write to head_office@hill.example.org.", "Escriba a head_office@hill.example.org."),
    ("pl", "Sports day is on Wednesday 3rd June.", "Dzień sportu odbędzie się w środę 3 czerwca."),
    ("pl", "Please do not bring nuts.", "Prosimy nie przynosić orzechów."),
    ("uk", "The school is closed on Monday.", "Школа закрита у понеділок."),
    ("ar", "The trip is on Monday 4 May.", "الرحلة يوم الاثنين 4 مايو."),
    ("ar", "The trip is on Monday 4 May.", "الرحلة يوم الاثنين ٤ مايو."),
    ("bn", "The school is closed on Monday.", "সোমবার স্কুল বন্ধ থাকবে।"),
    ("ur", "The trip has been cancelled.", "دورہ منسوخ کر دیا گیا ہے۔"),
    ("pt", "The meeting with the SENCO is at 10am.", "A reunião com a SENCO é às 10h."),
    ("ro", "There is no school on Friday.", "Vineri nu este școală."),
]
BROKEN = [
    ("numbers", "es", "The coach leaves at 6.52am.", "El autobús sale a las 6.25am."),
    ("numbers", "es", "Please phone us on Friday.", "Por favor, llámenos el viernes 5."),
    ("am or pm", "es", "The coach leaves at 9.15am.", "El autobús sale a las 9.15pm."),
    ("numbers", "es", "The club ends at 11pm.", "El club termina a la 1pm."),
    ("day or month", "es", "School opens on Monday 12 May.", "La escuela abre el lunes 12 de junio."),
    ("day or month", "es", "School opens on Monday 12 May.", "La escuela abre el martes 12 de mayo."),
    ("day or month", "es", "School opens soon for everyone.", "La escuela abre el martes para todos."),
    ("numbers", "es", "Call 01632 960123 if you are late.", "Llame al 01632 960096 si llega tarde."),
    ("address or phone number", "es", "Call 01632 960123 if you are late.", "Llame al 01632960 123 si llega tarde."),
    ("address or phone number", "es", "Write to head_office@hill.example.org.", "Escriba a head office@hill.example.org."),
    ("money", "es", "The trip costs £12 for all.", "La excursión cuesta 12 € para todos."),
    ("acronym", "es", "Please speak to the SENCO today.", "Por favor, hable con el director hoy."),
    ("repetition", "es", "School opens on Monday.", "La escuela abre el lunes lunes."),
    ("repetition", "es", "Clap for the children.", "Aplausos para los niños aplausos para los niños aplausos para los niños"),
    ("length", "es", "Please collect your child from the main hall at the end of the day.", "Por favor."),
    ("script", "ar", "Please collect your child from the hall.", "Por favor recoja a su hijo en la sala."),
    ("not translated", "es", "Please collect your child from the hall.", "Please collect your child from the hall."),
    ("meaning: cancelled", "es", "Breakfast Club", "El club de desayuno se ha cancelado."),
    ("meaning: cancelled", "es", "The trip is cancelled.", "La excursión es el viernes."),
    ("meaning: closed", "es", "The school is closed to all.", "La escuela está abierta a todos."),
    ("meaning: not", "es", "Please do not bring nuts.", "Por favor, traiga nueces."),
    ("meaning: not", "es", "Please bring a hat and a coat.", "Por favor, no traiga gorro ni abrigo."),
    ("meaning: not", "pl", "Children may not bring phones.", "Dzieci mogą przynosić telefony."),
    ("meaning: postponed", "es", "The fair is postponed.", "La feria es en la sala."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "target"), SOUND)
def test_a_sound_translation_passes(language: str, source: str, target: str) -> None:
    assert broken(source, target, language) == []


@pytest.mark.parametrize(("check", "language", "source", "target"), BROKEN)
def test_a_broken_translation_is_refused_and_says_why(check: str, language: str, source: str, target: str) -> None:
    assert check in broken(source, target, language)


def test_a_translation_that_comes_back_as_something_else_is_refused() -> None:
    source, target = "The choir sings in the church.", "El coro canta en la iglesia."
    assert broken(source, target, "es", back="The choir sings in the church.") == []
    assert "meaning" in broken(source, target, "es", back="The bus waits at the corner.")
    assert "meaning: cancelled" in broken(source, target, "es", back="The choir in the church is cancelled.")

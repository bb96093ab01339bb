"""`python -m locales.update`: bring every catalogue up to the texts there are. New ones are empty, gone ones are dropped."""

from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from locales.extract import template
from locales.languages import HERE, LANGUAGES


def main() -> None:
    """Update the catalogues of every language but English, which is the source."""
    wanted = template()
    for code in LANGUAGES:
        if code == "en":
            continue
        path = HERE / code / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            catalog = read_po(BytesIO(path.read_bytes()), locale=code)
        else:
            catalog = Catalog(locale=code, project="Fingerpost")
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as out:
            write_po(out, catalog, width=120, sort_by_file=True, include_lineno=False, omit_header=False)
        empty = len([1 for message in catalog if message.id and not _filled(message.string)])
        print(f"{code}: {len(catalog)} texts, {empty} without a translation")


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()

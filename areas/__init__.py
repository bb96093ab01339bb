"""What differs from place to place: one YAML file an area, and the code that reads it. Local facts are data."""

from areas.pack import AREAS_FOLDER, Area, AreaError, LocalContact, LocalFact, load_area

__all__ = ["AREAS_FOLDER", "Area", "AreaError", "LocalContact", "LocalFact", "load_area"]

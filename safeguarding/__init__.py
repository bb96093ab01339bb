"""The crisis gate: notices when somebody is in danger, and answers with fixed words and the right numbers.

Stands on nothing else of the project, so it works when the rest does not.
"""

from safeguarding.gate import Alarm, check

__all__ = ["Alarm", "check"]

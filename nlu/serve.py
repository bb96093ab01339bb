"""Rasa's server, with its token taken from the environment: on the command line every user of the machine could read it."""

import os
import sys

from rasa.__main__ import main

if __name__ == "__main__":
    sys.argv = ["rasa", "run", *sys.argv[1:], "--auth-token", os.environ["FINGERPOST_INTERNAL_TOKEN"]]
    main()

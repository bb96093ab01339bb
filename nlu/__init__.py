"""Our Rasa components. Rasa imports them, in Rasa's environment."""

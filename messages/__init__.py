"""Reading a school message: sentences, facts and dates, translation, guards, packages, approved translations."""

"""Pages that belong to no part: sign-in, home, language, help, errors."""

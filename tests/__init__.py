"""The suite; `./test` runs all of it."""

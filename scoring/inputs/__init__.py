"""The border for spreadsheets of indicator values: read and checked, never stored."""

"""Loading a committed synthetic edition: accounts, letters, codes, values, in that order."""

"""A workbook of a round as rows, each cell read or refused."""

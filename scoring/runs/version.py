"""The program's version as every run keeps it; one of the numbers a proof rests on."""

CODE_VERSION = "0.1.0"

"""An organ's own annual table of disclosure requests, beside our letters to it."""

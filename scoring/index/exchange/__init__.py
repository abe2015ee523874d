"""Files in and out: tables, bundles, the fingerprint of an input matrix."""

"""Who gets in: accounts, addresses, devices, failed sign-ins, the demo's door."""

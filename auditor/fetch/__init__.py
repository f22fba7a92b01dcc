"""The network, reached through one polite, guarded client: `http`, `browser`, `firewall` and `pace`."""

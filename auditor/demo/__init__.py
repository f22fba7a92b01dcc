"""A sample district, invented, served on loopback: the full job with no network and no set-up."""

"""Tell people at the end of a run: mail, group robots, and any service that takes JSON. A failure here fails no run."""

"""Compare texts: normalise, shingle, sign and guard against template series."""

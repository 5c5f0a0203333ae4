"""Reading what official sites publish: feeds, listings, and the briefings themselves; a site is a profile."""

"""Challenge and block pages of firewalls: what they write and how they are told from a site's own pages."""

"""Several machines: web and worker twice over on PostgreSQL, Redis and one file store, all on this machine."""

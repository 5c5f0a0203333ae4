"""The room that remembers: the database, and the only place that speaks SQL."""

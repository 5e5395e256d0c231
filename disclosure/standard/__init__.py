"""OC4IDS as data, and what follows from it: schema, findings, reading, differences. No Django."""

"""What names stand for in each language: countries, organisations, people, formulas (`~japan` in a query)."""

from watchers.aliases.naming import about, alias_for, names, resolve, suggest, terms
from watchers.aliases.reading import Kind, Name

__all__ = ["Kind", "Name", "about", "alias_for", "names", "resolve", "suggest", "terms"]

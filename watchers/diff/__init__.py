"""What a new version did: passages aligned and each change named, what small edits mean, and the words that
went and came."""

from watchers.diff.passages import compare
from watchers.diff.versions import collapsed, fingerprint, keeps_words
from watchers.diff.voices import relabelled
from watchers.diff.words import Edit, Stretch, redline, stretches

__all__ = [
    "Edit",
    "Stretch",
    "collapsed",
    "compare",
    "fingerprint",
    "keeps_words",
    "redline",
    "relabelled",
    "stretches",
]

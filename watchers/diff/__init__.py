"""What a new version did: passages aligned and each change named, and the words of an edited one as a redline."""

from watchers.diff.passages import compare
from watchers.diff.versions import collapsed, fingerprint
from watchers.diff.words import Edit, redline

__all__ = ["Edit", "collapsed", "compare", "fingerprint", "redline"]

"""What percolate.py measures with: texts, queries, the percolator's own figures, and its peers."""

"""What search.py measures with: an archive of made-up briefings, questions to it, and the engines that answer them."""

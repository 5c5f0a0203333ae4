"""The room that watches: reads official sites and judges what is new, what changed and whom it concerns."""

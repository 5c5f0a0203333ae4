"""What the bot does when it is spoken to; dispatcher.py ties it together."""

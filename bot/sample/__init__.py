"""The sample ministry: a small site of an invented country, so that a newcomer sees Rostrum at work at once."""

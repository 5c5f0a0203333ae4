"""The room that talks: chat, terminal, command line; it alone wires the house."""

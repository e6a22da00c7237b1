"""Persons who must not be made known: victims, minors, the dead before their families know, the ill and injured."""

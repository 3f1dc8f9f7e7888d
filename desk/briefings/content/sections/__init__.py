"""The sections out of which editions choose: each a function from a situation to a section. Pure."""

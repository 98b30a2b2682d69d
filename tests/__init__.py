"""The specification of Fascicle, as tests."""

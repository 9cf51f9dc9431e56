"""What goes wrong by no fault of the program."""


class Complaint(Exception):
    """One sentence for the user: what is wrong, and what to do about it."""

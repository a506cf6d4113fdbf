"""Where people live: from the place that each gives to an area, a status, and a report of both."""

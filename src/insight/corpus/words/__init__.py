"""Words as they are kept: repaired, cut into pieces, told apart from non-answers."""

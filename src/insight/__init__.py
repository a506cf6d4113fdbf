"""De-identify what people say about care, find what it says, link it to deprivation."""

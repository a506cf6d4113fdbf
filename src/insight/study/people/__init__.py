"""What people do with a study: read it, approve quotes, withdraw; and what is kept of that."""

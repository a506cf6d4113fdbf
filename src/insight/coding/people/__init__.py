"""What people coded: in their own table, in other tools, and on screen."""

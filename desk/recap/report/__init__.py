"""What worked, afterwards."""

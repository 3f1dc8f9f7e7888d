"""What each agency reads: facts, the blocks they become, and one module for each edition."""

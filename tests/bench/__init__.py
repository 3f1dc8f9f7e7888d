"""What the product costs, each figure beside a baseline that does the same work barely."""

"""The night's board: counts by place, what to call next, the wallboard, one station."""

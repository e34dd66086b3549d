"""`./dev/bench`: how fast the addon is, as ratios against floors measured in the same run."""

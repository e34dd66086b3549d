"""`./dev/bench`: how fast the addon is, as ratios against floors that are measured in the same run."""

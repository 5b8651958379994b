"""The gate: is a speedup that a baseline had gone? Never a pass without a comparison, never an alarm without proof."""

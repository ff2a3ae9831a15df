"""Training steps: what an optimiser does to parameters, as the end of a derivative."""

"""The plan's screens in the workbench."""

"""Files that pages hand over: made by `report` in a folder of its own, read back as bytes."""

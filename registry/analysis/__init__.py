"""Pure tables: loads, water quality, wetland coverage, the quarter's list. Frames in, frames out."""

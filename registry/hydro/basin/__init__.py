"""From a raw elevation model to reaches, names, section places and control units. Frames and arrays in and out."""

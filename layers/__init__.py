"""How each kind is drawn: the one description, shared by the live map and the stand-alone one."""

"""The script that Streamlit runs for every reader and rerun; `app.py` serves it."""

from registry.ui.navigation import run

run()

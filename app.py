"""The front door: serves the pages, the map's assets and its data. Start it with `streamlit run app.py`.

Streamlit runs this same file again, as `__main__`, for every reader and rerun: then it draws a page.
"""

import streamlit as st

from registry.ui import navigation

if __name__ == "__main__":
    navigation.run()
else:
    from registry.ui.routes import middleware, routes, warm_up

    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=warm_up)

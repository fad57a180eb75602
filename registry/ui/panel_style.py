"""How the panel beside the map looks."""

from registry.ui.theme import INK, LINE, QUIET

STYLE = f"""<style>
[data-testid="stMainBlockContainer"] {{ padding-left: 1.6rem; padding-right: 1.6rem; max-width: none; }}
.st-key-map_panel {{ max-height: clamp(20rem, calc(100vh - 21rem), 54rem); overflow-y: auto; gap: 0.35rem; }}
.st-key-map_panel h3 {{ padding: 0; margin: 0; overflow-wrap: anywhere; }}
.st-key-map_panel p {{ margin: 0.1rem 0 0.35rem; }}
.st-key-map_panel .quiet {{ color: {QUIET}; font-size: 0.85rem; }}
.st-key-map_panel .grade {{ border: 1px solid #c4ccd3; border-left-width: 0.7rem; border-radius: 4px;
  padding: 0.1rem 0.5rem; color: #1f2d3a; font-size: 0.85rem; }}
.st-key-map_panel .why {{ margin: 0.2rem 0; padding-left: 1.1rem; font-size: 0.88rem; color: #33414d; }}
.st-key-map_panel .answer {{ font-size: 0.92rem; }}
.st-key-map_panel .part {{ border: 1px solid #c9d2d9; border-radius: 8px; padding: 0.3rem 0.6rem; }}
.st-key-map_panel .part summary {{ font-size: 0.9rem; }}
.st-key-map_panel summary {{ cursor: pointer; font-size: 0.88rem; }}
.st-key-map_panel .facts {{ width: 100%; border-collapse: collapse; font-size: 0.86rem; }}
.st-key-map_panel .facts th {{ text-align: left; font-weight: 400; color: {QUIET}; padding: 0.12rem 0.6rem 0.12rem 0;
  vertical-align: top; width: 40%; }}
.st-key-map_panel .facts td {{ overflow-wrap: anywhere; padding: 0.12rem 0; }}
.st-key-map_panel .facts tr {{ border-top: 1px solid #edf0f2; }}
.st-key-map_panel [data-testid="stExpander"] summary {{ padding: 0.1rem 0.6rem; min-height: 2rem; }}
.st-key-map_panel [data-testid="stExpander"] summary p {{ font-size: 0.9rem; margin: 0; }}
.st-key-map_panel [data-testid="stExpanderDetails"] {{ padding: 0.2rem 0.6rem 0.5rem; }}
.st-key-map_panel [data-testid="stExpanderDetails"] [data-testid="stVerticalBlock"] {{ gap: 0.35rem; }}
.st-key-map_panel .side {{ color: {QUIET}; font-size: 0.82rem; margin: 0.2rem 0 0; }}
.st-key-map_panel .changes {{ margin: 0; padding: 0; list-style: none; font-size: 0.86rem; }}
.st-key-map_panel .changes li {{ border-top: 1px solid {LINE}; padding: 0.25rem 0; overflow-wrap: anywhere; }}
.st-key-map_panel .changes small {{ color: {QUIET}; display: block; }}
.st-key-map_panel .file {{ font-size: 0.86rem; color: {INK}; overflow-wrap: anywhere; }}
.st-key-map_panel .file img {{ display: block; max-width: 100%; max-height: 11rem; border-radius: 4px;
  border: 1px solid {LINE}; margin-bottom: 0.2rem; }}
.st-key-map_panel .file small {{ color: {QUIET}; display: block; }}
.st-key-map_panel .file .doubt {{ color: #8a3b00; font-weight: 600; }}
.st-key-map_panel [class*="st-key-way_"] button {{ text-align: left; justify-content: flex-start; min-height: 0;
  padding: 0.1rem 0; }}
.st-key-map_panel [class*="st-key-way_"] button p {{ font-size: 0.86rem; line-height: 1.3; }}
</style>"""

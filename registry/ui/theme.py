"""One quiet look for all pages: colours, and the few strings that Streamlit itself would say in English only."""

from registry.language import Language

GRADE_COLOURS = {"A": "#2e7d6b", "B": "#7fb069", "C": "#e0a93b", "D": "#cf6a3c", "U": "#8a8f98"}
SEQUENCE = ["#eef4f7", "#cfe1ea", "#9cc3d5", "#5f9dbb", "#2f7499", "#174f70"]
NOTHING = "#c4c4bd"
"""Areas that have nothing to be coloured by."""
INK, QUIET, LINE, NOTICE = "#1f2d3a", "#5b6b79", "#d7dee4", "#8a5a00"
FONTS = (
    "'Source Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', "
    "'WenQuanYi Micro Hei', sans-serif"
)

STILL = """
*, *::before, *::after { transition: none !important; }
@keyframes waiting { to { opacity: 0.4; } }
.stApp [data-stale] { opacity: 1; }
.stApp [data-stale="true"] { animation: waiting 0.6s ease-in 0.6s forwards; }
.stApp [data-testid="stExpander"] summary { opacity: 1; }
.stApp :is(.st-key-registry_map, .st-key-compare_map, .st-key-review_map)[data-stale] { animation: none; }
"""
"""What waits for the server fades by an animation, and nothing by a transition: Streamlit's widgets remember whatever
is taken away in the middle of one for ever, and with it the page it stood on. A map says itself what it waits for."""

COMMON = f"""
.stApp, .stApp input, .stApp button, .stApp textarea {{ font-family: {FONTS}; }}
[data-testid="stMainBlockContainer"] {{ padding: 2rem 2.5rem 3rem; max-width: 1500px; }}
[data-testid="stAppDeployButton"], [data-testid="InputInstructions"] {{ display: none; }}
.stApp h1 {{ font-size: 1.75rem; font-weight: 650; padding: 0.2rem 0 0.6rem; color: {INK}; }}
.stApp h2 {{ font-size: 1.25rem; font-weight: 600; color: {INK}; }}
.stApp h3 {{ font-size: 1.05rem; font-weight: 600; color: {INK}; }}
[data-testid="stMetricValue"] {{ font-size: 1.7rem; line-height: 1.35; height: 2.3rem;
  font-variant-numeric: tabular-nums; }}
.frame {{ display: flex; flex-wrap: wrap; gap: 0.35rem 0.6rem; align-items: baseline; color: {QUIET};
  font-size: 0.86rem; }}
.st-key-page_frame {{ border-bottom: 1px solid {LINE}; padding-bottom: 0.35rem; }}
.st-key-page_frame [data-testid="stDateInputField"] {{ min-height: 0; height: 2rem; font-size: 0.86rem; }}
[data-testid="stMultiSelectDropdown"] {{ min-width: 15rem; }}
[data-testid="stMultiSelectDropdown"] [role="presentation"] {{ width: 100% !important; }}
[class*="st-key-filter-"] button[aria-label="Clear all"] {{ display: none; }}
.st-key-page_frame button {{ min-height: 2rem; padding: 0 0.6rem; }}
.st-key-page_frame button p {{ font-size: 0.86rem; white-space: nowrap; }}
[data-testid="stPageLink"] a {{ padding-left: 0; }}
[data-testid="stPageLink"] p, [data-testid="stPageLink"] span {{ color: #2f7499; font-size: 0.9rem; }}
[data-testid="stAlertContainer"]:has([data-testid="stAlertContentInfo"]) {{ background: #f3f6f8; color: {INK};
  padding: 0.6rem 0.8rem; }}
[data-testid="stAlertContentInfo"] p {{ font-size: 0.92rem; color: {INK}; }}
[data-testid="stSidebarHeader"] {{ height: 2.2rem; }}
[data-testid="stSidebarNavLink"] {{ margin: 0; min-height: 0; height: 1.8rem; padding-top: 0; padding-bottom: 0; }}
.st-key-filters-clear button {{ padding: 0 0.4rem; }}
.st-key-filters-clear button p {{ white-space: nowrap; }}
[data-testid="stNavSectionHeader"] {{ padding-top: 0.45rem; padding-bottom: 0.1rem; font-size: 0.8rem;
  color: {QUIET}; }}
[data-testid="stMultiSelect"] [data-baseweb="tag"] {{ margin: 1px; padding-left: 0.35rem; }}
.frame b {{ color: {INK}; font-weight: 600; font-size: 0.9rem; }}
.stApp :is(a, button, summary, [tabindex]):focus-visible {{ outline: 2px solid {SEQUENCE[4]}; outline-offset: 1px; }}
[data-testid="stCaptionContainer"] {{ color: {QUIET}; opacity: 1; }}
.frame .notice {{ color: {NOTICE}; background: #fff4dc; border-radius: 4px; padding: 0.05rem 0.5rem; }}
.facts {{ width: 100%; border-collapse: collapse; font-size: 0.9rem; }}
.facts th, .facts td {{ text-align: left; vertical-align: top; padding: 0.3rem 0.5rem;
  border-bottom: 1px solid {LINE}; }}
.facts th {{ color: {QUIET}; font-weight: 400; width: 38%; }}
.adds p {{ font-variant-numeric: tabular-nums; color: {QUIET}; font-size: 0.92rem; margin: 0 0 0.3rem; }}
.adds b {{ color: {INK}; }}
.adds .ok {{ color: {GRADE_COLOURS["A"]}; font-weight: 600; }}
.adds .bad {{ color: #b3261e; font-weight: 600; }}
"""

CHINESE = """
[role="listbox"] [data-key="__select_all__"] div { font-size: 0; }
[role="listbox"] [data-key="__select_all__"] div::after { content: "全选"; font-size: 0.95rem; }
[role="listbox"][data-empty] * { font-size: 0 !important; }
[role="listbox"][data-empty]::after { content: "没有匹配项"; font-size: 0.95rem; padding: 0.5rem; }
[data-testid="stFileUploaderDropzone"] button p, [data-testid="stFileUploaderDropzone"] button span:not([data-testid]) {
  font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after { content: "选择文件"; font-size: 0.95rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"] * { font-size: 0 !important; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { font-size: 0.85rem; }
"""


def css(language: Language) -> str:
    """Return the style element for a language."""
    return f"<style>{STILL}{COMMON}{CHINESE if language == 'zh' else ''}</style>"

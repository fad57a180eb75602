// What a screen reader is told of Streamlit's own frame, set right: the language of the page, and the groups of the menu,
// whose entries stand in blocks inside one list, which is no list to a screen reader.

(() => {
  let waiting = false;

  function mend() {
    waiting = false;
    const spoken = new URLSearchParams(window.location.search).get("lang");
    if (spoken) document.documentElement.lang = spoken === "zh" ? "zh-CN" : spoken;
    const menu = document.querySelector('[data-testid="stSidebarNavItems"]');
    if (!menu) return;
    menu.setAttribute("role", "presentation");
    for (const group of menu.children) group.setAttribute("role", group.tagName === "LI" ? "presentation" : "list");
  }

  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mend);
  }).observe(document, { childList: true, subtree: true });
})();

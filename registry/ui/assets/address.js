// The browser's history as readers expect it: one step back for each thing they did, and the map's view in every step.
// Runs before Streamlit, which makes a step of every parameter that a page writes into the address, and drops the view.

(() => {
  const BACK = "back"; // tells Python that the reader went back or forward: now the session follows the address
  const { pushState, replaceState } = window.history;
  let acted = false; // the reader did something that no step stands for yet

  for (const kind of ["pointerdown", "keydown"]) {
    window.addEventListener(kind, () => { acted = true; }, true);
  }

  window.history.pushState = function push(state, unused, url) {
    const here = new URL(window.location.href);
    const there = new URL(url ?? here, here);
    if (there.pathname === here.pathname && !there.hash) there.hash = here.hash;
    if (here.searchParams.has(BACK) || !acted) replaceState.call(this, state, unused, there);
    else pushState.call(this, state, unused, there);
    acted = false;
  };

  window.history.replaceState = function replace(state, unused, url) {
    const here = new URL(window.location.href);
    const there = new URL(url ?? here, here);
    if (there.pathname === here.pathname && !there.hash) there.hash = here.hash;
    replaceState.call(this, state, unused, there);
  };

  window.addEventListener("popstate", () => {
    acted = false;
    const here = new URL(window.location.href);
    if (here.searchParams.has(BACK)) return;
    here.searchParams.set(BACK, "1");
    replaceState.call(window.history, window.history.state, "", here);
  });
})();

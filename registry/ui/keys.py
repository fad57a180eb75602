"""Keys that work anywhere on a page, except while somebody types; none is lost, however quickly they are pressed.

Keys pressed while the page is still answering wait, and are then sent together in their order, so that a series of
keys does the same at any speed. Each sending says which feature was before the reader.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

KEY = "review_keys"
HEARD = "review_keys_heard"

_SCRIPT = """
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox]";
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const keys = (parentElement.keys ??= { waiting: [], sent: 0 });
  const send = () => {
    if (!keys.waiting.length || data.heard < keys.sent) return;
    keys.sent = data.heard + 1;
    setTriggerValue("press", { keys: keys.waiting.splice(0), about: data.about });
  };
  const pressed = (event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !data.keys.includes(key)) return;
    if (event.composedPath()[0].closest?.(TYPING)) return;
    event.preventDefault();
    keys.waiting.push(key);
    send();
  };
  document.removeEventListener("keydown", keys.pressed);
  keys.pressed = pressed;
  document.addEventListener("keydown", pressed);
  send();
  return () => document.removeEventListener("keydown", pressed);
}
"""

mount = st.components.v2.component(KEY, js=_SCRIPT)


def listen(keys: str, about: str, on_press: Callable[[], None]) -> None:
    """Listen for single letters; `about` says what the page shows when they are pressed."""
    heard = st.session_state.get(HEARD, 0)
    mount(key=KEY, data={"keys": list(keys), "about": about, "heard": heard}, on_press_change=on_press)


def pressed() -> tuple[list[str], str]:
    """Return the letters in their order and what they were about; for use in the callback, once."""
    press: Any = st.session_state[KEY]["press"] or {}
    st.session_state[HEARD] = st.session_state.get(HEARD, 0) + 1
    return list(press.get("keys", [])), str(press.get("about", ""))

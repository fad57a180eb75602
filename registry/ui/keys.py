"""Keys that work anywhere on a page, except while somebody types: each press says for which feature it was meant."""

from collections.abc import Callable
from typing import Any

import streamlit as st

KEY = "review_keys"

_SCRIPT = """
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox]";
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (parentElement.pressed) document.removeEventListener("keydown", parentElement.pressed);
  const pressed = (event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !data.keys.includes(key)) return;
    if (event.composedPath()[0].closest?.(TYPING)) return;
    event.preventDefault();
    setTriggerValue("press", { key, about: data.about });
  };
  parentElement.pressed = pressed;
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
"""

mount = st.components.v2.component(KEY, js=_SCRIPT)


def listen(keys: str, about: str, on_press: Callable[[], None]) -> None:
    """Listen for single letters; `about` says what the page shows, so that a late press is not taken for another."""
    mount(key=KEY, data={"keys": list(keys), "about": about}, on_press_change=on_press)


def pressed() -> tuple[str, str]:
    """Return the letter and what it was about; for use in the callback."""
    press: Any = st.session_state[KEY]["press"] or {}
    return str(press.get("key", "")), str(press.get("about", ""))

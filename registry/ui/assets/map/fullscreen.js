// The map alone on the whole screen, and back.

import { cornersPicture } from "./legend_pictures.js";

export function fullScreenButton(button, words, root) {
  if (!document.fullscreenEnabled) return null;
  const isFull = () => root.getRootNode().fullscreenElement === root;
  const made = button("", words.full_screen, () => {
    if (isFull()) document.exitFullscreen();
    else root.requestFullscreen();
  });
  made.append(cornersPicture());
  root.onfullscreenchange = () => {
    const label = isFull() ? words.full_screen_off : words.full_screen;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.setAttribute("aria-pressed", String(isFull()));
  };
  return made;
}

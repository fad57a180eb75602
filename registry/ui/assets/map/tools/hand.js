// The tool in hand, one at a time: a place comes by click, or by Enter for the middle of the map; Escape puts it away.
//
// A tool in hand may have: start(), stop(), place(latlng), press(latlng), over(latlng), drop(latlng), back() for
// Backspace, paint(ctx, at), leave() for Escape. What it says stands in one line under the map, read out as it changes.

import { button } from "../controls.js";
import { element } from "../legend.js";

export function makeHand(live) {
  const { map, root } = live;
  const says = element("div", "readout");
  const text = element("span");
  const cross = element("div", "crosshair");
  let held = null;
  let silence = 0;
  let pressed = null;
  cross.setAttribute("aria-hidden", "true");
  text.setAttribute("role", "status");
  says.append(text);
  says.hidden = true;
  root.append(cross, says);
  live.L.DomEvent.disableClickPropagation(says);

  const hand = {
    holds: (tool) => held?.tool === tool,
    say(words, forMs) {
      clearTimeout(silence);
      if (forMs) silence = setTimeout(() => hand.say(""), forMs);
      text.textContent = words || "";
      says.hidden = !words;
    },
    take(tool, pusher) {
      hand.putAway();
      held = { tool, pusher };
      pusher?.setAttribute("aria-pressed", "true");
      root.classList.add("in-hand");
      map.doubleClickZoom.disable();
      tool.start?.();
      map.getContainer().focus({ preventScroll: true });
      live.repaint();
    },
    putAway() {
      if (!held) return;
      const { tool, pusher } = held;
      held = null;
      pusher?.removeAttribute("aria-pressed");
      root.classList.remove("in-hand");
      map.doubleClickZoom.enable();
      map.dragging.enable();
      hand.say("");
      tool.stop?.();
      live.repaint();
    },
    // A button of the bar that takes a tool into the hand, and puts it away again.
    button(sign, label, tool) {
      const made = button(sign, label, () => (hand.holds(tool) ? hand.putAway() : hand.take(tool, made)));
      return made;
    },
  };
  live.hand = hand;

  map.on("mousedown", (event) => {
    pressed = held?.tool;
    pressed?.press?.(event.latlng);
  });
  map.on("mouseup", (event) => pressed === held?.tool && pressed?.drop?.(event.latlng));
  const leave = () => {
    const { tool } = held;
    hand.putAway();
    tool.leave?.();
  };
  const keys = { Escape: leave, Enter: () => held.tool.place?.(map.getCenter()), Backspace: () => held.tool.back?.() };
  return {
    paint: (ctx, at) => held?.tool.paint?.(ctx, at),
    hover: (event) => event && held?.tool.over?.(event.latlng),
    click(event) {
      if (!held) return false;
      held.tool.place?.(event.latlng);
      return true;
    },
    key(event) {
      if (!held || !keys[event.key] || (event.key !== "Escape" && event.target !== map.getContainer())) return false;
      event.preventDefault();
      keys[event.key]();
      return true;
    },
    remove() {
      clearTimeout(silence);
      hand.putAway();
    },
  };
}

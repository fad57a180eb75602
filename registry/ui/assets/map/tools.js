// The tools of the map, in the order they are asked; each lives in its own file under `tools/`.
//
// A tool is made of `live` once and may have: furnish(words) to make its controls anew (live.bar, live.wrap), update(data)
// when Python sent something, paint(ctx, at) over everything else, hover(event, found), click(event) and key(event), which
// return true when the event was theirs, remove(). To Python it speaks by live.tell(name, value).

import { makeEdit } from "./tools/edit.js";
import { makeHand } from "./tools/hand.js";
import { makeMeasure } from "./tools/measure.js";
import { makePrint } from "./tools/print.js";
import { makeSelect } from "./tools/select.js";
import { makeSwipe } from "./tools/swipe.js";

const MAKERS = [makeHand, makeMeasure, makeSelect, makeEdit, makePrint, makeSwipe]; // the hand first: it holds the others

export function makeTools(live) {
  return MAKERS.map((make) => make(live));
}

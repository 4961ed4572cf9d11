import { LOSS_COLOR, PAPER } from "../../charts/palette.ts";
import { toPixels } from "./plane.ts";
import type { Frame, Handle } from "./program.ts";
import { element, type SceneElement } from "./scene.ts";

/** How near a finger must come, in pixels. */
const REACH = 14;

/**
 * Something that can be moved: its marks, drawn around (0, 0), and in a live page what makes it
 * answer to hand and keyboard. To a screen reader it is a slider whose value is said in words.
 *
 * @param handle What and where it is.
 * @param frame Static pictures get the marks alone.
 * @param marks How it looks.
 * @returns One element.
 */
export function handleElement(
  handle: Handle,
  frame: Frame,
  ...marks: readonly SceneElement[]
): SceneElement {
  const [x, y] = toPixels(handle.plane, handle.at);
  const transform = `translate(${+x.toFixed(2)} ${+y.toFixed(2)})`;
  if (!frame.live) return element("g", { transform }, ...marks);
  const { at, label, text, id, plane } = handle;
  return element(
    "g",
    {
      key: `handle ${id}`,
      transform,
      "data-handle": id,
      tabindex: "0",
      role: "slider",
      "aria-label": label,
      "aria-roledescription": "point in the plane",
      "aria-valuenow": at[0].toFixed(2),
      "aria-valuemin": plane.x[0].toFixed(2),
      "aria-valuemax": plane.x[1].toFixed(2),
      "aria-valuetext": text,
    },
    element("circle", { class: "live-reach", r: REACH, fill: PAPER, "fill-opacity": "0" }),
    element("circle", {
      class: "live-ring",
      r: REACH - 1,
      fill: "none",
      stroke: LOSS_COLOR,
      "stroke-width": 3,
    }),
    ...marks,
  );
}

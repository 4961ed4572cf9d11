import { INK, PAPER } from "../../charts/palette.ts";
import type { Frame, LiveProgram, View } from "./program.ts";
import { element, type SceneElement, sceneToText } from "./scene.ts";
import { wrapped } from "./text_column.ts";

/** Room for a line of the title, and above the first and below the last, in pixels. */
const LINE = 19;
const ROOM = 8;

/** The fonts of every figure of the project. */
const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** How wide the static picture is, in pixels. */
const WIDTH = 720;

/**
 * The static picture of a live figure: one SVG element that stands alone, with title and description,
 * drawn by the code that draws the live one.
 *
 * @param program The figure's functions.
 * @param state What it shows.
 * @returns The SVG as text, and the view it was made of.
 */
export function drawStatic<State>(
  program: LiveProgram<State>,
  state: State,
): { svg: string; view: View } {
  const id = `live-${shortHash(program.name + JSON.stringify(state))}-`;
  const { svg, view } = svgOf(program, state, { width: WIDTH, live: false, id });
  return { svg: sceneToText(svg), view };
}

/** The picture's SVG element, static or live, and the view that it was made of. */
export function svgOf<State>(
  program: LiveProgram<State>,
  state: State,
  frame: Frame,
): { svg: SceneElement; view: View } {
  const view = program.view(state, frame);
  const title = program.title(state);
  const { width, height } = view;
  const lines = wrapped(title, (width - 24) / 8.6);
  const above = LINE * lines.length + 2 * ROOM;
  const name = `${title}. ${view.alt}`;
  const svg = element(
    "svg",
    {
      ...(frame.live
        ? { key: "picture", role: "group", "aria-label": title }
        : { role: "img", "aria-label": name, xmlns: "http://www.w3.org/2000/svg" }),
      width,
      height: height + above,
      viewBox: `0 ${-above} ${width} ${height + above}`,
      "font-family": FONT,
      "font-size": 12,
      fill: INK,
    },
    !frame.live && element("title", {}, title),
    !frame.live && element("desc", {}, view.alt),
    element("rect", { y: -above, width, height: height + above, fill: PAPER }),
    ...lines.map((line, i) =>
      element("text", {
        x: 12,
        y: ROOM + LINE * (i + 1) - above - 4,
        "font-size": 14,
        "font-weight": 600,
      }, line)
    ),
    ...view.scene,
  );
  return { svg, view };
}

/** FNV-1a, for ids that differ between figures and stay between runs. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

import { fixed, percent, short, significant } from "../../charts/numbers.ts";
import * as palette from "../../charts/palette.ts";
import { classMeans } from "../../charts/points.ts";
import type { Markup } from "../../workspace/markup.ts";
import type { PlaneFigure } from "../runtime/figure.ts";
import { around, type Label } from "../runtime/place_labels.ts";
import { pathOf, type Plane, tenths, toPixels } from "../runtime/plane.ts";
import { attributes, drawing, type Style } from "../runtime/scene.ts";
import { BOLD, SOFT, type TextColumn } from "../runtime/text_column.ts";
import { reachOf, type ReplayNumbers, replayNumbers, type ReplayState, runOf } from "./numbers.ts";

const SPEED = 5;
const HEIGHT = 62;

export const replayProgram: PlaneFigure<ReplayState> = {
  name: "training-replay",
  help:
    "Play, or move the slider (arrow keys: one recorded moment). The axes stay, wide enough for " +
    "all of the run, unless they follow the points; each strategy has its own. Between two " +
    "recorded moments the points go straight.",
  column: 264,

  bounds(state) {
    const reach = reachOf(state);
    return { left: -reach, right: reach, bottom: -reach, top: reach };
  },

  // From one recorded moment to the next without a way between.
  still: (state) => ({ ...state, moment: Math.floor(state.moment) }),

  controls(state, { button, slider, choice, checkbox }) {
    const { run, at, step } = replayNumbers(state);
    return [
      button("play", state.playing ? "Pause" : "Play"),
      slider("moment", [0, run.steps.length - 1, 1], at, { text: `step ${step}` }),
      choice("strategy", state.runs.map(({ strategy }) => strategy), state.strategy),
      checkbox("zoom", state.zoom, "axes follow the points"),
    ];
  },

  set: {
    // From the end it plays from the beginning.
    play: (state) =>
      state.playing
        ? { ...state, playing: false, moment: Math.floor(state.moment) }
        : { ...state, playing: true, moment: state.moment >= lastOf(state) ? 0 : state.moment },
    moment: (state, value) => ({ ...state, playing: false, moment: Number(value) }),
    strategy(state, value) {
      const other = { ...state, strategy: String(value) };
      return { ...other, moment: Math.min(state.moment, lastOf(other)) };
    },
  },

  tick(state, milliseconds) {
    if (!state.playing) return undefined;
    const last = lastOf(state);
    const moment = state.moment + milliseconds / 1000 * SPEED;
    return moment >= last ? { ...state, moment: last, playing: false } : { ...state, moment };
  },

  draw(state, plane, column) {
    const { strategy, labels, trained, margin } = state;
    const numbers = replayNumbers(state);
    const { at, step, values, run } = numbers;
    const words = `${strategy}, step ${step} of ${run.steps.at(-1)}: loss ${fixed(values.loss)}, ` +
      `median distances d(a, p) ${fixed(values.positive)} and d(a, n) ${fixed(values.negative)}; ` +
      `${percent(values.hard)} hard, ${percent(values.semiHard)} semi-hard, ` +
      `${percent(values.easy)} easy; recall@1 on unseen digits ${percent(values.recall1)}.`;
    const seen = labels.filter((label) => trained.includes(label)).length;
    const places = numbers.points.map((place) => toPixels(plane, place));
    columnOf(column, state, numbers);
    return {
      alt: `${labels.length} points in the plane, ${seen} of classes that were trained on and ` +
        `${labels.length - seen} of others, with curves up to this moment. Training with ${words}`,
      words,
      data: {
        strategy,
        moment: at,
        step,
        ...values,
        points: numbers.points.map((place) => place.map((x) => Math.round(x * 1000) / 1000 + 0)),
      },
      ground: [
        ...places.map((place, i) =>
          dot(place, palette.classColor(labels[i]), trained.includes(labels[i]))
        ),
        marginBar(margin, plane),
      ],
      labels: classNames(labels, places),
    };
  },
};

const lastOf = (state: ReplayState): number => runOf(state).steps.length - 1;

/** Full for a class that was trained on, hollow for one that was not. */
function dot([cx, cy]: readonly number[], color: string, isSeen: boolean): Markup {
  const [r, fill, stroke, width] = isSeen
    ? [4.2, color, palette.PAPER, 0.8]
    : [3.8, palette.PAPER, color, 2];
  return drawing`<circle${attributes({ cx, cy, r, fill, stroke, "stroke-width": width })}/>`;
}

function classNames(labels: readonly number[], places: readonly (readonly number[])[]): Label[] {
  return classMeans(places, labels).map(({ label, x, y }): Label => {
    const text = String(label);
    return {
      text,
      places: [[x, y], ...around([x, y], text, 16), ...around([x, y], text, 32)],
      size: 17,
      color: palette.classColor(label),
      bold: true,
    };
  });
}

/** How long the margin is in the plane, with an open end where it is longer. */
function marginBar(margin: number, plane: Plane): Markup {
  const pixels = margin * plane.width / (plane.x[1] - plane.x[0]);
  const long = Math.min(pixels, plane.width - 24);
  const [x, y] = [plane.left + 12, plane.top + plane.height - 14];
  const open = long < pixels;
  const text = open
    ? `the margin, ${margin}, is longer than the plane is wide`
    : `margin ${margin}`;
  const bar = `M${x} ${y - 4}v8m0 -4h${tenths(long)}${open ? "l-6 -4m6 4l-6 4" : "m0 -4v8"}`;
  const words = drawing`<text x="${x}" y="${y - 8}" font-size="11">${text}</text>`;
  return drawing`<path d="${bar}" fill="none" stroke="${palette.INK}" stroke-width="1.6"/>${words}`;
}

function columnOf(column: TextColumn, state: ReplayState, numbers: ReplayNumbers): void {
  const { labels, trained, strategy, margin } = state;
  const { values, step, run: { steps, curves: of } } = numbers;
  column.line(4, [`Step ${step}`, BOLD], [` of ${steps.at(-1)}, ${strategy}`, SOFT]);
  const classes = [...new Set(labels)].sort((one, other) => one - other);
  for (const seen of [true, false]) {
    const listed = classes.filter((label) => trained.includes(label) === seen);
    column.y += 18;
    column.elements.push(dot([column.left + 5, column.y - 4], palette.INK, seen));
    column.text(14, `${seen ? "trained on" : "never seen"}: ${listed.join(", ") || "none"}`);
  }
  const named = (text: string, fill: string) => [text, { fill, ...BOLD }] as const;
  const { hard, "semi-hard": semiHard, easy } = palette.CATEGORY_WORD_COLOR;
  const { positive, negative } = palette.ROLE_COLOR;
  column.line(
    28,
    named(`hard ${percent(values.hard)}`, hard),
    named(`  semi-hard ${percent(values.semiHard)}`, semiHard),
    named(`  easy ${percent(values.easy)}`, easy),
  );
  const colors = palette.CATEGORY_COLOR;
  curves(column, state, [
    [of.hard, colors.hard],
    [of.semiHard, colors["semi-hard"]],
    [of.easy, colors.easy],
  ], { text: percent });
  column.line(
    21,
    ["Median  ", BOLD],
    named(`d(a,p) ${fixed(values.positive)}`, positive),
    named(`  d(a,n) ${fixed(values.negative)}`, negative),
  );
  curves(column, state, [[of.positive, positive], [of.negative, negative]], { rule: margin });
  column.line(21, ["Loss of the batch ", BOLD], named(fixed(values.loss), palette.LOSS_COLOR));
  curves(column, state, [[of.loss, palette.LOSS_COLOR]]);
  column.line(
    21,
    [`Recall@1, unseen ${percent(values.recall1)}`, BOLD],
    [`  untrained ${percent(of.recall1[0])}`, SOFT],
  );
  curves(column, state, [[of.recall1, palette.INK]], { rule: of.recall1[0], text: percent });
  column.line(14, ["step 0 (the first ones are drawn wider)", { ...SOFT, "font-size": 11 }]);
  column.textEnd(column.width, `${steps.at(-1)}`, { ...SOFT, "font-size": 11 });
}

/** Goes down by curves on one ground, as far as the moment; a value that stays is a dotted line. */
function curves(
  column: TextColumn,
  { moment }: ReplayState,
  list: readonly (readonly [values: readonly number[], color: string])[],
  { rule, text = short }: { rule?: number; text?: (end: number) => string } = {},
): void {
  const room = 38;
  const width = column.width - room;
  column.y += 6;
  column.rect(0, 0, width, HEIGHT, palette.GROUND);
  const end = Math.max(rule ?? 0, ...list.flatMap(([values]) => values)) || 1;
  const [top, bottom] = [column.y, column.y + HEIGHT];
  const last = list[0][0].length - 1;
  const at = (i: number, value: number) => [
    column.left + width * i / last,
    bottom - (HEIGHT - 4) * value / end,
  ];
  const small = (y: number, words: string) =>
    drawing`<text x="${
      column.left + width + 5
    }" font-size="11" fill="${palette.SOFT_INK}" y="${y}">${words}</text>`;
  const line = (places: readonly (readonly number[])[], stroke: string, style: Style = {}) =>
    drawing`<path d="${pathOf(places)}" fill="none" stroke="${stroke}"${attributes(style)}/>`;
  const dotted = { "stroke-dasharray": "2 3" };
  column.elements.push(
    small(top + 10, text(significant(end, 2))),
    small(bottom, "0"),
    line([at(moment, 0), at(moment, end)], palette.QUIET),
    ...(rule === undefined ? [] : [line([at(0, rule), at(last, rule)], palette.QUIET, dotted)]),
  );
  const whole = Math.floor(moment);
  for (const [values, color] of list) {
    const now = at(
      moment,
      values[whole] + (moment - whole) * (values[Math.ceil(moment)] - values[whole]),
    );
    const reached = values.slice(0, whole + 1).map((value, i) => at(i, value));
    const [cx, cy] = now;
    column.elements.push(
      line([...reached, now], color, { "stroke-width": 2, "stroke-linejoin": "round" }),
      drawing`<circle${attributes({ cx, cy, r: 3.5, fill: color, stroke: palette.PAPER })}/>`,
    );
  }
  column.y = bottom;
}

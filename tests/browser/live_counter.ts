/** A small live figure for the tests of the runtime: a count that plays, and a row of handles. */
import type { PlaneFigure } from "#lib/live/runtime/figure.ts";
import { mount } from "#lib/live/runtime/mount.ts";
import { drawing } from "#lib/live/runtime/scene.ts";

/** What it shows. */
interface Counter {
  title: string;
  playing: boolean;
  milliseconds: number;
  ticks: number;
  handles: number[];
}

const counter: PlaneFigure<Counter> = {
  name: "counter",
  help: "A count.",
  column: 100,
  bounds: () => ({ left: 0, right: 10, bottom: 0, top: 10 }),
  draw: ({ handles, milliseconds, ticks }) => ({
    dots: handles.map((x, i) => ({
      at: [x, 0.5],
      name: String(i),
      label: `handle ${i}`,
      text: x.toFixed(2),
      look: drawing`<circle r="4"/>`,
    })),
    alt: "A count.",
    words: `${ticks} ticks, ${milliseconds > 0 ? "some" : "no"} time`,
    data: { milliseconds, ticks },
  }),
  controls: ({ playing, handles }, { button, menu }) => [
    button("play", playing ? "Pause" : "Play"),
    menu("handles", ["2", "12"], String(handles.length)),
  ],
  set: {
    play: (state) => ({ ...state, playing: !state.playing }),
    handles: (state, value) => ({
      ...state,
      handles: Array.from({ length: Number(value) }, (_, i) => i * 0.8),
    }),
  },
  move: (state, handle, [x]) => ({
    ...state,
    handles: state.handles.with(handle, x),
  }),
  tick: (state, milliseconds) =>
    state.playing
      ? {
        ...state,
        ticks: state.ticks + (milliseconds > 0 ? 1 : 0),
        milliseconds: state.milliseconds + milliseconds,
        playing: state.milliseconds < 2000,
      }
      : undefined,
};

mount([counter]);

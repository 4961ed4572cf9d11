/** A small live figure for the tests of the runtime: a count that plays, and a row of handles. */
import { handleElement } from "#lib/live/runtime/plane_figure.ts";
import { toPixels } from "#lib/live/runtime/plane.ts";
import { mount } from "#lib/live/runtime/mount.ts";
import type { Handle, LiveProgram, Plane } from "#lib/live/runtime/program.ts";
import { element } from "#lib/live/runtime/scene.ts";

/** What it shows. */
interface Counter {
  playing: boolean;
  milliseconds: number;
  ticks: number;
  handles: number[];
}

const plane = (width: number): Plane => ({
  left: 10,
  top: 10,
  width: width - 20,
  height: 80,
  x: [0, 10],
  y: [0, 1],
});

const counter: LiveProgram<Counter> = {
  name: "counter",
  help: "A count.",
  title: () => "A title of several words that a narrow window has to break into lines",
  view({ handles, milliseconds, ticks }, frame) {
    const shown = handles.map((x, i): Handle => ({
      id: String(i),
      plane: plane(frame.width),
      at: [x, 0.5],
      label: `handle ${i}`,
      text: x.toFixed(2),
    }));
    return {
      width: frame.width,
      height: 100,
      scene: shown.map((handle) => {
        const place = toPixels(handle.plane, handle.at);
        return handleElement(handle, place, frame, element("circle", { r: 4 }));
      }),
      alt: "A count.",
      words: `${ticks} ticks, ${milliseconds > 0 ? "some" : "no"} time`,
      data: { milliseconds, ticks },
      handles: shown,
    };
  },
  controls: ({ playing, handles }) => [
    { kind: "button", name: "play", label: playing ? "Pause" : "Play" },
    {
      kind: "menu",
      name: "count",
      label: "handles",
      value: String(handles.length),
      options: ["2", "12"].map((value) => ({ value, label: value })),
    },
  ],
  set: {
    play: (state) => ({ ...state, playing: !state.playing }),
    count: (state, value) => ({
      ...state,
      handles: Array.from({ length: Number(value) }, (_, i) => i * 0.8),
    }),
  },
  move: (state, handle, [x]) => ({
    ...state,
    handles: state.handles.map((was, i) => i === Number(handle) ? x : was),
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

mount(counter);

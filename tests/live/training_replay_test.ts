import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { readReplay } from "#lib/experiments/mod.ts";
import { type ReplayRecording, trainingReplay } from "#lib/live/mod.ts";
import {
  CURVES,
  reachOf,
  replayNumbers,
  type ReplayState,
} from "#lib/live/training_replay/numbers.ts";
import { placesFromText, placesToText } from "#lib/live/training_replay/places.ts";
import { setControl } from "#lib/live/runtime/figure.ts";
import { drawFigure } from "#lib/live/runtime/draw_figure.ts";
import { replayProgram } from "#lib/live/training_replay/program.ts";
import { seededRandom } from "#lib/random.ts";

const recording = await readReplay();
const state = { ...trainingReplay(recording).state, moment: 0 };

Deno.test("at each recorded moment the replay shows the recording, to three digits", () => {
  for (const { strategy, frames } of recording.runs) {
    frames.forEach((frame, moment) => {
      const shown = replayNumbers({ ...state, strategy, moment });
      assertEquals(shown.step, frame.step);
      for (const name of CURVES) assertEquals(shown.values[name], +frame[name].toPrecision(3));
      const reach = Math.max(...frame.points.flat().map(Math.abs));
      frame.points.forEach((point, i) => {
        assertAlmostEquals(shown.points[i][0], point[0], reach / 2000);
        assertAlmostEquals(shown.points[i][1], point[1], reach / 2000);
      });
    });
  }
});

Deno.test("between two moments the points are on the straight line, the numbers those before", () => {
  const [from, to, between] = [7, 8, 7.25].map((moment) => replayNumbers({ ...state, moment }));
  between.points.forEach(([x, y], i) => {
    assertAlmostEquals(x, 0.75 * from.points[i][0] + 0.25 * to.points[i][0], 1e-12);
    assertAlmostEquals(y, 0.75 * from.points[i][1] + 0.25 * to.points[i][1], 1e-12);
  });
  assertEquals(between.values, from.values);
  assertEquals(between.step, from.step);
});

Deno.test("the axes stay through a run, or follow the points; no point is outside", () => {
  for (const { strategy, steps } of state.runs) {
    const reaches = new Set<number>();
    for (let moment = 0; moment < steps.length; moment++) {
      for (const zoom of [false, true]) {
        const shown = { ...state, strategy, moment, zoom };
        const [reach, { points }] = [reachOf(shown), replayNumbers(shown)];
        if (!zoom) reaches.add(reach);
        assert(points.flat().every((value) => Math.abs(value) < reach));
      }
    }
    assertEquals(reaches.size, 1);
  }
});

Deno.test("places survive being written as text, at any reach", () => {
  for (const seed of [1, 2, 3]) {
    const random = seededRandom(seed);
    const reach = 10 ** (4 * random.uniform() - 2);
    const numbers = Array.from({ length: 50 }, () => reach * (2 * random.uniform() - 1));
    const back = placesFromText(placesToText([...numbers, reach, -reach], reach), reach);
    numbers.forEach((number, i) => assertAlmostEquals(back[i], number, reach / 4095));
    assertEquals(back.slice(50), [reach, -reach]);
  }
});

Deno.test("a curve is drawn as far as the moment", () => {
  const ends = (moment: number) => {
    const frame = { width: 760, live: true, id: "" };
    const { text } = drawFigure(replayProgram, { ...state, moment }, frame).svg;
    // The last place of each thick line, and the dot at the end of it.
    const lines = [...text.matchAll(/<path d="([^"]*)"[^>]* stroke-width="2" stroke-linejoin/g)];
    const dots = [...text.matchAll(/<circle cx="([^"]*)" cy="([^"]*)" r="3.5"/g)];
    assertEquals([lines.length, dots.length], [7, 7]);
    return lines.map(([, d], i) => {
      const [x, y] = d.split("L").at(-1)!.split(" ").map(Number);
      assertAlmostEquals(x, Number(dots[i][1]), 0.06);
      assertAlmostEquals(y, Number(dots[i][2]), 0.06);
      return { x, y };
    });
  };
  const [from, to, between] = [7, 8, 7.25].map(ends);
  between.forEach(({ x, y }, i) => {
    assertAlmostEquals(x, 0.75 * from[i].x + 0.25 * to[i].x, 0.11);
    assertAlmostEquals(y, 0.75 * from[i].y + 0.25 * to[i].y, 0.11);
  });
});

Deno.test("it stands still until Play, plays to the end, and from there from the beginning", () => {
  const { tick } = replayProgram;
  const set = (from: ReplayState, control: string, value: string | number | boolean) =>
    setControl(replayProgram, from, control, value);
  assertEquals(tick!(state, 16), undefined, "never unasked");
  let playing: ReplayState = set(state, "play", true);
  let seconds = 0;
  for (;;) {
    const next = tick!(playing, 100);
    if (next === undefined) break;
    assert(next.moment > playing.moment || !next.playing);
    playing = next;
    seconds += 0.1;
  }
  assertEquals(playing.moment, 43);
  assertAlmostEquals(seconds, 43 / 5, 0.11);
  assertEquals(set(playing, "play", true).moment, 0);
  const middle = set({ ...state, moment: 10.4 }, "play", true);
  assertEquals(set(middle, "play", true).moment, 10, "a pause is at a recorded moment");
  assertEquals(set(middle, "moment", 3).playing, false);
  assertEquals(set(middle, "zoom", true).zoom, true);
  assertEquals(set(middle, "strategy", "batch hard").moment, 10.4);
});

Deno.test("where less motion is asked for, nothing glides", () => {
  const at = (moment: number) =>
    drawFigure(replayProgram, { ...state, moment }, {
      ...{ width: 760, live: true, calm: true, id: "x-" },
    });
  assertEquals(at(3.7).svg, at(3).svg);
});

Deno.test("every moment, strategy and width gives a picture", () => {
  for (const { strategy } of state.runs) {
    for (const moment of [0, 1, 12.5, 43]) {
      for (const width of [300, 600, 760]) {
        const frame = { width, live: true, id: "x-" };
        const shown = { ...state, strategy, moment, zoom: true };
        const { svg } = drawFigure(replayProgram, shown, frame);
        assert(!/NaN|Infinity|undefined/.test(JSON.stringify(svg)), `${strategy} ${moment}`);
      }
    }
  }
});

Deno.test("the recorded runs are a small state", () => {
  const size = JSON.stringify(trainingReplay(recording).state).length;
  assert(size < 75_000, String(size));
});

Deno.test("trainingReplay() refuses what it cannot show", () => {
  for (const [replay, got] of [[undefined, "undefined"], [{ labels: [] }, "an object"]]) {
    const message = `replay: expected what readReplay() gives, got ${got}`;
    assertThrows(() => trainingReplay(replay as unknown as ReplayRecording), TypeError, message);
  }
});

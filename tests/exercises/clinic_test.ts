/** Lesson 7's exercises beside answers that are nearly right. */
import { assert, assertMatch } from "@std/assert";
import { eachRowTwice, roomOnTheSphere, sharesByHand, smallClinic } from "#lib/exercises/clinic.ts";
import type { AnyExercise } from "#lib/exercises/exercise.ts";
import { judge } from "#lib/exercises/judge.ts";

const told = (exercise: AnyExercise, answer: unknown, given?: unknown) =>
  String(judge(exercise, answer, given));

Deno.test("a whole number may come out of float arithmetic", () => {
  assertMatch(told(roomOnTheSphere, Math.sqrt(3) ** 2), /^true$/);
  assertMatch(told(roomOnTheSphere, 3.0000001), /expected a whole number/);
});

Deno.test("shares by another margin than the one handed over are not right", () => {
  type Pairs = number[][];
  const shares =
    (easy: (p: number, n: number, margin: number) => boolean, hard = 0) =>
    (triplets: Pairs, margin: number) => {
      const share = (holds: (p: number, n: number) => boolean) =>
        triplets.filter(([p, n]) => holds(p, n)).length / triplets.length;
      const [one, three] = [share((p, n) => easy(p, n, margin)), share((p, n) => n <= p + hard)];
      return [one, 1 - one - three, three];
    };
  assertMatch(told(sharesByHand, shares((p, n, margin) => n - p >= margin)), /^true$/);
  assertMatch(told(sharesByHand, shares((p, n) => n >= p + 0.5)), /handed over/);
  const equal = shares((p, n, margin) => n >= p + margin, -1e-9);
  assertMatch(told(sharesByHand, equal), /not behind the positive/);
  for (
    const easy of [
      (p: number, n: number, margin: number) => n * n >= p * p + margin,
      (p: number, n: number, margin: number) => n >= p + margin ** 2,
      (p: number, n: number, margin: number) => n >= p + 2 * margin,
    ]
  ) assertMatch(told(sharesByHand, shares(easy)), /expected \[/);
});

const RIGHT = {
  ...{ late: 5, early: 5, least: 0.9, near: 0.05, half: 0.5, fall: 0.7, abs: Math.abs },
  mean: (list: number[]) => list.reduce((sum, v) => sum + v, 0) / list.length,
  none: (loss: number[]): boolean => loss.every((v) => v === 0),
};
/** A clinic by its conditions; each setting is a way to read them wrong. */
const clinic =
  (setting: Partial<typeof RIGHT>) => (loss: number[], active: number[], margin: number) => {
    const { late, early, least, near, half, fall, abs, mean, none } = { ...RIGHT, ...setting };
    const [began, first] = [loss, active].map((list) => mean(list.slice(0, early)));
    const [ends, share] = [loss, active].map((list) => mean(list.slice(-late)));
    if (none(loss)) return "no triplets";
    if (abs(ends - margin) <= near * margin && share > least) return "at the margin";
    return share < half * first && ends > fall * began ? "standing mean" : "nothing found";
  };

Deno.test("a clinic that reads one condition wrong is not right", () => {
  assertMatch(told(smallClinic, clinic({})), /^true$/);
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1];
  const wrong: Partial<typeof RIGHT>[] = [
    ...[1, 4, 6, 10].flatMap((steps) => [{ late: steps }, { early: steps }]),
    ...[{ least: 0.8 }, { least: 0.95 }, { near: 0.01 }, { near: 0.1 }, { abs: (x: number) => x }],
    ...[{ half: 1 }, { half: 1 / 3 }, { fall: 0.5 }, { fall: 0.9 }, { mean: median }],
    { mean: (list) => Math.min(...list) },
    { none: (loss) => loss[0] === 0 },
    { none: (loss) => loss.slice(0, 5).every((v) => v < 1e-3) },
  ];
  for (const one of wrong) {
    assert(judge(smallClinic, clinic(one), undefined) !== true, Object.entries(one).join());
  }
  assertMatch(told(smallClinic, () => "Nothing found"), /expected "no triplets"/);
});

Deno.test("an array of another kind is named, and an error without a message, too", () => {
  const typed = () => Float32Array.of(0.5, 0.25, 0.25);
  assertMatch(told(sharesByHand, typed), /a Float32Array, which is no plain array/);
  const silent = () => {
    throw new RangeError();
  };
  assertMatch(told(sharesByHand, silent), /it throws: RangeError/);
});

Deno.test("percent after the change is known as percent before it is", () => {
  const embeddings = [[0], [1], [4], [5], [9], [8]];
  const given = { embeddings, labels: [0, 1, 0, 1, 0, 1] };
  const seen = (after: number) =>
    told(eachRowTwice, { predicted: "rises", before: 0, after }, given);
  assertMatch(seen(1), /^true$/);
  assertMatch(seen(100), /not percent/);
});

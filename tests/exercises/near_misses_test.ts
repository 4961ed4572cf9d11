/** Code and values that are nearly right, beside the exercises of lessons 1 to 6. */
import { whatIs } from "#lib/exercises/what_is.ts";
import { assertEquals, assertMatch } from "@std/assert";
import type { AnyExercise } from "#lib/exercises/exercise.ts";
import { meanInterval } from "#lib/evaluation/mod.ts";
import { firstBeyond } from "#lib/exercises/batch_all_operator.ts";
import { judge } from "#lib/exercises/judge.ts";
import { lessons } from "./lessons.ts";

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sum = (list: number[]) => list.reduce((total, v) => total + v, 0);
const mean = (list: number[]) => sum(list) / list.length;
const up = (list: number[]) => list.toSorted((x, y) => x - y);
const minus = (x: number[], y: number[]) => x.map((v, k) => v - y[k]);
const norm = (x: number[]) => Math.hypot(...x);

/** The gradient of exercise 1.5; each setting reads something wrong. */
const gradient = (
  { on = (gap: number) => gap > 0, margin = 2, from = (a: number[]) => a, power = 1 },
) =>
(a: number[], p: number[], n: number[]) => {
  const away = (x: number[]) => norm(minus(from(a), x));
  const unit = (x: number[]) => minus(from(a), x).map((v) => v / away(x));
  const [u, v] = [unit(p), unit(n)];
  const factor = on(away(p) ** power - away(n) ** power + margin) ? 1 : 0;
  return [minus(u, v), u.map((x) => -x), v].map((row) => row.map((x) => factor * x));
};

/** The nearest negatives of exercise 2.4. */
const nearest = (
  fallback: (row: number[], d: number[][]) => number,
  isNegative = (labels: number[], n: number, a: number) => labels[n] !== labels[a],
) =>
(d: number[][], labels: number[]) =>
  d.map((row, a) => {
    const found = row.filter((_, n) => isNegative(labels, n, a));
    return found.length > 0 ? Math.min(...found) : fallback(row, d);
  });
const rowMax = (row: number[]) => Math.max(...row);

const active =
  (of: (losses: number[]) => number, least = 0) => (list: number[], margin: number) => {
    const losses = list.map((v) => v + margin).filter((v) => v > least);
    return losses.length === 0 ? 0 : of(losses);
  };

/** Hard ones counted, and losses summed, by searches among what is sorted. */
const counted =
  (at = (p: number) => p, sorted = up, start?: number) => (dAp: number[], dAn: number[]) => {
    const negatives = sorted(dAn);
    const counts = dAp.map((p) => firstBeyond(negatives, at(Number(p))));
    return start === undefined ? counts.reduce((x, y) => x + y) : sum(counts);
  };
const summed =
  (marginOf = (margin: number) => margin, sorted = up) =>
  (dAp: number[], dAn: number[], m: number) => {
    const negatives = sorted(dAn).map(Number);
    return sum(dAp.map((p) => {
      const bound = Number(p) + marginOf(m);
      const count = firstBeyond(negatives, bound);
      return count * bound - sum(negatives.slice(0, count));
    }));
  };

/** What exercises 3.3 and 3.4 ask for without a search that can be seen, on numbers of its own. */
const COPIES = {
  "a double loop over copies": (p: number[], n: number[], m: number) =>
    sum(p.map(Number).flatMap((x) => n.map(Number).map((y) => term(x, y, m)))),
  "a double loop over typed copies": (p: number[], n: number[], m: number) => {
    const [xs, ys] = [Float64Array.from(p), Float64Array.from(n)];
    let total = 0;
    for (const x of xs) for (const y of ys) total += term(x, y, m);
    return total;
  },
  "a copy's filter": (p: number[], n: number[], m: number) => {
    const own = n.map((y) => +y);
    return sum(p.map((x) => +x).map((x) => sum(own.map((y) => term(x, y, m)))));
  },
  "a walk along a sorted copy": (p: number[], n: number[], m: number) => {
    const own = up(n.map(Number));
    return sum(p.map((x) => {
      let [i, total] = [0, 0];
      while (i < own.length && own[i] <= x + (m ?? 0)) total += term(+x, own[i++], m);
      return total;
    }));
  },
};
/** Without a margin whether it is hard, else the loss. */
const term = (p: number, n: number, m: number | undefined) =>
  m === undefined ? Number(n <= p) : Math.max(p - n + m, 0);

/** Batch hard of exercise 4.5. */
const hard = (
  {
    clamp = (v: number) => Math.max(v, 0),
    isPositive = (labels: number[], j: number, a: number, _v: number) =>
      j !== a && labels[j] === labels[a],
    of = mean,
    far = (v: number[]) => Math.max(...v),
    near = (v: number[], _far: number) => Math.min(...v),
  },
) =>
(d: number[][], labels: number[], margin: number) => {
  const losses = d.flatMap((row, a) => {
    const positives = row.filter((v, j) => isPositive(labels, j, a, v));
    const negatives = row.filter((_, j) => labels[j] !== labels[a]);
    if (positives.length * negatives.length === 0) return [];
    return [clamp(far(positives) - near(negatives, far(positives)) + margin)];
  });
  return losses.length === 0 ? 0 : of(losses);
};

/** The slopes of exercise 5.3. */
const slopes = (
  {
    toP = (s: number) => Math.max(1.25 - s, 0),
    toN = (s: number) => Math.max(s + 0.25, 0),
    gamma = 4,
    m = 0.25,
  },
) =>
(p: number, n: number) => {
  const z = gamma * (toN(n) * (n - m) - toP(p) * (p - 1 + m));
  const outside = 4 / (1 + Math.exp(-z));
  return [-toP(p) * outside, toN(n) * outside];
};

const logSum = (out: (values: number[]) => number) => (values: number[]) =>
  values.length === 0
    ? -Infinity
    : out(values) + Math.log(sum(values.map((v) => Math.exp(v - out(values)))));

type Values = Record<string, number[]>;
/** Pairs of exercise 6.3 that some test tells apart. */
const apart =
  (told: (one: number[], other: number[]) => boolean, order = (names: string[]) => names) =>
  (values: Values) => {
    const names = order(Object.keys(values));
    return names.flatMap((one, i) =>
      names.slice(i + 1).filter((other) => told(values[one], values[other])).map((o) => [one, o])
    );
  };
const variance = (list: number[], less = 1) =>
  sum(list.map((v) => (v - mean(list)) ** 2)) / (list.length - less);
const t = (n: number) => n === 3 ? 4.302652729749464 : 2.2621571627409915;
const studentised = (list: number[], factor = t(list.length), less = 1) =>
  Math.abs(mean(list)) > factor * Math.sqrt(variance(list, less) / list.length);
const paired = (one: number[], other: number[]) => {
  const { low, high } = meanInterval(minus(one, other));
  return low > 0 || high < 0;
};

/** Holm's correction of exercise 6.4. */
const holm = (
  {
    sort = up,
    place = (sorted: number[], p: number) => sorted.indexOf(p),
    times = (k: number, i: number) => k - i,
  },
) =>
(chances: number[]) => {
  const sorted = sort(chances);
  const least = sorted.map((p, i) => p * times(sorted.length, i))
    .map((_, i, all) => Math.min(1, Math.max(...all.slice(0, i + 1))));
  return chances.map((p) => least[place(sorted, p)]);
};

/** By exercise: what is right, and what is nearly. */
// deno-lint-ignore no-explicit-any
const NEAR: Record<string, { right: any[]; wrong: Record<string, any> }> = {
  "1.4": {
    right: [softplus, (x: number) => x > 30 ? x : Math.log1p(Math.exp(x))],
    wrong: {
      "above 6 it is x": (x: number) => x > 6 ? x : softplus(x),
      "above 10 it is x": (x: number) => x > 10 ? x : softplus(x),
      "above 20 it is x": (x: number) => x > 20 ? x : softplus(x),
      "below -10 it is 0": (x: number) => x < -10 ? 0 : softplus(x),
      "below -20 it is 0": (x: number) => x < -20 ? 0 : softplus(x),
      "from 1000 on only": (x: number) => x >= 1000 ? x : Math.log(1 + Math.exp(x)),
      "to -1000 only": (x: number) => x <= -1000 ? 0 : x + Math.log1p(Math.exp(-x)),
      "in float32": (x: number) => Math.fround(softplus(x)),
      "no 1": (x: number) => Math.max(x, 0) + Math.exp(-Math.abs(x)),
      "absolute value of the whole": (x: number) => softplus(Math.abs(x)),
      "the sign turned": (x: number) => softplus(-x),
      "the larger taken twice": (x: number) => Math.abs(x) + Math.log1p(Math.exp(-Math.abs(x))),
    },
  },
  "1.5": {
    right: [gradient({})],
    wrong: {
      "the border has a gradient": gradient({ on: (gap) => gap >= 0 }),
      "margin 0": gradient({ margin: 0 }),
      "margin 1": gradient({ margin: 1 }),
      "margin 2.5": gradient({ margin: 2.5 }),
      "margin 3": gradient({ margin: 3 }),
      "the anchor is the origin": gradient({ from: () => [0, 0] }),
      "squared distances decide": gradient({ power: 2 }),
      "b stands where it does": (a: number[], _p: number[], n: number[]) =>
        gradient({})(a, [3, 4], n),
      "half a gradient": (a: number[], p: number[], n: number[]) =>
        gradient({})(a, p, n).map((row) => row.map((v) => v / 2)),
      "positive and negative exchanged": (a: number[], p: number[], n: number[]) => {
        const [ga, gp, gn] = gradient({})(a, p, n);
        return [ga, gn, gp];
      },
      "points without negative coordinates": (a: number[], p: number[], n: number[]) =>
        gradient({})(a.map(Math.abs), p.map(Math.abs), n.map(Math.abs)),
      "only hard ones": gradient({ on: (gap) => gap >= 2 }),
    },
  },
  "2.4": {
    right: [nearest(rowMax)],
    wrong: {
      "the matrix's maximum": nearest((_, d) => Math.max(...d.flat())),
      "the row's least beside itself": nearest((row) => up(row)[1]),
      "the row's second": nearest((row) => row[1] || row[0]),
      "the row's last": nearest((row) => row.at(-1) || row[0]),
      "the row's mean": nearest(mean),
      "the row's sum": nearest(sum),
      "0 where there is none": nearest(() => 0),
      "the next label": nearest(rowMax, (l, n, a) => l[n] > l[a]),
      "two of a class": nearest(rowMax, (_, n, a) => n >> 1 !== a >> 1),
      "labels that are not 0": nearest(rowMax, (l, n, a) => l[n] !== l[a] && l[n] !== 0),
      "labels below 0 are none": nearest(rowMax, (l, n, a) => l[n] !== l[a] && l[n] >= 0),
      "from the anchor on": nearest(rowMax, (l, n, a) => n > a && l[n] !== l[a]),
      "1e15 is large": (d: number[][], labels: number[]) =>
        d.map((row, a) => {
          const least = Math.min(...row.map((v, n) => labels[n] === labels[a] ? 1e15 : v));
          return least === 1e15 ? rowMax(row) : least;
        }),
    },
  },
  "2.5": {
    right: [active(mean), (v: number[], m: number) => active(mean)(up(v), m)],
    wrong: {
      "the middle one": active((v) => (up(v)[(v.length - 1) >> 1] + up(v)[v.length >> 1]) / 2),
      "least and largest": active((v) => (Math.min(...v) + Math.max(...v)) / 2),
      "two losses": active((v) => sum(v.slice(0, 2)) / Math.min(v.length, 2)),
      "equal ones once": active((v) => mean([...new Set(v)])),
      "small losses are none": active(mean, 0.1),
      "margin 0 is none": (v: number[], m: number) => active(mean)(v, m || 1),
      "one too many": active((v) => sum(v) / (v.length + 1)),
      "the largest": active((v) => Math.max(...v)),
      "the first": active((v) => v[0]),
      "the root of the mean square": active((v) => Math.sqrt(mean(v.map((x) => x * x)))),
      "only hard ones": (v: number[], m: number) => active(mean)(v.filter((x) => x > 0), m),
      "the margin left out": (v: number[], m: number) => active((x) => mean(x) - m)(v, m),
    },
  },
  "3.3": {
    right: [
      counted(undefined, undefined, 0),
      // One list may be a copy: the searches are seen at the other.
      (p: number[], n: number[]) => {
        const sorted = [...Float64Array.from(n).sort()];
        return sum(p.map((x) => firstBeyond(sorted, x)));
      },
    ],
    wrong: {
      ...COPIES,
      "half above": counted((p) => p + 0.5, up, 0),
      "one below the next": counted((p) => p + 0.9, up, 0),
      "whole distances": counted(Math.floor, up, 0),
      "rounded distances": counted(Math.round, up, 0),
      "no start of the sum": counted(),
      "the negatives as they are": counted(undefined, (v) => v, 0),
      "sorted down": counted(undefined, (v) => up(v).reverse(), 0),
      "equal negatives once": counted(undefined, (v) => up([...new Set(v)]), 0),
      "equal positives once": (p: number[], n: number[]) =>
        counted(undefined, up, 0)([...new Set(p)], n),
      "0 is no distance": (p: number[], n: number[]) =>
        counted(undefined, up, 0)(p.filter((v) => +v), n),
      "the first positive": (p: number[], n: number[]) =>
        counted(undefined, up, 0)(p.slice(0, 1), n),
      "the farthest positive": (p: number[], n: number[]) => firstBeyond(up(n), Math.max(...p, -1)),
      "a margin": counted((p) => p + 2, up, 0),
      "one less": counted((p) => p - 1, up, 0),
    },
  },
  "3.4": {
    right: [summed()],
    wrong: {
      ...COPIES,
      "margin 0 is none": summed((m) => m || 1),
      "a margin of 2": summed(() => 2),
      "the margin squared": summed((m) => m * m),
      "twice the margin": summed((m) => 2 * m),
      "sorted as text": summed(undefined, (v) => [...v].sort()),
      "as they are": summed(undefined, (v) => v),
      "equal ones once": summed(undefined, (v) => up([...new Set(v)])),
      "whole distances": (p: number[], n: number[], m: number) => summed()(p.map(Math.floor), n, m),
      "0 is no distance": (p: number[], n: number[], m: number) =>
        summed()(p.filter((v) => +v), n, m),
      "the first positive": (p: number[], n: number[], m: number) => summed()(p.slice(0, 1), n, m),
      "a mean": (p: number[], n: number[], m: number) => summed()(p, n, m) / (p.length || 1),
      "a mean over negatives": (p: number[], n: number[], m: number) =>
        summed()(p, n, m) / (n.length || 1),
    },
  },
  "4.4": {
    right: [(p: number[], n: number[]) => mean(minus(p, n).map(softplus))],
    wrong: Object.fromEntries(
      Object.entries({
        "above 6 it is v": (v: number) => v > 6 ? v : softplus(v),
        "above 10 it is v": (v: number) => v > 10 ? v : softplus(v),
        "below -10 it is 0": (v: number) => v < -10 ? 0 : softplus(v),
        "from 1000 on only": (v: number) => v >= 1000 ? v : Math.log(1 + Math.exp(v)),
        "to -1000 only": (v: number) => v <= -1000 ? 0 : v + Math.log1p(Math.exp(-v)),
        "the absolute difference": (v: number) => softplus(Math.abs(v)),
        "the square": (v: number) => softplus(v * v),
        "clipped": (v: number) => Math.log(1 + Math.exp(Math.min(v, 700))),
        "base 2": (v: number) => softplus(v) / Math.LN2,
        "a margin": (v: number) => softplus(v + 0.3),
      }).map(([name, of]) => [name, (p: number[], n: number[]) => mean(minus(p, n).map(of))]),
    ),
  },
  "4.5": {
    right: [hard({})],
    wrong: {
      "no clamp": hard({ clamp: (v) => v }),
      "the absolute value": hard({ clamp: Math.abs }),
      "soft": hard({ clamp: softplus }),
      "only those with a loss": hard({
        of: (v) => v.some((x) => x > 0) ? mean(v.filter((x) => x > 0)) : 0,
      }),
      "a sum": hard({ of: sum }),
      "over six": hard({ of: (v) => sum(v) / 6 }),
      "the largest": hard({ of: (v) => Math.max(...v) }),
      "at 0 is the anchor itself": hard({
        isPositive: (l, j, a, v) => v > 0 && l[j] === l[a],
      }),
      "two of a class": hard({ isPositive: (l, j, a) => j === (a ^ 1) && l[j] === l[a] }),
      "later ones": hard({ isPositive: (l, j, a) => j > a && l[j] === l[a] }),
      "any other": hard({ isPositive: (_, j, a) => j !== a }),
      "label 0 is none": hard({ isPositive: (l, j, a) => j !== a && l[j] === l[a] && l[a] !== 0 }),
      "mean positive": hard({ far: mean }),
      "mean negative": hard({ near: mean }),
      "first positive": hard({ far: (v) => v[0] }),
      "last positive": hard({ far: (v) => v.at(-1)! }),
      "first negative": hard({ near: (v) => v[0] }),
      "farthest negative": hard({ near: (v) => Math.max(...v) }),
      "semi-hard negative": hard({
        near: (v, far) =>
          v.some((n) => n > far) ? Math.min(...v.filter((n) => n > far)) : Math.min(...v),
      }),
      "margin 0.3": (d: number[][], l: number[]) => hard({})(d, l, 0.3),
      "NaN of none": (d: number[][], l: number[], m: number) =>
        new Set(l).size === l.length ? NaN : hard({})(d, l, m),
    },
  },
  "5.3": {
    right: [slopes({})],
    wrong: {
      "no clamp of negatives": slopes({ toN: (s) => s + 0.25 }),
      "negatives below 0 weigh nothing": slopes({ toN: (s) => s < 0 ? 0 : s + 0.25 }),
      "the positive's absolute value": slopes({ toP: (s) => 1.25 - Math.abs(s) }),
      "positives clamped at 1": slopes({ toP: (s) => Math.min(1.25 - s, 1) }),
      "gamma outside only": slopes({ gamma: 1 }),
      "another m inside": slopes({ m: 0.2 }),
      "no m in the weights": slopes({ toP: (s) => 1 - s, toN: (s) => Math.max(s, 0) }),
      "m taken from the negative's weight": slopes({ toN: (s) => Math.max(s - 0.25, 0) }),
      "exchanged": (p: number, n: number) => slopes({})(p, n).reverse(),
      "one outside for all": (p: number, n: number) => [-4 * (1.25 - p) / 2, 4 * (n + 0.25) / 2],
      "squared weights": slopes({ toP: (s) => (1.25 - s) ** 2 }),
      "sn as a distance": (p: number, n: number) => slopes({})(p, Math.abs(n)),
    },
  },
  "5.5": {
    right: [logSum((v) => Math.max(...v))],
    wrong: {
      "the first": logSum((v) => v[0]),
      "the last": logSum((v) => v.at(-1)!),
      "the mean": logSum(mean),
      "the least": logSum((v) => Math.min(...v)),
      "the middle": logSum((v) => up(v)[v.length >> 1]),
      "the largest by text": logSum((v) => [...v].sort().at(-1)!),
      "the largest absolute value": logSum((v) => Math.max(...v.map(Math.abs))),
      "700": logSum(() => 700),
      "two of them": (v: number[]) => logSum((w) => Math.max(...w))(v.slice(0, 2)),
      "equal ones once": (v: number[]) => logSum((w) => Math.max(...w))([...new Set(v)]),
      "the largest two": (v: number[]) => logSum((w) => Math.max(...w))(up(v).slice(-2)),
      "softplus of the first two": (v: number[]) =>
        v.length === 0 ? -Infinity : v.length === 1 ? v[0] : v[1] + softplus(v[0] - v[1]),
    },
  },
  "6.3": {
    right: [apart(paired), apart((x, y) => studentised(minus(x, y)))],
    wrong: {
      "1.96 for Student's factor": apart((x, y) => studentised(minus(x, y), 1.96)),
      "2.26 for any number of splits": apart((x, y) => studentised(minus(x, y), 2.2621571627)),
      "n for n - 1": apart((x, y) => studentised(minus(x, y), undefined, 0)),
      "unpaired": apart((x, y) =>
        Math.abs(mean(x) - mean(y)) >
          t(x.length) * Math.sqrt((variance(x) + variance(y)) / x.length)
      ),
      "all of one sign": apart((x, y) => new Set(minus(x, y).map(Math.sign)).size === 1),
      "one standard deviation": apart((x, y) =>
        Math.abs(mean(minus(x, y))) > Math.sqrt(variance(minus(x, y)))
      ),
      "absolute differences": apart((x, y) => paired(minus(x, y).map(Math.abs), x.map(() => 0))),
      "ten splits": apart((x, y) => paired(x.slice(0, 5), y.slice(0, 5)) && x.length > 3),
      "names sorted": apart(paired, (names) => names.toSorted()),
      "names turned": (v: Values) => apart(paired)(v).map(([x, y]) => [y, x]),
      "both ways": (v: Values) => apart(paired)(v).flatMap(([x, y]) => [[x, y], [y, x]]),
      "neighbours": (v: Values) =>
        apart(paired)(v).filter(([x, y]) =>
          Object.keys(v).indexOf(y) - Object.keys(v).indexOf(x) === 1
        ),
      "the first beside others": (v: Values) =>
        apart(paired)(v).filter(([x]) => x === Object.keys(v)[0]),
    },
  },
  "6.4": {
    right: [holm({}), holm({ place: (sorted, p) => sorted.lastIndexOf(p) })],
    wrong: {
      "sorted as text": holm({ sort: (v) => [...v].sort() }),
      "one too many": holm({ times: (k, i) => k - i + 1 }),
      "one too few": holm({ times: (k, i) => Math.max(k - i - 1, 1) }),
      "growing factors": holm({ times: (_, i) => i + 1 }),
      "by Benjamini and Hochberg": (c: number[]) =>
        c.map((p) =>
          Math.min(1, ...up(c).flatMap((q, i) => q >= p ? [q * c.length / (i + 1)] : []))
        ),
      "by Hochberg": (c: number[]) =>
        c.map((p) => Math.min(1, ...up(c).flatMap((q, i) => q >= p ? [q * (c.length - i)] : []))),
      "by Sidak": (c: number[]) => c.map((p) => 1 - (1 - p) ** c.length),
      "equal ones share a factor": (c: number[]) => {
        const apart = up([...new Set(c)]);
        return c.map((p) => holm({})(apart)[apart.indexOf(p)]);
      },
      "ties cost once more": (c: number[]) => {
        let least = 0;
        const out = new Map<number, number>();
        up(c).forEach((p, i) => {
          least = Math.min(1, Math.max(least, p * (c.length - i)));
          out.set(p, i > 0 && up(c)[i - 1] === p ? p * (c.length - i) : least);
        });
        return c.map((p) => out.get(p)!);
      },
      "in one go with the input's place": (c: number[]) =>
        c.map((p, i) => Math.min(1, p * (c.length - i))),
      "two are enough": (c: number[]) =>
        holm({ times: (k, i) => Math.max(k - i, 2) })(c).map((v, i) => c.length < 2 ? c[i] : v),
      "the smallest only": holm({ times: (k, i) => i === 0 ? k : 1 }),
    },
  },
};

const every = (await lessons()).flatMap(({ exercises, shown }) =>
  exercises.map((exercise) => ({
    exercise: exercise as AnyExercise,
    given: shown.find(({ id }) => id === exercise.id)?.given,
  }))
);
for (const [id, { right, wrong }] of Object.entries(NEAR)) {
  const { exercise, given } = every.find(({ exercise }) => exercise.id === id)!;
  Deno.test(`exercise ${id}: code that is nearly right is not right`, () => {
    for (const answer of right) assertEquals(judge(exercise, answer, given), true);
    const taken = Object.entries(wrong).filter(([, answer]) =>
      judge(exercise, answer, given) === true
    );
    assertEquals(taken.map(([name]) => name), []);
  });
}

Deno.test("examples at the end of what numbers can do get a sentence of their own", () => {
  const told = (id: string, answer: unknown) =>
    String(judge(every.find(({ exercise }) => exercise.id === id)!.exercise, answer, undefined));
  assertMatch(told("3.2", [1e300, 1e300]), /border of the hard ones/);
  assertMatch(told("4.2", [0.5, 0.5, 1, 2, 3, 4]), /labels are whole numbers/);
  assertMatch(told("4.2", [0, 1, 2, 1, 3, 4]), /no anchor has a loss/);
});

Deno.test("of an object that has not the form, its parts are told", () => {
  const told = [{ predicted: "fall", before: 19 }, {}, { a: { b: 1 } }, new Map([[1, 2]])];
  assertEquals(told.map(whatIs), [
    'an object with predicted: the text "fall", before: 19',
    "an object with nothing in it",
    "an object with a: an object",
    "an object",
  ]);
});

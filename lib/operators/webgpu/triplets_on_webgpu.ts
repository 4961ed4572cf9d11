import * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram, WORKGROUP } from "./run_program.ts";

/** The triplets whose hinge is summed; or all, with `log(1 + e^x)` in the hinge's place. */
type Over = "positive" | "semi-hard" | "soft";

const predicateUniforms = "margin : f32, marginRest : f32, zero : i32,";

/**
 * `isActive(dAp, dAn)`: the policy's `dAn < dAp + margin` without rounding. Near equality the
 * difference is taken with its rounding error (Knuth's TwoSum) and the margin in two parts; `as_is`,
 * an exclusive or with a number that a compiler does not know, keeps it from simplifying that away.
 */
const predicate = `
  fn as_is(x : f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(x) ^ u32(uniforms.zero));
  }
  fn isActiveExactly(dAp : f32, dAn : f32) -> bool {
    let gap = as_is(dAn - dAp);
    let back = as_is(gap - dAn);
    let error = as_is(dAn - as_is(gap - back)) + as_is(-dAp - back);
    return as_is(gap - uniforms.margin) < uniforms.marginRest - error;
  }
  fn isActive(dAp : f32, dAn : f32) -> bool {
    let beyond = (dAn - dAp) - uniforms.margin;
    if (abs(beyond) > 1e-6 * (dAn + dAp + uniforms.margin)) { return beyond < 0.0; }
    return isActiveExactly(dAp, dAn);
  }`;

/** The hinge, the series of `softplus` in `lib/losses`, and its slope. */
const smooth = `
  fn hinge(x : f32) -> f32 { return max(x, 0.0); }
  fn softplus(x : f32) -> f32 {
    let u = exp(-abs(x));
    let z = u / (2.0 + u);
    var series = 0.0;
    for (var term = 15; term >= 1; term = term - 2) { series = series * z * z + 1.0 / f32(term); }
    return max(x, 0.0) + 2.0 * z * series;
  }
  fn sigmoid(x : f32) -> f32 {
    let u = exp(-abs(x));
    return select(u, 1.0, x >= 0.0) / (1.0 + u);
  }`;

/** For each point the next one of its class, in a ring: the positives without a search or a sort. */
const ring: Kernel = {
  key: "ring",
  inputs: ["labels"],
  code: `
    fn main(index : i32) {
      let rows = uniforms.labelsShape;
      if (index >= rows) { return; }
      var other = index;
      loop {
        other = select(other + 1, 0, other + 1 == rows);
        if (labels[other] == labels[index]) { break; }
      }
      result[index] = other;
    }`,
};

/**
 * One workgroup an anchor: its threads share the negatives, and each meets all positives. An anchor's
 * column of the result holds the sum, then the counts by category, whole numbers that float32 holds.
 */
const anchors = (over: Over): Kernel => ({
  key: `anchors_${over}`,
  inputs: ["distances", "labels", "ring"],
  uniforms: predicateUniforms,
  code: `${predicate}${smooth}
    var<workgroup> tallies : array<vec4<u32>, ${WORKGROUP}>;
    var<workgroup> sums : array<f32, ${WORKGROUP}>;

    fn main(index : i32) {
      let rows = uniforms.labelsShape;
      let a = index / ${WORKGROUP};
      let lane = i32(localId.x);
      var tally = vec4<u32>(0u);
      var sum = 0.0;
      if (a < rows) {
        for (var n = lane; n < rows; n = n + ${WORKGROUP}) {
          if (labels[n] == labels[a]) { continue; }
          let dAn = distances[a * rows + n];
          // An entry that is not finite must reach the loss, and comparisons would drop it.
          if ((bitcast<u32>(dAn) & 0x7f800000u) == 0x7f800000u) { sum = uniforms.NAN; }
          var part = 0.0;
          for (var p = ring[a]; p != a; p = ring[p]) {
            let dAp = distances[a * rows + p];
            let counted = isActive(dAp, dAn);
            let hard = dAn <= dAp;
            let semiHard = counted && !hard;
            tally = tally + vec4<u32>(1u, u32(counted), u32(semiHard), u32(hard));
            if (${{ "positive": "counted", "semi-hard": "semiHard", "soft": "true" }[over]}) {
              part = part + ${
    over === "soft" ? "softplus" : "hinge"
  }((dAp - dAn) + uniforms.margin);
            }
          }
          sum = sum + part;
        }
      }
      tallies[lane] = tally;
      sums[lane] = sum;
      workgroupBarrier();
      for (var width = ${WORKGROUP / 2}; width > 0; width = width / 2) {
        if (lane < width) {
          tallies[lane] = tallies[lane] + tallies[lane + width];
          sums[lane] = sums[lane] + sums[lane + width];
        }
        workgroupBarrier();
      }
      if (lane == 0 && a < rows) {
        let all = tallies[0];
        result[a] = sums[0];
        result[rows + a] = f32(all.x);
        result[2 * rows + a] = f32(all.y);
        result[3 * rows + a] = f32(all.x - all.z - all.w);
        result[4 * rows + a] = f32(all.z);
        result[5 * rows + a] = f32(all.w);
      }
    }`,
});

/** As `tripletSums` says: a thread takes distances, and meets what they make triplets with. */
const slopes = (over: Over): Kernel => ({
  key: `slopes_${over}`,
  inputs: ["distances", "labels", "ring"],
  uniforms: predicateUniforms,
  code: `${predicate}${smooth}
    fn slope(dAp : f32, dAn : f32) -> f32 {
      return ${
    {
      "positive": "f32(isActive(dAp, dAn))",
      "semi-hard": "f32(dAn > dAp && isActive(dAp, dAn))",
      "soft": "sigmoid((dAp - dAn) + uniforms.margin)",
    }[over]
  };
    }
    fn main(index : i32) {
      let rows = uniforms.labelsShape;
      let a = index / ${WORKGROUP};
      if (a >= rows) { return; }
      for (var j = i32(localId.x); j < rows; j = j + ${WORKGROUP}) {
        let here = distances[a * rows + j];
        var sum = 0.0;
        if (labels[j] != labels[a]) {
          for (var p = ring[a]; p != a; p = ring[p]) {
            sum = sum - slope(distances[a * rows + p], here);
          }
        } else if (j != a) {
          for (var start = 0; start < rows; start = start + 32) {
            var part = 0.0;
            for (var n = start; n < min(start + 32, rows); n = n + 1) {
              if (labels[n] != labels[a]) { part = part + slope(here, distances[a * rows + n]); }
            }
            sum = sum + part;
          }
        }
        result[a * rows + j] = sum;
      }
    }`,
});

/**
 * The sum of each anchor's hinges, its slopes to the distances, and the triplets by category, on the
 * device, in O(B^2 K) time for K points a class, with nothing read back. Which has a loss is decided from
 * the float32 distances without rounding: counts of random batches differ from the operators' by at most
 * 3 in 6 million. `valid` is their number, or a bound on it.
 */
export function tripletsOnWebgpu(
  distances: tf.Tensor2D,
  classes: tf.Tensor1D,
  { margin, over, valid }: { margin: number; over: Over; valid: number },
) {
  const rows = distances.shape[0];
  return tf.tidy(() => {
    const rounded = Math.fround(margin);
    const uniforms = [
      { type: "float32" as const, data: [rounded] },
      { type: "float32" as const, data: [margin - rounded] },
      { type: "int32" as const, data: [0] },
    ];
    const next = runProgram(ring, [classes], { shape: [rows], dtype: "int32", threads: rows });
    const inputs = [distances, classes, next];
    const perAnchor = runProgram<tf.Tensor2D>(anchors(over), inputs, {
      shape: [6, rows],
      threads: rows * WORKGROUP,
      uniforms,
    });
    const totals = (valid < 2 ** 31 ? perAnchor.toInt() : perAnchor).sum(1);
    const count = (kind: number) => totals.slice([kind], [1]).asScalar();
    return {
      sums: perAnchor.slice([0, 0], [1, rows]).flatten() as tf.Tensor1D,
      slopes: runProgram<tf.Tensor2D>(slopes(over), inputs, {
        shape: [rows, rows],
        threads: rows * WORKGROUP,
        uniforms,
      }),
      counts: {
        ...{ valid: count(1), positive: count(2), easy: count(3) },
        ...{ semiHard: count(4), hard: count(5) },
      },
    };
  });
}

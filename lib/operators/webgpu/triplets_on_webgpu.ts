import * as tf from "@tensorflow/tfjs";
import { columnTotal, floatColumn } from "./column_total.ts";
import { type Kernel, runProgram, WORKGROUP } from "./run_program.ts";

type Hinges = "positive" | "semi-hard";

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

const counted = ["valid", "positive", "easy", "semiHard", "hard"] as const;
const COLUMNS = counted.length + 1;

/**
 * One workgroup an anchor: its threads share the negatives, and each meets all positives. A row of
 * the result holds the counts, then the bits of the sum.
 */
const anchors = (over: Hinges): Kernel => ({
  key: `anchors_${over}`,
  inputs: ["distances", "labels", "ring"],
  uniforms: predicateUniforms,
  code: `${predicate}
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
            if (${over === "positive" ? "counted" : "semiHard"}) {
              part = part + max((dAp - dAn) + uniforms.margin, 0.0);
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
        result[a * ${COLUMNS}] = i32(all.x);
        result[a * ${COLUMNS} + 1] = i32(all.y);
        result[a * ${COLUMNS} + 2] = i32(all.x - all.z - all.w);
        result[a * ${COLUMNS} + 3] = i32(all.z);
        result[a * ${COLUMNS} + 4] = i32(all.w);
        result[a * ${COLUMNS} + 5] = bitcast<i32>(sums[0]);
      }
    }`,
});

/** As `tripletSums` says. One workgroup an anchor: its threads share the negatives. */
const slopes = (over: Hinges): Kernel => ({
  key: `slopes_${over}`,
  inputs: ["distances", "labels", "ring"],
  uniforms: predicateUniforms,
  atomic: true,
  code: `${predicate}
    fn counts(dAp : f32, dAn : f32) -> bool {
      return ${over === "positive" ? "" : "dAn > dAp && "}isActive(dAp, dAn);
    }
    fn main(index : i32) {
      let rows = uniforms.labelsShape;
      let a = index / ${WORKGROUP};
      if (a >= rows) { return; }
      let lane = i32(localId.x);
      let mine = labels[a];
      for (var n = lane; n < rows; n = n + ${WORKGROUP}) {
        if (labels[n] == mine) { continue; }
        let dAn = distances[a * rows + n];
        var slope = 0;
        for (var p = ring[a]; p != a; p = ring[p]) {
          if (counts(distances[a * rows + p], dAn)) { slope = slope - 1; }
        }
        atomicStore(&result[a * rows + n], slope);
      }
      for (var p = ring[a]; p != a; p = ring[p]) {
        let dAp = distances[a * rows + p];
        var slope = 0;
        for (var n = lane; n < rows; n = n + ${WORKGROUP}) {
          if (labels[n] != mine && counts(dAp, distances[a * rows + n])) { slope = slope + 1; }
        }
        atomicAdd(&result[a * rows + p], slope);
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
  { margin, over, valid }: { margin: number; over: Hinges; valid: number },
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
    const tallies = runProgram<tf.Tensor2D>(anchors(over), inputs, {
      shape: [rows, COLUMNS],
      dtype: "int32",
      threads: rows * WORKGROUP,
      uniforms,
    });
    const kind = valid < 2 ** 31 ? "count" : "large count";
    const [all, positive, easy, semiHard, hard] = counted.map((_, i) =>
      columnTotal(tallies, i, kind)
    );
    return {
      sums: floatColumn(tallies, counted.length),
      // Whole numbers, which float32 holds.
      slopes: runProgram<tf.Tensor2D>(slopes(over), inputs, {
        shape: [rows, rows],
        dtype: "int32",
        threads: rows * WORKGROUP,
        uniforms,
      }).toFloat(),
      counts: { valid: all, positive, easy, semiHard, hard },
    };
  });
}

import type * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram, WORKGROUP } from "./run_program.ts";

/** A column holds counts, whose total fits an int32 or does not. */
export type Column = "count" | "large count";

const totals = (what: Column): Kernel => ({
  key: `total_${what.replace(" ", "_")}`,
  inputs: ["anchors"],
  uniforms: "column : i32,",
  code: `
    var<workgroup> words : array<vec2<u32>, ${WORKGROUP}>;
    fn add(x : vec2<u32>, y : vec2<u32>) -> vec2<u32> {
      let low = x.x + y.x;
      return vec2<u32>(low, x.y + y.y + u32(low < x.x));
    }
    fn rounded(x : vec2<u32>) -> f32 {
      if (x.y == 0u) { return f32(x.x); }
      // The 32 leading bits; whether any bit follows them decides ties.
      let cut = 32u - countLeadingZeros(x.y);
      var lead = x.y;
      var rest = x.x;
      if (cut < 32u) {
        lead = (x.y << (32u - cut)) | (x.x >> cut);
        rest = x.x << (32u - cut);
      }
      return f32(lead | u32(rest != 0u)) * f32(1u << (cut / 2u)) * f32(1u << (cut - cut / 2u));
    }
    fn main(index : i32) {
      let lane = i32(localId.x);
      var count = vec2<u32>(0u);
      for (var a = lane; a < uniforms.anchorsShape.x; a = a + ${WORKGROUP}) {
        count = add(count, vec2<u32>(u32(anchors[a * uniforms.anchorsShape.y + uniforms.column]), 0u));
      }
      words[lane] = count;
      workgroupBarrier();
      for (var width = ${WORKGROUP / 2}; width > 0; width = width / 2) {
        if (lane < width) { words[lane] = add(words[lane], words[lane + width]); }
        workgroupBarrier();
      }
      if (lane == 0) { result[0] = ${
    what === "large count" ? "rounded(words[0])" : "i32(words[0].x)"
  }; }
    }`,
});

const floats: Kernel = {
  key: "float_column",
  inputs: ["anchors"],
  uniforms: "column : i32,",
  code: `
    fn main(index : i32) {
      if (index >= uniforms.anchorsShape.x) { return; }
      result[index] = bitcast<f32>(anchors[index * uniforms.anchorsShape.y + uniforms.column]);
    }`,
};

/** The total of one column of an int32 matrix, in 64 bits: an int32, or a float32 rounded once. */
export function columnTotal(matrix: tf.Tensor2D, column: number, what: Column): tf.Scalar {
  return runProgram<tf.Scalar>(totals(what), [matrix], {
    shape: [],
    dtype: what === "count" ? "int32" : "float32",
    threads: WORKGROUP,
    uniforms: [{ type: "int32", data: [column] }],
  });
}

/** One column of an int32 matrix, the bits of float32 numbers, as these. */
export function floatColumn(matrix: tf.Tensor2D, column: number): tf.Tensor1D {
  const [rows] = matrix.shape;
  return runProgram<tf.Tensor1D>(floats, [matrix], {
    shape: [rows],
    dtype: "float32",
    threads: rows,
    uniforms: [{ type: "int32", data: [column] }],
  });
}

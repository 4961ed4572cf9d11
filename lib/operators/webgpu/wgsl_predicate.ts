/** The uniforms that {@linkcode predicate} reads. */
export const predicateUniforms = "margin : f32, marginRest : f32, zero : i32,";

export function predicateValues(
  margin: number,
): { type: "float32" | "int32"; data: number[] }[] {
  const rounded = Math.fround(margin);
  return [
    { type: "float32", data: [rounded] },
    { type: "float32", data: [margin - rounded] },
    { type: "int32", data: [0] },
  ];
}

/**
 * `isActive(dAp, dAn)`: the policy's `dAn < dAp + margin` without rounding. Near equality the
 * difference is taken with its rounding error (Knuth's TwoSum) and the margin in two parts; `as_is`,
 * an exclusive or with a number that a compiler does not know, keeps it from simplifying that away.
 */
export const predicate = `
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

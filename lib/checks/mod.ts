/**
 * What every layer asks of its arguments before any work. A refusal is a `TypeError` (another kind
 * of thing) or a `RangeError` (the right kind, an impossible value), and reads
 * `argument: expected ..., got ...`.
 *
 * @module
 */
export { checkChoice } from "./check_choice.ts";
export { checkFlag } from "./check_flag.ts";
export { checkFlatList, checkFlatMatrix } from "./check_flat_matrix.ts";
export { checkLike, type Like } from "./check_like.ts";
export { checkList, checkSquarable } from "./check_list.ts";
export { checkLabels, type Labels } from "./check_labels.ts";
export { checkLabelled } from "./check_labelled.ts";
export { checkCoordinate, checkMatrix, isList, LARGEST_COORDINATE } from "./check_matrix.ts";
export type { Matrix, MatrixShape } from "./check_matrix.ts";
export { checkMetric, type Distance, type DistanceOptions } from "./check_metric.ts";
export { checkNumber, type NumberLimits } from "./check_number.ts";
export { checkOptions, type NamesOf } from "./check_options.ts";
export { checkPath } from "./check_path.ts";
export { checkGamma, checkMargin, checkRelaxation } from "./check_scales.ts";
export { exactDigits } from "./exact_digits.ts";
export { describe, expected, refuseKind, refuseValue } from "./message.ts";

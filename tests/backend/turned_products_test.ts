import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { turnProductsFirst } from "#lib/backend/wasm/turned_products.ts";

const rows = (height: number, width: number, shift: number) =>
  Array.from(
    { length: height },
    (_, i) => Array.from({ length: width }, (_, j) => Math.sin(shift + 3 * i + 7 * j)),
  );
const turned = (x: number[][]) => x[0].map((_, j) => x.map((row) => row[j]));
const product = (x: number[][], y: number[][]) =>
  x.map((row) => turned(y).map((column) => row.reduce((sum, v, k) => sum + v * column[k], 0)));

/** The backend's own count, which also sees what no tensor holds any more. */
const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

Deno.test("turnProductsFirst() leaves products as they are, and nothing behind", async () => {
  await useBackend("wasm");
  turnProductsFirst();
  turnProductsFirst();
  for (const [left, inner, right] of [[1, 1, 1], [3, 5, 2], [17, 33, 9]]) {
    const [x, y] = [rows(left, inner, 1), rows(inner, right, 2)];
    const wanted = product(x, y);
    for (const turnX of [false, true]) {
      for (const turnY of [false, true]) {
        const a = tf.tensor2d(turnX ? turned(x) : x);
        const b = tf.tensor2d(turnY ? turned(y) : y);
        const before = held();
        const c = tf.matMul(a, b, turnX, turnY);
        const got = await c.array() as number[][];
        c.dispose();
        assertEquals(held(), before);
        got.flat().forEach((value, i) => assert(Math.abs(value - wanted.flat()[i]) < 1e-4));
        tf.dispose([a, b]);
      }
    }
  }
});

Deno.test("turnProductsFirst() multiplies stacks of matrices, one shared by all", async () => {
  await useBackend("wasm");
  const [x, y, z] = [rows(4, 3, 1), rows(4, 3, 2), rows(4, 5, 3)];
  const stack = tf.tensor3d([x, y]);
  const shared = tf.tensor3d([z]);
  const got = await tf.matMul(stack, shared, true, false).array() as number[][][];
  [x, y].forEach((one, i) =>
    product(turned(one), z).flat().forEach((value, j) =>
      assert(Math.abs(value - got[i].flat()[j]) < 1e-4)
    )
  );
});

Deno.test("transpose on wasm exchanges axes as a loop does, of whatever size, kind and order", async () => {
  await useBackend("wasm");
  const before = held();
  for (
    const shape of [[1, 1], [4, 4], [5, 7], [33, 18], [2, 19, 6], [3, 2, 5, 9], [0, 4], [2, 3, 0]]
  ) {
    const rank = shape.length;
    for (const dtype of ["float32", "int32"] as const) {
      for (const last of [true, false]) {
        const perm = [...shape.keys()];
        if (last) perm.splice(-2, 2, rank - 1, rank - 2);
        else perm.reverse();
        const size = tf.util.sizeFromShape(shape);
        const x = tf.tensor(Array.from({ length: size }, (_, i) => i + 1), shape, dtype);
        const out = x.transpose(perm), strides = tf.util.computeStrides(shape);
        assertEquals([out.shape, out.dtype], [perm.map((axis) => shape[axis]), dtype]);
        const wanted = Array.from({ length: size }, (_, at) => {
          const place = tf.util.indexToLoc(at, rank, tf.util.computeStrides(out.shape));
          return 1 + perm.reduce((sum, axis, i) => sum + place[i] * (strides[axis] ?? 1), 0);
        });
        assertEquals([...await out.data()], wanted, `${shape} ${perm} ${dtype}`);
        tf.dispose([x, out]);
      }
    }
  }
  assertEquals(held(), before);
});

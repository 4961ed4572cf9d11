import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";

const ignore = await useBackend("tensorflow").then(() => false, () => true);

type Pad = "valid" | "same";
type Size = [number, number];

/** Pooling and its gradient, as loops: of a window's largest numbers the first takes the slope. */
function loops(x: number[], shape: number[], window: Size, steps: Size, pad: Pad) {
  const [batch, height, width, channels] = shape;
  const out = [height, width].map((n, i) =>
    Math.ceil((pad === "same" ? n : n - window[i] + 1) / steps[i])
  );
  const before = [height, width].map((n, i) =>
    pad === "same" ? Math.max(0, (out[i] - 1) * steps[i] + window[i] - n) >> 1 : 0
  );
  const values: number[] = [], places: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < out[0]; i++) {
      for (let j = 0; j < out[1]; j++) {
        for (let c = 0; c < channels; c++) {
          let best = -1;
          for (let y = 0; y < window[0]; y++) {
            for (let z = 0; z < window[1]; z++) {
              const row = i * steps[0] + y - before[0], column = j * steps[1] + z - before[1];
              if (row < 0 || column < 0 || row >= height || column >= width) continue;
              const at = ((b * height + row) * width + column) * channels + c;
              if (best < 0 || x[at] > x[best]) best = at;
            }
          }
          values.push(x[best]);
          places.push(best);
        }
      }
    }
  }
  return { values, places };
}

const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

for (const backend of ["tensorflow", "wasm"] as const) {
  Deno.test({
    name: `pooling on ${backend} and its gradient are the loops', ties, odd sizes and overlaps too`,
    ignore: ignore && backend === "tensorflow",
    async fn() {
      await useBackend(backend);
      const random = seededRandom(3), before = held();
      const cases: [number[], Size, Size, Pad][] = [
        [[2, 4, 6, 3], [2, 2], [2, 2], "valid"],
        [[3, 5, 7, 2], [2, 2], [2, 2], "valid"],
        [[1, 5, 7, 5], [2, 2], [2, 2], "same"],
        [[2, 9, 9, 1], [2, 3], [3, 4], "valid"],
        [[2, 7, 6, 4], [3, 3], [2, 2], "valid"],
        [[1, 5, 5, 2], [3, 2], [1, 1], "same"],
        [[1, 40, 40, 1], [20, 20], [20, 20], "valid"],
      ];
      const kinds = [random.normal, () => Math.floor(3 * random.uniform()), () => 0, () => -3e38];
      for (const [shape, window, steps, pad] of cases) {
        for (const kind of kinds) {
          const x = Array.from({ length: tf.util.sizeFromShape(shape) }, () => Math.fround(kind()));
          const { values, places } = loops(x, shape, window, steps, pad);
          // Whole numbers: their sums are exact, in whatever order.
          const slope = values.map((_, i) => 1 + i % 5), wanted = x.map(() => 0);
          places.forEach((at, i) => wanted[at] += slope[i]);
          tf.tidy(() => {
            const image = tf.tensor(x).reshape<tf.Tensor4D>(shape);
            const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, window, steps, pad);
            const out = pool(image);
            assertEquals([...out.dataSync()], values);
            const gradient = tf.grad(pool)(image, tf.tensor(slope, out.shape));
            assertEquals([...gradient.dataSync()], wanted, `${shape} ${window} ${steps} ${pad}`);
          });
        }
      }
      assertEquals(held(), before);
    },
  });
}

Deno.test({
  name: "what pooling refuses on TensorFlow it refuses as the package does; nothing stays behind",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    const before = held();
    tf.tidy(() => {
      const flat = tf.maxPool(tf.zeros([4, 4, 1]) as tf.Tensor3D, 2, 2, "valid");
      assertEquals(flat.shape, [2, 2, 1]);
      // No images: oneDNN would end the process for their gradient.
      const none = tf.zeros<tf.Rank.R4>([0, 4, 4, 3]);
      assertEquals(tf.maxPool(none, 2, 2, "valid").shape, [0, 2, 2, 3]);
      const slope = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"))(none);
      assertEquals(slope.shape, [0, 4, 4, 3]);
      let refused = "";
      try {
        tf.maxPool(tf.zeros([1, 4, 4, 1]) as tf.Tensor4D, 2, 2, 1);
      } catch (error) {
        refused = (error as Error).message;
      }
      assert(refused.includes("only 'valid' and 'same'"), refused);
    });
    assertEquals(held(), before);
  },
});

/** A page made of the package alone: a folder of pictures is learnt, and searched by the embedding. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
import { tf, useBackend } from "triplet-lab/backend";
import { nearestNeighbours, recallAtK } from "triplet-lab/evaluation";
import { batchHardTripletLoss } from "triplet-lab/losses";
import { embedAll, embeddingNetwork, pkBatches, train } from "triplet-lab/training";

const SIDE = 24, LENGTH = SIDE * SIDE * 3, STEPS = 200;
const element = (id) => document.getElementById(id);
const say = (text) => element("state").textContent = text;

// In the script as a data URL: a page from a file may fetch nothing else.
setWasmPaths(Object.fromEntries(
  ["", "-simd", "-threaded-simd"].map((kind) => [`tfjs-backend-wasm${kind}.wasm`, wasm]),
));

/** Red, green and blue from 0 to 1 of a picture that fills the square. */
async function pixels(file) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new TypeError(`${file.webkitRelativePath}: expected a picture that this browser reads`);
  });
  const scale = SIDE / Math.min(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const canvas = new OffscreenCanvas(SIDE, SIDE).getContext("2d");
  canvas.fillStyle = "white";
  canvas.fillRect(0, 0, SIDE, SIDE);
  canvas.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  const { data } = canvas.getImageData(0, 0, SIDE, SIDE);
  return Float32Array.from({ length: LENGTH }, (_, i) => data[4 * Math.floor(i / 3) + i % 3] / 255);
}

/** The pictures of a folder, with the folder each lies in as its kind. */
async function read(files) {
  const chosen = [...files].filter(({ type }) => type.startsWith("image/"));
  const kindOf = (file) => file.webkitRelativePath.split("/").at(-2) ?? "";
  const kinds = [...new Set(chosen.map(kindOf))].sort();
  if (kinds.length < 2) {
    throw new RangeError(`pictures: expected two folders or more, got ${kinds.length}`);
  }
  const few = kinds.filter((kind) => chosen.filter((file) => kindOf(file) === kind).length < 4);
  if (few.length > 0) throw new RangeError(`${few[0]}: expected four pictures or more, got fewer`);
  const seen = new Map();
  return await Promise.all(chosen.map(async (file) => {
    const kind = kindOf(file);
    const place = seen.get(kind) ?? 0;
    seen.set(kind, place + 1);
    const address = URL.createObjectURL(file);
    return {
      name: file.name,
      kind,
      label: kinds.indexOf(kind),
      held: place % 4 === 3,
      address,
      x: await pixels(file),
    };
  }));
}

/** Pictures, or their embeddings, row after row. */
function rows(list) {
  const flat = new Float32Array(list.length * list[0].length);
  list.forEach((row, i) => flat.set(row, i * row.length));
  return flat;
}

/** The share of the pictures kept from training whose nearest trained one is of their kind. */
async function recall(pictures, flat, dim) {
  const part = (held) => {
    const at = pictures.flatMap((one, i) => one.held === held ? [i] : []);
    const embeddings = rows(at.map((i) => flat.subarray(i * dim, (i + 1) * dim)));
    return { embeddings, labels: at.map((i) => pictures[i].label) };
  };
  const { embeddings, labels } = part(true);
  return await recallAtK(embeddings, labels, { k: 1, dim, gallery: part(false) });
}

function show(pictures, embeddings, dim) {
  element("pictures").replaceChildren(...pictures.map(({ name, kind, address }, i) => {
    const button = document.createElement("button");
    button.innerHTML = "<img>";
    Object.assign(button.firstChild, { src: address, alt: `${kind}: ${name}` });
    button.addEventListener("click", async () => {
      const own = element("pictures").children;
      for (const other of own) other.setAttribute("aria-pressed", String(other === button));
      const { indices, distances, k } = await nearestNeighbours(embeddings, { dim, k: 6 });
      const near = Array.from(indices.subarray(i * k, (i + 1) * k), (row, at) => {
        const figure = document.createElement("figure");
        figure.innerHTML = "<img><figcaption>";
        Object.assign(figure.firstChild, { src: pictures[row].address, alt: pictures[row].name });
        figure.dataset.kind = pictures[row].kind;
        figure.lastChild.textContent = `${pictures[row].kind}, ${distances[i * k + at].toFixed(2)}`;
        return figure;
      });
      element("found").replaceChildren(...near);
    });
    return button;
  }));
}

let turn = 0;

/** Learns what was chosen; a later choice takes the place of one under way. */
async function learn(files) {
  const own = ++turn;
  const { backend } = await useBackend();
  const pictures = await read(files);
  const learnt = pictures.filter(({ held }) => !held);
  const data = {
    images: rows(learnt.map(({ x }) => x)),
    labels: Int32Array.from(learnt, ({ label }) => label),
  };
  const network = embeddingNetwork({ input: [SIDE, SIDE, 3], hidden: [64], dim: 16, seed: 1 });
  const classes = Math.min(8, new Set(data.labels).size);
  const batches = pkBatches(data.labels, { classes, samples: 4, seed: 1 });
  const loss = (embeddings, labels) => batchHardTripletLoss(embeddings, labels, { margin: 0.2 });
  const optimizer = tf.train.adam(0.001);
  for await (
    const { step, loss: value } of train({ network, data, batches, loss, optimizer, steps: STEPS })
  ) {
    if (own !== turn) return;
    say(`Step ${step} of ${STEPS}: loss ${value.toFixed(3)}.`);
    if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve)); // lets the page draw
  }
  const all = rows(pictures.map(({ x }) => x));
  const embeddings = await embedAll(network, all);
  const [before, after] = [
    await recall(pictures, all, LENGTH),
    await recall(pictures, embeddings, 16),
  ];
  if (own !== turn) return;
  show(pictures, embeddings, 16);
  const share = (value) => `${Math.round(100 * value)} %`;
  say(
    `${pictures.length} pictures, learnt on ${backend}. The nearest is of the same kind for ${
      share(after)
    } ` +
      `of the pictures that were kept from the training; by their pixels, for ${share(before)}.`,
  );
}

element("folder").addEventListener(
  "change",
  ({ target }) => learn(target.files).catch((error) => say(error.message)),
);

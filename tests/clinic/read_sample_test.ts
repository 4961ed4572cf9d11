import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { columnsOf, diagnose, type GivenFile, readSample } from "#lib/clinic/mod.ts";
import { toSafetensors } from "#lib/training/runs/safetensors.ts";

const text = (name: string, ...lines: string[]): GivenFile => ({
  name,
  bytes: new TextEncoder().encode(lines.join("\n")),
});

/** A `.npy` file, as NumPy's format 1.0 has it. */
function npy(type: string, shape: number[], values: ArrayBufferView, fortran = false): Uint8Array {
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const header =
    `{'descr': '${type}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }`
      .padEnd(117) + "\n";
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    1,
    0,
    header.length,
    0,
    ...new TextEncoder().encode(header),
    ...new Uint8Array(values.buffer),
  );
}

/** What else a zip may have: Python's `zipfile` writes each of these. */
type ZipParts = { comment?: string; wide?: boolean; method?: number; flags?: number };

/** A zip of files, stored or deflated, as NumPy's savez writes it; `wide` as zip64. */
function zip(
  files: Record<string, Uint8Array>,
  deflate: boolean,
  { comment = "", wide = false, method = deflate ? 8 : 0, flags = 0 }: ZipParts = {},
): Uint8Array {
  const number = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);
  const full = number(2 ** 32 - 1, 4);
  const local: number[] = [], central: number[] = [];
  for (const [name, whole] of Object.entries(files)) {
    const data = deflate ? new Uint8Array(deflateRawSync(whole)) : whole,
      word = [...new TextEncoder().encode(name)];
    const extra = (...values: number[]) =>
      wide ? [1, 0, 8 * values.length, 0, ...values.flatMap((value) => number(value, 8))] : [];
    const sizes = [whole.length, data.length];
    const head = (more: number[]) => [
      ...[...number(20, 2), ...number(flags, 2), ...number(method, 2), ...number(0, 4)],
      ...number(crc32(whole), 4),
      ...(wide ? [...full, ...full] : [data.length, whole.length].flatMap((n) => number(n, 4))),
      ...[...number(word.length, 2), ...number(more.length, 2)],
    ];
    const here = extra(...sizes), there = extra(...sizes, local.length);
    central.push(
      ...[...number(0x02014b50, 4), 20, 0, ...head(there), ...number(0, 10)],
      ...(wide ? full : number(local.length, 4)),
      ...[...word, ...there],
    );
    local.push(...number(0x04034b50, 4), ...head(here), ...word, ...here, ...data);
  }
  const entries = Object.keys(files).length, told = new TextEncoder().encode(comment);
  const end64 = wide
    ? [
      ...[...number(0x06064b50, 4), ...number(44, 8), 45, 0, 45, 0, ...number(0, 8)],
      ...[entries, entries, central.length, local.length].flatMap((n) => number(n, 8)),
      ...[...number(0x07064b50, 4), ...number(0, 4), ...number(local.length + central.length, 8)],
      ...number(1, 4),
    ]
    : [];
  const count = number(wide ? 65535 : entries, 2);
  return Uint8Array.from([
    ...[...local, ...central, ...end64],
    ...[...number(0x06054b50, 4), 0, 0, 0, 0, ...count, ...count],
    ...(wide ? [...full, ...full] : [central.length, local.length].flatMap((n) => number(n, 4))),
    ...[...number(told.length, 2), ...told],
  ]);
}

const rows = Float32Array.of(0, 1, 2, 3, 4, 5), labels = [7, 7, 8];
const held = {
  "embeddings.npy": npy("<f4", [3, 2], rows),
  "labels.npy": npy("<i8", [3], BigInt64Array.of(7n, 7n, 8n)),
};
const files: Record<string, GivenFile> = {
  npz: { name: "a.npz", bytes: zip(held, false) },
  "npz, deflated": {
    name: "a.npz",
    bytes: zip({
      "x.npy": npy("<f8", [2, 3].reverse(), Float64Array.from(rows)),
      "y.npy": npy("|u1", [3], Uint8Array.from(labels)),
    }, true),
  },
  "npz of zip64": { name: "a.npz", bytes: zip(held, false, { wide: true }) },
  "npz of zip64, deflated": { name: "a.npz", bytes: zip(held, true, { wide: true }) },
  "npz whose comment holds the mark of an end": {
    name: "a.npz",
    bytes: zip(held, false, { comment: `PK\x05\x06${"\0".repeat(18)} PK\x05\x06` }),
  },
  "npz of zip64 with such a comment": {
    name: "a.npz",
    bytes: zip(held, false, { wide: true, comment: `PK\x05\x06${"\0".repeat(18)}` }),
  },
  safetensors: {
    name: "a.safetensors",
    bytes: toSafetensors({
      tensors: {
        e: { shape: [3, 2], values: rows },
        labels: { shape: [3], values: Float32Array.from(labels) },
      },
      metadata: {},
    }),
  },
  csv: text("a.csv", "e0,e1,label", "0,1,7", "2,3,7", "4,5,8"),
  "json lines": text(
    "a.jsonl",
    ...[0, 1, 2].map((i) => JSON.stringify({ embedding: [2 * i, 2 * i + 1], label: labels[i] })),
  ),
  "gzip": {
    name: "a.csv.gz",
    bytes: new Uint8Array(gzipSync("label;f_1;f_2\n7;0,0;1\n7;2;3\n8;4;5\n")),
  },
};

for (const [kind, file] of Object.entries(files)) {
  Deno.test(`readSample() reads embeddings and labels from ${kind}`, async () => {
    const { sample, notes } = await readSample([file]);
    const [{ embeddings, dim, labels: read }] = sample.snapshots!;
    assertEquals([[...embeddings], dim, Array.from(read!), notes], [[...rows], 2, labels, []]);
  });
}

Deno.test("readSample() reads NumPy's other orders and types", async () => {
  const fortran = npy(
    ">f8",
    [3, 2],
    new Uint8Array(new Float64Array([0, 2, 4, 1, 3, 5]).buffer.slice(0)).map((_, i, all) =>
      all[i - i % 8 + 7 - i % 8]
    ),
    true,
  );
  const half = npy("<f2", [3, 2], Uint16Array.of(0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500));
  for (const bytes of [fortran, half]) {
    const { sample } = await readSample([{ name: "e.npy", bytes }]);
    assertEquals([...sample.snapshots![0].embeddings as Float32Array], [...rows]);
  }
});

Deno.test("readSample() reads snapshots in Fortran's order, whose first axis runs fastest", async () => {
  const turned = Float32Array.from({ length: 24 }, (_, at) => {
    const [i, j, k] = [at % 2, Math.floor(at / 2) % 4, Math.floor(at / 8)];
    return 12 * i + 3 * j + k;
  });
  const bytes = npy("<f4", [2, 4, 3], turned, true);
  const { sample } = await readSample([{ name: "e.npy", bytes }]);
  assertEquals(
    sample.snapshots!.map(({ embeddings }) => [...embeddings as Float32Array]),
    [0, 12].map((from) => Array.from({ length: 12 }, (_, i) => from + i)),
  );
});

Deno.test("readSample() leaves out of an archive only the array that it cannot read, and says so", async () => {
  const config = npy("|O", [1], Uint8Array.of(0x80, 4, 1));
  const bytes = zip({ "config.npy": config, ...held }, true);
  const { sample, notes } = await readSample([{ name: "a.npz", bytes }]);
  assertEquals([sample.snapshots!.length, sample.snapshots![0].labels], [1, labels]);
  assertEquals(notes, [
    "a.npz: config.npy is left out: an array of '|O'; write it as numbers or texts, with astype(str).",
  ]);
});

Deno.test("readSample() knows step and part by the names, and takes labels from a file", async () => {
  const bytes = npy("<f4", [3, 2], rows),
    given = { labels: text("y.txt", "label", "cat", "cat", "dog") };
  const { sample } = await readSample([{ name: "test_step_40.npy", bytes }, {
    name: "train.npy",
    bytes,
  }], given);
  const { step, part, labels, names } = sample.snapshots![0];
  assertEquals([step, part, labels, names], [40, "test", [0, 0, 1], ["cat", "dog"]]);
  assertEquals(sample.snapshots![1].part, "train");
});

const logs: Record<string, GivenFile> = {
  csv: text("l.csv", "step,train/loss", "1,0.5", '2,"0.25"', "3,nan"),
  "a table with decimal commas": text("l.csv", "step;Loss", "1;0,5", "2;0,25", "3;nan"),
  "json lines": text(
    "l.jsonl",
    '{"step": 1, "loss": 0.5}',
    '{"step": 2, "loss": 0.25, "lr": 1}',
    '{"step": 3, "loss": NaN}',
  ),
  ...Object.fromEntries(["little", "big"].map((end) => [
    `what PowerShell writes of a program, in UTF-16, ${end} end first`,
    {
      name: "out.txt",
      bytes: Uint8Array.from(
        [..."\ufeffstep 1 loss: 0.5\r\nstep 2 loss: 0.25\r\nstep 3 loss: nan\r\n"].flatMap(
          (letter) => {
            const code = letter.charCodeAt(0), two = [code & 255, code >> 8];
            return end === "little" ? two : two.reverse();
          },
        ),
      ),
    },
  ])),
  "a history": text("h.json", '{"step": [1, 2, 3], "loss": [0.5, 0.25, NaN]}'),
  "a trainer's dictionaries": text(
    "out.txt",
    "{'loss': 0.5, 'step': 1}",
    "{'loss': '0.25', 'step': 2}",
    " 3%| 1/3 [00:01]",
    "{'loss': nan, 'step': 3}",
  ),
  "a trainer's state": text(
    "trainer_state.json",
    '{"best": 1, "log_history": [{"loss": 0.5, "step": 1}, {"loss": 0.25, "step": 2}, {"loss": NaN, "step": 3}]}',
  ),
  "a tutorial's lines": text(
    "t.txt",
    "Epoch [1/2], Step [1/3], Loss: 0.5",
    "Epoch [1/2], Step [2/3], Loss: 0.25",
    "Epoch [1/2], Step [3/3], Loss: nan",
  ),
  "an estimator's": text(
    "t.txt",
    "INFO:tensorflow:loss = 0.5, step = 1",
    "INFO:tensorflow:loss = 0.25, step = 2 (1.2 sec)",
    "INFO:tensorflow:loss = nan, step = 3",
  ),
  "printed lines": text(
    "out.log",
    "starting",
    "step 1 loss: 0.5",
    "[x] step 2 - loss = 0.25",
    "step 3 loss: nan",
  ),
};
for (const [kind, file] of Object.entries(logs)) {
  Deno.test(`readSample() and diagnose() read a log from ${kind}`, async () => {
    const { sample } = await readSample([file]);
    const { measured, findings } = diagnose(sample);
    assertEquals([measured.log!.steps, measured.log!.loss], [[1, 2, 3], [0.5, 0.25, null]]);
    assertStringIncludes(findings[0].measured, "loss is NaN at step 3");
  });
}

const means: Record<string, [Record<string, number[]>, string]> = {
  "Lightning's": [
    { "train_loss_step": [0.3], "val_loss": [0.4], "lr-Adam": [0.1] },
    "loss = train_loss_step, learningRate = lr-Adam",
  ],
  "W&B's": [
    { "run-7 - train/loss": [0.3], "run-7 - train/loss__MIN": [0.3] },
    "loss = run-7 - train/loss",
  ],
  "an own name": [
    { batch_hard_loss: [0.3], frac_pos: [0.5], "grad/norm": [1] },
    "loss = batch_hard_loss, activeShare = frac_pos, gradientNorm = grad/norm",
  ],
  "the distances'": [
    { "dist_ap": [0.3], "mean_an_dist": [0.5] },
    "positiveDistance = dist_ap, negativeDistance = mean_an_dist",
  ],
  "a count of active triplets": [
    { loss: [1], active_triplets: [4000] },
    "loss = loss, activeShare = active_triplets",
  ],
};
for (const [whose, [table, wanted]] of Object.entries(means)) {
  Deno.test(`columnsOf() knows ${whose} columns`, () => {
    const { taken, log } = columnsOf(table);
    assertEquals(taken.map(({ meaning, column }) => `${meaning} = ${column}`).join(", "), wanted);
    assertEquals("activeShare" in log, "frac_pos" in table);
  });
}

Deno.test("readSample() puts TensorBoard's scalars together by their tags", async () => {
  const scalar = (tag: string, ...values: number[]) =>
    text(
      `run-a-tag-${tag}.csv`,
      "Wall time,Step,Value",
      ...values.map((value, i) => `17${i},${i},${value}`),
    );
  const { sample } = await readSample([
    scalar("Loss_train", 0.5, 0.4),
    scalar("lr", 0.1, 0.1),
    scalar("map", 1),
  ]);
  const { measured, tables } = diagnose(sample);
  assertEquals(measured.log!.loss, [0.5, 0.4]);
  assertEquals(tables.columns.map(({ meaning }) => meaning), ["step", "loss", "learningRate"]);
});

Deno.test("readSample() takes numbered columns for embeddings only where they count from 0 or 1", async () => {
  const own = text(
    "l.csv",
    "step,loss,positive5,positive50,positive95,recall@1,recall@2",
    "1,0.5,1,2,3,0,1",
  );
  assertEquals((await readSample([own])).sample.log!.positive50, [2]);
  const nameless = text(
    "e.csv",
    ...[7, 8].map((label) => `${Array(9).fill(0.5 * label).join()},${label}`),
  );
  const { sample, notes } = await readSample([{ ...nameless, name: "e.csv" }]);
  assertEquals([sample.snapshots![0].dim, sample.snapshots![0].labels], [9, [7, 8]]);
  assertStringIncludes(notes.join(), "column 10, of whole numbers, was taken for the labels");
});

Deno.test("readSample() takes a first column of whole numbers for labels, unless it counts the rows", async () => {
  const table = (...first: number[]) =>
    text("e.csv", ...first.map((one, i) => `${one},${Array(9).fill(0.5 + i).join()}`));
  const { sample, notes } = await readSample([table(7, 7, 8)]);
  assertEquals([sample.snapshots![0].dim, sample.snapshots![0].labels], [9, [7, 7, 8]]);
  assertStringIncludes(notes.join(), "column 1, of whole numbers, was taken for the labels");
  const counted = await readSample([table(0, 1, 2)]);
  assertEquals(counted.sample.snapshots![0].labels, undefined);
  for (const first of [[0, 1, 2], [7, 7, 8]]) {
    const [told] = (await readSample([table(...first)], { labels: "column 1" })).sample.snapshots!;
    assertEquals([told.dim, told.labels], [9, first]);
  }
});

Deno.test("readSample() takes the labels that are named, or says that there are none", async () => {
  const other = npy("|u1", [3], Uint8Array.of(1, 2, 2));
  const both = { name: "a.npz", bytes: zip({ ...held, "parts.npy": other }, true) };
  const read = async (file: GivenFile, labels?: GivenFile | string) => {
    const { sample, notes } = await readSample([file], { labels });
    return [Array.from(sample.snapshots![0].labels ?? []), notes.join(" ")];
  };
  assertEquals(await read(both), [labels, ""]);
  assertEquals(await read(both, "parts"), [[1, 2, 2], ""]);
  for (const file of [both, files.csv]) {
    const [none, note] = await read(file, "y.npy");
    assertEquals(none, []);
    assertStringIncludes(String(note), 'no labels named "y.npy"');
  }
  for (const file of [both, files.csv]) {
    const [own, note] = await read(file, text("y.txt", "label", "1", "2"));
    assertEquals(own, labels);
    assertStringIncludes(String(note), `${file.name}: 2 labels were given, and it has 3 rows`);
  }
});

Deno.test("readSample() takes a file that is called labels for those of the others", async () => {
  const embeddings = { name: "points.npy", bytes: held["embeddings.npy"] };
  const own = (name: string) => ({ name, bytes: held["labels.npy"] });
  for (const name of ["labels.npy", "train_labels.npy", "y.npy"]) {
    const { sample, read, notes } = await readSample([embeddings, own(name)]);
    assertEquals([sample.log, sample.snapshots!.length, notes], [undefined, 1, []]);
    assertEquals(Array.from(sample.snapshots![0].labels!), labels);
    assertEquals(read.at(-1), `${name}: labels`);
  }
  const named = await readSample([embeddings, own("who.npy")], { labels: "who.npy" });
  assertEquals(Array.from(named.sample.snapshots![0].labels!), labels);
  assertEquals((await readSample([files.csv])).sample.snapshots![0].labels, labels);
  const alone = await readSample([{ ...files.npz, name: "labels.npz" }]);
  assertEquals(alone.sample.snapshots!.length, 1);
});

Deno.test("queries of a class that their gallery has under another number are not alone", async () => {
  const part = (name: string, ...labels: string[]) =>
    text(
      `${name}.jsonl`,
      ...labels.map((label, i) => JSON.stringify({ embedding: [i, label.length], label })),
    );
  const { sample } = await readSample([
    part("query", "dog", "emu"),
    part("gallery", "cat", "dog", "emu"),
  ]);
  assert(!diagnose(sample).findings.some(({ id }) => id === "lone-queries"));
});

Deno.test("a count of batches that begins anew in each epoch is one training", async () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => ({ epoch: i / 10 | 0, batch: i % 10, loss: +(1 / (1 + i)).toFixed(4) }),
  );
  const bars = lines.map(({ epoch, batch, loss }) =>
    `${batch ? "" : `Epoch ${epoch}/4\n`}${batch}/10 [==>] - ETA: 1s - loss: ${loss}`
  ).join("\r");
  for (const columns of ["epoch,batch,loss", "batch,loss"]) {
    const rows = lines.map((line) => columns.split(",").map((name) => line[name as "loss"]).join());
    const { sample } = await readSample([text("l.csv", columns, ...rows)]);
    assertEquals(diagnose(sample).notes, []);
    assertEquals(diagnose(sample).measured.log!.steps.at(-1), 40);
  }
  const { sample } = await readSample([text("keras.txt", bars)]);
  assertEquals(diagnose(sample).measured.log!.loss, lines.map(({ loss }) => loss));
});

const bad: Record<string, [GivenFile, string]> = {
  "binary garbage": [
    { name: "g", bytes: Uint8Array.of(1, 0, 200, 3, 9, 9, 9, 9, 9) },
    "bytes of no known kind (01 00 c8 03 ...)",
  ],
  "an empty file": [text("e.csv", ""), "an empty file"],
  "a pickle": [{ name: "p", bytes: Uint8Array.of(0x80, 4, 1) }, "Python's pickle; write np.savez"],
  "what torch.save writes": [
    {
      name: "m.pt",
      bytes: zip({ "m/data.pkl": new Uint8Array(rows.buffer) }, false),
    },
    "a file of torch.save, whose m/data.pkl only Python can read; write embeddings and labels with np",
  ],
  ...Object.fromEntries(
    Object.entries({ 9: "deflate64", 12: "bzip2", 14: "lzma", 93: "method 93" }).map(([n, how]) => [
      `a zip packed by ${how}`,
      [
        { name: "b.npz", bytes: zip(held, false, { method: Number(n) }) },
        `b.npz: expected embeddings or a log, got a zip whose embeddings.npy is packed by ${how}; ` +
        "write it with np.savez_compressed.",
      ] satisfies [GivenFile, string],
    ]),
  ),
  "an encrypted zip": [
    { name: "b.npz", bytes: zip(held, false, { flags: 1 }) },
    "a zip whose embeddings.npy is encrypted; write it with np.savez_compressed.",
  ],
  "a zip whose directory is damaged": [
    {
      name: "b.npz",
      bytes: zip(held, false).map((byte, i, { length }) => i === length - 5 ? 0 : byte),
    },
    "a zip file cut short",
  ],
  "a zip64 whose end is damaged": [
    {
      name: "b.npz",
      bytes: zip(held, false, { wide: true }).map((byte, i, { length }) =>
        i === length - 34 ? 255 : byte
      ),
    },
    "a zip whose directory was damaged",
  ],
  "a Parquet file cut short": [
    { name: "p.parquet", bytes: Uint8Array.of(0x50, 0x41, 0x52, 0x31, 9, 9, 9, 9, 9, 9, 9, 9, 9) },
    "got a file that is cut short or damaged (",
  ],
  "a safetensors file cut short": [
    { name: "s.safetensors", bytes: files.safetensors.bytes.slice(0, 90) },
    "got a file that is cut short or damaged (",
  ],
  "a gzip file cut short": [
    { name: "g.csv.gz", bytes: files.gzip.bytes.slice(0, 30) },
    "got a file that is cut short or damaged (",
  ],
  "an array whose header is cut short": [
    { name: "h.npy", bytes: npy("<f4", [3, 2], rows).slice(0, 9) },
    "got an array of nothing; write it as numbers or texts",
  ],
  "two arrays in one file": [
    { name: "t.npy", bytes: npy("<f4", [2, 2], rows) },
    "got more than one array: 6 of 4 numbers",
  ],
  "TensorBoard's events": [
    { name: "events.out.tfevents.1", bytes: Uint8Array.of(9, 0, 0) },
    "export the scalars as CSV",
  ],
  "an array cut short": [{ name: "c.npy", bytes: npy("<f4", [30, 2], rows) }, "cut short: 6 of 60"],
  "a table of nothing": [text("e.json", "[{}, {}]"), "got a table of nothing"],
  "prose": [text("r.txt", "Hello there.", "How are you?"), "without a table"],
};
for (const [kind, [file, said]] of Object.entries(bad)) {
  Deno.test(`readSample() says what ${kind} is, and reads the others`, async () => {
    const { sample, notes } = await readSample([file, files.csv]);
    assertStringIncludes(notes.join(), said);
    assertEquals(sample.snapshots!.length, 1);
  });
}

for (const kind of ["npz", "npz, deflated"]) {
  Deno.test(`readSample() reads no other numbers from ${kind} where a byte of an array is damaged`, async () => {
    const { name, bytes } = files[kind];
    const numbers = async (given: Uint8Array) => {
      const { sample, notes } = await readSample([{ name, bytes: given }]);
      return { notes, read: sample.snapshots?.map((one) => [[...one.embeddings], one.labels]) };
    };
    const { read } = await numbers(bytes);
    const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
    let told = 0;
    for (let at = 0; at < directory; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 1 << at % 8;
      const seen = await numbers(damaged);
      if (seen.read) assertEquals(seen.read, read, `byte ${at}`);
      else {
        assert(/^a\.npz: expected embeddings or a log, got \S/.test(seen.notes[0]), seen.notes[0]);
        if (/\.npy was damaged; copy it again\.$/.test(seen.notes[0])) told++;
      }
    }
    assert(told > 20, `${told} were told`);
  });
}

Deno.test("readSample() takes names in NPZ for labels, as np.savez writes them", async () => {
  const names = ["é", "cat", "é"], points = names.map((name) => [...name.padEnd(3, "\0")]);
  const wide = Uint32Array.from(points.flat(), (letter) => letter.codePointAt(0)!);
  const swapped = new Uint8Array(wide.buffer.slice(0)).map((_, i, all) =>
    all[i - i % 4 + 3 - i % 4]
  );
  const bytes = new TextEncoder().encode("b\0\0catb\0\0");
  for (const [type, values] of [["<U3", wide], [">U3", swapped], ["|S3", bytes]] as const) {
    const held = { "e.npy": npy("<f4", [3, 2], rows), "labels.npy": npy(type, [3], values) };
    const { sample, notes } = await readSample([{ name: "a.npz", bytes: zip(held, true) }]);
    const first = type === "|S3" ? "b" : "é";
    const { labels, names } = sample.snapshots![0];
    assertEquals([Array.from(labels!, (label) => names![label]), notes], [
      [first, "cat", first],
      [],
    ]);
  }
});

Deno.test("readSample() takes no labels that may have been rounded, and says so", async () => {
  const many = { "<f4": Float32Array, "<i8": BigInt64Array };
  for (const [type, first] of [["<f4", 2 ** 24], ["<i8", 2n ** 60n]] as const) {
    const own = new many[type]([first, first, first].map((big) => big) as never);
    const held = { "e.npy": npy("<f4", [3, 2], rows), "labels.npy": npy(type, [3], own) };
    const { sample, notes } = await readSample([{ name: "a.npz", bytes: zip(held, true) }]);
    assertEquals(sample.snapshots![0].labels, undefined);
    assertStringIncludes(
      notes.join(),
      type === "<f4" ? "labels from 2^24 on" : "labels from 2^53 on",
    );
  }
  const { notes } = await readSample([
    text("e.csv", "e0,e1,label", "1,2,1152921504606846977", "3,4,1152921504606846978"),
  ]);
  assertStringIncludes(notes.join(), "labels from 2^53 on");
});

Deno.test("readSample() takes columns named as what every object has for columns, and touches no object", async () => {
  const names = ["constructor", "toString", "__proto__", "loss"];
  const rows = [1, 2].map((i) => `{${names.map((name) => `"${name}": ${i}`).join(", ")}}`);
  const before = [Object, Object.prototype, Object.prototype.toString].map(Reflect.ownKeys);
  const { sample } = await readSample([text("a.jsonl", ...rows)]);
  assertEquals(
    Object.entries(sample.log!),
    names.map((name): [string, number[]] => [name, [1, 2]]),
  );
  assertEquals([Object, Object.prototype, Object.prototype.toString].map(Reflect.ownKeys), before);
  assertEquals(diagnose(sample).measured.log!.loss, [1, 2]);
});

Deno.test("readSample() takes a quote inside a cell for a letter, and one that begins it for a quote", async () => {
  const rows = ['1,0.5,"a, b\n c"', '2,0.4,5" wide', "3,0.3,x", '4,0.2,"he said ""no"""'];
  const { sample, notes } = await readSample([text("q.csv", "step,loss,note", ...rows)]);
  assertEquals([sample.log!.loss, notes], [[0.5, 0.4, 0.3, 0.2], []]);
  assertEquals(sample.log!.note, ["a, b\n c", '5" wide', "x", 'he said "no"']);
});

Deno.test("readSample() leaves no array out without a word", async () => {
  const bytes = npy("|i1", [3, 2], Int8Array.of(1, 2, 3, 4, 5, 6));
  const { notes } = await readSample([{ name: "q.npy", bytes }]);
  assertStringIncludes(notes.join(), "q, of whole numbers, is not taken for embeddings");
  const none = await readSample([{ name: "z.npy", bytes: npy("<f4", [0, 2], new Float32Array()) }]);
  assertStringIncludes(none.notes.join(), "z.npy: expected embeddings or a log, got no row.");
});

Deno.test("readSample() leaves out embeddings of other lengths, and says how many", async () => {
  const lines = [[1, 2], [3, 4], [5]].map((embedding) => JSON.stringify({ embedding, label: 1 }));
  const { sample, notes } = await readSample([text("e.jsonl", ...lines)]);
  assertEquals(sample.snapshots![0].labels, [1, 1]);
  assertStringIncludes(notes.join(), "1 of 3 embeddings are left out: not 2 numbers long (1)");
});

Deno.test("readSample() reads lines that end as old Macs end them", async () => {
  const bytes = new TextEncoder().encode('step,loss,note\r1,0.5,"a b"\r2,0.4,c\r');
  const { sample, notes } = await readSample([{ name: "mac.csv", bytes }]);
  assertEquals([sample.log!.loss, sample.log!.note, notes], [[0.5, 0.4], ["a b", "c"], []]);
});

Deno.test("two logs in one file: the longer is looked at, and it is said", async () => {
  const first = ["1,0.5", "2,0.4"], second = ["1,0.9", "2,0.8", "3,0.7"];
  const { sample } = await readSample([
    text("l.csv", "step,loss", ...first, "step,loss", ...second),
  ]);
  const { measured, notes } = diagnose(sample);
  assertEquals(measured.log!.loss, [0.9, 0.8, 0.7]);
  assert(notes.some((note) => note.includes("2 trainings")), notes.join());
});

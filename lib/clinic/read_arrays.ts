import { crc32 } from "../host/crc32.ts";

/** One array of a file, and whether its numbers are whole by their type. */
export type NamedArray = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number | string>;
  readonly whole: boolean;
};

/** Names of types in NumPy and safetensors: kind and bytes. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ F16: "f2", BF16: "b2", F32: "f4", F64: "f8", BOOL: "u1", U8: "u1", I8: "i1" },
  ...{ U16: "u2", I16: "i2", U32: "u4", I32: "i4", U64: "u8", I64: "i8", b1: "u1" },
};

/** What holds numbers of a kind; of halves their bits. */
const LISTS = {
  ...{ f2: Uint16Array, b2: Uint16Array, f4: Float32Array, f8: Float64Array, i1: Int8Array },
  ...{ u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array },
  ...{ i8: BigInt64Array, u8: BigUint64Array },
};

/** The numbers behind some bytes; big-endian ones too. */
function numbersOf(type: string, bytes: Uint8Array, little: boolean): ArrayLike<number> {
  const kind = TYPES[type] ?? type, size = Number(kind[1]);
  const copy = bytes.slice(0, bytes.length - bytes.length % size);
  if (!little) {
    for (let i = 0; i < copy.length; i += size) copy.subarray(i, i + size).reverse();
  }
  const List = LISTS[kind as keyof typeof LISTS];
  if (!List) throw new RangeError(`numbers of type ${type}; write float32 and int32`);
  const list = new List(copy.buffer);
  if (list instanceof BigInt64Array || list instanceof BigUint64Array) {
    return Float64Array.from(list as BigInt64Array, Number);
  }
  if (kind === "f2") return Float32Array.from(list, fromHalf);
  if (kind !== "b2") return list;
  return new Float32Array(Uint32Array.from(list, (half) => half << 16).buffer);
}

/** NumPy's texts, filled up with zeros: bytes, or a 32-bit word a letter. */
function textsOf(type: string, bytes: Uint8Array, little: boolean): string[] {
  const codes = Array.from(type[0] === "U" ? numbersOf("u4", bytes, little) : bytes);
  const long = Number(type.slice(1));
  return Array.from(
    { length: codes.length / long },
    (_, i) => String.fromCodePoint(...codes.slice(i * long, (i + 1) * long)).replace(/\0+$/, ""),
  );
}

function fromHalf(bits: number): number {
  const [exponent, digits] = [bits >> 10 & 31, bits & 1023];
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return digits ? NaN : sign * Infinity;
  if (exponent === 0) return sign * digits * 2 ** -24;
  return sign * (1 + digits / 1024) * 2 ** (exponent - 15);
}

/** A whole number, little end first; NaN where the bytes end before it. */
function wholeAt(bytes: Uint8Array, at: number, size: number): number {
  let whole = 0;
  for (let i = size; i-- > 0;) whole = 256 * whole + bytes[at + i];
  return whole;
}

export function readNpy(bytes: Uint8Array, name: string): NamedArray {
  const size = bytes[6] === 1 ? 2 : 4, from = 8 + size, long = wholeAt(bytes, 8, size);
  const header = new TextDecoder("latin1").decode(bytes.subarray(from, from + long));
  const type = /'descr':\s*'([<>=|])([a-zSU]\d+)/.exec(header);
  const sizes = /'shape':\s*\(([\d, ]*)\)/.exec(header);
  if (!type || !sizes) {
    const what = /'descr':\s*([^,]+)/.exec(header)?.[1] ?? "nothing";
    throw new RangeError(`an array of ${what}; write it as numbers or texts, with astype(str)`);
  }
  const shape = sizes[1].split(",").filter((size) => size.trim()).map(Number);
  const read = /^[SU]/.test(type[2]) ? textsOf : numbersOf;
  const values = read(type[2], bytes.subarray(from + long), type[1] !== ">");
  const count = shape.reduce((a, b) => a * b, 1);
  if (values.length !== count) {
    const what = values.length < count ? "an array cut short" : "more than one array";
    throw new RangeError(`${what}: ${values.length} of ${count} numbers`);
  }
  // In Fortran's order the first axis runs fastest.
  const placed = (_: unknown, i: number) => {
    let at = 0, step = count;
    for (let axis = shape.length; axis-- > 0; i = Math.floor(i / shape[axis])) {
      at += i % shape[axis] * (step /= shape[axis]);
    }
    return values[at] as number;
  };
  const byColumns = /'fortran_order':\s*True/.test(header);
  const ordered = byColumns ? (values as Float32Array).map(placed) : values;
  return { name, shape, values: ordered, whole: /^[iubSU]/.test(type[2]) };
}

export function readSafetensors(bytes: Uint8Array): NamedArray[] {
  const long = wholeAt(bytes, 0, 8);
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + long));
  const { __metadata__, ...entries } = JSON.parse(header);
  return Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(entries)
    .map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
      const values = numbersOf(dtype, bytes.subarray(8 + long + from, 8 + long + to), true);
      if (values.length !== shape.reduce((a, b) => a * b, 1)) {
        throw new RangeError(`${name} cut short`);
      }
      return { name, shape, values, whole: /^[UIB]\d|^BOOL/.test(dtype) };
    });
}

/** What a zip may be packed by that no browser unpacks. */
const PACKED: Readonly<Record<number, string>> = { 9: "deflate64", 12: "bzip2", 14: "lzma" };

/** The arrays of a `.npz` file, which is a zip of `.npy` files, and what of it was left out. */
export async function readNpz(bytes: Uint8Array) {
  const short = (at: number) => wholeAt(bytes, at, 2), long = (at: number) => wholeAt(bytes, at, 4);
  const huge = (at: number) => wholeAt(bytes, at, 8);
  // The directory ends where its end begins, or zip64's own: a comment may hold the mark as well.
  const is64 = (end: number) => long(end - 20) === 0x07064b50;
  const isEnd = (end: number) =>
    long(end) === 0x06054b50 && (long(end + 12) + long(end + 16) === end || is64(end));
  let end = bytes.length - 22;
  while (end >= 0 && !isEnd(end)) end--;
  if (end < 0) throw new RangeError("a zip file cut short");
  const arrays: NamedArray[] = [], notes: string[] = [], end64 = huge(end - 12);
  let [left, at] = is64(end)
    ? [huge(end64 + 32), huge(end64 + 48)]
    : [short(end + 10), long(end + 16)];
  for (; left !== 0; left--) {
    if (long(at) !== 0x02014b50) throw new RangeError("a zip whose directory was damaged");
    const [locked, method, sum] = [short(at + 8) & 1, short(at + 10), long(at + 16)];
    const names = at + 46, extra = names + short(at + 28), next = extra + short(at + 30);
    let place = extra;
    while (place < next && short(place) !== 1) place += 4 + short(place + 2);
    place += 4;
    // What has no room in four bytes stands in zip64's eight, in this order.
    const [, size, head] = [24, 20, 42].map((i) =>
      long(at + i) < 2 ** 32 - 1 ? long(at + i) : huge((place += 8) - 8)
    );
    const name = new TextDecoder().decode(bytes.subarray(names, extra));
    const from = head + 30 + short(head + 26) + short(head + 28);
    at = next + short(at + 32);
    if (/\.pkl$/.test(name)) {
      const mend = "write embeddings and labels with np.savez instead";
      throw new RangeError(`a file of torch.save, whose ${name} only Python can read; ${mend}`);
    }
    if (!/\.npy$/.test(name)) continue;
    if (locked || method !== 0 && method !== 8) {
      const how = locked ? "encrypted" : `packed by ${PACKED[method] ?? `method ${method}`}`;
      throw new RangeError(`a zip whose ${name} is ${how}; write it with np.savez_compressed`);
    }
    const packed = bytes.subarray(from, from + size);
    const file = method === 0 ? packed : await unpacked(packed, "deflate-raw").catch(() => packed);
    if (crc32(file) !== sum) throw new RangeError(`a zip whose ${name} was damaged; copy it again`);
    try {
      arrays.push(readNpy(file, name.slice(0, -4)));
    } catch (error) {
      notes.push(`${name} is left out: ${(error as Error).message}.`);
    }
  }
  return { arrays, notes };
}

export async function unpacked(bytes: Uint8Array, kind: CompressionFormat): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const stream = packed.pipeThrough(new DecompressionStream(kind));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

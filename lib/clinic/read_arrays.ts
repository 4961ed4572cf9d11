/** Arrays of numbers with their names, from NumPy's files and safetensors. */

/** One array of a file. */
export interface NamedArray {
  /** Its name in the file; the file's own where it has none. */
  readonly name: string;
  /** Its size along each axis. */
  readonly shape: readonly number[];
  /** Its numbers, the last axis running fastest. */
  readonly values: ArrayLike<number>;
  /** Whether they are whole numbers by their type. */
  readonly whole: boolean;
}

/** Names of types in NumPy and safetensors: kind and bytes. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ F16: "f2", BF16: "b2", F32: "f4", F64: "f8", BOOL: "u1", U8: "u1", I8: "i1" },
  ...{ U16: "u2", I16: "i2", U32: "u4", I32: "i4", U64: "u8", I64: "i8", b1: "u1" },
};

/** The numbers behind some bytes; big-endian ones too. */
function numbersOf(type: string, bytes: Uint8Array, little: boolean): ArrayLike<number> {
  const kind = TYPES[type] ?? type, size = Number(kind[1]), count = Math.floor(bytes.length / size);
  const copy = bytes.slice(0, count * size);
  if (!little) {
    for (let i = 0; i < count; i++) {
      copy.subarray(i * size, (i + 1) * size).reverse();
    }
  }
  const { buffer } = copy;
  const wide = () =>
    Float64Array.from(
      kind === "i8" ? new BigInt64Array(buffer) : new BigUint64Array(buffer),
      Number,
    );
  const forms: Record<string, () => ArrayLike<number>> = {
    f2: () => Float32Array.from(new Uint16Array(buffer), fromHalf),
    b2: () =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer),
    f4: () => new Float32Array(buffer),
    f8: () => new Float64Array(buffer),
    i1: () => new Int8Array(buffer),
    u1: () => new Uint8Array(buffer),
    i2: () => new Int16Array(buffer),
    u2: () => new Uint16Array(buffer),
    i4: () => new Int32Array(buffer),
    u4: () => new Uint32Array(buffer),
    i8: wide,
    u8: wide,
  };
  if (!forms[kind]) throw new RangeError(`numbers of type ${type}; write float32 and int32`);
  return forms[kind]();
}

/** float16 as a number. */
function fromHalf(bits: number): number {
  const [exponent, digits] = [bits >> 10 & 31, bits & 1023];
  const size = exponent === 31
    ? digits ? NaN : Infinity
    : exponent === 0
    ? digits * 2 ** -24
    : (1 + digits / 1024) * 2 ** (exponent - 15);
  return bits >> 15 ? -size : size;
}

/** An array of a `.npy` file. */
export function readNpy(bytes: Uint8Array, name: string): NamedArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [from, long] = bytes[6] === 1
    ? [10, view.getUint16(8, true)]
    : [12, view.getUint32(8, true)];
  const header = new TextDecoder("latin1").decode(bytes.subarray(from, from + long));
  const type = /'descr':\s*'([<>=|])([a-z]\d+)/.exec(header);
  const sizes = /'shape':\s*\(([\d, ]*)\)/.exec(header);
  if (!type || !sizes) {
    throw new RangeError(`an array of ${/'descr':\s*([^,]+)/.exec(header)?.[1] ?? "nothing"}`);
  }
  const shape = sizes[1].split(",").filter((size) => size.trim()).map(Number);
  const values = numbersOf(type[2], bytes.subarray(from + long), type[1] !== ">");
  const count = shape.reduce((a, b) => a * b, 1);
  if (values.length < count) {
    throw new RangeError(`an array cut short: ${values.length} of ${count} numbers`);
  }
  const ordered = /'fortran_order':\s*True/.test(header) && shape.length === 2
    ? Float64Array.from(
      { length: count },
      (_, i) => values[i % shape[1] * shape[0] + Math.floor(i / shape[1])],
    )
    : values;
  return { name, shape, values: ordered, whole: /^[iub]/.test(type[2]) };
}

/** The arrays of a safetensors file. */
export function readSafetensors(bytes: Uint8Array): NamedArray[] {
  const long = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const { __metadata__, ...entries } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + long)),
  );
  return Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(entries)
    .map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
      const values = numbersOf(dtype, bytes.subarray(8 + long + from, 8 + long + to), true);
      if (values.length !== shape.reduce((a, b) => a * b, 1)) {
        throw new RangeError(`${name} cut short`);
      }
      return { name, shape, values, whole: /^[UIB]\d|^BOOL/.test(dtype) };
    });
}

/** The arrays of a `.npz` file, which is a zip of `.npy` files. */
export async function readNpz(bytes: Uint8Array): Promise<NamedArray[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new RangeError("a zip file cut short");
  const arrays: NamedArray[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [method, size, nameLong] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 20, true),
      view.getUint16(at + 28, true),
    ];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLong));
    const head = view.getUint32(at + 42, true);
    const from = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    at += 46 + nameLong + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (/\.pkl$/.test(name)) {
      throw new RangeError(
        "a file of torch.save, which is Python's pickle; write np.savez with embeddings and labels",
      );
    }
    if (!/\.npy$/.test(name)) continue;
    const packed = bytes.subarray(from, from + size);
    arrays.push(
      readNpy(method === 0 ? packed : await unpacked(packed, "deflate-raw"), name.slice(0, -4)),
    );
  }
  return arrays;
}

/** Bytes out of a stream that was compressed. */
export async function unpacked(
  bytes: Uint8Array,
  format: "gzip" | "deflate-raw",
): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(
    new DecompressionStream(format),
  );
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What a piece of work asks of a GPU: counted where it is asked, so it holds on any adapter. */
export interface GpuCounts {
  /** Programs run. */
  dispatches: number;
  /** Buffers made anew. */
  buffers: number;
  /** Tensors handed to the device, and their bytes; the programs' own numbers (uniforms) apart. */
  uploads: number;
  uploadedBytes: number;
  submits: number;
  /** Tensors read back, and their bytes. */
  reads: number;
  readBytes: number;
}

const none: GpuCounts = {
  dispatches: 0,
  buffers: 0,
  uploads: 0,
  uploadedBytes: 0,
  submits: 0,
  reads: 0,
  readBytes: 0,
};

/** Counts from here on; `take()` gives what came since, and begins anew. */
export function countGpu(): { take(): GpuCounts; end(): void } {
  let counts = { ...none };
  const ends: (() => void)[] = [];
  const before = <T extends object>(
    prototype: T,
    name: keyof T,
    see: (self: T, args: unknown[]) => void,
  ) => {
    const own = prototype[name] as (...args: unknown[]) => unknown;
    const patched = function (this: T, ...args: unknown[]) {
      see(this, args);
      return own.apply(this, args);
    };
    Object.defineProperty(prototype, name, { value: patched, configurable: true, writable: true });
    ends.push(() =>
      Object.defineProperty(prototype, name, { value: own, configurable: true, writable: true })
    );
  };
  before(GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => counts.dispatches++);
  before(GPUQueue.prototype, "submit", () => counts.submits++);
  before(GPUQueue.prototype, "writeBuffer", (_, [buffer, , , , size]) => {
    const { usage, size: all } = buffer as GPUBuffer;
    if (usage & GPUBufferUsage.UNIFORM) return;
    counts.uploads++;
    counts.uploadedBytes += size as number ?? all;
  });
  before(GPUDevice.prototype, "createBuffer", (_, [wanted]) => {
    const { size, mappedAtCreation } = wanted as GPUBufferDescriptor;
    counts.buffers++;
    if (!mappedAtCreation) return;
    counts.uploads++;
    counts.uploadedBytes += size;
  });
  before(GPUBuffer.prototype, "mapAsync", ({ size }) => {
    counts.reads++;
    counts.readBytes += size;
  });
  return {
    take() {
      const taken = counts;
      counts = { ...none };
      return taken;
    },
    end: () => ends.forEach((end) => end()),
  };
}

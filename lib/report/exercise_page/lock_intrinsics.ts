/**
 * Freezes what the language and the browser bring, so that a program that runs later cannot give
 * another meaning to what the one before it stands on. Variables of its own it may still make.
 */
export function lockIntrinsics(): void {
  // Prototypes that no name leads to.
  const hidden = [[][Symbol.iterator](), function* () {}, async function* () {}, async () => {}];
  const known = new Set<object>([globalThis, ...hidden]);
  for (const object of known) { // grows as it goes
    for (const part of partsOf(object)) {
      if (part !== null && (typeof part === "object" || typeof part === "function")) {
        known.add(part);
      }
    }
  }
  known.delete(globalThis);
  for (const object of known) Object.freeze(object);
  for (const name of Reflect.ownKeys(globalThis)) {
    const { writable } = Object.getOwnPropertyDescriptor(globalThis, name)!;
    const fixed = { configurable: false, ...(writable && { writable: false }) };
    Reflect.defineProperty(globalThis, name, fixed);
  }
}

function partsOf(object: object): unknown[] {
  const own = Object.values(Object.getOwnPropertyDescriptors(object))
    .flatMap(({ value, get, set }) => [value, get, set]);
  return [Object.getPrototypeOf(object), ...own];
}

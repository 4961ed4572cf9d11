/** What leads out of a worker: to the network, to storage, to other pages, and to the page itself. */
const WAYS = [
  ...["fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource"],
  ...["importScripts", "Worker", "SharedWorker", "BroadcastChannel", "RTCPeerConnection"],
  ...["indexedDB", "caches", "cookieStore", "FileReaderSync", "webkitRequestFileSystem"],
  ...["webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL", "FontFace", "fonts"],
  ...["webkitResolveLocalFileSystemSyncURL", "Notification", "postMessage", "onmessage", "close"],
];
const NAVIGATOR = ["storage", "locks", "serviceWorker", "connection", "sendBeacon", "usb", "hid"];

/** Leaves one way out, what tells the page: its policy refuses the network already, this is the second lock. */
export function shutIn(): (message: unknown) => void {
  const tell = (globalThis as unknown as { postMessage(message: unknown): void }).postMessage
    .bind(globalThis);
  takeAway(globalThis, WAYS);
  takeAway(navigator, NAVIGATOR);
  return tell;
}

/** Deletes names wherever they stand: browsers keep them at an object, or at a prototype. */
function takeAway(object: object, names: readonly string[]): void {
  for (let level: object | null = object; level; level = Object.getPrototypeOf(level)) {
    for (const name of names) {
      if (Object.hasOwn(level, name) && !Reflect.deleteProperty(level, name)) {
        Reflect.defineProperty(level, name, { value: undefined });
      }
    }
  }
}

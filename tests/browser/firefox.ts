/** Firefox, where it is installed: its own WebDriver BiDi, in a profile of its own, with the network cut. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const FIREFOX = ["/usr/bin/firefox", "/usr/bin/firefox-esr"].find((path) => existsSync(path));

/** Why nothing can be tried in Firefox here; empty when it can. */
export const NO_FIREFOX: string = FIREFOX
  ? ""
  : "there is no Firefox here: apt-get install firefox-esr";

/** What leads out goes to a port where nobody answers. */
const PREFERENCES = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** A tab of Firefox. */
export interface FirefoxTab {
  /** Opens a file. */
  open(path: string): Promise<void>;
  /** The value of an expression in the page; a promise is awaited. */
  look<Value>(expression: string): Promise<Value>;
  /** What the pages wrote to the console as errors so far, or threw. */
  readonly problems: readonly string[];
}

/** Firefox for one piece of work. */
export async function inFirefox(body: (tab: FirefoxTab) => Promise<void>): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), "triplet-lab-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) =>
    `user_pref("${name}", ${JSON.stringify(value)});\n`
  );
  await writeFile(join(profile, "user.js"), lines.join(""));
  const program = spawn(FIREFOX!, [
    ...["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
  ], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(program, "exit");
  try {
    const socket = new WebSocket(`${await addressOf(program.stderr)}/session`);
    await once(socket as unknown as EventTarget, "open");
    await body(await tabOf(socket));
    socket.close();
  } finally {
    program.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where Firefox says that it listens. */
async function addressOf(stderr: AsyncIterable<unknown>): Promise<string> {
  let said = "";
  for await (const part of stderr) {
    said += part;
    const [, address] = /listening on (ws:\S+)/.exec(said) ?? [];
    if (address) return address;
  }
  throw new Error(`Firefox did not start: ${said}`);
}

// deno-lint-ignore no-explicit-any -- as the protocol has it
type Answer = any;

async function tabOf(socket: WebSocket): Promise<FirefoxTab> {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const problems: string[] = [];
  socket.addEventListener("message", ({ data }) => {
    const { id, method, params, result, error, message } = JSON.parse(data);
    if (method === "log.entryAdded" && params.level === "error") problems.push(params.text);
    const asked = waiting.get(id);
    if (error) asked?.reject(new Error(`${error}: ${message}`));
    else asked?.resolve(result);
  });
  let count = 0;
  const ask = (method: string, params: object): Promise<Answer> => {
    const asked = Promise.withResolvers<Answer>();
    waiting.set(++count, asked);
    socket.send(JSON.stringify({ id: count, method, params }));
    return asked.promise;
  };
  await ask("session.new", { capabilities: {} });
  await ask("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts: [{ context }] } = await ask("browsingContext.getTree", {});
  return {
    problems,
    async open(path) {
      const url = pathToFileURL(path).href;
      await ask("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async look(expression) {
      const text =
        `Promise.resolve(${expression}).then((value) => JSON.stringify(value) ?? "null")`;
      const { result, exceptionDetails } = await ask("script.evaluate", {
        ...{ expression: text, target: { context }, awaitPromise: true },
      });
      if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
      return JSON.parse(result.value);
    },
  };
}

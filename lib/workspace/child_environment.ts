import { process } from "../host/node.ts";
import { projectFolder } from "../host/project_folder.ts";

/** What a child gets of its starter's: others, as `PYTHONPATH`, change what it loads or prints. */
const PASSED = [
  // Who and where.
  "PATH HOME USER LOGNAME LANG LANGUAGE LC_* TZ TMPDIR",
  // The terminal and the screen.
  "TERM NO_COLOR DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_RUNTIME_DIR BROWSER CHROME_PATH",
  // Proxies and certificates.
  "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS DENO_CERT DENO_TLS_CA_STORE",
  // Where packages come from.
  "PIP_CONFIG_FILE PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_TRUSTED_HOST",
  "PIP_CERT PIP_CLIENT_CERT PIP_PROXY PIP_DEFAULT_TIMEOUT NPM_CONFIG_REGISTRY NPM_CONFIG_USERCONFIG",
  "NPM_TOKEN NODE_AUTH_TOKEN DENO_AUTH_TOKENS JSR_URL",
  // Compilers.
  "CC CXX CLANG CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH LIBRARY_PATH COMPILER_PATH CCACHE_*",
  "SDKROOT DEVELOPER_DIR MACOSX_DEPLOYMENT_TARGET",
  // The GPU.
  "CUDA_* NVIDIA_* LD_LIBRARY_PATH VK_* TF_FORCE_GPU_ALLOW_GROWTH",
  // The cluster, and the project's own.
  "SLURM_* SBATCH_* TRIPLET_LAB_*",
  // Without these no program starts on Windows, or none finds its place.
  "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP USERPROFILE HOMEDRIVE HOMEPATH APPDATA",
  "LOCALAPPDATA PROGRAMDATA PROGRAMFILES* PROCESSOR_ARCHITECTURE NUMBER_OF_PROCESSORS",
].join(" ").split(" ");

/** Some systems' programs read these in small letters, and Windows in any. */
const ANY_CASE = /_PROXY$|^NPM_CONFIG_/;

/** What every child gets: it keeps caches, settings and sockets' names inside the project. */
export function ownEnvironment(): Record<string, string> {
  const root = projectFolder();
  const cache = (path: string) => `${root}/.cache/${path}`;
  return {
    DENO_DIR: cache("deno"),
    DENO_NO_UPDATE_CHECK: "1",
    BUN_INSTALL_CACHE_DIR: cache("bun"),
    PIP_CACHE_DIR: cache("pip"),
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    // More retries make each package slow where no index answers.
    PIP_RETRIES: "1",
    PIP_PROGRESS_BAR: "off",
    // Stronger than `user = true` in a pip.conf, which breaks every install into an environment.
    PIP_USER: "0",
    PYTHONUNBUFFERED: "1",
    PYTHONNOUSERSITE: "1",
    PYTHONPYCACHEPREFIX: cache("pycache"),
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: cache("jupyter/config"),
    JUPYTER_DATA_DIR: cache("jupyter/data"),
    JUPYTER_RUNTIME_DIR: cache("jupyter/runtime"),
    JUPYTERLAB_SETTINGS_DIR: cache("jupyter/lab/settings"),
    JUPYTERLAB_WORKSPACES_DIR: cache("jupyter/lab/workspaces"),
    IPYTHONDIR: cache("ipython"),
  };
}

export function childEnvironment(
  own: Readonly<Record<string, string>> = {},
  given: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const passed = Object.entries(given).filter((entry): entry is [string, string] =>
    entry[1] !== undefined && isPassed(entry[0])
  );
  return { ...Object.fromEntries(passed), ...ownEnvironment(), ...own };
}

function isPassed(name: string): boolean {
  const large = name.toUpperCase();
  const known = process.platform === "win32" || ANY_CASE.test(large) ? large : name;
  return PASSED.some((entry) =>
    entry.endsWith("*") ? known.startsWith(entry.slice(0, -1)) : known === entry
  );
}

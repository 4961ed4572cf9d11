import { nodeModule } from "./node_module.ts";

// What the library uses of Node; where a runtime has no such modules, a function says so when it is called.

export const fs = nodeModule("node:fs");
export const os = nodeModule("node:os");
export const path = nodeModule("node:path");
export const process = nodeModule("node:process");

export const { execFileSync, spawn, spawnSync } = nodeModule("node:child_process");
export const { createHash, randomUUID } = nodeModule("node:crypto");
export const { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readSync } = fs;
export const { readFileSync, realpathSync, rmSync, statSync, writeFileSync, writeSync } = fs;
export const promises = nodeModule("node:fs/promises");
export const { access, chmod, copyFile, cp, link, lstat, mkdir, open, readdir, readFile } =
  promises;
export const { realpath, rename, rm, stat, utimes, writeFile } = promises;
export const { hostname, machine, platform, totalmem } = os;
export const { basename, delimiter, dirname, isAbsolute, join, relative, resolve } = path;
export const { fileURLToPath, pathToFileURL } = nodeModule("node:url");
export const { parseArgs } = nodeModule("node:util");
export const { Worker } = nodeModule("node:worker_threads");
export const { gunzipSync, gzipSync } = nodeModule("node:zlib");

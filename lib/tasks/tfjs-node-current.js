#!/usr/bin/env node
// The command that npx runs. It copies what it needs into the project, where it stays for the preload,
// and goes on from there: that is where TensorFlow.js is found.
import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

const words = process.argv.slice(2);
const root = path.resolve(words.find((word) => !word.startsWith("-")) ?? ".");
let tool = path.join(import.meta.dirname, "tool");
const there = existsSync(path.join(root, "node_modules", "@tensorflow", "tfjs-node-gpu"));
if (there && !words.includes("--help")) {
  const own = path.join(root, ".cache", "tfjs", "tool");
  cpSync(tool, own, { recursive: true });
  tool = own;
}
await import(pathToFileURL(path.join(tool, "build_for.js")).href);

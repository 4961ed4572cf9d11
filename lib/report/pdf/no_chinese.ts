import { runCommand } from "../../workspace/run_command.ts";

/** A sentence where the fonts of this machine have no Chinese, which then prints as boxes. */
export async function noChinese(list = ["fc-list", ":lang=zh"]): Promise<string | undefined> {
  const { code, stdout } = await runCommand(list[0], list.slice(1));
  return code !== 0 || stdout.trim() !== ""
    ? undefined
    : "no font here has Chinese, which is boxes in it (Debian: apt-get install fonts-noto-cjk)";
}

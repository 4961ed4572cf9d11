import { type Answer, LineProcess } from "./line_process.ts";

/** One implementation at work on one batch, in a process of its own. */
export interface Participant {
  /** Gives an order, for at most so many seconds. */
  ask(order: { do: string } & Record<string, unknown>, seconds: number): Promise<Answer>;
  /** Ends its process. */
  end(): Promise<void>;
}

/** A process of Deno or Bun that is one participant. */
export function ownProcess(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
  details: object,
): Participant {
  const process = new LineProcess(command, args, cwd, env);
  return {
    ask: (order, seconds) =>
      process.ask(order.do === "prepare" ? { ...order, ...details } : order, seconds),
    end: () => process.end(),
  };
}

/** A Python process with a framework loaded, from which participants are forked. */
export class PeerHost {
  readonly #process: LineProcess;
  #names = 0;
  /** What it is made of. */
  versions: Record<string, string> = {};
  /** Set once it no longer answers: then a new one has to be started. */
  broken = false;

  /** Starts Python; {@linkcode PeerHost.ready} waits for it. */
  constructor(python: string, folder: string, framework: string, env: Record<string, string>) {
    this.#process = new LineProcess(python, ["peers.py", framework], folder, env);
  }

  /** Waits until the framework is loaded. */
  async ready(): Promise<void> {
    const answer = await this.#process.read(180);
    if (answer.error) {
      this.broken = true;
      throw new Error(answer.error);
    }
    this.versions = answer.versions as Record<string, string>;
  }

  /** Forks a peer off. */
  async start(peer: string, details: object): Promise<Participant> {
    const name = `${this.#names++}`;
    const answer = await this.#process.ask({ do: "start", name, peer, case: details }, 20);
    if (answer.error) throw new Error(answer.error);
    const pid = answer.pid as number;
    return {
      ask: async (order, seconds) => {
        if (this.broken) return { error: "its host was ended", gone: true };
        const answer = await this.#process.ask({ ...order, name }, seconds);
        if (answer.late) {
          // Only one order is under way at a time: end the peer, and read what its host says to that.
          new Deno.Command("kill", { args: ["-9", String(pid)] }).outputSync();
          const gone = await this.#process.read(20);
          if (gone.late) this.broken = true;
        }
        return answer;
      },
      end: async () => {
        if (this.broken) return;
        const answer = await this.#process.ask({ do: "end", name }, 20);
        if (answer.error) this.broken = true;
      },
    };
  }

  /** Ends it and all its peers. */
  async end(): Promise<void> {
    this.broken = true;
    await this.#process.end();
  }
}

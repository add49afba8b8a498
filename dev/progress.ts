// Shows on the terminal how the stack comes up: a line for each member, with what it is doing.
import { Listr, type ListrTask, type ListrTaskWrapper, type DefaultRenderer, type SimpleRenderer } from 'listr2';
import type { Progress, Report } from './member.js';

type Line = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** A terminal that shows progress. */
export interface ProgressView {
  readonly report: Report;
  /** Ends the view, with whatever is unfinished left as it is, so that something else can be written below it. */
  close(): Promise<void>;
}

/** Makes a view; it appears with the first step that is taken. */
export function showProgress(): ProgressView {
  const members = new Map<string, Member>();
  let shown: Promise<unknown> | undefined;
  return {
    report(progress) {
      const member = members.get(progress.name) ?? new Member(progress.title);
      members.set(progress.name, member);
      if (progress.state !== 'waiting') shown ??= run([...members.values()]);
      member.tell(progress);
    },
    async close() {
      for (const member of members.values()) member.abandon();
      await shown;
    },
  };
}

function run(members: readonly Member[]): Promise<unknown> {
  const tasks = members.map((member) => member.asTask());
  return new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    // Signals are the stack's to handle: it has processes to stop.
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: false, collapseSubtasks: false },
  }).run();
}

class Member {
  readonly #title: string;
  readonly #settled: Promise<void>;
  #succeed = () => {};
  #fail: (problem: Error) => void = () => {};
  #line: Line | undefined;
  #last: Progress | undefined;

  constructor(title: string) {
    this.#title = title;
    this.#settled = new Promise((succeed, fail) => {
      this.#succeed = succeed;
      this.#fail = fail;
    });
    this.#settled.catch(() => undefined);
  }

  asTask(): ListrTask<unknown, typeof DefaultRenderer, typeof SimpleRenderer> {
    return {
      title: this.#title,
      task: (_context, line) => {
        this.#line = line;
        if (this.#last) this.#show(this.#last);
        return this.#settled;
      },
    };
  }

  tell(progress: Progress): void {
    this.#last = progress;
    if (this.#line) this.#show(progress);
    if (progress.state === 'ready') this.#succeed();
    if (progress.state === 'failed') this.#fail(new Error(`${this.#title}: ${progress.text.split('\n')[0]}`));
  }

  abandon(): void {
    this.#fail(new Error(`${this.#title}: not started`));
  }

  #show({ state, text }: Progress): void {
    if (!this.#line || !text || state === 'failed') return;
    if (state === 'ready') this.#line.title = `${this.#title}: ${text}`;
    else this.#line.output = text;
  }
}

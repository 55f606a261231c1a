/** Where text goes to. */
export interface Output {
  write(text: string): void;
  /** Colour is for a person who looks at a terminal. */
  readonly colour: boolean;
  /** Whether a person looks at it right now, who may be told how far a long task is. */
  readonly terminal?: boolean;
}

/** All that a command may touch of the process around it, so that a test can stand in for the process. */
export interface Io {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Waivers end at a date; nothing else asks what day it is. */
  readonly now: () => Date;
}

/** How a command ended. */
export const EXIT = {
  clean: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** A mistake in the call or in an input. */
  usage: 2,
  /** A rule could not decide, and the caller asked to know. */
  undecided: 3,
  /** A defect of ours. */
  internal: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../src/cli/io';
import { run } from '../../src/cli/program';

/** What a command did: its exit code and all that it wrote. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder of files for one test, gone afterwards. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'astroplatform-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  /** Runs the command line in this folder, without a process. */
  async run(argv: readonly string[], input: Partial<Io> & { text?: string } = {}): Promise<Outcome> {
    const out: string[] = [];
    const err: string[] = [];
    const io: Io = {
      cwd: this.path,
      env: {},
      stdin: (async function* () {
        yield input.text ?? '';
      })(),
      stdout: { write: (text) => void out.push(text), colour: false },
      stderr: { write: (text) => void err.push(text), colour: false },
      now: () => new Date('2026-11-21T12:00:00Z'),
      ...input,
    };
    const code = await run(argv, io);
    return { code, out: out.join(''), err: err.join('') };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A small site as YAML, without the lines that a test brings itself. */
export const SITE_YAML = `name: keck
domain: science.example.org
kubernetes: '1.34'
registry: { kind: external, hosts: [images.example.org] }
login: { kind: external, issuer: https://iam.example.org/ }
pools: { nodes: { role: both, nodes: 3, allocatable: { cpu: 32, memory: 120Gi, ephemeral: 1Ti } } }
arc: { driver: nfs, server: nfs.example.org, share: /export/arc, backup: { kind: storage, where: snapshots of the server } }
sessions: { authorization: { kind: group, group: 'ivo://science.example.org/gms?users' } }
`;

/** The same site as the body of a TypeScript value. */
export const SITE_TS = `{
  name: 'keck',
  domain: 'science.example.org',
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.example.org/' },
  pools: { nodes: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  arc: {
    driver: 'nfs',
    server: 'nfs.example.org',
    share: '/export/arc',
    backup: { kind: 'storage', where: 'snapshots of the server' },
  },
  sessions: { authorization: { kind: 'group', group: 'ivo://science.example.org/gms?users' } },
}`;

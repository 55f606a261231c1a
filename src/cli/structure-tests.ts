import type { SessionType } from '../check/session-contract';

interface CommandTest {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly expectedOutput?: readonly string[];
}

interface FileTest {
  readonly name: string;
  readonly path: string;
  readonly shouldExist: true;
  readonly isExecutableBy?: 'other';
}

interface TypeTests {
  readonly commands?: readonly CommandTest[];
  readonly files?: readonly FileTest[];
  readonly ports?: readonly string[];
}

const runs = (name: string, command: string, ...args: readonly string[]): CommandTest => ({ name, command, args });
const executable = (path: string): FileTest => ({
  name: `${path} can be run by everybody`,
  path,
  shouldExist: true,
  isExecutableBy: 'other',
});

const BASH = executable('/bin/bash');

/** What each type needs beside what every container needs (container-rules.md §1d, §1e). */
const OF_TYPE: Readonly<Record<SessionType, TypeTests>> = {
  notebook: {
    commands: [runs('jupyter lab is on PATH without a login shell', 'jupyter', 'lab', '--version')],
    files: [BASH],
  },
  desktop: {
    commands: [runs('jq is there', 'jq', '--version'), runs('curl is there', 'curl', '--version')],
    files: [BASH, executable('/dockerstartup/vnc_startup.sh')],
    ports: ['6901'],
  },
  'desktop-app': {
    commands: [runs('xterm is there', 'xterm', '-version')],
    files: [BASH],
  },
  carta: { ports: ['6901'] },
  contributed: { ports: ['5000'] },
  firefly: { ports: ['8080'] },
  headless: {},
};

/**
 * Tests of an image of these types for container-structure-test, to run after a build: what a recipe can only promise is
 * looked at, as a user whom the image does not know and who has no capabilities.
 *
 * @returns the content of its configuration file
 */
export function structureTests(types: readonly SessionType[]): unknown {
  const all = types.map((type) => OF_TYPE[type]);
  const unique = <T>(items: readonly T[]) => [...new Map(items.map((one) => [JSON.stringify(one), one])).values()];
  const ports = unique(all.flatMap((one) => one.ports ?? []));
  return {
    schemaVersion: '2.0.0',
    containerRunOptions: { user: '54321:54321', privileged: false },
    commandTests: [
      {
        ...runs(
          'accounts can be copied by a user that the image does not know',
          '/bin/sh',
          '-c',
          'cp /etc/passwd /etc/group /tmp/',
        ),
      },
      {
        ...runs('the C library finds names in files', '/bin/sh', '-c', 'getent passwd root'),
        expectedOutput: ['^root:'],
      },
      { ...runs('rights of shared folders can be read', 'getfacl', '--version') },
      ...unique(all.flatMap((one) => one.commands ?? [])),
    ],
    fileExistenceTests: [executable('/bin/sh'), ...unique(all.flatMap((one) => one.files ?? []))],
    fileContentTests: [
      {
        name: 'names of groups are looked up',
        path: '/etc/nsswitch.conf',
        expectedContents: ['(?m)^passwd:.*\\bsss\\b', '(?m)^group:.*\\bsss\\b', '(?m)^shadow:.*\\bsss\\b'],
      },
      {
        name: 'users are read from the files that the platform brings',
        path: '/etc/nsswitch.conf',
        expectedContents: ['(?m)^passwd:.*\\bfiles\\b', '(?m)^group:.*\\bfiles\\b'],
      },
    ],
    ...(ports.length > 0 && { metadataTest: { exposedPorts: ports } }),
  };
}

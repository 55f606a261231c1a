import { version } from '../../package.json';
import { Folder } from './fake-io';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

test('--help lists every command, and goes to standard output', async () => {
  const { code, out, err } = await folder.run(['--help']);
  expect([code, err]).toEqual([0, '']);
  for (const name of ['init', 'validate', 'synth', 'check', 'schema'])
    expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(out).toContain('Exit codes: 0 clean');
});

test.each(['init', 'validate', 'synth', 'check', 'schema'])(
  '%s --help and help %s show examples that run',
  async (name) => {
    const { code, out } = await folder.run([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('\nExamples:\n  astroplatform ');
    expect(await folder.run(['help', name])).toEqual({ code: 0, out, err: '' });
  },
);

test('--version is that of the package', async () => {
  expect(await folder.run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [['help', 'synht'], "error: unknown command 'synht'\n(--help shows what there is)"],
  [['synht'], "error: unknown command 'synht'\n(Did you mean synth?)"],
  [['check', '--stric', 'x'], "error: unknown option '--stric'\n(Did you mean --strict?)"],
  [['check'], "error: missing required argument 'subject'"],
  [
    ['check', 'x', '-o', 'xml'],
    "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are text, json, yaml, sarif, junit, github.",
  ],
  [
    ['synth', 'x', '--for', 'helm'],
    "error: option '--for <engine>' argument 'helm' is invalid. Allowed choices are plain, argocd, flux.",
  ],
  [['schema', 'site.ts'], "error: too many arguments for 'schema'"],
])('%s is a usage error', async (argv, message) => {
  const { code, out, err } = await folder.run(argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  expect(err).not.toMatch(/^\s+at /m);
});

test('no command at all is a usage error that shows the help', async () => {
  const { code, out, err } = await folder.run([]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('Usage: astroplatform');
});

test('an error of ours is no mistake of the user: exit code 4, a hint, the stack only when asked for', async () => {
  const broken = {
    stdout: {
      write: () => {
        throw new TypeError('boom');
      },
      colour: false,
    },
  };
  const { code, err } = await folder.run(['schema'], broken);
  expect(code).toBe(4);
  expect(err).toContain('astroplatform: internal error: boom');
  expect(err).toContain('ASTROPLATFORM_DEBUG=1');
  expect(err).not.toMatch(/^\s+at /m);
  const debug = await folder.run(['schema'], { ...broken, env: { ASTROPLATFORM_DEBUG: '1' } });
  expect(debug.err).toMatch(/^\s+at /m);
});

test('what an input holds cannot steer the terminal', async () => {
  folder.write('site.js', 'throw new Error("\\u001b[2J\\u202egone\\n::error::x");');
  const { code, err } = await folder.run(['validate', 'site.js']);
  expect(code).toBe(2);
  expect(err).toContain('\\x1b[2J\\u202egone');
  expect(err).not.toContain('\u001b');
  expect(err).not.toMatch(/^::/m);
});

import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SESSION_TYPES, type SessionType } from '../../src/check/session-contract';
import { describeWith } from '../assets/tools';
import { Folder, SITE_YAML } from './fake-io';

const execute = promisify(execFile);

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const start = (type: SessionType, ...more: readonly string[]) =>
  folder.run(['image', 'init', 'lab', '--type', type, ...more]);

test.each(SESSION_TYPES)('the recipe of a %s passes every rule, none undecided', async (type) => {
  const { code, out } = await start(type);
  expect({ code, out }).toEqual({
    code: 0,
    out: `lab is written. Next: npx astroplatform check lab/Dockerfile --type ${type}\n`,
  });
  for (const profile of ['current', 'documented']) {
    const args = ['--type', type, '--profile', profile, '--strict', '--threshold', 'info', '-o', 'json', '--all'];
    const checked = await folder.run(['check', 'lab/Dockerfile', ...args]);
    const { results } = JSON.parse(checked.out) as {
      results: readonly { rule: string; verdict: string; message?: string }[];
    };
    expect(results.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown')).toEqual([]);
    expect(checked.code).toBe(0);
    // It is the rules of the type that pass, not their absence.
    expect(results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(35);
  }
});

test.each(SESSION_TYPES)(
  'everything that the recipe of a %s copies is there, and nothing else is sent',
  async (type) => {
    await start(type);
    const at = join(folder.path, 'lab');
    const recipe = readFileSync(join(at, 'Dockerfile'), 'utf8');
    const copied = [...recipe.matchAll(/^COPY (?!.*--from)(?:--\S+ )*(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const sent = readFileSync(join(at, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
    expect(sent.toSorted()).toEqual(copied.toSorted());
    expect(readdirSync(at).toSorted()).toEqual(['.dockerignore', 'Dockerfile', 'README.md', ...copied].toSorted());
    for (const file of readdirSync(at)) expect(readFileSync(join(at, file), 'utf8')).not.toMatch(/@[A-Z]+@|\r/);
  },
);

test('what is said of the image is in its labels and its README, for the registry of a site', async () => {
  folder.write('keck.yaml', SITE_YAML);
  const { code } = await start(
    'headless',
    '--project',
    'survey',
    '--authors',
    'Ada <ada@example.org>',
    '--site',
    'keck.yaml',
  );
  expect(code).toBe(0);
  const read = (name: string) => readFileSync(join(folder.path, 'lab', name), 'utf8');
  expect(read('Dockerfile')).toContain('authors="Ada <ada@example.org>"');
  expect(read('Dockerfile')).toContain('image.source="https://git.example.org/survey/lab"');
  expect(read('README.md')).toContain('docker push images.example.org/survey/lab:0.1.0');
});

test.each([
  [['image', 'init', 'lab'], 'Name one: --type notebook'],
  [['image', 'init', 'lab', '--type', 'notebook,carta'], '2 are named'],
  [['image', 'init', 'Lab_1', '--type', 'carta'], 'Use lower case, digits and hyphens'],
  [['image', 'init', 'lab', '--type', 'carta', '--authors', 'a"\nRUN x'], 'Write a name and an address'],
  [['image', 'init', 'lab', '--type', 'carta', '--source', 'https://x/$(y)'], 'Write an address'],
  [['image', 'build'], 'known: init, tests, convert, run'],
])('%j is a mistake, and nothing is written', async (args, message) => {
  const { code, err } = await folder.run(args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a folder that exists is left alone', async () => {
  folder.write('lab/mine', 'x');
  expect(await start('carta')).toMatchObject({ code: 2, err: expect.stringContaining('nothing is overwritten') });
  expect(readdirSync(join(folder.path, 'lab'))).toEqual(['mine']);
});

// The scripts are run as a session runs them, with programs that only say how they were called.
describe('the scripts', () => {
  jest.setTimeout(60_000);

  async function run(
    type: SessionType,
    script: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    programs: Readonly<Record<string, string>> = {},
  ) {
    await start(type);
    const at = join(folder.path, 'lab');
    const bin = join(folder.path, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const path = join(at, script);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll('/opt/app/', `${at}/`).replaceAll('/tmp/.X11-unix', folder.path),
    );
    expect(statSync(path).mode & 0o111).toBe(0o111);
    const home = join(folder.path, 'home');
    mkdirSync(home);
    const given = { PATH: `${bin}:${process.env.PATH}`, HOME: home, TMPDIR: folder.path, ...env };
    return execute(path, args, { env: given, cwd: folder.path }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        stdout: error.stdout,
        stderr: error.stderr,
      }),
    );
  }

  const SAY = 'printf "%s" "$(basename "$0")"; printf " <%s>" "$@"; echo';

  test('init.sh returns, and makes what the application needs', async () => {
    expect(await run('desktop-app', 'init.sh', [], {})).toMatchObject({ code: 0 });
    expect(statSync(join(folder.path, 'home/.config/lab')).isDirectory()).toBe(true);
  });

  test('startup.sh runs the command that it is given, blanks and all, in its environment', async () => {
    const { stdout } = await run(
      'desktop-app',
      'startup.sh',
      ['show', 'two words'],
      {},
      { show: `${SAY}; echo "$APP_CONFIG"` },
    );
    expect(stdout).toBe(`show <two words>\n${folder.path}/home/.config/lab\n`);
  });

  test('skaha-carta.sh serves where the platform looks, and does not guess', async () => {
    const env = {
      CARTA_PORT: '6901',
      SKAHA_SESSION_URL_PATH: '/session/carta/x',
      SKAHA_TOP_LEVEL_DIR: '/arc',
      SKAHA_PROJECTS_DIR: '/arc/projects',
    };
    const { stdout } = await run('carta', 'skaha-carta.sh', [], env, { carta: SAY });
    expect(stdout).toContain(' <--port> <6901> <--http_url_prefix> </session/carta/x> ');
    expect(stdout).toContain(' <--top_level_folder> </arc> </arc/projects>');
    const { PATH = '' } = process.env;
    await expect(execute(join(folder.path, 'lab/skaha-carta.sh'), [], { env: { PATH } })).rejects.toMatchObject({
      stderr: expect.stringContaining('CARTA_PORT'),
    });
  });

  test('run.sh ends with the exit code of the job, and refuses to run without its variables', async () => {
    const none = await run('headless', 'run.sh', [], {});
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain('INPUT_FILE');
    const { PATH = '' } = process.env;
    const env = { PATH: `${join(folder.path, 'bin')}:${PATH}`, INPUT_FILE: 'a b', OUTPUT_DIR: 'out' };
    writeFileSync(join(folder.path, 'bin/python3'), '#!/bin/sh\nprintf "<%s>" "$@"\nexit 7\n', { mode: 0o755 });
    await expect(execute(join(folder.path, 'lab/run.sh'), ['more'], { env })).rejects.toMatchObject({
      code: 7,
      stdout: `<${folder.path}/lab/process.py><a b><out><more>`,
    });
  });

  const DESKTOP = {
    vncpasswd: 'cat',
    Xtigervnc: `{ ${SAY}; } >> "$LOG"; touch "$SOCKET"; sleep 1`,
    startxfce4: `{ ${SAY}; } >> "$LOG"`,
    websockify: `sleep 0.3; ${SAY}`,
  };

  test('vnc_startup.sh starts the X server with the password of the session, then the desktop, then noVNC', async () => {
    const log = join(folder.path, 'log');
    const env = { VNC_PW: 'abc', LOG: log, SOCKET: join(folder.path, 'X1') };
    const { code, stdout } = await run('desktop', 'vnc_startup.sh', [], env, DESKTOP);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'websockify <--web> </usr/share/novnc> <6901> <localhost:5901>\n',
    });
    const [server = '', desktop] = readFileSync(log, 'utf8').split('\n');
    expect(server).toMatch(/^Xtigervnc <:1> <-rfbport> <5901> <-SecurityTypes> <VncAuth> <-PasswordFile> /);
    expect(desktop).toMatch(/^startxfce4/);
    const [, secret = ''] = /<-PasswordFile> <(.+?)>/.exec(server) ?? [];
    expect([readFileSync(secret, 'utf8'), statSync(secret).mode & 0o777]).toEqual(['abc\n', 0o600]);
  });

  test('vnc_startup.sh starts nothing without a password', async () => {
    const { code, stderr } = await run('desktop', 'vnc_startup.sh', [], {}, DESKTOP);
    expect(code).not.toBe(0);
    expect(stderr).toContain('VNC_PW');
  });

  describeWith(['python3'], 'with Python', () => {
    test('the job writes its result', async () => {
      folder.write('in.fits', 'x'.repeat(10));
      const env = { INPUT_FILE: join(folder.path, 'in.fits'), OUTPUT_DIR: join(folder.path, 'out/deep') };
      const { code, stdout } = await run('headless', 'run.sh', [], env);
      expect(code).toBe(0);
      expect(stdout).toContain('10 bytes');
      expect(JSON.parse(readFileSync(join(folder.path, 'out/deep/result.json'), 'utf8'))).toMatchObject({ bytes: 10 });
    });

    test('the web application answers, with links that hold behind any path', async () => {
      await start('contributed');
      // The last --port holds: the real one may be in use on this machine.
      const script = join(folder.path, 'lab/start.sh');
      writeFileSync(script, readFileSync(script, 'utf8').replaceAll('/opt/app/', `${folder.path}/lab/`));
      const port = 20_000 + (process.pid % 20_000);
      const server = spawn(script, ['--port', String(port)], { stdio: 'ignore' });
      try {
        const page = await answer(port, '/');
        expect(page).toContain('It works');
        expect(page).not.toMatch(/(?:href|src)="\//);
        expect(await answer(port, '/data')).toContain('It works');
      } finally {
        // The shell has become the server: one signal ends it.
        server.kill('SIGTERM');
        await new Promise((done) => server.once('exit', done));
      }
    });
  });
});

/** What a server says, as soon as it is there. */
async function answer(port: number, path: string): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await new Promise((done, fail) => {
        get({ port, path, host: '127.0.0.1' }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => done(text));
        }).on('error', fail);
      });
    } catch (error) {
      if (tries > 100) throw error;
      await pause(100);
    }
  }
}

import { type Answer, Platform, type Seen } from './platform';
import { stageEach } from './stage';
import { describeWith } from './tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const script = 'desktopstartup/launch-app.sh';
const image = 'images.example.org/skaha/terminal:1.10';
const token = 'Z250PVdyaXRl~c2ln';
const sizes = { cores: { options: [1, 2, 4] }, memoryGB: { options: [1, 8, 192] } };

describe('launch-app.sh from the menu', () => {
  const stage = stageEach();

  test.each([
    ['xfce4-terminal', ['--title=terminal:1.10', '-x', 'sh', script, image]],
    ['gnome-terminal', ['--title=terminal:1.10', '--', 'sh', script, image]],
    ['xterm', ['-title', 'terminal:1.10', '-e', 'sh', script, image]],
  ])('opens itself in %s', async (terminal, words) => {
    stage().fake(terminal, 'for word in "$@"; do echo "$word"; done');
    const { code, stdout } = await stage().run(script, [image], { env: { PATH: stage().only() } });
    expect(code).toBe(0);
    expect(stdout.replaceAll(`${stage().root}/`, '').trimEnd().split('\n')).toEqual(words);
  });

  test('says so when the desktop has no terminal', async () => {
    const { code, stderr } = await stage().run(script, [image], { env: { PATH: stage().only() } });
    expect(code).toBe(127);
    expect(stderr).toMatch(/no terminal in this desktop image/);
  });
});

// `script` gives it the terminal that it wants to talk to.
describeWith(['curl', 'jq', 'openssl', 'script'], 'launch-app.sh in a terminal', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform?.stop());
  beforeEach(() => {
    platform.seen.length = 0;
  });

  const stage = stageEach((stage) => stage.fake('sleep', 'echo "$@" >> "$LOG"'));
  const run = async (typed: string, more: Record<string, string> = {}) => {
    const env = {
      skaha_hostname: platform.host,
      skaha_sessionid: 'k7x2m9qa',
      DESKTOP_SESSION_APP_TOKEN: token,
      APP: stage().path(script),
      IMAGE: image,
      ...platform.env,
      ...more,
    };
    stage().file('in-terminal', '#!/bin/sh\nexec script -q -e -c \'sh "$APP" "$IMAGE"\' /dev/null\n', 0o755);
    const { code, stdout } = await stage().run('in-terminal', [], { env, stdin: typed });
    return { code, screen: stdout.replaceAll('\r', '') };
  };

  /** A platform that starts the app, then tells these statuses one after the other; `-` is a 404. */
  const starts =
    (...statuses: string[]): Answer =>
    ({ method, path }, response) => {
      if (method === 'POST') response.end('a1b\n');
      else if (path === '/skaha/v1/context') response.end(JSON.stringify(sizes));
      else {
        const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? '-';
        if (status === '-') response.writeHead(404).end('not found');
        else response.end(JSON.stringify({ id: 'k7x2m9qa', appid: 'a1b', status }));
      }
    };
  const posts = () => platform.seen.filter(({ method }: Seen) => method === 'POST');

  test('starts the image, waits until it runs, and closes', async () => {
    platform.answer = starts('-', 'Pending', 'Pending', 'Running');
    const { code, screen } = await run('\n');
    expect(code).toBe(0);
    expect(screen).toMatch(/Starting terminal:1\.10\..*\nPending\nRunning\n$/s);
    expect(posts()).toEqual([{ method: 'POST', path: '/skaha/v1/session/k7x2m9qa/app', token, form: { image } }]);
    expect(platform.seen.slice(1).every((seen) => seen.token === token)).toBe(true);
    expect(platform.seen.at(-1)?.path).toBe('/skaha/v1/session/k7x2m9qa/app/a1b');
  });

  test('asks for a size that the platform offers', async () => {
    platform.answer = starts('Running');
    const { code, screen } = await run('c\n3\n4\n192\n');
    expect(code).toBe(0);
    expect(screen).toMatch(/Cores \(1 2 4; Enter for automatic\): .*3 is not offered.*Memory in GB \(1 8 192;/s);
    expect(posts().map(({ form }) => form)).toEqual([{ image, cores: '4', ram: '192' }]);
  });

  test('leaves to the platform what is not chosen', async () => {
    platform.answer = starts('Running');
    await run('c\n\n8\n');
    expect(posts().map(({ form }) => form)).toEqual([{ image, ram: '8' }]);
  });

  test('does not start anything twice when the platform refuses', async () => {
    platform.answer = (_, response) => response.writeHead(503).end('you have too many\n');
    const { code, screen } = await run('\n\n');
    expect(code).toBe(1);
    expect(screen).toMatch(
      /HTTP 503: you have too many\n+terminal:1\.10 was not started: the platform refused it\.\nPress/,
    );
    expect(posts()).toHaveLength(1);
  });

  test.each(['Failed', 'Completed', 'Terminating'])('tells of an app that is %s', async (status) => {
    platform.answer = starts('Pending', status);
    const { code, screen } = await run('\n\n');
    expect(code).toBe(1);
    expect(screen).toContain(`terminal:1.10 is not running: its status is ${status}.`);
  });

  test('gives up on an app that the platform does not know', async () => {
    platform.answer = starts('-');
    const { code, screen } = await run('\n\n');
    expect(code).toBe(1);
    expect(screen).toMatch(/does not know any more about terminal:1\.10/);
    expect(stage().calls('sleep')).toHaveLength(14);
  });

  test('asks less often about an app that waits in a queue', async () => {
    platform.answer = starts(...Array(35).fill('Pending'), 'Running');
    expect((await run('\n')).screen.match(/Pending/g)).toHaveLength(1);
    expect(stage().calls('sleep')).toEqual([...Array(29).fill('2'), ...Array(6).fill('20'), '2']);
  });

  test('tells when the sizes cannot be had', async () => {
    platform.answer = (_, response) => response.end('{}');
    const { code, screen } = await run('c\n\n');
    expect(code).toBe(1);
    expect(screen).toMatch(/did not say which sizes it offers/);
    expect(posts()).toEqual([]);
  });

  test('does not talk to a platform that it cannot trust', async () => {
    const { code, screen } = await run('\n\n', { SSL_CERT_FILE: stage().file('none.pem', '') });
    expect(code).toBe(1);
    expect(screen).not.toContain(token);
    expect(platform.seen).toEqual([]);
  });

  test.each([
    [{ skaha_hostname: '' }, /not a desktop session of the platform/],
    [{ DESKTOP_SESSION_APP_TOKEN: '' }, /not a desktop session of the platform/],
    [{ skaha_sessionid: '' }, /not a desktop session of the platform/],
    [{ IMAGE: '' }, /usage: launch-app\.sh <image>/],
  ])('%j is a wrong call', async (more, message) => {
    const { code, screen } = await run('\n', more);
    expect(code).toBe(1);
    expect(screen).toMatch(message);
  });
});

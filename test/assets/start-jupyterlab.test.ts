import { stageEach } from './stage';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const script = 'skaha-system/start-jupyterlab.sh';
const jupyter = 'for word in "$0" "$PWD" "$@"; do printf "%s\\n" "$word"; done';

describe('start-jupyterlab.sh', () => {
  const stage = stageEach((stage) => stage.fake('jupyter', jupyter));
  const env = { JUPYTER_TOKEN: 'k7x2m9qa', skaha_sessions_hostname: 'sessions.example.org' };

  test('starts JupyterLab where the ingress of the session expects it', async () => {
    const { code, stdout, stderr } = await stage().run(script, ['k7x2m9qa'], { env });
    const [program, directory, ...args] = stdout.trimEnd().split('\n');
    expect([code, stderr, directory]).toEqual([0, '', stage().home]);
    expect(program).toMatch(/\/jupyter$/);
    expect(args).toEqual([
      'lab',
      '--no-browser',
      '--ip=0.0.0.0',
      '--port=8888',
      '--ServerApp.port_retries=0',
      '--ServerApp.base_url=session/notebook/k7x2m9qa',
      '--ServerApp.root_dir=/',
      '--NotebookApp.base_url=session/notebook/k7x2m9qa',
      '--NotebookApp.notebook_dir=/',
      '--ServerApp.allow_origin=https://sessions.example.org',
      '--NotebookApp.allow_origin=https://sessions.example.org',
    ]);
  });

  test('serves on the port that the site gives to notebooks', async () => {
    const { stdout } = await stage().run(script, ['k7x2m9qa'], { env: { ...env, JUPYTER_PORT: '8890' } });
    expect(stdout.split('\n')).toContain('--port=8890');
  });

  test('listens where the site put the Service of the type', async () => {
    const { stdout } = await stage().run(script, ['k7x2m9qa'], { env: { ...env, JUPYTER_PORT: '9999' } });
    expect(stdout.match(/--port=.*/g)).toEqual(['--port=9999']);
  });

  test('adds the options of the site, as words and not as patterns', async () => {
    stage().file('home/alice/--a-file', 'in the way');
    const { stdout } = await stage().run(script, ['k7x2m9qa'], {
      env: { ...env, JUPYTERLAB_ARGS: ' --debug  --a* ' },
    });
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual(['--debug', '--a*']);
  });

  test('allows no foreign origin when it does not know the host', async () => {
    const { code, stdout } = await stage().run(script, ['k7x2m9qa'], { env: { JUPYTER_TOKEN: 'k7x2m9qa' } });
    expect(code).toBe(0);
    expect(stdout).not.toContain('allow_origin');
  });

  test('never has the token on a command line', async () => {
    const { stdout } = await stage().run(script, ['k7x2m9qa'], { env: { ...env, JUPYTER_TOKEN: 'secret-token' } });
    expect(stdout).not.toContain('secret-token');
  });

  test('becomes JupyterLab, so that it is JupyterLab that is told to stop', async () => {
    stage().fake('jupyter', 'trap "echo stopped; exit 7" TERM; echo ready; while :; do sleep 0.1; done');
    const run = stage().run(script, ['k7x2m9qa'], { env });
    await new Promise((resolve) => run.child.stdout.once('data', resolve));
    run.child.kill('SIGTERM');
    expect(await run).toMatchObject({ code: 7, stdout: 'ready\nstopped\n' });
  });

  test('says so when the image has no jupyter', async () => {
    const PATH = stage()
      .only('mkdir')
      .replace(/^[^:]*:/, '');
    const { code, stderr } = await stage().run(script, ['k7x2m9qa'], { env: { ...env, PATH } });
    expect(code).toBe(127);
    expect(stderr).toMatch(/no jupyter on PATH.*cannot run as a notebook session/);
  });

  test.each([
    ['no session id', [], env, /usage: start-jupyterlab.sh <session id>/],
    ['no token, which Jupyter would take for no login', ['k7x2m9qa'], {}, /JUPYTER_TOKEN is not set/],
    ['an empty token', ['k7x2m9qa'], { JUPYTER_TOKEN: '' }, /JUPYTER_TOKEN is not set/],
    ['no home', ['k7x2m9qa'], { ...env, HOME: '' }, /HOME is not set/],
  ])('refuses to start with %s', async (_, args, environment, message) => {
    const { code, stdout, stderr } = await stage().run(script, args, { env: environment });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test('names a home directory that cannot be used', async () => {
    const home = stage().file('home/bob', 'a file, not a directory');
    const { code, stderr } = await stage().run(script, ['k7x2m9qa'], { env: { ...env, HOME: home } });
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot use the home directory ${home}`);
  });
});

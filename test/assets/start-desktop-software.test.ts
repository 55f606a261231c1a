import { stageEach } from './stage';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const script = 'skaha-system/start-desktop-software.sh';
const args = ['alice', 'terminal-1-0'];
const env = { DISPLAY: '10.1.2.3:1', SHELL: '/bin/sh' };
const xterm = 'printf "xterm on %s:" "$DISPLAY"; printf " <%s>" "$@"; echo';

describe('start-desktop-software.sh', () => {
  const stage = stageEach((stage) => {
    stage.fake('xterm', xterm);
    stage.fake('xset', 'echo "$@" >> "$LOG"');
  });

  test('opens a terminal on the desktop, with the title and a shell', async () => {
    const { code, stdout } = await stage().run(script, args, { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^xterm on 10\.1\.2\.3:1: .*<-title> <terminal-1-0> .*<-e> <\/bin\/sh>\n$/);
    expect(stage().calls('xset')).toEqual(['-b']);
  });

  test('runs /skaha/init.sh first, then /skaha/startup.sh around the terminal', async () => {
    stage().file('skaha/init.sh', '#!/bin/sh\necho init\n', 0o755);
    stage().file('skaha/startup.sh', '#!/bin/sh\necho "startup $#"\nexport DISPLAY=:9\nexec "$@"\n', 0o755);
    const { code, stdout } = await stage().run(script, args, { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^init\nstartup 1\nxterm on :9: .*<terminal-1-0>/);
  });

  test('survives a startup.sh that forgets the quotes', async () => {
    stage().file('skaha/startup.sh', '#!/bin/sh\nexec $@\n', 0o755);
    const { code, stdout } = await stage().run(script, ['alice', 'two words'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('<-title> <two words>');
    expect(stdout).toContain('<XTerm*bellIsUrgent: false>');
  });

  test('goes on when init.sh fails or nothing may be executed, and says so', async () => {
    stage().file('skaha/init.sh', '#!/bin/sh\nexit 3\n', 0o755);
    stage().file('skaha/startup.sh', '#!/bin/sh\necho never\n', 0o644);
    const { code, stdout, stderr } = await stage().run(script, args, { env });
    expect([code, stdout.startsWith('xterm on')]).toEqual([0, true]);
    expect(stderr).toMatch(/init\.sh failed with exit code 3/);
    expect(stderr).toMatch(/startup\.sh is not executable/);
  });

  test('passes the exit code of the application on', async () => {
    stage().file('skaha/startup.sh', '#!/bin/sh\nexit 5\n', 0o755);
    expect((await stage().run(script, args, { env })).code).toBe(5);
  });

  test('does without xset', async () => {
    stage().fake('xset', 'exit 1');
    expect((await stage().run(script, args, { env })).code).toBe(0);
  });

  test('says so when the image has no xterm', async () => {
    const PATH = stage()
      .only()
      .replace(/^[^:]*:/, '');
    const { code, stderr } = await stage().run(script, args, { env: { ...env, PATH } });
    expect(code).toBe(127);
    expect(stderr).toMatch(/no xterm on PATH: install it in the image/);
  });

  test('takes another shell when SHELL is not in the image', async () => {
    const PATH = stage().only();
    const { stdout } = await stage().run(script, args, { env: { ...env, PATH, SHELL: '/bin/not-here' } });
    expect(stdout).toMatch(/<-e> <[^>]*\/sh>\n$/);
  });

  test.each([
    [['alice'], env, /usage: start-desktop-software.sh <user> <title>/],
    [['alice', ''], env, /usage:/],
    [args, {}, /DISPLAY is not set/],
  ])('%j with %j is a wrong call', async (words, environment, message) => {
    const { code, stdout, stderr } = await stage().run(script, words, { env: environment });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('sleep-forever.sh', () => {
  const stage = stageEach();

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'stays until %s, then ends well and takes its sleep along',
    async (signal) => {
      stage().fake('sleep', 'echo $$ >> "$LOG"; exec /bin/sleep 600');
      const run = stage().run('skaha-system/sleep-forever.sh');
      let pid = 0;
      while (!pid) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        try {
          pid = Number(stage().calls('sleep')[0]);
        } catch {
          // The file comes with the sleep.
        }
      }
      expect(run.child.exitCode).toBeNull();
      run.child.kill(signal);
      expect((await run).code).toBe(0);
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
  );

  test('sleeps again after each sleep', async () => {
    stage().fake('sleep', 'echo "$@" >> "$LOG"; [ "$(wc -l < "$LOG")" -lt 3 ] || exec /bin/sleep 600');
    const run = stage().run('skaha-system/sleep-forever.sh');
    let calls: string[] = [];
    while (calls.length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      try {
        calls = stage().calls('sleep');
      } catch {
        // The file comes with the first sleep.
      }
    }
    run.child.kill('SIGTERM');
    expect((await run).code).toBe(0);
  });
});

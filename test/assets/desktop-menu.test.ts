import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { Platform } from './platform';
import { type Stage, stageEach } from './stage';
import { describeWith } from './tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const token = 'Z250PVdyaXRl~c2ln';
const menuFile = 'etc/xdg/menus/applications-merged/astro-software.menu';
const image = (id: string, digest = 'sha256:0') => ({ id, types: ['desktop-app'], digest });
const terminals = ['1.2', '1.10'].map((tag) => image(`images.example.org/skaha/terminal:${tag}`));
const casa = image('images.example.org/casa-4/team/casa_6:6.5');

describeWith(['curl', 'jq', 'openssl'], 'the menu of a desktop', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform?.stop());
  beforeEach(() => {
    platform.seen.length = 0;
    offers([casa, ...terminals]);
  });
  const offers = (images: unknown) => {
    platform.answer = (_, response) => response.end(JSON.stringify(images));
  };

  const stage = stageEach((stage) => {
    for (const name of ['etc/xdg/menus/applications-merged', 'headless/.icons', 'headless/Desktop', 'tmp'])
      stage.directory(name);
    stage.file('dockerstartup/vnc_startup.sh', '#!/bin/sh\necho "vnc in $PWD"\n', 0o755);
  });
  const env = () => ({ DESKTOP_SESSION_APP_TOKEN: token, SKAHA_API_VERSION: 'v1', ...platform.env });
  const build = (more: Record<string, string> = {}, host = platform.host) =>
    stage().run('skaha-system/build-menu.sh', [host], { env: { ...env(), ...more } });
  const applications = () => readdirSync(stage().path('tmp/astro-software/applications')).sort();
  const entry = (name: string) => stage().read(`tmp/astro-software/applications/${name}.desktop`);

  describe('build-menu.sh', () => {
    test('asks the platform for the applications, with the token of the session', async () => {
      expect(await build()).toMatchObject({ code: 0, stdout: '', stderr: 'build-menu: 3 images in the menu\n' });
      expect(platform.seen).toEqual([{ method: 'GET', path: '/skaha/v1/image?type=desktop-app', token, form: {} }]);
    });

    test('makes a folder for each project and an entry for each image', async () => {
      await build();
      expect(applications()).toEqual([
        'astro-refresh.desktop',
        'images.example.org+casa-4+team+casa_6=6.5.desktop',
        'images.example.org+skaha+terminal=1.10.desktop',
        'images.example.org+skaha+terminal=1.2.desktop',
      ]);
      expect(keys(entry('images.example.org+casa-4+team+casa_6=6.5'))).toEqual({
        Type: 'Application',
        Version: '1.0',
        Name: 'team/casa_6:6.5',
        Comment: casa.id,
        Exec: `sh /desktopstartup/launch-app.sh ${casa.id}`,
        Icon: 'applications-science',
        Terminal: 'false',
        Categories: 'X-AstroSoftware-casa-4;',
      });
      expect(keys(stage().read('tmp/astro-software/directories/casa-4.directory'))).toMatchObject({
        Type: 'Directory',
        Name: 'casa-4',
      });
      expect(tree(stage())).toEqual([
        'Xfce',
        'Xfce/Astro Software [astro-software.directory: Astro Software] X-AstroSoftware',
        'Xfce/Astro Software/casa-4 [casa-4.directory: casa-4] X-AstroSoftware-casa-4',
        'Xfce/Astro Software/skaha [skaha.directory: skaha] X-AstroSoftware-skaha',
      ]);
    });

    test('fills in every placeholder', async () => {
      await build();
      const files = [menuFile, ...applications().map((name) => `tmp/astro-software/applications/${name}`)];
      for (const name of files) expect(stage().read(name)).not.toMatch(/@[A-Z]+@/);
      expect(keys(entry('astro-refresh')).Exec).toBe(`/skaha-system/build-menu.sh ${platform.host}`);
    });

    test('uses the icons of the desktop, and puts the newest tag of those images on it', async () => {
      const icon = stage().file('headless/.icons/terminal.svg', '<svg/>');
      await build();
      expect(keys(entry('images.example.org+skaha+terminal=1.2')).Icon).toBe(icon);
      expect(readdirSync(stage().path('headless/Desktop'))).toEqual(['terminal.desktop']);
      expect(keys(stage().read('headless/Desktop/terminal.desktop')).Name).toBe('terminal:1.10');
      expect(statSync(stage().path('headless/Desktop/terminal.desktop')).mode & 0o111).toBe(0o111);
    });

    test('tells projects of the same name in two registries apart', async () => {
      offers([image('one.example.org/skaha/tool:1'), image('two.example.org:8443/skaha/tool:1')]);
      await build();
      expect(tree(stage()).slice(2)).toEqual([
        'Xfce/Astro Software/skaha@one.example.org [skaha@one.example.org.directory: skaha (one.example.org)] X-AstroSoftware-skaha@one.example.org',
        'Xfce/Astro Software/skaha@two.example.org=8443 [skaha@two.example.org=8443.directory: skaha (two.example.org:8443)] X-AstroSoftware-skaha@two.example.org=8443',
      ]);
    });

    test('leaves out what is no plain image name', async () => {
      const hostile = [
        'images.example.org/skaha/x:1; rm -rf ~',
        'images.example.org/skaha/$(reboot):1',
        'images.example.org/../../etc/x:1|g;w /tmp/x',
        'images.example.org/skaha/x:1\nExec=evil',
        'images.example.org/skaha/<x>:1',
        'images.example.org/skaha/x',
        'images.example.org/x:1',
        '--help/skaha/x:1%f',
      ];
      offers([...hostile.map((id) => image(id)), { id: null }, casa]);
      expect((await build()).stderr).toMatch(/1 images in the menu/);
      expect(applications()).toEqual(['astro-refresh.desktop', 'images.example.org+casa-4+team+casa_6=6.5.desktop']);
    });

    test('can be built again: what is gone goes, what is new comes', async () => {
      await build();
      offers([image('images.example.org/skaha/new:1')]);
      expect((await build()).code).toBe(0);
      expect(applications()).toEqual(['astro-refresh.desktop', 'images.example.org+skaha+new=1.desktop']);
      expect(readdirSync(stage().path('tmp'))).toEqual(['astro-software']);
    });

    test('without any image holds the entry that reads it again', async () => {
      offers([]);
      expect(await build()).toMatchObject({ code: 0, stderr: 'build-menu: 0 images in the menu\n' });
      expect(applications()).toEqual(['astro-refresh.desktop']);
      expect(tree(stage())).toHaveLength(2);
    });

    test('goes to the configuration of the user where the image lets nobody write', async () => {
      // A file in the way stands for a directory without the right to write, which root does not feel.
      rmSync(stage().path('etc/xdg/menus/applications-merged'), { recursive: true });
      stage().file('etc/xdg/menus/applications-merged', '');
      expect((await build()).code).toBe(0);
      expect(existsSync(`${stage().home}/.config/menus/applications-merged/astro-software.menu`)).toBe(true);
      expect((await build({ XDG_CONFIG_HOME: stage().path('config') })).code).toBe(0);
      expect(existsSync(stage().path('config/menus/applications-merged/astro-software.menu'))).toBe(true);
    });

    test('asks again after a broken answer', async () => {
      let failures = 1;
      platform.answer = (_, response) => {
        if (failures-- > 0) response.writeHead(503).end();
        else response.end(JSON.stringify([casa]));
      };
      expect((await build()).code).toBe(0);
    });

    test.each([
      ['a refusal', 403, '[]', /could not be read/],
      ['a text', 200, 'session not found', /did not answer with a list of images/],
      ['an object', 200, '{"error":"x"}', /did not answer with a list of images/],
      ['nothing', 200, '', /did not answer with a list of images/],
      ['half a list', 200, '[{"id":"images.exam', /did not answer with a list of images/],
    ])('leaves the menu of before after %s', async (_, status, body, message) => {
      await build();
      const before = [stage().read(menuFile), applications()];
      platform.answer = (_seen, response) => response.writeHead(status).end(body);
      const { code, stderr } = await build();
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain(token);
      expect([stage().read(menuFile), applications()]).toEqual(before);
      expect(readdirSync(stage().path('tmp'))).toEqual(['astro-software']);
    });

    test('does not talk to a platform that it cannot trust', async () => {
      const { code, stderr } = await build({ SSL_CERT_FILE: stage().file('none.pem', '') });
      expect(code).toBe(1);
      expect(stderr).toMatch(/certificate/);
      expect(platform.seen).toEqual([]);
    });

    test('has the token on no command line', async () => {
      stage().fake('curl', 'echo "$@" >> "$LOG"; cat >/dev/null; exit 7');
      await build();
      expect(stage().calls('curl').join()).not.toContain(token);
    });

    test.each([
      [{ DESKTOP_SESSION_APP_TOKEN: '' }, 'platform.example.org', /DESKTOP_SESSION_APP_TOKEN is not set/],
      [{}, '', /usage: build-menu.sh <host>/],
      [{}, 'platform.example.org/x?y', /usage: build-menu.sh <host>/],
    ])('%j for %j is a wrong call', async (more, host, message) => {
      const { code, stderr } = await build(more, host);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    });

    test('names the program that the image lacks', async () => {
      const { code, stderr } = await build({ PATH: stage().only('curl') });
      expect(code).toBe(127);
      expect(stderr).toMatch(/no jq on PATH: install it in the desktop image/);
    });
  });

  describe('start-desktop.sh', () => {
    const start = (args: readonly string[] = [platform.host], more: Record<string, string> = {}) =>
      stage().run('skaha-system/start-desktop.sh', args, { env: { ...env(), ...more } });

    test('builds the menu, then becomes the desktop, in the home directory', async () => {
      expect(await start()).toMatchObject({ code: 0, stdout: `vnc in ${stage().home}\n` });
      expect(existsSync(stage().path(menuFile))).toBe(true);
    });

    test('starts without the menu when the platform does not answer, and says so', async () => {
      platform.answer = (_, response) => response.writeHead(403).end();
      const { code, stdout, stderr } = await start();
      expect([code, stdout]).toEqual([0, `vnc in ${stage().home}\n`]);
      expect(stderr).toMatch(/starts without the software menu/);
    });

    test('says so when the image is no desktop', async () => {
      chmodSync(stage().path('dockerstartup/vnc_startup.sh'), 0o644);
      const { code, stderr } = await start();
      expect(code).toBe(127);
      expect(stderr).toMatch(/vnc_startup\.sh: this image cannot run as a desktop session/);
    });

    test.each([
      [[], {}, /usage: start-desktop.sh <host>/],
      [['platform.example.org'], { HOME: '' }, /HOME is not set/],
    ])('%j with %j is a wrong call', async (args, more, message) => {
      const { code, stderr } = await start(args, more);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    });
  });
});

/** The keys of a desktop entry file. */
function keys(text: string): Record<string, string> {
  const [head, ...lines] = text.trimEnd().split('\n');
  expect(head).toBe('[Desktop Entry]');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** The folders of the menu file, each with its title and category; fails when the XML is not well formed. */
function tree(stage: Stage): string[] {
  const text = stage
    .read(menuFile)
    .replace(/^<!DOCTYPE[^>]*>/, '')
    .replace(/<!--.*?-->/gs, '');
  const open: { tag: string; name?: string; directory?: string; category?: string; text?: string }[] = [];
  const found: { path: string; directory: string | undefined; category: string | undefined }[] = [];
  for (const [, close, tag = '', content = ''] of text.matchAll(/<(\/?)(\w+)>([^<]*)/g)) {
    if (!close) {
      open.push({ tag, text: content });
      continue;
    }
    const element = open.pop();
    expect(element?.tag).toBe(tag);
    const menu = open.findLast((parent) => parent.tag === 'Menu');
    if (tag === 'Name' && menu) {
      menu.name = element?.text ?? '';
      found.push({ path: open.flatMap(({ name }) => name ?? []).join('/'), directory: undefined, category: undefined });
    }
    const last = found.at(-1);
    if (tag === 'Directory' && last) last.directory = element?.text;
    if (tag === 'Category' && last) last.category = element?.text;
  }
  expect(open).toEqual([]);
  return found.map(({ path, directory, category }) => {
    if (!directory) return path;
    const { Name } = keys(stage.read(`tmp/astro-software/directories/${directory}`));
    return `${path} [${directory}: ${Name}] ${category}`;
  });
}

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadSite } from '../../src/cli/load-site';
import { UsageError } from '../../src/errors';
import { Folder, SITE_TS, SITE_YAML } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const nothing = (async function* () {})();
const load = (file: string, stdin: AsyncIterable<string> = nothing) => loadSite(file, { cwd: folder.path, stdin });

/** The message with which a file is refused. */
async function refusal(file: string, stdin?: AsyncIterable<string>): Promise<string> {
  const error = await load(file, stdin).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe('a site is read from', () => {
  const asJson = () => {
    const sameAsYaml = SITE_TS.replace(/'/g, '"').replace(/(\w+):(?= )/g, '"$1":');
    return sameAsYaml.replace(/,(\s*\})/g, '$1');
  };
  test.each([
    ['site.ts', `import { defineSite } from 'astroplatform';\nexport default defineSite(${SITE_TS});`],
    ['site.mts', `const site: object = ${SITE_TS};\nexport default site satisfies object;`],
    ['site.cts', `export = ${SITE_TS};`],
    ['site.js', `export default ${SITE_TS};`],
    ['site.cjs', `module.exports = ${SITE_TS};`],
    ['site.yaml', SITE_YAML],
    ['site.YML', SITE_YAML],
    ['site.json', asJson()],
    ['tabs.json', asJson().replace(/^ {2}/gm, '\t')],
    ['bom.yaml', `\ufeff${SITE_YAML}`],
    ['crlf.yaml', SITE_YAML.replaceAll('\n', '\r\n')],
  ])('%s', async (file, text) => {
    folder.write(file, text);
    const { site } = await load(file);
    expect(site).toMatchObject({ name: 'keck', pools: { nodes: { nodes: 3 } } });
  });

  test('standard input, in pieces', async () => {
    const pieces = (async function* () {
      yield SITE_YAML.slice(0, 30);
      yield SITE_YAML.slice(30);
    })();
    expect((await load('-', pieces)).site.name).toBe('keck');
  });

  test('a program with imports: without ending, .js for .ts, a folder, JSON, a builtin, the package', async () => {
    folder.write(
      'site.ts',
      [
        "import { defineSite, type SiteInput } from 'astroplatform';",
        "import { basename } from 'node:path';",
        "import { pools } from './pools.js';",
        "import { login } from './shared';",
        "import words from './words.json';",
        "import * as all from './both';",
        `const site: SiteInput = ${SITE_TS};`,
        'export default defineSite({ ...site, ...all, pools, login, name: basename(`/a/${words.name}`) });',
      ].join('\n'),
    );
    folder.write(
      'pools.ts',
      "export const pools = { own: { role: 'both', nodes: 2, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } } as const;",
    );
    folder.write('shared/index.ts', "export const login = { kind: 'external', issuer: 'https://other.example.org/' };");
    folder.write('both.mjs', "export const domain = 'science.example.org';");
    folder.write('words.json', '{ "name": "mauna" }');
    const { site } = await load('site.ts');
    expect(site).toMatchObject({
      name: 'mauna',
      domain: 'science.example.org',
      login: { issuer: 'https://other.example.org/' },
    });
    expect(Object.keys(site.pools)).toEqual(['own']);
  });

  test('a program that repeats what may be repeated', async () => {
    folder.write(
      'site.ts',
      [
        'class Node { n: number = 1; n: number = 2; }',
        'const { name: one, name: two } = { name: "keck" };',
        "const both = [{ role: 'x' }, { role: 'y' }], pair = { get a() { return 1; }, set a(_: number) {} };",
        'type Words = { a: 1 } & { a: 1 };',
        `const word = (deep: boolean) => (deep ? one : two);`,
        `export default { ...${SITE_TS}, name: word(both.length > new Node().n && pair.a > 0) };`,
      ].join('\n'),
    );
    expect((await load('site.ts')).site.name).toBe('keck');
  });

  test('a package beside the site, and one of TypeScript that a workspace links', async () => {
    folder.write('node_modules/facts/package.json', '{"name":"facts","main":"main.js"}');
    folder.write('node_modules/facts/main.js', "exports.name = 'fact';");
    folder.write('linked/package.json', '{"name":"linked","main":"main.ts"}');
    folder.write('linked/main.ts', "export const domain: string = 'science.example.org';");
    symlinkSync('../linked', join(folder.path, 'node_modules/linked'));
    folder.write(
      'site.ts',
      `import { name } from 'facts';\nimport { domain } from 'linked';\nexport default { ...${SITE_TS}, name, domain };`,
    );
    expect((await load('site.ts')).site).toMatchObject({ name: 'fact', domain: 'science.example.org' });
  });

  test('a program that brings rules of its own', async () => {
    folder.write(
      'site.ts',
      [
        "import { defineRule, defineSite, pass } from 'astroplatform';",
        "const rule = defineRule({ id: 'own', topic: 'x', on: 'site', severity: 'error', why: '', fix: '', source: '', check: () => pass });",
        `export default defineSite({ ...${SITE_TS}, checks: { rules: [rule], severities: { probes: 'off' } } });`,
      ].join('\n'),
    );
    const { rules, site } = await load('site.ts');
    expect(rules.map(({ id }) => id)).toEqual(['own']);
    expect(site.checks.severities).toEqual({ probes: 'off' });
  });
});

describe('refused with place, fact and act:', () => {
  test.each<[string, string | undefined, string]>([
    ['missing.ts', undefined, 'missing.ts: there is no such file\n  ✖ nothing was read. Check the path.'],
    [
      'site.txt',
      'x',
      'site.txt: not a site file\n  ✖ the ending .txt is not known. Name a .ts, .js, .yaml, .yml or .json file.',
    ],
    ['site', 'x', 'site: not a site file\n  ✖ its name has no ending. Name a .ts, .js, .yaml, .yml or .json file.'],
    ['open.yaml', 'name: [a\ndomain: b', 'open.yaml: unreadable YAML\n  ✖ line 2, column 1: '],
    [
      'tab.yaml',
      'a:\n\tb: 1',
      'tab.yaml: unreadable YAML\n  ✖ line 2, column 1: Tabs are not allowed as indentation. Indent with spaces.',
    ],
    [
      'twice.yaml',
      'name: a\nname: b',
      'twice.yaml: unreadable YAML\n  ✖ line 2, column 1: this key stands twice. Remove one.',
    ],
    [
      'twice.json',
      '{"name": "a",\n "name": "b"}',
      'twice.json: unreadable YAML\n  ✖ line 2, column 2: this key stands twice. Remove one.',
    ],
    [
      'two.yaml',
      'name: a\n---\nname: b',
      'two.yaml: unreadable YAML\n  ✖ line 2, column 1: a second document begins. Write one site per file.',
    ],
    [
      'tag.yaml',
      'name: !!js/function "x"',
      'tag.yaml: unreadable YAML\n  ✖ line 1, column 7: unresolved tag: tag:yaml.org,2002:js/function. Write the value without a tag.',
    ],
    ['binary.yaml', 'name: !!binary eA==', 'binary.yaml: unreadable YAML\n  ✖ line 1, column 7: unresolved tag'],
    [
      'alias.yaml',
      'name: *nobody',
      'alias.yaml: unreadable YAML\n  ✖ Unresolved alias (the anchor must be set before the alias): nobody.',
    ],
    [
      'empty.yaml',
      '',
      'empty.yaml: this is not a site\n  ✖ the file holds nothing. Write the keys of a site, name: and the others; init --yaml writes them to start from.',
    ],
    [
      'null.ts',
      'export default null;',
      'null.ts: this is not a site\n  ✖ the file holds no mapping. Export a site: export default defineSite({ ... }).',
    ],
    ['none-in-it.ts', 'export default {};', 'none-in-it.ts: the site is not valid\n  ✖ name: is missing.'],
    ['list.yaml', '- a', 'list.yaml: this is not a site\n  ✖ the file holds no mapping.'],
    [
      'throws.ts',
      "// one\nconst name: string = 'x';\nthrow new Error(`no ${name}`);",
      'throws.ts: could not be loaded\n  ✖ line 3: no x.',
    ],
    ['word.ts', "throw 'a word';", 'word.ts: could not be loaded\n  ✖ it threw a word.'],
    [
      'name.ts',
      "import { defineSit } from 'astroplatform';\n\nexport default defineSit({});",
      'name.ts: could not be loaded\n  ✖ line 3: astroplatform exports no "defineSit". Did you mean "defineSite"?',
    ],
    [
      'import.ts',
      "\nimport { a } from './nowhere';\nexport default a;",
      'import.ts: could not be loaded\n  ✖ line 2: cannot find ./nowhere.',
    ],
    [
      'package.ts',
      "import { a } from 'no-such-package';\nexport default a;",
      "package.ts: could not be loaded\n  ✖ line 1: Cannot find module 'no-such-package'",
    ],
    [
      'syntax.ts',
      'const a = 1;\nexport default {\n  name: ;\n};',
      'syntax.ts: syntax error\n  ✖ line 3, column 9: Unexpected token.',
    ],
    [
      'late.js',
      'const a = 1;\nconst a = 2;\nexport default a;',
      "late.js: syntax error\n  ✖ line 2: Identifier 'a' has already been declared.",
    ],
    [
      'twice.ts',
      "export default {\n  pools: { small: { nodes: 1 }, 'small': { nodes: 2 } },\n  login: {},\n  login: 1 as number };",
      'twice.ts: a name is given twice\n  ✖ line 2, column 33: this key stands twice. Remove one.\n  ✖ line 4, column 3: this key stands twice. Remove one.',
    ],
    [
      'twice.js',
      'module.exports = { a: 1, ...{ b: 1 }, "a": 2 };',
      'twice.js: a name is given twice\n  ✖ line 1, column 39: this key stands twice. Remove one.',
    ],
    ['await.ts', 'export default await Promise.resolve({});', 'await.ts: syntax error\n  ✖ line 1: '],
    [
      'none.ts',
      'export const site = {};',
      'none.ts: no default export\n  ✖ it exports site. Write: export default defineSite({ ... }).',
    ],
    [
      'nothing.js',
      'const site = {};',
      'nothing.js: no default export\n  ✖ it exports nothing. Write: export default defineSite({ ... }).',
    ],
    [
      'promise.ts',
      'export default (async () => ({}))();',
      'promise.ts: exports a promise\n  ✖ a site is a value that is there at once. Export the object itself, without async.',
    ],
    ['function.ts', 'export default () => ({});', 'function.ts: this is not a site'],
    [
      'rule.ts',
      `export default { ...${SITE_TS}, checks: { rules: [{ id: 'x' }] } };`,
      'rule.ts: not a rule\n  ✖ rules[0]: rule "x" has no check function. Declare it with defineRule({ ... }).',
    ],
  ])('%s', async (file, text, message) => {
    folder.write('x.json', '{ nearly json }');
    if (text !== undefined) folder.write(file, text);
    expect((await refusal(file)).slice(0, message.length)).toBe(message);
  });

  test('a folder', async () => {
    mkdirSync(join(folder.path, 'site.ts'));
    expect(await refusal('site.ts')).toBe('site.ts: this is a folder\n  ✖ a site is one file. Name the file.');
  });

  test('a name that is nearly right', async () => {
    folder.write('stacks/keck.ts', '');
    mkdirSync(join(folder.path, 'stacks/deploy'));
    expect(await refusal('stacks/deploi')).toContain('Check the path.');
    expect(await refusal('stacks/kekc.ts')).toContain('Did you mean stacks/keck.ts?');
    expect(await refusal('stacks/keck')).toContain('Did you mean stacks/keck.ts?');
  });

  test('what is too large, or never ends', async () => {
    folder.write('large.yaml', `# ${'x'.repeat(1_048_577)}`);
    expect(await refusal('large.yaml')).toContain('large.yaml: larger than 1 MiB');
    const endless = (async function* () {
      for (;;) yield 'x'.repeat(100_000);
    })();
    expect(await refusal('-', endless)).toContain('<stdin>: larger than 1 MiB');
  });

  test('a named pipe, a device, a socket: nothing waits', async () => {
    symlinkSync('/dev/zero', join(folder.path, 'device.yaml'));
    expect(await refusal('device.yaml')).toContain(
      'device.yaml: this is no file\n  ✖ it is a device, and to read it may never end. Name a file.',
    );
    for (const name of ['pipe.yaml', 'pipe.ts', 'Dockerfile', 'x.def', 'request.json', 'image.tar'])
      execFileSync('mkfifo', [join(folder.path, name)]);
    for (const name of ['pipe.yaml', 'pipe.ts']) expect(await refusal(name)).toContain('it is a named pipe');
    for (const name of ['Dockerfile', 'x.def', 'request.json', 'pipe.yaml']) {
      const { code, err } = await folder.run(['check', name]);
      expect([code, err]).toEqual([2, expect.stringContaining(`${name}: this is no file\n  ✖ it is a named pipe`)]);
    }
    const { code, err } = await folder.run(['check', 'docker-archive:image.tar']);
    expect([code, err]).toEqual([2, expect.stringContaining('it is no file. Save the image into a file')]);
    const server = createServer().listen(join(folder.path, 'socket.yaml'));
    await once(server, 'listening');
    expect(await refusal('socket.yaml')).toContain('it is a socket');
    await new Promise((done) => server.close(done));
  });

  test('bytes that are no text', async () => {
    folder.write('site.yaml', Uint8Array.of(0x6e, 0xff, 0xfe));
    expect(await refusal('site.yaml')).toContain('site.yaml: not UTF-8 text');
  });

  test('aliases that multiply', async () => {
    const levels = 'abcdefghij'.split('').map((name, index, all) => {
      const before = all[index - 1];
      return `${name}: &${name} [${before ? Array(9).fill(`*${before}`).join(', ') : 'x'}]`;
    });
    folder.write('bomb.yaml', levels.join('\n'));
    expect(await refusal('bomb.yaml')).toContain('bomb.yaml: unreadable YAML\n  ✖ Excessive alias count');
  });

  test('a YAML directive does not change what words mean', async () => {
    folder.write('old.yaml', `%YAML 1.1\n---\n${SITE_YAML}cluster: { await: no }\n`);
    expect(await refusal('old.yaml')).toContain('cluster.await');
  });

  test('a file that may not be read', async () => {
    folder.write('site.yaml', SITE_YAML);
    chmodSync(join(folder.path, 'site.yaml'), 0);
    if (process.getuid?.() === 0) return; // root may read everything
    expect(await refusal('site.yaml')).toContain('site.yaml: permission denied');
  });

  test('the place in an imported file, when that one throws', async () => {
    folder.write('site.ts', "import './shared/broken';\nexport default {};");
    folder.write('shared/broken.ts', '\n\nundefinedName();');
    expect(await refusal('site.ts')).toBe(
      `${join('shared', 'broken.ts')}: could not be loaded\n  ✖ line 3: undefinedName is not defined.`,
    );
  });

  test('every mistake at once, with its line in YAML', async () => {
    folder.write('site.yaml', SITE_YAML.replace('120Gi', 'lots').replace('registry:', 'regsitry:'));
    const message = await refusal('site.yaml');
    expect(message).toContain('site.yaml: site "keck" is not valid');
    expect(message).toContain('✖ regsitry (line 4, column 1): unknown key. Did you mean "registry"?');
    expect(message).toContain(
      '✖ pools.nodes.allocatable.memory (line 6, column 65): "lots" is not valid. Write a size such as 200Gi.',
    );
    expect(message).toContain('✖ registry: is missing.');
  });
});

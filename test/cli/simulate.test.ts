import { readDocument } from '../../src/cli/site-document';
import { readLoad } from '../../src/config/read-load';
import { Folder, SITE_YAML } from './fake-io';

const LOAD = `sessions:
  - { type: notebook, perHour: 6, day: work, duration: { median: 2h, p95: 12h } }
  - { type: headless, perHour: 10, cores: 8, memory: 16Gi, duration: 45m }
`;
const folder = new Folder({ 'keck.yaml': SITE_YAML, 'load.yaml': LOAD });
afterAll(() => folder.remove());

test('a day is played, told as tables', async () => {
  const { code, out, err } = await folder.run(['simulate', 'keck.yaml', '--load', 'load.yaml', '--seed', '5']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^keck.yaml: \d+ sessions in 1 day, seed 5\n/);
  expect(out).toMatch(/^ {2}SESSION +ASKED +LET IN +RAN +WAITING +STOPPED +WAIT P50 +WAIT P95 +LONGEST$/m);
  expect(out).toMatch(/^ {2}notebook +\d+/m);
  expect(out).toMatch(/^ {2}nodes +3 +\d+ % +\d+ % +\d+ % +- +\d+ +\d+$/m);
});

test('the same seed gives the same bytes, as JSON too', async () => {
  const ask = (...more: string[]) =>
    folder.run(['simulate', 'keck.yaml', '--load', 'load.yaml', '-o', 'json', ...more]);
  const [first, again, other] = [
    await ask('--days', '3'),
    await ask('--days', '3'),
    await ask('--days', '3', '--seed', '2'),
  ];
  expect(first.out).toBe(again.out);
  expect(first.out).not.toBe(other.out);
  expect(JSON.parse(first.out)).toMatchObject({
    version: 1,
    site: 'keck',
    ...{ seed: 1, days: 3 },
    types: [{ type: 'notebook', gpu: false, stopped: 0 }, { type: 'headless' }],
    pools: [{ pool: 'nodes', nodes: 3, stranded: { mean: expect.any(Number) } }],
  });
});

test('without a load an assumed one is played, and says so; it can be written, read and played', async () => {
  const assumed = await folder.run(['simulate', 'keck.yaml']);
  expect(assumed.out).toContain('the load is assumed (80 % busy), --print-load writes it');
  const { out, code } = await folder.run(['simulate', 'keck.yaml', '--print-load', '--busy', '50']);
  expect(code).toBe(0);
  expect(readLoad(readDocument(out, 'x').value, 'x').sessions.length).toBeGreaterThan(5);
  const played = await folder.run(['simulate', 'keck.yaml', '--load', '-'], { text: out });
  expect(played.out).toMatch(/^keck.yaml: \d+ sessions in 1 day, seed 1\n/);
});

test('more nodes are less to wait', async () => {
  const load = 'sessions: [{ type: headless, perHour: 60, cores: 8, memory: 16Gi, duration: 2h }]';
  const waits = async (...more: string[]) => {
    const { out } = await folder.run(['simulate', 'keck.yaml', '--load', '-', '-o', 'json', ...more], { text: load });
    return JSON.parse(out).types[0].wait.p50 as number;
  };
  const [now, less, more] = [await waits(), await waits('--drain', 'nodes: 1'), await waits('--add', 'nodes: 5')];
  expect(less).toBeGreaterThan(now);
  expect(more).toBeLessThan(now);
});

test('a person at a terminal sees how far a long run is', async () => {
  let time = 0;
  const lines: string[] = [];
  const stderr = { write: (text: string) => void lines.push(text), colour: false, terminal: true };
  const load = 'sessions: [{ type: headless, perHour: 200, duration: 10m }]';
  const { code } = await folder.run(['simulate', 'keck.yaml', '--load', '-', '--days', '2'], {
    text: load,
    stderr,
    now: () => {
      time += 600;
      return new Date(time);
    },
  });
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/^\rplayed \d\.\d of 2 days/);
  expect(lines.at(-1)).toBe('\r\u001b[K');
});

describe('is refused, with place, fact and act', () => {
  test.each<[string[], string, string]>([
    [['--days', '0'], LOAD, '--days: "0" is not a whole number from 1 to 366. Write e.g. 1.'],
    [['--days', '1e9'], LOAD, '--days: "1e9" is not a whole number'],
    [['--seed', '-1'], LOAD, '--seed: "-1" is not a whole number'],
    [['--busy', '2000'], LOAD, '--busy: "2000" is not a whole number from 1 to 1000'],
    [['--print-load'], LOAD, '--print-load: writes the assumed load'],
    [['--drain', 'nodes: 3'], LOAD, 'none would be left of it'],
    [[], '[1]', '<stdin>: this is not a load'],
    [[], 'sessions: []', '[] is too short. Write at least one'],
    [
      [],
      'sessions: [{ type: notebook, perHour: -1, duration: 1h }]',
      'sessions[0].perHour (line 1, column 30): -1 is too small. Write at least 0',
    ],
    [[], 'sessions: [{ type: notebook, perHour: 1, memory: 96G, duration: 1h }]', 'Write 96Gi'],
    [
      [],
      'sessions: [{ type: notebook, perHour: 1, duration: { median: 2h, p95: 1h } }]',
      'Write a p95 above the median',
    ],
    [[], 'sessions: [{ type: notebook, perHour: 1, duration: soon }]', 'Write a time span such as 2h, { mean: 2h } or'],
    [[], 'sessions: [{ type: notebook, perHour: 1 }]', 'sessions[0].duration'],
    [[], 'sessions: [{ type: notebok, perHour: 1, duration: 1h }]', 'Did you mean "notebook"?'],
    [[], 'sessions: [{ type: notebook, team: a, perHour: 1, duration: 1h }]', 'the site has no queues'],
    [
      [],
      'sessions: [{ type: notebook, cores: 1000000, perHour: 1, duration: 1h }]',
      'sessions[0] (line 1, column 12): no node has room for it. Ask for at most',
    ],
    [[], 'sessions: [{ type: notebook, perHour: 1e300, duration: 1h }]', '1e+300 is too large. Write at most 100000'],
    [[], 'sessions: [{ type: notebook, perHuor: 1, duration: 1h }]', 'Did you mean "perHour"?'],
  ])('%j %s', async (argv, text, message) => {
    const { code, out, err } = await folder.run(['simulate', 'keck.yaml', '--load', '-', ...argv], { text });
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
  });
});

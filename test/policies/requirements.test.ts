import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../policies/index';

const page = readFileSync(join(__dirname, '../../docs/containers.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.+) \|$/gm)].map(([, id = '', held = '']) => ({ id, held }));
const ids = rules.map(({ id }) => id);

test('117 requirements, each once', () => {
  expect(rows).toHaveLength(117);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(117);
});

test.each(rows)('$id is held by a rule that exists, or the page says by what', ({ id, held }) => {
  const named = [...held.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => name);
  if (/^rules? /.test(held)) {
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !ids.includes(name))).toEqual([]);
  } else expect(held).toMatch(/^(?:by construction|not decided|the reader|the session service)\b.{20,}/);
  // A rule that has the name of a requirement is what holds it.
  if (ids.includes(id)) expect(named).toContain(id);
});

test('every rule of containers, images and requests is there for a requirement', () => {
  const named = new Set(rows.flatMap(({ held }) => [...held.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name)));
  const own = rules.filter(({ on }) => on === 'container' || on === 'artifact' || on === 'request');
  expect(own.length).toBeGreaterThan(100);
  expect(own.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

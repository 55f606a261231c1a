import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { typeToken } from '../../src/delivery/identity';
import { sourcesOf } from '../../src/delivery/secret-sources';
import { PAIR } from '../delivery/pulumi-engine';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { type Trace, traceOf } from './fake-engine';
import { isSecret, withoutSecrets } from './marks';
import { programOf, ROOT, readProject } from './project';

jest.setTimeout(180_000); // a process that compiles the whole program takes seconds, on a busy machine a minute

const suppliedBy = (name: string) =>
  sourcesOf(manifestsOf(SITES[name] as never).secrets).filter(({ source }) => source.kind === 'supplied');
const configOf = (name: string) =>
  Object.fromEntries(suppliedBy(name).map((one) => [one.name, `supplied-${one.name}-value`]));

describe('Pulumi.yaml', () => {
  const project = readProject();

  test('names the file of the program: for a folder Pulumi would follow package.json and run the library', () => {
    expect(project.main).toMatch(/\.ts$/);
    expect(existsSync(join(ROOT, project.main))).toBe(true);
    expect(project.runtime.name).toBe('nodejs');
  });

  test('names a tsconfig that is found from the folder of the program', () => {
    const { directory } = programOf(project);
    expect(existsSync(join(directory, project.runtime.options.tsconfig as string))).toBe(true);
  });
});

describe.each(Object.keys(SITES))('the program for stack %s', (name) => {
  const plan = planOf(SITES[name] as never);
  const { manifests, secrets } = manifestsOf(SITES[name] as never);
  let trace: Trace;
  beforeAll(async () => {
    trace = await traceOf(name, configOf(name));
  });

  test('ends well', () => {
    expect(trace.errors).toEqual([]);
    expect([trace.code, trace.output]).toEqual([0, '']);
  });

  test('registers every object and every Secret of the site, with its own type', () => {
    const kubernetes = trace.registered.filter(({ type }) => type.startsWith('kubernetes:'));
    const expected = [
      ...manifests.map(({ id, object }) => [id, typeToken(object)]),
      ...secrets.map(({ id }) => [id, 'kubernetes:core/v1:Secret']),
    ];
    expect(kubernetes.map((one) => [one.name, one.type]).sort()).toEqual(expected.sort());
  });

  test('gives every resource a URN of its own', () => {
    const urns = trace.registered.map(({ urn }) => urn);
    expect(urns).toHaveLength(new Set(urns).size);
  });

  test('protects what the site protects, and nothing else', () => {
    const kept = manifests.filter((one) => one.protect).map(({ id }) => id);
    expect(
      trace.registered
        .filter((one) => one.protect)
        .map((one) => one.name)
        .sort(),
    ).toEqual(kept.sort());
  });

  test('marks every value of a Secret, so that none is in the state in clear', () => {
    const made = trace.registered.filter(({ name }) => secrets.some(({ id }) => id === name));
    expect(made).toHaveLength(secrets.length);
    for (const { inputs, secretOutputs } of made) {
      expect(secretOutputs).toEqual(['data', 'stringData']);
      expect(Object.values(inputs.stringData as object).map(isSecret)).not.toContain(false);
    }
    const clear = JSON.stringify(trace.registered.map(({ inputs }) => withoutSecrets(inputs)));
    const generated = trace.registered.filter(({ type }) => type.startsWith('random:'));
    const values = [...generated.map((one) => `value of ${one.name}`), ...Object.values(configOf(name)), ...keyTexts];
    for (const value of values) expect(clear).not.toContain(value);
  });

  test('gives away addresses and nothing else', () => {
    expect(trace.outputs).toEqual({
      platform: `https://${plan.hosts.platform}`,
      sessions: `https://${plan.hosts.sessions}`,
    });
  });
});

test('a stack without a site says so, and registers nothing that a cluster would see', async () => {
  const trace = await traceOf('atlantis');
  expect(trace.code).not.toBe(0);
  expect(trace.errors.join()).toMatch(/atlantis\.ts/);
  expect(trace.registered.filter(({ type }) => type.startsWith('kubernetes:'))).toEqual([]);
}, 180_000); // Pulumi takes its time to give up

/** A piece of each key that no other text has. */
const keyTexts = Object.values(PAIR).map((pem) => pem.split('\n')[3] as string);

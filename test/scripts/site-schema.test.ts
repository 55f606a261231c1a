import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { describedSchema } from '../../scripts/site-schema';

const folder = mkdtempSync(join(tmpdir(), 'site-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A source file, and the JSON Schema that it gives to a zod schema. */
function described(source: string, schema: z.ZodType) {
  const file = join(folder, 'thing.ts');
  writeFileSync(file, source);
  return describedSchema(schema, file, 'Thing').json;
}

test('a key is described by the comment in front of it, with its computed default', () => {
  const json = described(
    `/** A thing. */
     export const Thing = z.strictObject({
       /** How many,
        *  in pieces. @default all of them */
       many: z.int().optional(),
     });`,
    z.strictObject({ many: z.int().optional() }),
  );
  expect(json.description).toBe('A thing.');
  expect(json.properties?.many?.description).toBe('How many, in pieces. Default: all of them.');
});

test('alternatives, entries and shared keys are described too', () => {
  writeFileSync(join(folder, 'other.ts'), 'export const Size = z\n  .string()\n  .max(3);');
  const json = described(
    `import { Size } from './other';
     const common = {
       /** Where. */
       at: z.string(),
     };
     /** Round. */
     const Round = z.strictObject({ kind: z.literal('round'), ...common });
     export const Thing = z.strictObject({
       /** Which. */
       which: z.discriminatedUnion('kind', [
         Round,
         /** With corners. */
         z.strictObject({
           kind: z.literal('square'),
           /** Side. */
           side: Size,
         }),
       ]).optional(),
       /** Parts. */
       parts: z.record(z.string(), z.array(z.strictObject({
         /** Weight. */
         weight: z.number().nullish(),
       }))),
     });`,
    z.strictObject({
      which: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('round'), at: z.string() }),
          z.strictObject({ kind: z.literal('square'), side: z.string().max(3) }),
        ])
        .optional(),
      parts: z.record(z.string(), z.array(z.strictObject({ weight: z.number().nullish() }))),
    }),
  );
  const [round, square] = json.properties?.which?.oneOf ?? [];
  expect([round?.title, round?.description, round?.properties?.at?.description]).toEqual(['round', 'Round.', 'Where.']);
  expect(round?.properties?.kind?.description).toBe('Round.');
  expect([square?.title, square?.properties?.side?.description]).toEqual(['square', 'Side.']);
  const parts = json.properties?.parts?.additionalProperties;
  expect(typeof parts === 'object' && parts.items?.properties?.weight?.description).toBe('Weight.');
});

test.each([
  ['a key', `export const Thing = z.strictObject({ many: z.int() });`, z.strictObject({ many: z.int() }), 'Thing.many'],
  [
    'a key with a plain comment',
    `export const Thing = z.strictObject({\n // How many.\n many: z.int() });`,
    z.strictObject({ many: z.int() }),
    'Thing.many',
  ],
  [
    'a key whose kind of value has a comment',
    `/** A number of pieces. */\nconst Pieces = z.int();\nexport const Thing = z.strictObject({ many: Pieces });`,
    z.strictObject({ many: z.int() }),
    'Thing.many',
  ],
  [
    'an alternative',
    `export const Thing = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('round') })]);`,
    z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('round') })]),
    'Thing (kind: round)',
  ],
])('%s without a doc comment is refused', (_, source, schema, place) => {
  expect(() => described(source, schema)).toThrow(`without doc comment:\n  ${place}`);
});

test('sources that say something else than the schema are refused', () => {
  expect(() =>
    described('export const Thing = z.strictObject({\n /** A. */\n a: z.int() });', z.strictObject({ b: z.int() })),
  ).toThrow('zod has the keys b, the sources a');
});

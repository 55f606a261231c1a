const text = { type: 'string', minLength: 1 };
const message = object({ text }, ['text']);

/**
 * The part of SARIF 2.1.0 that we write, as its specification demands it (sections in brackets). Tighter than the
 * official schema: what we do not write is refused.
 */
export const SARIF_SCHEMA = object(
  {
    $schema: { type: 'string', format: 'uri' },
    version: { const: '2.1.0' }, // [3.13.2]
    runs: {
      type: 'array',
      minItems: 1,
      items: object(
        {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] }, // [3.14.17]
          tool: object({ driver: driver() }, ['driver']),
          results: { type: 'array', items: result() },
        },
        ['tool', 'results'],
      ),
    },
  },
  ['version', 'runs'],
);

function driver() {
  return object(
    {
      name: text,
      version: text,
      semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' }, // [3.19.12]
      rules: {
        type: 'array',
        uniqueItems: true,
        items: object(
          {
            id: text,
            shortDescription: message,
            help: message,
            defaultConfiguration: object({ level: { enum: ['none', 'note', 'warning', 'error'] } }, []),
            properties: { type: 'object' },
          },
          ['id'],
        ),
      },
    },
    ['name'],
  );
}

function result() {
  const shape = object(
    {
      ruleId: text,
      ruleIndex: { type: 'integer', minimum: 0 },
      kind: { enum: ['pass', 'open', 'informational', 'notApplicable', 'review', 'fail'] }, // [3.27.9]
      level: { enum: ['none', 'note', 'warning', 'error'] },
      message,
      locations: { type: 'array', items: location() },
      partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
      baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] }, // [3.27.24]
      suppressions: {
        type: 'array',
        minItems: 1,
        items: object(
          { kind: { enum: ['inSource', 'external'] }, status: { enum: ['accepted'] }, justification: text },
          ['kind'],
        ),
      },
    },
    ['message', 'ruleId', 'kind', 'level'],
  );
  // [3.27.10]: a level other than "none" belongs to failures alone.
  const fails = { properties: { kind: { const: 'fail' } } };
  return { ...shape, if: fails, else: { properties: { level: { const: 'none' } } } };
}

function location() {
  return object(
    {
      physicalLocation: object(
        {
          artifactLocation: object({ uri: { type: 'string', format: 'uri-reference' } }, ['uri']),
          region: object({ startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 } }, [
            'startLine',
          ]),
        },
        ['artifactLocation'],
      ),
      logicalLocations: {
        type: 'array',
        items: object({ fullyQualifiedName: { type: 'string' }, kind: text }, []),
      },
    },
    [],
  );
}

function object(properties: Readonly<Record<string, object>>, required: readonly string[]) {
  return { type: 'object', properties, required, additionalProperties: false };
}

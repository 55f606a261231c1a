// How values that are more than data travel between programs, engine, providers and policies.

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** Stands for a text that is known only after an update. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** A value that is kept encrypted. */
export const secret = (value: unknown) => ({ [SIGNATURE]: SECRET, value });

/** Whether a value is marked as secret. */
export const isSecret = (value: unknown): value is { value: unknown } =>
  typeof value === 'object' && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET;

/** The data without what is marked as secret. */
export const withoutSecrets = (value: unknown): unknown => mapped(value, () => '[secret]');

/** The data with secrets in clear. */
export const revealed = (value: unknown): unknown => mapped(value, (one) => revealed(one.value));

function mapped(value: unknown, ofSecret: (secret: { value: unknown }) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return ofSecret(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, ofSecret));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapped(field, ofSecret)]));
}

/** Compute slices of a GPU that NVIDIA MIG can cut, where its product says nothing else. */
const COMPUTE_SLICES = 7;

/** A GPU that can be cut. */
interface Cuttable {
  readonly compute: number;
  /** How many slices of each profile one GPU gives, when all are alike. */
  readonly slices: Readonly<Record<string, number>>;
}

/** GPUs of seven compute and eight memory slices: profiles by the memory of an eighth, a quarter, a half and all of it. */
const sevenths = (eighth: number, quarter: number, half: number, all: number): Cuttable => ({
  compute: COMPUTE_SLICES,
  slices: {
    [`1g.${eighth}gb`]: 7,
    [`1g.${quarter}gb`]: 4,
    [`2g.${quarter}gb`]: 3,
    [`3g.${half}gb`]: 2,
    [`4g.${half}gb`]: 1,
    [`7g.${all}gb`]: 1,
  },
});

// NVIDIA's "Multi-Instance GPU User Guide", supported profiles, by the names of GPU Feature Discovery.
const PRODUCTS: readonly (readonly [product: RegExp, gpu: Cuttable])[] = [
  [/\bA30\b/i, { compute: 4, slices: { '1g.6gb': 4, '2g.12gb': 2, '4g.24gb': 1 } }],
  [/\bA100\b.*\b40GB/i, sevenths(5, 10, 20, 40)],
  [/\b(?:A100|H100)\b.*\b80GB/i, sevenths(10, 20, 40, 80)],
  [/\bH100\b.*(?:\bNVL\b|\b94GB)/i, sevenths(12, 24, 47, 94)],
  [/\b(?:H100|GH200|H20)\b.*\b96GB/i, sevenths(12, 24, 48, 96)],
  [/\bH200\b/i, sevenths(18, 35, 71, 141)],
  [/\bG?B200\b/i, sevenths(23, 45, 90, 180)],
];

/** GPUs that cannot be cut at all. */
const WHOLE = /\b(?:P100|V100|T4|A2|A10G?|A16|A40|L4|L40S?|RTX-A\d+|Quadro.*|GeForce.*)\b/i;

/** Compute slices that one slice of a profile takes: two for `2g.20gb`. */
export const computeSlices = (profile: string): number => Number(/^(\d)g\./.exec(profile)?.[1] ?? 1);

/** Memory of one slice of a profile, in GB as NVIDIA counts it. */
export const sliceMemory = (profile: string): number => Number(/^\dg\.(\d+)gb$/.exec(profile)?.[1] ?? 0);

/** Whether MIG can cut GPUs of a product; unknown products may be cut. */
export const canBeCut = (product: string): boolean => !WHOLE.test(product);

/** Compute slices of one GPU. */
export const computeOf = (product: string): number => cuttable(product)?.compute ?? COMPUTE_SLICES;

/** Profiles that a known product can be cut into; `undefined` for one that we do not know. */
export const profilesOf = (product: string): readonly string[] | undefined => {
  const known = cuttable(product);
  return known && Object.keys(known.slices);
};

/** The most slices of one profile that one GPU gives. */
export function mostSlices(product: string, profile: string): number {
  const known = cuttable(product)?.slices;
  const compute = computeSlices(profile);
  if (known && Object.hasOwn(known, profile)) return known[profile] ?? 0;
  return compute === 0 ? 0 : Math.floor(computeOf(product) / compute);
}

const cuttable = (product: string) => PRODUCTS.find(([pattern]) => pattern.test(product))?.[1];

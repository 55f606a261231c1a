/** Compute slices of one GPU that NVIDIA MIG can cut. */
export const COMPUTE_SLICES = 7;

/** Compute slices that one slice of a profile takes: two for `2g.20gb`. */
export const computeSlices = (profile: string): number => Number(/^(\d)g\./.exec(profile)?.[1] ?? 1);

/** Memory of one slice of a profile, in GB as NVIDIA counts it. */
export const sliceMemory = (profile: string): number => Number(/^\dg\.(\d+)gb$/.exec(profile)?.[1] ?? 0);

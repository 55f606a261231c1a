/** `1.34` as a number that can be compared: 34. */
export const minor = (release: string): number => Number(release.split('.')[1]);

/** Oldest Kubernetes release that a site may target; what it has, every target has. */
export const OLDEST = '1.31';

/**
 * Ends this process when npm, which has started it, was killed: that reaches nobody else. Without npm, nothing happens. The
 * scripts begin with `exec`, so that no shell is between the two.
 */
export function endWithNpm(): void {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || process.exit(1), 1000).unref();
}

/** Whether a tag moves from build to build: `latest`, `o_latest`, `dev`, `nightly` ... */
export const isFloating = (tag: string): boolean =>
  /(?:^|[._-])(?:latest|dev|devel|edge|nightly|rolling|main|master|stable|current|testing|lts)$/i.test(tag);

import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, pass } from '../../src/check/rule';

export const noContentUnderMounts = defineRule({
  id: 'no-content-under-mounts',
  topic: 'filesystem',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'Storage is mounted over these folders in a session: what the image keeps there cannot be seen.',
  fix: 'Keep it elsewhere, and make folders of a user when the session starts.',
  source: '000_b288e323437a5df4.txt "/arc filesystem automatically mounted"; container-rules.md §1c, §2 C24',
  check: ({ container, contract }) => {
    const { workdir } = container;
    const faults: Fault[] = [];
    for (const mount of contract.mounts) {
      const below = container.below(mount);
      const tops = below.known ? below.value.filter(({ path }) => path.split('/').length === 3) : [];
      for (const entry of tops) {
        faults.push({
          message: `${entry.path} is hidden by what is mounted on ${mount}`,
          ...(entry.place ? { place: entry.place } : {}),
        });
      }
      if (workdir.known && (workdir.value === mount || workdir.value.startsWith(`${mount}/`))) {
        faults.push({
          message: `the working folder ${workdir.value} is in ${mount}, which is mounted when a session starts`,
          ...(workdir.place ? { place: workdir.place } : {}),
        });
      }
    }
    // What is copied may not be known, but where it goes is written.
    const open = contract.mounts.filter((mount) => !container.below(mount).known);
    for (const { instruction, text, place } of open.length === 0 ? [] : container.history) {
      const target = /^(?:COPY|ADD)$/.test(instruction) ? targetOf(text) : undefined;
      const mount = open.find((one) => target === one || target?.startsWith(`${one}/`));
      if (mount === undefined || faults.some((fault) => fault.place?.line === place?.line)) continue;
      faults.push({
        message: `what is copied to ${target} is hidden by what is mounted on ${mount}`,
        ...(place ? { place } : {}),
      });
    }
    if (faults.length > 0) return fail(faults);
    for (const mount of contract.mounts) sure(container.below(mount));
    return pass;
  },
});

/** Where a COPY puts its files, as far as its text says it. */
function targetOf(text: string): string | undefined {
  const last = text.trim().split(/\s+/).at(-1) ?? '';
  // In a list, it stands in quotes.
  const target = last.replace(/^\[?"|"?\]?$/g, '');
  return target.length > 4096 || target.includes('$') ? undefined : target.replace(/\/+$/, '');
}

import { endOf, READ, RELEASE_ENDS } from '../../../src/check/view/release-ends';

test.each(Object.entries(RELEASE_ENDS))(
  '%s: days that there are, each release as os-release writes it',
  (id, { ends, parts, source }) => {
    expect(source).toMatch(/\w{5}/);
    for (const [version, end] of Object.entries(ends)) {
      expect([version, new Date(`${end}T00:00:00Z`).toISOString().slice(0, 10)]).toEqual([version, end]);
      expect(version.split('.')).toHaveLength(parts);
      expect(endOf({ id, version: `${version}.7` })).toBe(end);
    }
    // A later release is not given up before an earlier one (of Ubuntu only those that come out every two years).
    const lasting = Object.entries(ends).filter(([version]) => id !== 'ubuntu' || /^\d[02468]\.04$/.test(version));
    const order = ([a = '']: readonly string[], [b = '']: readonly string[]) =>
      a.localeCompare(b, 'en', { numeric: true });
    const days = lasting.toSorted(order).map(([, end]) => end);
    // What both CentOS Linux and CentOS Stream call 8 ended before 7 did.
    expect(days.filter((day, index) => day < (days[index - 1] ?? ''))).toEqual(id === 'centos' ? ['2024-05-31'] : []);
  },
);

test('what is not in the table has no end', () => {
  for (const id of ['opensuse', 'constructor', '__proto__', '']) expect(endOf({ id, version: '1' })).toBeUndefined();
  for (const version of ['constructor', '0', '']) expect(endOf({ id: 'debian', version })).toBeUndefined();
  expect(endOf({ id: 'debian' })).toBeUndefined();
  expect(READ).toMatch(/^\d{4}-\d\d-\d\d$/);
});

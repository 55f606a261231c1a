import type { Distribution } from '../facts';

/** Day on which the table was read: what distributors have announced since is not in it. */
export const READ = '2026-11-30';

/** Releases of one distribution, and until when its distributor publishes security fixes for everybody. */
interface Ends {
  /** Where the distributor says so, and how it was read. */
  readonly source: string;
  /** How much of a version names a release: `9` of `9.4` is 1. */
  readonly parts: 1 | 2;
  /** Last day by release. Paid or third-party support after it is not in it. */
  readonly ends: Readonly<Record<string, string>>;
}

/** The dates of releases are announced one by one; what is not here is not known, and rules answer so. */
export const RELEASE_ENDS: Readonly<Record<string, Ends>> = {
  debian: {
    source:
      'the table of Debian itself (package distro-info-data 0.58+deb12u6, column eol-lts): long term support included',
    parts: 1,
    ends: {
      '7': '2018-05-31',
      '8': '2020-06-30',
      '9': '2022-06-30',
      '10': '2024-06-30',
      '11': '2026-08-31',
      '12': '2028-06-30',
      '13': '2030-06-30',
    },
  },
  ubuntu: {
    source: 'the table of Ubuntu in Debian’s package distro-info-data 0.58+deb12u6, column eol: standard support',
    parts: 2,
    ends: {
      '12.04': '2017-04-28',
      '14.04': '2019-04-25',
      '16.04': '2021-04-30',
      '18.04': '2023-05-31',
      '18.10': '2019-07-18',
      '19.04': '2020-01-23',
      '19.10': '2020-07-17',
      '20.04': '2025-05-29',
      '20.10': '2021-07-22',
      '21.04': '2022-01-20',
      '21.10': '2022-07-14',
      '22.04': '2027-06-01',
      '22.10': '2023-07-20',
      '23.04': '2024-01-25',
      '23.10': '2024-07-11',
      '24.04': '2029-05-31',
      '24.10': '2025-07-10',
      '25.04': '2026-01-15',
      '25.10': '2026-07-09',
      '26.04': '2031-05-29',
    },
  },
  fedora: {
    source:
      'docs.fedoraproject.org/en-US/releases/eol and the schedules at fedorapeople.org, as endoflife.date repeats them',
    parts: 1,
    ends: {
      '28': '2019-05-28',
      '29': '2019-11-26',
      '30': '2020-05-26',
      '31': '2020-11-24',
      '32': '2021-05-25',
      '33': '2021-11-30',
      '34': '2022-06-07',
      '35': '2022-12-13',
      '36': '2023-05-16',
      '37': '2023-12-05',
      '38': '2024-05-21',
      '39': '2024-11-26',
      '40': '2025-05-13',
      '41': '2025-12-15',
      '42': '2026-05-13',
      '43': '2026-12-09',
    },
  },
  alpine: {
    source: 'alpinelinux.org/releases, as endoflife.date repeats it',
    parts: 2,
    ends: {
      '3.8': '2020-05-01',
      '3.9': '2020-11-01',
      '3.10': '2021-05-01',
      '3.11': '2021-11-01',
      '3.12': '2022-05-01',
      '3.13': '2022-11-01',
      '3.14': '2023-05-01',
      '3.15': '2023-11-01',
      '3.16': '2024-05-23',
      '3.17': '2024-11-22',
      '3.18': '2025-05-09',
      '3.19': '2025-11-01',
      '3.20': '2026-04-01',
      '3.21': '2026-11-01',
      '3.22': '2027-05-01',
      '3.23': '2027-11-01',
    },
  },
  rocky: {
    source: 'wiki.rockylinux.org/rocky/version, as endoflife.date repeats it',
    parts: 1,
    ends: { '8': '2029-05-31', '9': '2032-05-31' },
  },
  almalinux: {
    source: 'wiki.almalinux.org/release-notes, as endoflife.date repeats it',
    parts: 1,
    ends: { '8': '2029-03-01', '9': '2032-05-31', '10': '2035-05-31' },
  },
  // os-release names CentOS Linux and CentOS Stream alike; both of 8 have ended, and of 9 on there is Stream alone.
  centos: {
    source: 'centos.org/centos-linux-eol and centos.org/cl-vs-cs, as endoflife.date repeats them',
    parts: 1,
    ends: {
      '5': '2017-03-31',
      '6': '2020-11-30',
      '7': '2024-06-30',
      '8': '2024-05-31',
      '9': '2027-05-31',
      '10': '2030-01-01',
    },
  },
};

/** The last day on which a release gets security fixes from its distributor, `YYYY-MM-DD`; undefined when the table has none. */
export function endOf({ id, version }: Distribution): string | undefined {
  const known = Object.hasOwn(RELEASE_ENDS, id) ? RELEASE_ENDS[id] : undefined;
  const release = version?.split('.').slice(0, known?.parts).join('.');
  return known && release !== undefined && Object.hasOwn(known.ends, release) ? known.ends[release] : undefined;
}
